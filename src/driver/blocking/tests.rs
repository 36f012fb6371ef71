//! What can only be seen with a hand inside: look-ups, and processes that are not.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, AtomicUsize};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use super::*;

/// A server that answers every request with the number of its connection, and tells when a connection has ended.
fn server() -> (SocketAddr, Receiver<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (ended, ends) = mpsc::channel();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let ended = ended.clone();
            thread::spawn(move || {
                serve(stream.unwrap(), number);
                let _ = ended.send(number);
            });
        }
    });
    (address, ends)
}

fn serve(mut stream: TcpStream, number: usize) {
    let mut request = Vec::new();
    let mut byte = [0];
    while stream.read_exact(&mut byte).is_ok() {
        request.push(byte[0]);
        if request.ends_with(b"\r\n\r\n") {
            request.clear();
            let body = number.to_string();
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).unwrap();
        }
    }
}

fn get(driver: &Blocking, url: &str) -> Result<String> {
    let response = pollster::block_on(driver.send(&Request::new("GET", url)))?;
    Ok(String::from_utf8_lossy(response.body()).into_owned())
}

fn with_lookup(lookup: impl Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static) -> Blocking {
    Blocking::assemble(Options::default(), Arc::new(lookup), std::process::id).unwrap()
}

#[test]
fn a_name_is_looked_up_once_for_many_requests_on_this_thread() {
    let (address, _ends) = server();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let caller = thread::current().id();
    let driver = with_lookup(move |host| {
        assert_eq!((host, thread::current().id()), ("keystone.example", caller));
        counter.fetch_add(1, Ordering::SeqCst);
        Ok(vec![address])
    });
    let url = format!("http://Keystone.example:{}/", address.port());
    for _ in 0..5 {
        assert_eq!(get(&driver, &url).unwrap(), "0");
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_kept_connection_needs_no_name_and_a_new_one_the_name_of_the_last_minute() {
    let (address, _ends) = server();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let pool = Pool { idle: Duration::ZERO, ..Pool::default() };
    let lookup: Lookup = Arc::new(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        Ok(vec![address])
    });
    let driver = Blocking::assemble(Options { pool, ..Options::default() }, lookup, std::process::id).unwrap();
    let url = format!("http://keystone.example:{}/", address.port());
    for connection in 0..3 {
        assert_eq!(get(&driver, &url).unwrap(), connection.to_string());
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_name_whose_addresses_all_fail_is_looked_up_again() {
    let (address, _ends) = server();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let driver = with_lookup(move |_| match counter.fetch_add(1, Ordering::SeqCst) {
        // Nobody listens on another address of this machine.
        0 => Ok(vec!["127.0.0.2:0".parse().unwrap(), "127.0.0.3:0".parse().unwrap()]),
        _ => Ok(vec!["127.0.0.2:0".parse().unwrap(), address]),
    });
    let url = format!("http://keystone.example:{}/", address.port());
    let error = get(&driver, &url).unwrap_err();
    assert_eq!(error.code(), Code::CONNECT_FAILURE);
    assert!(error.message().as_str().ends_with("connection refused"), "{error}");
    assert_eq!(get(&driver, &url).unwrap(), "0");
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn a_failed_look_up_says_why() {
    let driver = with_lookup(|_| Err(io::Error::other("failed to lookup address information: Try again")));
    let error = get(&driver, "http://keystone.example/").unwrap_err();
    assert_eq!(error.code(), Code::CONNECT_FAILURE);
    assert_eq!(error.message().as_str(), "cannot connect to keystone.example:80: try again");
    let nowhere = with_lookup(|_| Ok(vec![]));
    let error = get(&nowhere, "https://keystone.example/").unwrap_err();
    assert_eq!(error.message().as_str(), "cannot connect to keystone.example:443: the name has no address");
}

#[test]
fn a_look_up_that_took_all_the_time_to_connect_is_a_timeout() {
    let (address, _ends) = server();
    let driver = with_lookup(move |_| {
        thread::sleep(Duration::from_millis(50));
        Ok(vec![address])
    });
    let mut request = Request::new("GET", format!("http://keystone.example:{}/", address.port()));
    request.timeouts.connect = Some(Duration::from_millis(20));
    let error = pollster::block_on(driver.send(&request)).unwrap_err();
    assert_eq!(error.code(), Code::CONNECT_TIMEOUT);
}

#[test]
fn a_forked_child_has_connections_of_its_own_and_leaves_those_of_the_parent_open() {
    static PID: AtomicU32 = AtomicU32::new(100);
    let (address, ends) = server();
    let driver = Blocking::assemble(Options::default(), resolver::system(), || PID.load(Ordering::SeqCst)).unwrap();
    let url = format!("http://{address}/");
    let as_process = |pid| {
        PID.store(pid, Ordering::SeqCst);
        get(&driver, &url).unwrap()
    };
    assert_eq!([as_process(100), as_process(100)], ["0", "0"]);
    // The child, its child, and the parent again, which never heard of them.
    assert_eq!([as_process(200), as_process(200)], ["1", "1"]);
    assert_eq!([as_process(300), as_process(300)], ["2", "2"]);
    assert_eq!(as_process(100), "0");

    PID.store(200, Ordering::SeqCst);
    drop(driver);
    assert_eq!(ends.recv_timeout(Duration::from_secs(5)).unwrap(), 1);
    assert!(ends.recv_timeout(Duration::from_millis(100)).is_err());
}

#[test]
fn a_forked_child_leaves_connections_of_an_identity_to_its_parent_too() {
    static PID: AtomicU32 = AtomicU32::new(100);
    let (address, ends) = server();
    let driver = Blocking::assemble(Options::default(), resolver::system(), || PID.load(Ordering::SeqCst)).unwrap();
    let mut request = Request::new("GET", format!("http://{address}/"));
    request.connection = Some(Arc::new(crate::http::Connection { verify: Some(Verify::Off), certificate: None }));
    let as_process = |pid| {
        PID.store(pid, Ordering::SeqCst);
        let response = pollster::block_on(driver.send(&request)).unwrap();
        String::from_utf8_lossy(response.body()).into_owned()
    };
    assert_eq!([as_process(100), as_process(100)], ["0", "0"]);
    assert_eq!([as_process(200), as_process(200)], ["1", "1"]);
    assert_eq!(as_process(100), "0");
    PID.store(200, Ordering::SeqCst);
    drop(driver);
    assert_eq!(ends.recv_timeout(Duration::from_secs(5)).unwrap(), 1);
    assert!(ends.recv_timeout(Duration::from_millis(100)).is_err());
}

#[test]
fn a_forked_child_works_while_a_thread_of_the_parent_is_stuck() {
    static PID: AtomicU32 = AtomicU32::new(100);
    let (address, _ends) = server();
    let (entered, held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let (entered, released) = (std::sync::Mutex::new(entered), std::sync::Mutex::new(released));
    // In the parent a thread is stuck in the middle of a request.
    let lookup: Lookup = Arc::new(move |host| {
        if host == "stuck.example" {
            entered.lock().unwrap().send(()).unwrap();
            let _ = released.lock().unwrap().recv();
        }
        Ok(vec![address])
    });
    let driver = Blocking::assemble(Options::default(), lookup, || PID.load(Ordering::SeqCst)).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| get(&driver, &format!("http://stuck.example:{}/", address.port())));
        held.recv().unwrap();
        PID.store(200, Ordering::SeqCst);
        assert_eq!(get(&driver, &format!("http://other.example:{}/", address.port())).unwrap(), "0");
        PID.store(100, Ordering::SeqCst);
        drop(release);
    });
}

#[test]
fn what_was_shut_down_before_a_fork_stays_shut_down() {
    static PID: AtomicU32 = AtomicU32::new(100);
    let (address, _ends) = server();
    let driver = Blocking::assemble(Options::default(), resolver::system(), || PID.load(Ordering::SeqCst)).unwrap();
    driver.shutdown();
    PID.store(200, Ordering::SeqCst);
    assert_eq!(get(&driver, &format!("http://{address}/")).unwrap_err().code(), Code::SHUT_DOWN);
}

#[test]
fn the_system_asks_a_silent_peer_as_often_as_the_options_say() {
    let (address, _ends) = server();
    let asked = KeepAlive { idle: Some(Duration::from_secs(9)), interval: Duration::from_secs(8), probes: 7 };
    for (keep_alive, asks) in [(asked, true), (KeepAlive { idle: None, ..asked }, false)] {
        let stream = TcpStream::connect(address).unwrap();
        tcp::keep_alive(&stream, keep_alive).unwrap();
        let socket = socket2::SockRef::from(&stream);
        assert_eq!(socket.keepalive().unwrap(), asks);
        if asks {
            assert_eq!(socket.tcp_keepalive_time().unwrap(), Duration::from_secs(9));
            assert_eq!(socket.tcp_keepalive_interval().unwrap(), Duration::from_secs(8));
            assert_eq!(socket.tcp_keepalive_retries().unwrap(), 7);
        }
    }
}

#[test]
fn debug_output_shows_the_options_and_no_secret() {
    let proxy = Proxy::Url(crate::text::Secret::new("http://user:hunter2@proxy:3128"));
    let driver = Blocking::new(Options { proxy, ..Options::default() }).unwrap();
    let shown = format!("{driver:?}");
    assert!(shown.contains("per_host: 16") && !shown.contains("hunter2"), "{shown}");
}
