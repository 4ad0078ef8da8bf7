//! The media worker process: a drop-in for mediasoup's own worker around the routing core of `sambung_core`.
//!
//! It is started by the npm package `mediasoup`, which talks to it over file descriptors 3 and 4. Exit codes: 0 after a
//! clean close, 41 without `MEDIASOUP_VERSION` in the environment, 42 for wrong settings, 1 for anything else.
#![deny(unsafe_code)]

mod channel;
mod convert;
mod metrics;
#[allow(unsafe_code)]
mod schema;
mod settings;
#[allow(unsafe_code)]
mod sys;
mod worker;

use sambung_core::dtls::Certificate;
#[cfg(feature = "openssl")]
use sambung_core::dtls::DtlsLibrary;
use settings::{Settings, SettingsError, dtls_settings};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::SystemTime,
};
use worker::Worker;

/// Exit code that the library takes for a missing `MEDIASOUP_VERSION`.
const NOT_STARTED_BY_LIBRARY: u8 = 41;
/// Exit code that the library turns into a `TypeError` about wrong settings.
const WRONG_SETTINGS: u8 = 42;

fn main() -> ExitCode {
    let Ok(library_version) = env::var("MEDIASOUP_VERSION") else {
        eprintln!(
            "main | MEDIASOUP_VERSION is not set: this program is started by the npm package mediasoup"
        );
        return ExitCode::from(NOT_STARTED_BY_LIBRARY);
    };
    let words: Vec<String> = env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let prepared = prepare(&words);
    let (mut settings, certificate) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            eprintln!("main | settings error: {error}");
            return ExitCode::from(WRONG_SETTINGS);
        }
    };
    settings.bandwidth_trace_dir = env::var_os("MEDIA_BANDWIDTH_TRACE_DIR")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from);
    if let Err(error) = sys::process::ignore_signals() {
        eprintln!("main | signals cannot be ignored: {error}");
        return ExitCode::FAILURE;
    }
    let mut worker = match Worker::new(settings, certificate) {
        Ok(worker) => worker,
        Err(error) => {
            eprintln!("main | the channel on file descriptors 3 and 4 cannot be used: {error}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(directory) = env::var_os("MEDIA_METRICS_DIR").filter(|value| !value.is_empty()) {
        worker.serve_metrics(Path::new(&directory));
        worker.serve_control(Path::new(&directory));
    }
    match worker.run(&library_version) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("main | the event loop failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn prepare(words: &[String]) -> Result<(Settings, Certificate), SettingsError> {
    let mut settings = Settings::from_args(words.iter().map(String::as_str))?;
    settings.dtls = dtls_settings(|name| env::var(name).ok())?;
    let certificate = certificate(&settings)?;
    Ok((settings, certificate))
}

/// The certificate from the files that the settings name, or a new one.
fn certificate(settings: &Settings) -> Result<Certificate, SettingsError> {
    let Some(files) = &settings.certificate_files else {
        return Certificate::generate(SystemTime::now())
            .map_err(|error| SettingsError(error.to_string()));
    };
    let certificate = read("dtlsCertificateFile", &files.certificate)?;
    let private_key = read("dtlsPrivateKeyFile", &files.private_key)?;
    #[cfg(feature = "openssl")]
    if settings.dtls.library == DtlsLibrary::OpenSsl {
        return Certificate::from_pem_for_openssl(&certificate, &private_key)
            .map_err(|error| SettingsError(error.to_string()));
    }
    Certificate::from_pem(&certificate, &private_key)
        .map_err(|error| SettingsError(error.to_string()))
}

fn read(name: &str, path: &Path) -> Result<String, SettingsError> {
    fs::read_to_string(path).map_err(|error| {
        SettingsError(format!(
            "{name}: {} cannot be read: {error}",
            path.display()
        ))
    })
}
