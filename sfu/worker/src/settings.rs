//! The process's settings: command line, log level and log tags.
//!
//! The command line is read as mediasoup's own worker reads it (long options by unambiguous prefix, one or two dashes,
//! always `name=value`), because its library starts us with exactly those words.

use std::path::PathBuf;

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
    /// Whether DTLS 1.3 is spoken besides 1.2: `MEDIA_DTLS13=1` in the environment.
    pub allow_dtls13: bool,
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
            allow_dtls13: false,
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
