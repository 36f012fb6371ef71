#![no_main]

use keystoneclient_fuzz::form_answer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| form_answer::check(data));
