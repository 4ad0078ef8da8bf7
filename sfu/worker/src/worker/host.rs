//! A router as the worker hosts it: the core's state machine, its next deadline, and what its transports hold outside.

use sambung_core::{
    ortc::EntityId,
    router::{Router, TransportHandle},
};
use std::{collections::HashMap, time::Instant};

/// What a transport holds in the worker's tables.
#[derive(Debug)]
pub struct Attachment {
    /// Its place in its router.
    pub handle: TransportHandle,
    /// Sockets of its own.
    pub sockets: Vec<usize>,
    /// Key of the shared server that it uses instead.
    pub server: Option<usize>,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Host {
    /// The state machine.
    pub router: Router,
    /// When it wants to be woken.
    pub timeout_at: Option<Instant>,
    is_dirty: bool,
    /// Its transports.
    pub attachments: HashMap<EntityId, Attachment>,
}

impl Host {
    /// Hosts a new router.
    pub fn new(router: Router) -> Host {
        Host {
            router,
            timeout_at: None,
            is_dirty: false,
            attachments: HashMap::new(),
        }
    }

    /// The id of a transport by its handle.
    pub fn transport_id(&self, handle: TransportHandle) -> Option<EntityId> {
        self.attachments
            .iter()
            .find(|(_, attachment)| attachment.handle == handle)
            .map(|(id, _)| id.clone())
    }
}

/// All routers, by key. A key is used again after its router was closed, when nothing refers to it any more.
#[derive(Debug, Default)]
pub struct Hosts {
    hosts: Vec<Option<Host>>,
    /// Keys of the routers that were touched since they were last drained, each once.
    dirty: Vec<usize>,
}

impl Hosts {
    /// Takes a router in and gives its key.
    pub fn add(&mut self, host: Host) -> usize {
        match self.hosts.iter().position(Option::is_none) {
            Some(key) => {
                self.hosts[key] = Some(host);
                key
            }
            None => {
                self.hosts.push(Some(host));
                self.hosts.len() - 1
            }
        }
    }

    /// The key that the next router will get.
    pub fn next_key(&self) -> usize {
        self.hosts
            .iter()
            .position(Option::is_none)
            .unwrap_or(self.hosts.len())
    }

    /// A router by its key, to be changed: it will be drained at the end of the turn.
    pub fn touch(&mut self, key: usize) -> Option<&mut Host> {
        let host = self.hosts.get_mut(key).and_then(Option::as_mut)?;
        if !host.is_dirty {
            host.is_dirty = true;
            self.dirty.push(key);
        }
        Some(host)
    }

    /// The first router that was touched since it was last drained; the caller drains it.
    pub fn take_dirty(&mut self) -> Option<(usize, &mut Host)> {
        while let Some(key) = self.dirty.pop() {
            if self.hosts.get(key).is_some_and(Option::is_some) {
                let host = self.hosts.get_mut(key).and_then(Option::as_mut)?;
                host.is_dirty = false;
                return Some((key, host));
            }
        }
        None
    }

    /// The routers that were touched since they were last drained.
    pub fn dirty_mut(&mut self) -> impl Iterator<Item = &mut Host> {
        self.hosts.iter_mut().flatten().filter(|host| host.is_dirty)
    }

    /// A router by its key.
    pub fn get(&mut self, key: usize) -> Option<&mut Host> {
        self.hosts.get_mut(key).and_then(Option::as_mut)
    }

    /// All routers.
    pub fn iter(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter().flatten()
    }

    /// Takes a router out.
    pub fn remove(&mut self, key: usize) -> Option<Host> {
        self.hosts.get_mut(key).and_then(Option::take)
    }

    /// Keys of the routers whose deadline has come.
    pub fn due(&self, now: Instant) -> Vec<usize> {
        let is_due = |host: &Host| host.timeout_at.is_some_and(|at| at <= now);
        (0..)
            .zip(&self.hosts)
            .filter(|(_, host)| host.as_ref().is_some_and(is_due))
            .map(|(key, _)| key)
            .collect()
    }

    /// When the first router wants to be woken.
    pub fn next_timeout(&self) -> Option<Instant> {
        self.hosts
            .iter()
            .flatten()
            .filter_map(|host| host.timeout_at)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sambung_core::{
        dtls::{Certificate, DtlsSettings},
        router::RouterConfig,
    };
    use std::{
        sync::Arc,
        time::{Duration, SystemTime},
    };

    fn host(id: &str) -> Host {
        let certificate = Certificate::generate(SystemTime::now()).expect("keys can be made");
        let config = RouterConfig {
            certificate: Arc::new(certificate),
            dtls: DtlsSettings::default(),
            random_seed: 1,
            started_at: Instant::now(),
            unix_time: Duration::ZERO,
        };
        Host::new(Router::new(EntityId::from(id), config))
    }

    #[test]
    fn a_touched_router_is_taken_once_and_a_closed_one_not_at_all() {
        let mut hosts = Hosts::default();
        let (a, b) = (hosts.add(host("a")), hosts.add(host("b")));
        for key in [a, b, a] {
            assert!(hosts.touch(key).is_some());
        }
        assert_eq!(hosts.dirty_mut().count(), 2);
        hosts.remove(b);
        assert_eq!(hosts.take_dirty().map(|(key, _)| key), Some(a));
        assert!(hosts.take_dirty().is_none());
        assert!(hosts.touch(b).is_none());
    }

    #[test]
    fn a_freed_key_is_given_again_and_announced_before() {
        let mut hosts = Hosts::default();
        let first = hosts.add(host("a"));
        hosts.add(host("b"));
        hosts.remove(first);
        assert_eq!(hosts.next_key(), first);
        assert_eq!(hosts.add(host("c")), first);
        assert_eq!(
            hosts
                .get(first)
                .map(|host| host.router.id().to_string())
                .as_deref(),
            Some("c")
        );
    }

    #[test]
    fn only_routers_whose_deadline_has_come_are_due() {
        let mut hosts = Hosts::default();
        let now = Instant::now();
        for (id, delay_ms) in [("a", 5), ("b", 50)] {
            let key = hosts.add(host(id));
            let deadline = Some(now + Duration::from_millis(delay_ms));
            hosts.get(key).expect("just added").timeout_at = deadline;
        }
        hosts.add(host("idle"));
        assert_eq!(hosts.next_timeout(), Some(now + Duration::from_millis(5)));
        assert!(hosts.due(now).is_empty());
        assert_eq!(hosts.due(now + Duration::from_millis(10)), [0]);
        assert_eq!(hosts.due(now + Duration::from_millis(50)), [0, 1]);
    }
}
