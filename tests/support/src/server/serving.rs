//! The life of a connection: accepted, numbered, served request by request, ended as the last answer says.

use std::any::Any;
use std::io::{self, BufReader, Write};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::framing::Ending;
use super::reading::{self, Head};
use super::shared::Shared;
use super::wire::{Socket, Wire, part};
use super::{Answer, AtConnect, Received, UNEXPECTED, writing};

/// How long bytes get to leave before a reset, which drops those that have not.
const BEFORE_RESET: Duration = Duration::from_millis(20);

/// Accepts connections until the server stops; each gets a thread.
pub(super) fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept() else {
            // Out of descriptors, or a client that left at once.
            if shared.pause(Duration::from_millis(10)) {
                continue;
            }
            return;
        };
        let stream = Arc::new(stream);
        let Some(connection) = shared.open(&stream) else { return };
        let serving = Arc::clone(shared);
        let name = format!("connection {connection} of {}", shared.origin);
        let spawned = thread::Builder::new().name(name).spawn(move || run(connection, Socket(stream), &serving));
        if let Err(error) = spawned {
            shared.closed(connection, None);
            shared.fail(format!("no thread for connection {connection}: {error}"));
        }
    }
}

/// Serves a connection and, whatever happens, counts it as closed when its socket is.
fn run(connection: usize, socket: Socket, shared: &Shared) {
    let served = catch_unwind(AssertUnwindSafe(|| serve(connection, socket, shared)));
    let error = match served {
        Ok(result) => result.err(),
        Err(panic) => {
            shared.fail(format!("connection {connection} panicked: {}", words(&*panic)));
            None
        }
    };
    shared.closed(connection, error);
}

fn serve(connection: usize, mut socket: Socket, shared: &Shared) -> Result<(), String> {
    let _ = socket.0.set_nodelay(true);
    match (shared.at_connect)(connection) {
        AtConnect::Serve => converse(connection, socket, shared)?,
        AtConnect::Close => {}
        AtConnect::Reset => Wire::Plain(socket).reset(),
        AtConnect::Silence => Wire::Plain(socket).wait_for_the_client_to_leave(),
        AtConnect::Say(bytes) => {
            let _ = socket.write_all(&bytes);
            part(&socket);
        }
    }
    Ok(())
}

/// Answers request after request, until the client leaves or an answer ends the connection.
fn converse(connection: usize, socket: Socket, shared: &Shared) -> Result<(), String> {
    let wire = Wire::open(socket, shared.tls.as_ref()).map_err(|error| format!("TLS handshake: {error}"))?;
    let peer = wire.peer();
    let mut reader = BufReader::new(wire);
    for request in 1.. {
        let head = match reading::head(&mut reader) {
            Ok(Some(head)) => head,
            Ok(None) => break,
            Err(error) => return Err(refuse(reader.into_inner(), &error)),
        };
        let at = Instant::now();
        let early = shared.script().is_early(&head.method, head.path());
        let keeps_alive = head.keeps_alive() && !early;
        let body = match body_of(&mut reader, &head, early) {
            Ok(body) => body,
            Err(error) => return Err(refuse(reader.into_inner(), &error)),
        };
        let received = shared.record(Received {
            number: 0,
            connection,
            request,
            method: head.method,
            target: head.target,
            headers: head.headers,
            body,
            tls: peer.clone(),
            unexpected: false,
            at,
            origin: shared.origin.clone(),
        });
        let answer = answer_to(&received, shared);
        if !answer.delay.is_zero() && !shared.pause(answer.delay) {
            break;
        }
        let sent = writing::send(reader.get_mut(), &answer, &received.method, shared);
        sent.map_err(|error| format!("answering {} {}: {error}", received.method, received.target))?;
        if keeps_alive && answer.ending == Ending::Keep {
            continue;
        }
        end(reader.into_inner(), &answer, early, shared);
        break;
    }
    Ok(())
}

/// The body that follows a head; nothing is read for an early answer.
fn body_of(reader: &mut BufReader<Wire>, head: &Head, early: bool) -> io::Result<Vec<u8>> {
    if early {
        return Ok(Vec::new());
    }
    if head.expects_continue() {
        reader.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        reader.get_mut().flush()?;
    }
    reading::body(reader, head)
}

/// What the script says; 599 when it says nothing, or panics, and then the test fails.
fn answer_to(received: &Received, shared: &Shared) -> Answer {
    let script = shared.script();
    match catch_unwind(AssertUnwindSafe(|| script.answer(received))) {
        Ok(Some(answer)) => answer,
        Ok(None) => {
            shared.mark_unexpected(received);
            Answer::text(UNEXPECTED, "the script has no answer to this request").reason("Unexpected Request")
        }
        Err(panic) => {
            let message = words(&*panic);
            shared.fail(format!("answering {} {}: {message}", received.method, received.target));
            Answer::text(UNEXPECTED, &message).reason("Script Panicked")
        }
    }
}

/// Answers what is no HTTP; the words for the server's record.
fn refuse(mut wire: Wire, error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::InvalidData {
        let _ = wire.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let _ = wire.flush();
        wire.close_while_receiving();
    }
    format!("reading a request: {error}")
}

fn end(wire: Wire, answer: &Answer, early: bool, shared: &Shared) {
    match answer.ending {
        Ending::Reset => {
            shared.pause(BEFORE_RESET);
            wire.reset();
        }
        Ending::Stall => wire.wait_for_the_client_to_leave(),
        _ if early => wire.close_while_receiving(),
        Ending::Keep | Ending::Announced | Ending::Silent => wire.close(answer.close_notify),
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}
