#![no_main]

use keystoneclient_fuzz::http_answer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| http_answer::check(data));
