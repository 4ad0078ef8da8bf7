//! RTP observers: audio levels of a router's producers.

mod audio_level;

pub use audio_level::AudioLevelObserverOptions;
pub(crate) use audio_level::{AudioLevelObserver, Report};
