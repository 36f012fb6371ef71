#![no_main]

use keystoneclient_fuzz::header_fields;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| header_fields::check(data));
