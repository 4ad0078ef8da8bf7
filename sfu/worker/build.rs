//! Generates the channel's message code from the FlatBuffers schema that the npm package `mediasoup` carries,
//! so that the lockfile pins the contract and no schema is copied into the repository.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::exit,
};

/// Points the build at a schema folder other than the one in the repository's `node_modules`.
const SCHEMA_FOLDER_VARIABLE: &str = "MEDIASOUP_FBS_DIR";

fn main() {
    println!("cargo::rerun-if-env-changed={SCHEMA_FOLDER_VARIABLE}");
    println!("cargo::rerun-if-changed=build.rs");

    let folder = schema_folder();
    println!("cargo::rerun-if-changed={}", folder.display());
    let schemas = schema_files(&folder);
    if schemas.is_empty() {
        fail(&format!(
            "the FlatBuffers schema of mediasoup is not in {}: run `npm install` at the top of the repository first, \
             or set {SCHEMA_FOLDER_VARIABLE} to a folder that holds mediasoup's worker/fbs/*.fbs",
            folder.display()
        ));
    }

    let Some(declarations) = planus_translation::translate_files(&schemas) else {
        fail(&format!(
            "the FlatBuffers schema in {} does not parse (messages above)",
            folder.display()
        ));
    };
    let code = match planus_codegen::generate_rust(&declarations, false) {
        Ok(code) => code,
        Err(error) => fail(&format!(
            "no Rust code could be generated from {}: {error}",
            folder.display()
        )),
    };
    // The generator derives serde for every type; nothing here reads or writes them in another format.
    let code = code
        .replace(", ::serde::Serialize, ::serde::Deserialize", "")
        .replace("::serde::Serialize, ::serde::Deserialize", "");
    let Some(out_folder) = env::var_os("OUT_DIR") else {
        fail("OUT_DIR is not set: this script is to be run by cargo");
    };
    let out_file = Path::new(&out_folder).join("schema.rs");
    if let Err(error) = fs::write(&out_file, code) {
        fail(&format!(
            "{} cannot be written: {error}",
            out_file.display()
        ));
    }
}

/// The schema folder: the environment's choice, else the one in the repository's `node_modules`.
fn schema_folder() -> PathBuf {
    if let Some(folder) = env::var_os(SCHEMA_FOLDER_VARIABLE) {
        return PathBuf::from(folder);
    }
    let manifest_folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = manifest_folder.join("../../node_modules/mediasoup/worker/fbs");
    // Includes are resolved by comparing paths, so links and dots have to be gone.
    folder.canonicalize().unwrap_or(folder)
}

/// All `.fbs` files of a folder in a fixed order, so that the generated code does not depend on the file system.
fn schema_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "fbs"))
        .collect();
    files.sort();
    files
}

/// Ends the build with one sentence instead of a panic's backtrace.
fn fail(problem: &str) -> ! {
    println!("cargo::error={problem}");
    exit(1);
}
