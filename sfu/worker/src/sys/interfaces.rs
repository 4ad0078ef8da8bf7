//! Addresses of this machine's network interfaces.

use super::fd::check;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    ptr,
};

/// Addresses of all interfaces that are up, in the kernel's order, without IPv6 link-local ones, which mean nothing to
/// a peer.
pub fn addresses() -> io::Result<Vec<IpAddr>> {
    let mut first: *mut libc::ifaddrs = ptr::null_mut();
    // SAFETY: on success the call stores a list that is ours until it is freed below.
    check(unsafe { libc::getifaddrs(&raw mut first) })?;
    let mut addresses = Vec::new();
    let mut next = first;
    while !next.is_null() {
        // SAFETY: `next` is a non-null node of the list, which is not freed before the loop ends.
        let interface = unsafe { &*next };
        if interface.ifa_flags & libc::IFF_UP as libc::c_uint != 0 {
            // SAFETY: the node's address is null or points to a socket address of the list.
            addresses.extend(unsafe { decode(interface.ifa_addr) });
        }
        next = interface.ifa_next;
    }
    // SAFETY: `first` came from getifaddrs and no reference into the list is left.
    unsafe { libc::freeifaddrs(first) };
    Ok(addresses)
}

/// # Safety
/// `address` is null or points to a socket address as long as its family says.
unsafe fn decode(address: *const libc::sockaddr) -> Option<IpAddr> {
    if address.is_null() {
        return None;
    }
    // SAFETY: not null, and every socket address begins with its family.
    match libc::c_int::from(unsafe { (*address).sa_family }) {
        libc::AF_INET => {
            // SAFETY: the family says that this is an IPv4 socket address.
            let ip = unsafe { (*address.cast::<libc::sockaddr_in>()).sin_addr.s_addr };
            Some(IpAddr::V4(Ipv4Addr::from(ip.to_ne_bytes())))
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that this is an IPv6 socket address.
            let ip = Ipv6Addr::from(unsafe {
                (*address.cast::<libc::sockaddr_in6>()).sin6_addr.s6_addr
            });
            (!ip.is_unicast_link_local()).then_some(IpAddr::V6(ip))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_address_is_among_them() {
        let addresses = addresses().expect("interfaces can be listed");
        assert!(
            addresses.contains(&IpAddr::V4(Ipv4Addr::LOCALHOST)),
            "{addresses:?}"
        );
    }
}
