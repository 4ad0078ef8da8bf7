//! A WebRTC transport: ICE, DTLS, SRTP and the streams that run over it.
