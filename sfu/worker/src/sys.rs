//! The operating system's interfaces that the standard library does not reach; the only modules with unsafe code.

pub mod epoll;
pub mod fd;
pub mod interfaces;
pub mod process;
pub mod tcp;
pub mod udp;
