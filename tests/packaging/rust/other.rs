//! Another archive written in Rust, with its own copy of the standard library: it must not meet ours in one program.

use std::collections::HashMap;
use std::panic;

/// Counts to `count` by way of threads, a map, the allocator and a panic that is caught.
#[unsafe(no_mangle)]
pub extern "C" fn other_count(count: u32) -> u32 {
    let threads: Vec<_> = (0..count).map(|n| std::thread::spawn(move || (n, n.to_string()))).collect();
    let seen: HashMap<u32, String> = threads.into_iter().filter_map(|thread| thread.join().ok()).collect();
    panic::set_hook(Box::new(|_| {}));
    let caught = panic::catch_unwind(|| panic!("caught here")).is_err();
    if caught { seen.len() as u32 } else { 0 }
}
