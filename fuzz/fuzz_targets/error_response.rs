#![no_main]

use keystoneclient_fuzz::error_response;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| error_response::check(data));
