//! The connection of a direct transport: none. Its packets come from the control plane and go there.

use super::connection::Notice;

/// See the module's documentation.
#[derive(Debug, Default)]
pub(crate) struct DirectConnection {
    is_ready_told: bool,
}

impl DirectConnection {
    /// Media can flow from the beginning, which is told once.
    pub(crate) fn poll_notice(&mut self) -> Option<Notice> {
        (!std::mem::replace(&mut self.is_ready_told, true)).then_some(Notice::Ready)
    }
}
