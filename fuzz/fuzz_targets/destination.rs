#![no_main]

use keystoneclient_fuzz::destination;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| destination::check(data));
