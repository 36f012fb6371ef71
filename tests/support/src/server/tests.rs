//! The scripted server, seen by clients that speak to its sockets byte by byte.

mod answers;
mod client;
mod connections;
mod faults;
mod keystone;
mod tls;
