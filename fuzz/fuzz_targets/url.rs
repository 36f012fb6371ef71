#![no_main]

use keystoneclient_fuzz::url;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| url::check(data));
