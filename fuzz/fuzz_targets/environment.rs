#![no_main]

use keystoneclient_fuzz::environment;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| environment::check(data));
