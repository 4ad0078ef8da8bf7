//! The process's settings: command line, log level and log tags.
//!
//! The command line is read as mediasoup's own worker reads it (long options by unambiguous prefix, one or two dashes,
//! always `name=value`), because its library starts us with exactly those words.

use sambung_core::{
    dtls::{DtlsLibrary, DtlsSettings},
    srtp::SrtpProfile,
};
use std::path::PathBuf;

/// What DTLS can agree on.
const NEGOTIABLE_PROFILES: [SrtpProfile; 3] = [
    SrtpProfile::AeadAes256Gcm,
    SrtpProfile::AeadAes128Gcm,
    SrtpProfile::AesCm128HmacSha1_80,
];

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Nothing.
    None,
    /// Only what should not happen.
    Error,
    /// Also what is odd.
    Warn,
    /// Everything.
    Debug,
}

impl LogLevel {
    /// Reads a level's name without regard to case.
    pub fn parse(name: &str) -> Result<LogLevel, SettingsError> {
        match name.to_ascii_lowercase().as_str() {
            "debug" => Ok(LogLevel::Debug),
            "warn" => Ok(LogLevel::Warn),
            "error" => Ok(LogLevel::Error),
            "none" => Ok(LogLevel::None),
            other => Err(SettingsError(format!(
                "invalid value '{other}' for logLevel"
            ))),
        }
    }
}

/// What a log message is about; messages below the level `error` appear only for tags that are switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogTag {
    /// The process and its entities.
    Info,
    /// Connectivity checks.
    Ice,
    /// Handshakes.
    Dtls,
    /// Media packets.
    Rtp,
    /// Their encryption.
    Srtp,
    /// Control packets.
    Rtcp,
    /// Retransmission.
    Rtx,
    /// Bandwidth estimation.
    Bwe,
    /// Scores.
    Score,
    /// Simulcast.
    Simulcast,
    /// Scalable codecs.
    Svc,
    /// Data channels.
    Sctp,
    /// Data channel messages.
    Message,
}

const TAG_NAMES: [(&str, LogTag); 13] = [
    ("info", LogTag::Info),
    ("ice", LogTag::Ice),
    ("dtls", LogTag::Dtls),
    ("rtp", LogTag::Rtp),
    ("srtp", LogTag::Srtp),
    ("rtcp", LogTag::Rtcp),
    ("rtx", LogTag::Rtx),
    ("bwe", LogTag::Bwe),
    ("score", LogTag::Score),
    ("simulcast", LogTag::Simulcast),
    ("svc", LogTag::Svc),
    ("sctp", LogTag::Sctp),
    ("message", LogTag::Message),
];

/// The set of log tags that are switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogTags(u16);

impl LogTags {
    /// The set of these names; unknown ones are ignored, as later versions of the library may know more.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> LogTags {
        let mut tags = LogTags::default();
        for name in names {
            if let Some((_, tag)) = TAG_NAMES.iter().find(|(known, _)| *known == name) {
                tags.0 |= 1 << *tag as u16;
            }
        }
        tags
    }

    /// True when this tag is switched on.
    pub fn contains(self, tag: LogTag) -> bool {
        self.0 & (1 << tag as u16) != 0
    }
}

/// A setting that cannot be used; the sentence names it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(pub String);

/// Where the worker's own DTLS certificate and key lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// Certificate, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub private_key: PathBuf,
}

/// Everything that can be set: by the command line, whose words the library fixes, and one switch by the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How much is logged.
    pub log_level: LogLevel,
    /// About what.
    pub log_tags: LogTags,
    /// Lowest port for sockets whose port nobody chose.
    pub rtc_min_port: u16,
    /// Highest such port.
    pub rtc_max_port: u16,
    /// Certificate to use instead of a generated one.
    pub certificate_files: Option<CertificateFiles>,
    /// Congestion-control experiments meant for the stock worker; accepted and not used.
    pub libwebrtc_field_trials: Option<String>,
    /// How DTLS is spoken, from the environment.
    pub dtls: DtlsSettings,
    /// Where bandwidth decisions are traced: `MEDIA_BANDWIDTH_TRACE_DIR` in the environment.
    pub bandwidth_trace_dir: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            log_level: LogLevel::Error,
            log_tags: LogTags::default(),
            rtc_min_port: 10_000,
            rtc_max_port: 59_999,
            certificate_files: None,
            libwebrtc_field_trials: None,
            dtls: DtlsSettings::default(),
            bandwidth_trace_dir: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OptionName {
    LogLevel,
    LogTags,
    RtcMinPort,
    RtcMaxPort,
    DtlsCertificateFile,
    DtlsPrivateKeyFile,
    LibwebrtcFieldTrials,
}

const OPTIONS: [(&str, OptionName); 7] = [
    ("logLevel", OptionName::LogLevel),
    ("logTags", OptionName::LogTags),
    ("rtcMinPort", OptionName::RtcMinPort),
    ("rtcMaxPort", OptionName::RtcMaxPort),
    ("dtlsCertificateFile", OptionName::DtlsCertificateFile),
    ("dtlsPrivateKeyFile", OptionName::DtlsPrivateKeyFile),
    ("libwebrtcFieldTrials", OptionName::LibwebrtcFieldTrials),
];

impl Settings {
    /// Reads the command line's words (without the program's name). Errors say which word cannot be used.
    pub fn from_args<'a>(
        words: impl IntoIterator<Item = &'a str>,
    ) -> Result<Settings, SettingsError> {
        let mut settings = Settings::default();
        let mut tags = Vec::new();
        let (mut certificate, mut private_key) = (None, None);
        for word in words {
            if word == "--" {
                break;
            }
            let Some(option) = word
                .strip_prefix("--")
                .or_else(|| word.strip_prefix('-'))
                .filter(|rest| !rest.is_empty())
            else {
                continue;
            };
            let (name, value) = match option.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (option, None),
            };
            let option = option_named(name)?;
            let Some(value) = value else {
                return Err(SettingsError(format!(
                    "missing value in command line argument '{word}'"
                )));
            };
            match option {
                OptionName::LogLevel => settings.log_level = LogLevel::parse(value)?,
                OptionName::LogTags => tags.push(value),
                OptionName::RtcMinPort => settings.rtc_min_port = port("rtcMinPort", value)?,
                OptionName::RtcMaxPort => settings.rtc_max_port = port("rtcMaxPort", value)?,
                OptionName::DtlsCertificateFile => certificate = Some(PathBuf::from(value)),
                OptionName::DtlsPrivateKeyFile => private_key = Some(PathBuf::from(value)),
                OptionName::LibwebrtcFieldTrials => {
                    settings.libwebrtc_field_trials = Some(value.to_owned())
                }
            }
        }
        if !tags.is_empty() {
            settings.log_tags = LogTags::from_names(tags);
        }
        if settings.rtc_max_port < settings.rtc_min_port {
            return Err(SettingsError(
                "rtcMaxPort cannot be less than rtcMinPort".to_owned(),
            ));
        }
        settings.certificate_files = match (certificate, private_key) {
            (Some(certificate), Some(private_key)) => Some(CertificateFiles {
                certificate,
                private_key,
            }),
            (None, None) => None,
            (Some(_), None) => return Err(SettingsError("missing dtlsPrivateKeyFile".to_owned())),
            (None, Some(_)) => return Err(SettingsError("missing dtlsCertificateFile".to_owned())),
        };
        Ok(settings)
    }
}

/// How DTLS is spoken, from what `variable` finds in the environment:
///
/// - `MEDIA_DTLS13=1`: 1.3 besides 1.2, which peers then prefer; without it 1.2 only;
/// - `MEDIA_SRTP_PROFILE`: the one SRTP profile to agree on, for trying each with a peer: `AEAD_AES_256_GCM`,
///   `AEAD_AES_128_GCM` or `AES_CM_128_HMAC_SHA1_80`;
/// - `MEDIA_DTLS_LIBRARY=openssl`: OpenSSL instead of `dimpl`, in a build with the feature `openssl`.
pub fn dtls_settings(
    variable: impl Fn(&str) -> Option<String>,
) -> Result<DtlsSettings, SettingsError> {
    let chosen = |name: &str| variable(name).filter(|value| !value.is_empty());
    let srtp_profile = match chosen("MEDIA_SRTP_PROFILE") {
        None => None,
        Some(name) => {
            let found = NEGOTIABLE_PROFILES
                .into_iter()
                .find(|profile| profile.name() == name);
            Some(found.ok_or_else(|| {
                let known = NEGOTIABLE_PROFILES.map(SrtpProfile::name).join(", ");
                SettingsError(format!(
                    "MEDIA_SRTP_PROFILE has to be one of {known}, not '{name}'"
                ))
            })?)
        }
    };
    let library = match chosen("MEDIA_DTLS_LIBRARY").as_deref() {
        None | Some("dimpl") => DtlsLibrary::Dimpl,
        #[cfg(feature = "openssl")]
        Some("openssl") => DtlsLibrary::OpenSsl,
        Some(other) => {
            return Err(SettingsError(format!(
                "MEDIA_DTLS_LIBRARY: this worker was built without '{other}'"
            )));
        }
    };
    Ok(DtlsSettings {
        allow_dtls13: variable("MEDIA_DTLS13").is_some_and(|value| value == "1"),
        srtp_profile,
        library,
    })
}

/// The option with this name, or the only one that begins with it.
fn option_named(name: &str) -> Result<OptionName, SettingsError> {
    if let Some((_, option)) = OPTIONS.iter().find(|(known, _)| *known == name) {
        return Ok(*option);
    }
    let mut matches = OPTIONS.iter().filter(|(known, _)| known.starts_with(name));
    match (matches.next(), matches.next()) {
        (Some((_, option)), None) if !name.is_empty() => Ok(*option),
        (Some(_), Some(_)) => Err(SettingsError(format!(
            "ambiguous option '{name}' given as argument"
        ))),
        _ => Err(SettingsError(format!(
            "unknown option '{name}' given as argument"
        ))),
    }
}

fn port(name: &str, value: &str) -> Result<u16, SettingsError> {
    value.parse().map_err(|_| {
        SettingsError(format!(
            "{name} has to be a number from 0 to 65535, not '{value}'"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Settings, SettingsError> {
        Settings::from_args(line.split_whitespace())
    }

    #[test]
    fn no_arguments_are_the_defaults() {
        assert_eq!(read(""), Ok(Settings::default()));
    }

    #[test]
    fn the_librarys_own_words_are_understood() {
        let settings = read(
            "--logLevel=warn --logTag=ice --logTag=dtls --logTag=fresh --rtcMinPort=40000 --rtcMaxPort=49999 \
             --dtlsCertificateFile=/c.pem --dtlsPrivateKeyFile=/k.pem --libwebrtcFieldTrials=A/B/",
        )
        .expect("all of these are right");
        assert_eq!(settings.log_level, LogLevel::Warn);
        assert!(
            settings.log_tags.contains(LogTag::Ice) && settings.log_tags.contains(LogTag::Dtls)
        );
        assert!(!settings.log_tags.contains(LogTag::Info));
        assert_eq!(
            (settings.rtc_min_port, settings.rtc_max_port),
            (40_000, 49_999)
        );
        let files = CertificateFiles {
            certificate: "/c.pem".into(),
            private_key: "/k.pem".into(),
        };
        assert_eq!(settings.certificate_files, Some(files));
        assert_eq!(settings.libwebrtc_field_trials.as_deref(), Some("A/B/"));
    }

    #[test]
    fn prefixes_single_dashes_and_bare_words_are_accepted() {
        for line in [
            "-logLevel=DEBUG",
            "--logL=debug stray - words",
            "--logLevel=debug -- --unknown",
        ] {
            assert_eq!(
                read(line).map(|settings| settings.log_level),
                Ok(LogLevel::Debug),
                "{line}"
            );
        }
    }

    fn dtls(name: &str, value: &str) -> Result<DtlsSettings, SettingsError> {
        dtls_settings(|asked| (asked == name).then(|| value.to_owned()))
    }

    #[test]
    fn the_environment_says_how_dtls_is_spoken() {
        assert_eq!(dtls("", ""), Ok(DtlsSettings::default()));
        assert_eq!(dtls("MEDIA_SRTP_PROFILE", ""), Ok(DtlsSettings::default()));
        let with_13 = dtls("MEDIA_DTLS13", "1").expect("a known value");
        assert!(with_13.allow_dtls13);
        assert_eq!(dtls("MEDIA_DTLS13", "0"), Ok(DtlsSettings::default()));
        for profile in NEGOTIABLE_PROFILES {
            let forced = dtls("MEDIA_SRTP_PROFILE", profile.name()).expect("a known name");
            assert_eq!(forced.srtp_profile, Some(profile));
        }
        for (name, value) in [
            ("MEDIA_SRTP_PROFILE", "AES_CM_128_HMAC_SHA1_32"),
            ("MEDIA_SRTP_PROFILE", "aead_aes_256_gcm"),
            ("MEDIA_DTLS_LIBRARY", "chicken"),
        ] {
            let error = dtls(name, value).expect_err("no such value");
            assert!(error.to_string().contains(name) && error.to_string().contains(value));
        }
    }

    #[test]
    fn wrong_words_are_refused() {
        for line in [
            "--chicken=1",
            "-x",
            "--log=debug",
            "--=debug",
            "--logLevel",
            "--logLevel debug",
            "--logLevel=chicken",
            "--logLevel=",
            "--rtcMinPort=1000 --rtcMaxPort=999",
            "--rtcMaxPort=65536",
            "--rtcMinPort=-1",
            "--rtcMinPort=1x",
            "--dtlsCertificateFile=/c.pem",
            "--dtlsPrivateKeyFile=/k.pem",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
