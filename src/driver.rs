//! The two ways to the outside: [`blocking`] has sockets, [`stepped`] lets the caller have them.

pub mod blocking;
#[doc(hidden)]
pub mod scripted;
pub mod stepped;
