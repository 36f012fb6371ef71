//! Bodies for which there is no memory.

use ks_testing::sanitizer;
use ks_testing::server::{Answer, Script, Server};

use crate::support::program;

const MEBIBYTE: u64 = 1 << 20;

#[test]
fn a_body_for_which_there_is_no_memory_is_an_error_and_the_program_goes_on() {
    // A sanitizer's own memory, or valgrind's, would be bounded, too.
    if sanitizer::current().is_some() {
        return;
    }
    let Some(memory) = program("memory") else { return };
    let script = Script::new()
        .route("GET", "/well", Answer::new(200))
        .route("GET", "/half", Answer::huge(200, 24 * MEBIBYTE))
        .route("GET", "/announced", Answer::huge(200, 400 * MEBIBYTE))
        .route("GET", "/in-chunks", Answer::huge(200, 400 * MEBIBYTE).chunked(100_000))
        .route("GET", "/json", Answer::huge_json(200, 400 * MEBIBYTE));
    let server = Server::start(script);
    memory.with([server.origin()]).run().assert_success();
}
