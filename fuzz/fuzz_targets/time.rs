#![no_main]

use keystoneclient_fuzz::time;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| time::check(data));
