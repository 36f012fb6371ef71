use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::user::unique;
use super::{Keystone, SCRIPT, UNAVAILABLE, read_state};

#[test]
fn several_starts_at_once_make_one_server_and_a_stop_ends_it() {
    let Some(_) = Keystone::running() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let starts: Vec<Child> = (0..3).map(|_| script(folder.path(), "start").spawn().expect("python3")).collect();
    let outputs: Vec<Output> = starts.into_iter().map(|child| child.wait_with_output().expect("an end")).collect();
    for output in &outputs {
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, outputs[0].stdout);
    }
    let already = outputs.iter().filter(|output| text(&output.stderr).contains("runs already")).count();
    assert_eq!(already, 2, "{outputs:?}");
    let keystone = state_of(folder.path());
    assert!(keystone.admin().is_good());
    assert_eq!(run(folder.path(), "status").status.code(), Some(0));

    assert!(text(&run(folder.path(), "stop").stderr).contains("stopped"));
    assert!(!listens(keystone.port));
    assert_eq!(run(folder.path(), "status").status.code(), Some(3));
    assert!(text(&run(folder.path(), "stop").stderr).contains("was not running"));
}

#[test]
fn a_reset_forgets_what_was_made_and_keeps_the_admin_logged_in() {
    let Some(_) = Keystone::running() else { return };
    let (folder, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let at_home = script(folder.path(), "start").env("HOME", home.path()).env_remove("XDG_CACHE_HOME").output();
    let output = at_home.expect("python3");
    assert!(output.status.success(), "{output:?}");
    let keystone = state_of(folder.path());
    let admin = keystone.admin();
    let made = admin.create("project", json!({"name": unique("project")}));
    let path = format!("/projects/{}", made["id"].as_str().expect("an id"));
    assert_eq!(admin.call("GET", &path, None).0, 200);
    assert!(run(folder.path(), "reset").status.success());
    assert_eq!(admin.call("GET", &path, None).0, 404);
    assert_eq!(run(folder.path(), "stop").status.code(), Some(0));
    let left: Vec<_> = std::fs::read_dir(home.path()).expect("a folder").collect();
    assert!(left.is_empty(), "written at home: {left:?}");
}

#[test]
fn a_server_whose_folder_is_gone_ends() {
    let Some(_) = Keystone::running() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), "start");
    assert!(output.status.success(), "{output:?}");
    let port = state_of(folder.path()).port;
    assert!(listens(port));
    folder.close().expect("a removal");
    let begun = Instant::now();
    // Another test's server may get the port for a while.
    while listens(port) {
        assert!(begun.elapsed() < Duration::from_secs(60), "it still listens");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_process_that_has_got_the_pid_of_a_dead_server_is_left_alone() {
    let Some(_) = Keystone::running() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut bystander = Command::new("sleep").arg("60").spawn().expect("sleep");
    std::fs::write(folder.path().join("keystone.pid"), bystander.id().to_string()).expect("a file");
    std::fs::write(folder.path().join("state.json"), "{}").expect("a file");
    assert_eq!(run(folder.path(), "status").status.code(), Some(3));
    assert!(text(&run(folder.path(), "stop").stderr).contains("was not running"));
    assert_eq!(bystander.try_wait().expect("a child"), None);
    bystander.kill().expect("an end");
    bystander.wait().expect("an end");
}

#[test]
fn a_machine_without_python3_venv_is_told_the_package() {
    let Some(_) = Keystone::running() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let bare = "import importlib.util, os, shutil, sys; find = importlib.util.find_spec; \
                importlib.util.find_spec = lambda name, *more: None if name == 'ensurepip' else find(name, *more); \
                shutil.which = lambda *_: None; sys.dont_write_bytecode = True; \
                sys.path.insert(0, os.path.dirname(sys.argv[1])); del sys.argv[0]; \
                import keystone; sys.exit(keystone.main())";
    let mut command = Command::new("python3");
    command.args(["-c", bare, SCRIPT, "setup", "--cache"]).arg(folder.path());
    let output = command.output().expect("python3");
    assert_eq!(output.status.code(), Some(UNAVAILABLE), "{output:?}");
    assert!(text(&output.stderr).contains("apt-get install python3-venv"), "{output:?}");
}

fn script(data: &Path, verb: &str) -> Command {
    let mut command = Command::new("python3");
    command.arg(SCRIPT).arg(verb).arg("--data").arg(data).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(data: &Path, verb: &str) -> Output {
    script(data, verb).output().expect("python3")
}

/// For as long as the process: what logs in asks for that.
fn state_of(data: &Path) -> &'static Keystone {
    Box::leak(Box::new(read_state(&data.join("state.json")).expect("a state")))
}

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}
