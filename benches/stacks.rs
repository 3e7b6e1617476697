//! How long do many stacks take to load, and how long does a question over all of them take?
//!
//! `cargo bench --bench stacks`
//!
//! `cargo bench --bench stacks -- --generate FOLDER [STACKS [ENTRIES]]` writes such stacks as files, 200 of 500 entries if no
//! number is given, to try them with the program itself.

#[path = "support/companies.rs"]
mod companies;
#[expect(dead_code, reason = "the packages are for other benchmarks")]
#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/dice.rs"]
mod dice;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip_while(|arg| arg != "--generate").skip(1).collect();
    let number = |at: usize, default| args.get(at).and_then(|text| text.parse().ok()).unwrap_or(default);
    let Some(folder) = args.first() else {
        divan::main();
        return ExitCode::SUCCESS;
    };
    let written = write(folder.as_ref(), number(1, 200), number(2, 500));
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes stacks into a folder, each as a file.
fn write(folder: &Path, stacks: u32, entries: u32) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    (1..=stacks).try_for_each(|at| {
        fs::write(folder.join(format!("company-{at:04}.toml")), companies::company(at, entries))
    })
}
