#![no_main]

use keystoneclient_fuzz::redirect;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| redirect::check(data));
