//! Who answers requests to which id.

use indexmap::{IndexMap, IndexSet};
use sambung_core::ortc::EntityId;

/// An entity that answers requests, with its place in the worker's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handler {
    /// A shared server, by its key.
    WebRtcServer(usize),
    /// A router, by its key.
    Router(usize),
    /// A transport of the router with this key.
    Transport(usize),
    /// A producer of the router with this key.
    Producer(usize),
    /// A consumer of the router with this key.
    Consumer(usize),
    /// A data producer of the router with this key.
    DataProducer(usize),
    /// A data consumer of the router with this key.
    DataConsumer(usize),
    /// An observer of the router with this key.
    RtpObserver(usize),
}

impl Handler {
    /// The key of the router that it is, or lives in.
    pub fn router(self) -> Option<usize> {
        match self {
            Handler::WebRtcServer(_) => None,
            Handler::Router(router)
            | Handler::Transport(router)
            | Handler::Producer(router)
            | Handler::Consumer(router)
            | Handler::DataProducer(router)
            | Handler::DataConsumer(router)
            | Handler::RtpObserver(router) => Some(router),
        }
    }

    fn takes_notifications(self) -> bool {
        matches!(
            self,
            Handler::Transport(_) | Handler::Producer(_) | Handler::DataProducer(_)
        )
    }
}

/// The table of all entities of the worker; ids are unique in it.
#[derive(Debug, Default)]
pub struct Registry {
    handlers: IndexMap<EntityId, Handler>,
    notified: IndexSet<EntityId>,
}

impl Registry {
    /// Adds an entity; false, without effect, when the id is taken.
    pub fn add(&mut self, id: &EntityId, handler: Handler) -> bool {
        if self.handlers.contains_key(id) {
            return false;
        }
        self.handlers.insert(id.clone(), handler);
        if handler.takes_notifications() {
            self.notified.insert(id.clone());
        }
        true
    }

    /// Forgets an entity.
    pub fn remove(&mut self, id: &str) {
        self.handlers.swap_remove(id);
        self.notified.swap_remove(id);
    }

    /// Forgets a router and everything in it.
    pub fn remove_router(&mut self, router: usize) {
        let handlers = &mut self.handlers;
        self.notified
            .retain(|id| handlers.get(id).and_then(|handler| handler.router()) != Some(router));
        handlers.retain(|_, handler| handler.router() != Some(router));
    }

    /// The entity with this id.
    pub fn find(&self, id: &str) -> Option<Handler> {
        self.handlers.get(id).copied()
    }

    /// True when notifications to this id have an addressee.
    pub fn is_notified(&self, id: &str) -> bool {
        self.notified.contains(id)
    }

    /// Ids that answer requests.
    pub fn request_ids(&self) -> Vec<String> {
        self.handlers.keys().map(ToString::to_string).collect()
    }

    /// Ids that take notifications.
    pub fn notification_ids(&self) -> Vec<String> {
        self.notified.iter().map(ToString::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> EntityId {
        EntityId::from(text)
    }

    #[test]
    fn an_id_is_taken_until_it_is_removed() {
        let mut registry = Registry::default();
        assert!(registry.add(&id("a"), Handler::Router(0)));
        assert!(!registry.add(&id("a"), Handler::WebRtcServer(1)));
        assert_eq!(registry.find("a"), Some(Handler::Router(0)));
        registry.remove("a");
        assert_eq!(registry.find("a"), None);
        assert!(registry.add(&id("a"), Handler::WebRtcServer(1)));
    }

    #[test]
    fn only_transports_producers_and_data_producers_take_notifications() {
        let mut registry = Registry::default();
        for (text, handler) in [
            ("s", Handler::WebRtcServer(0)),
            ("r", Handler::Router(0)),
            ("t", Handler::Transport(0)),
            ("p", Handler::Producer(0)),
            ("c", Handler::Consumer(0)),
            ("dp", Handler::DataProducer(0)),
            ("dc", Handler::DataConsumer(0)),
            ("o", Handler::RtpObserver(0)),
        ] {
            assert!(registry.add(&id(text), handler));
        }
        assert_eq!(
            registry.request_ids(),
            ["s", "r", "t", "p", "c", "dp", "dc", "o"]
        );
        assert_eq!(registry.notification_ids(), ["t", "p", "dp"]);
        assert!(registry.is_notified("p") && !registry.is_notified("c"));
    }

    #[test]
    fn a_router_takes_its_children_along_and_nobody_else() {
        let mut registry = Registry::default();
        for (text, handler) in [
            ("s", Handler::WebRtcServer(0)),
            ("r0", Handler::Router(0)),
            ("r1", Handler::Router(1)),
            ("t0", Handler::Transport(0)),
            ("t1", Handler::Transport(1)),
            ("p0", Handler::Producer(0)),
        ] {
            assert!(registry.add(&id(text), handler));
        }
        registry.remove_router(0);
        assert_eq!(registry.request_ids(), ["s", "r1", "t1"]);
        assert_eq!(registry.notification_ids(), ["t1"]);
    }
}
