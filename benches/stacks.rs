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

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::sync::LazyLock;
use std::{env, fs, io};

use corpus::Corpus;
use divan::{Bencher, black_box};
use stacklore::catalog::Catalog;
use stacklore::dataset::Stack;
use stacklore::format::toml;

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

/// The texts of stacks, each with the same number of entries.
fn texts(stacks: u32, entries: u32) -> Vec<String> {
    (1..=stacks).map(|at| companies::company(at, entries)).collect()
}

static TEXTS: LazyLock<Vec<Corpus<Vec<String>>>> = LazyLock::new(|| {
    let made = |stacks, entries| {
        Corpus::new(format!("{stacks} of {entries} entries"), move || texts(stacks, entries))
    };
    [(1, 100_000), (200, 500)].map(|(stacks, entries)| made(stacks, entries)).into()
});

static CATALOGS: LazyLock<Vec<Corpus<Catalog>>> = LazyLock::new(|| {
    let made = |stacks: u32, entries| {
        let stack = move |at| loaded(&companies::company(at, entries));
        let build = move || Catalog::new((1..=stacks).filter_map(stack).collect());
        Corpus::new(format!("{stacks} of {entries} entries"), build)
    };
    [(200, 500), (880, 1_000)].map(|(stacks, entries)| made(stacks, entries)).into()
});

fn loaded(text: &str) -> Option<Stack> {
    toml::load_on(1, std::iter::once(Ok(text.as_bytes())), |_| ControlFlow::Continue(())).ok()
}

/// On one thread.
#[divan::bench(args = TEXTS.iter(), max_time = 5)]
fn load(bencher: Bencher<'_, '_>, corpus: &Corpus<Vec<String>>) {
    let texts = corpus.value();
    bencher.bench(|| texts.iter().filter_map(|text| loaded(black_box(text))).count());
}

/// The tree, and the ids and titles of the stacks.
#[divan::bench(args = CATALOGS.iter(), max_time = 5)]
fn catalog(bencher: Bencher<'_, '_>, corpus: &Corpus<Catalog>) {
    let stacks = corpus.value().stacks();
    bencher.with_inputs(|| stacks.to_vec()).bench_values(Catalog::new);
}

/// The technologies that several stacks have, which are found once.
#[divan::bench(args = CATALOGS.iter(), max_time = 5)]
fn technologies(bencher: Bencher<'_, '_>, corpus: &Corpus<Catalog>) {
    let stacks = corpus.value().stacks();
    let fresh = || Catalog::new(stacks.to_vec());
    bencher.with_inputs(fresh).bench_refs(|catalog| catalog.technologies().all().len());
}

/// Which stacks have one of the most common technologies, once the technologies are known.
#[divan::bench(args = CATALOGS.iter(), max_time = 5)]
fn who(bencher: Bencher<'_, '_>, corpus: &Corpus<Catalog>) {
    let catalog = corpus.value();
    let _technologies = catalog.technologies();
    bencher.bench(|| catalog.who(black_box("redis")));
}

#[divan::bench(args = CATALOGS.iter(), max_time = 5)]
fn moves(bencher: Bencher<'_, '_>, corpus: &Corpus<Catalog>) {
    let catalog = corpus.value();
    bencher.bench(|| catalog.moves().len());
}

/// Writes stacks into a folder, each as a file.
fn write(folder: &Path, stacks: u32, entries: u32) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    (1..=stacks).try_for_each(|at| {
        fs::write(folder.join(format!("company-{at:04}.toml")), companies::company(at, entries))
    })
}
