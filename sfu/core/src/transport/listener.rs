//! Which producer of a transport gets a packet: by SSRC, else by MID, else by RID (RFC 9143 §9.2, RFC 8852).

use crate::ortc::{EntityId, ModelError, RtpParameters};
use crate::producer::Producer;
use crate::router::slab::Key;
use crate::transport::RtpListenerDump;

/// Tables from what a packet says to its producer. SSRCs that were not signalled are added once their producer accepted a
/// packet of them, so the table is bounded by the number of streams that producers may have.
#[derive(Debug, Default)]
pub(crate) struct RtpListener {
    /// Sorted by SSRC.
    ssrcs: Vec<(u32, Key<Producer>)>,
    mids: Vec<(String, Key<Producer>)>,
    rids: Vec<(String, Key<Producer>)>,
}

impl RtpListener {
    /// Adds a producer's signalled SSRCs, MID and RIDs; `Error` and no change when one is taken.
    pub(crate) fn add(
        &mut self,
        producer: Key<Producer>,
        parameters: &RtpParameters,
    ) -> Result<(), ModelError> {
        let mut added = Vec::new();
        for encoding in &parameters.encodings {
            for (ssrc, what) in [(encoding.ssrc, "ssrc"), (encoding.rtx_ssrc, "RTX ssrc")] {
                let Some(ssrc) = ssrc.filter(|ssrc| *ssrc != 0) else {
                    continue;
                };
                if self.find_ssrc(ssrc).is_some() || added.contains(&ssrc) {
                    return Err(ModelError::Error(format!(
                        "{what} already exists in RTP listener [ssrc:{ssrc}]"
                    )));
                }
                added.push(ssrc);
            }
        }
        if let Some(mid) = &parameters.mid
            && find_text(&self.mids, mid).is_some()
        {
            return Err(ModelError::Error(format!(
                "MID already exists in RTP listener [mid:{mid}]"
            )));
        }
        let rids = || {
            parameters
                .encodings
                .iter()
                .filter_map(|encoding| encoding.rid.as_ref())
        };
        if parameters.mid.is_none()
            && let Some(rid) = rids().find(|rid| find_text(&self.rids, rid).is_some())
        {
            return Err(ModelError::Error(format!(
                "RID already exists in RTP listener and no MID is given [rid:{rid}]"
            )));
        }
        for ssrc in added {
            self.latch(ssrc, producer);
        }
        if let Some(mid) = &parameters.mid {
            self.mids.push((mid.clone(), producer));
        }
        for rid in rids() {
            if find_text(&self.rids, rid).is_none() {
                self.rids.push((rid.clone(), producer));
            }
        }
        Ok(())
    }

    /// Removes everything of a producer.
    pub(crate) fn remove(&mut self, producer: Key<Producer>) {
        self.ssrcs.retain(|(_, owner)| *owner != producer);
        self.mids.retain(|(_, owner)| *owner != producer);
        self.rids.retain(|(_, owner)| *owner != producer);
    }

    /// The producer of an SSRC.
    pub(crate) fn find_ssrc(&self, ssrc: u32) -> Option<Key<Producer>> {
        let index = self
            .ssrcs
            .binary_search_by_key(&ssrc, |(known, _)| *known)
            .ok()?;
        self.ssrcs.get(index).map(|(_, producer)| *producer)
    }

    /// The producer of a MID, or of a RID when the packet carries no MID.
    pub(crate) fn find_identified(
        &self,
        mid: Option<&str>,
        rid: Option<&str>,
    ) -> Option<Key<Producer>> {
        match (mid, rid) {
            (Some(mid), _) => find_text(&self.mids, mid),
            (None, Some(rid)) => find_text(&self.rids, rid),
            (None, None) => None,
        }
    }

    /// Forgets an SSRC.
    pub(crate) fn forget(&mut self, ssrc: u32) {
        self.ssrcs.retain(|(known, _)| *known != ssrc);
    }

    /// Remembers the producer of an SSRC; it replaces another one.
    pub(crate) fn latch(&mut self, ssrc: u32, producer: Key<Producer>) {
        match self.ssrcs.binary_search_by_key(&ssrc, |(known, _)| *known) {
            Ok(index) => {
                if let Some(entry) = self.ssrcs.get_mut(index) {
                    entry.1 = producer;
                }
            }
            Err(index) => self.ssrcs.insert(index, (ssrc, producer)),
        }
    }

    /// The tables, with ids that `id_of` gives.
    pub(crate) fn dump(
        &self,
        id_of: impl Fn(Key<Producer>) -> Option<EntityId>,
    ) -> RtpListenerDump {
        let text = |table: &[(String, Key<Producer>)]| {
            table
                .iter()
                .filter_map(|(text, key)| Some((text.clone(), id_of(*key)?)))
                .collect()
        };
        RtpListenerDump {
            ssrc_table: self
                .ssrcs
                .iter()
                .filter_map(|(ssrc, key)| Some((*ssrc, id_of(*key)?)))
                .collect(),
            mid_table: text(&self.mids),
            rid_table: text(&self.rids),
        }
    }
}

fn find_text(table: &[(String, Key<Producer>)], text: &str) -> Option<Key<Producer>> {
    table
        .iter()
        .find(|(known, _)| known == text)
        .map(|(_, producer)| *producer)
}

#[cfg(test)]
mod tests;
