//! Codec payload descriptors that routing has to read.
