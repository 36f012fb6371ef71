//! Noticing that this is a forked child, without asking the system for the id of the process with every call.

#[cfg(all(target_os = "linux", not(miri)))]
use std::sync::atomic::AtomicU32;

/// Gives the id of the process a page that Linux empties in a child, however that was forked.
#[cfg(all(target_os = "linux", not(miri)))]
pub(super) fn notice_forks() {
    let size = size_of::<AtomicU32>();
    let (access, kind) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    // SAFETY: new memory, at no place of our choice.
    let page = unsafe { libc::mmap(std::ptr::null_mut(), size, access, kind, -1, 0) };
    if page == libc::MAP_FAILED {
        return;
    }
    // SAFETY: the page was mapped above. Systems before Linux 4.14 refuse, and the id is asked for each time.
    if unsafe { libc::madvise(page, size, libc::MADV_WIPEONFORK) } != 0 {
        // SAFETY: nobody else knows of it.
        unsafe { libc::munmap(page, size) };
        return;
    }
    // SAFETY: a page holds an integer, zero to begin with, is never unmapped, and only used as what it is here.
    crate::process::keep_id_in(unsafe { &*page.cast::<AtomicU32>() });
}

/// Elsewhere, and under Miri, which knows no such page, the id is asked for each time.
#[cfg(not(all(target_os = "linux", not(miri))))]
pub(super) fn notice_forks() {}
