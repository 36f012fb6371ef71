//! What the tests of keystoneclient stand on.
//!
//! * [`server`]: a scripted HTTP server that plays given answers, with faults, and records what it received;
//!   [`server::FakeKeystone`] on top of it issues tokens.
//! * [`keystone`]: a real Keystone; [`proxy`]: a way to it on which things go wrong.
//! * [`tls`]: throwaway certificate authorities and every kind of certificate that a client must refuse.
//! * [`tools`]: the compilers and checkers of this machine; a missing one is a visible skip, or a failure under CI.
//! * [`sanitizer`]: what `make sanitize` runs programs under.
//! * [`run`]: other programs in a clean environment, with a time limit, optionally under valgrind.
//! * [`c`]: C and C++ programs compiled against the shared library that cargo built for this test.

pub mod c;
pub mod keystone;
pub mod proxy;
pub mod run;
pub mod sanitizer;
pub mod server;
pub mod tls;
pub mod tools;
