#![no_main]

use keystoneclient_fuzz::pem;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| pem::check(data));
