//! Source descriptions and goodbyes (RFC 3550 §6.5, §6.6).

use super::{close, open, packet_type, take_u8, take_u32};

/// The item that binds the streams of one participant together (RFC 3550 §6.5.1).
const CNAME: u8 = 1;

/// The chunks of one SDES packet as (SSRC, CNAME); chunks without a CNAME are passed over.
#[derive(Clone, Debug)]
pub struct SdesChunks<'a> {
    rest: &'a [u8],
    left: u8,
}

impl<'a> SdesChunks<'a> {
    pub(super) fn new(body: &'a [u8], count: u8) -> Self {
        Self {
            rest: body,
            left: count,
        }
    }

    /// One chunk; `None` when it does not fit.
    fn take(&mut self) -> Option<(u32, Option<&'a [u8]>)> {
        let before = self.rest.len();
        let ssrc = take_u32(&mut self.rest)?;
        let mut cname = None;
        loop {
            let kind = take_u8(&mut self.rest)?;
            if kind == 0 {
                break;
            }
            let len = usize::from(take_u8(&mut self.rest)?);
            let (value, rest) = self.rest.split_at_checked(len)?;
            self.rest = rest;
            if kind == CNAME {
                cname = Some(value);
            }
        }
        // The list ends with at least one zero byte and goes on to the next whole word.
        let used = before - self.rest.len();
        self.rest = self.rest.get(used.next_multiple_of(4) - used..)?;
        Some((ssrc, cname))
    }
}

impl<'a> Iterator for SdesChunks<'a> {
    type Item = (u32, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while self.left > 0 {
            self.left -= 1;
            let Some((ssrc, cname)) = self.take() else {
                self.left = 0;
                return None;
            };
            if let Some(cname) = cname {
                return Some((ssrc, cname));
            }
        }
        None
    }
}

/// Appends source descriptions with one CNAME for each SSRC, 31 in each packet; a CNAME longer than 255 bytes is cut.
pub fn write_sdes_cname(out: &mut Vec<u8>, chunks: &[(u32, &str)]) {
    for chunk in chunks.chunks(31) {
        let start = open(out, chunk.len() as u8, packet_type::SDES);
        for (ssrc, cname) in chunk {
            let cname = cname.as_bytes();
            let cname = cname.get(..255).unwrap_or(cname);
            out.extend_from_slice(&ssrc.to_be_bytes());
            out.extend_from_slice(&[CNAME, cname.len() as u8]);
            out.extend_from_slice(cname);
            out.push(0);
            while !(out.len() - start).is_multiple_of(4) {
                out.push(0);
            }
        }
        close(out, start);
    }
}

/// Appends goodbyes for the SSRCs, 31 in each packet.
pub fn write_bye(out: &mut Vec<u8>, ssrcs: &[u32]) {
    for chunk in ssrcs.chunks(31) {
        let start = open(out, chunk.len() as u8, packet_type::BYE);
        for ssrc in chunk {
            out.extend_from_slice(&ssrc.to_be_bytes());
        }
        close(out, start);
    }
}
