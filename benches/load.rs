//! How long does a stack take to load, in chunks and as a whole, and how much memory does it need?
//!
//! `cargo bench --bench load`

#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/dice.rs"]
mod dice;

use std::fmt::Write as _;
use std::io;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use corpus::{CATEGORIES, Corpus, Package, packages, words};
use dice::Dice;
use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher, black_box};
use stacklore::format::{File, toml};

#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

static CORPORA: LazyLock<Vec<Corpus<Vec<u8>>>> = LazyLock::new(|| {
    let links = [1_000, 10_000, 100_000]
        .map(|count| Corpus::new(format!("{count:>7} links"), move || list(count).into_bytes()));
    let evidence = Corpus::new(format!("{:>7} entries with evidence", 10_000), || stack(10_000).into_bytes());
    links.into_iter().chain([evidence]).chain(Corpus::own(|text| text)).collect()
});

fn head(kind: &str) -> String {
    let mut text = format!("schema = 1\n\n[stack]\nid = \"made\"\nname = \"Made\"\nkind = \"{kind}\"\n");
    for name in CATEGORIES {
        let _ = write!(text, "\n[[category]]\nid = \"{}\"\nname = \"{name}\"\n", name.to_lowercase());
    }
    text
}

/// The keys of an entry that lists and stacks have.
fn entry(at: usize, Package { name, summary, category }: &Package) -> String {
    let category = CATEGORIES.get(*category).map(|name| name.to_lowercase()).unwrap_or_default();
    format!(
        "\n[[entry]]\nid = \"{name}-{at}\"\nname = \"{name}\"\nsummary = \"{summary}\"\ncategory = \"{category}\"\n"
    )
}

/// A list of links.
fn list(count: u32) -> String {
    let mut text = head("list");
    for (at, package) in packages(count).enumerate() {
        text.push_str(&entry(at, &package));
        let _ = writeln!(text, "homepage = \"https://example.org/{}-{at}\"", package.name);
    }
    text
}

/// A stack whose entries have claims, relations and sources.
fn stack(count: u32) -> String {
    let (mut text, mut dice, mut ids) = (head("stack"), Dice(1), Vec::new());
    for (at, package) in packages(count).enumerate() {
        text.push_str(&entry(at, &package));
        text.push_str(
            "kind = \"tool\"\nstatus = \"current\"\nsince = 2017-01-13\ntags = [\"one\", \"another\"]\n",
        );
        for _ in 0..2 {
            let _ = write!(
                text,
                "[[entry.claim]]\ntext = \"{}.\"\nconfidence = \"confirmed\"\nsources = [\"s{}\", \"s{at}\"]\n",
                words(&mut dice, 12),
                at / 2
            );
        }
        ids.push(format!("{}-{at}", package.name));
        if let Some(target) = ids.get(at / 2) {
            let _ = write!(
                text,
                "[[entry.relation]]\nkind = \"used-with\"\ntarget = \"{target}\"\nsource = \"s{at}\"\n"
            );
        }
        let _ = write!(
            text,
            "\n[[source]]\nid = \"s{at}\"\ntitle = \"{}\"\nurl = \"https://example.org/s{at}\"\nkind = \"article\"\npublisher = \"Example\"\npublished = 2024-05-02\n",
            package.summary
        );
    }
    text
}

fn loaded(text: &[u8], mut watch: impl FnMut(&toml::ChunkProgress<'_>) + Send) -> usize {
    let watch = |progress: &toml::ChunkProgress<'_>| {
        watch(progress);
        ControlFlow::Continue(())
    };
    let stack = toml::load(std::iter::once(io::Result::Ok(text)), watch);
    stack.map_or(0, |stack| stack.entries().len())
}

/// In chunks, on all cores. The memory printed is the peak, without the text.
#[divan::bench(args = CORPORA.iter(), max_time = 3)]
fn in_chunks(bencher: Bencher<'_, '_>, corpus: &Corpus<Vec<u8>>) {
    let text = corpus.value();
    let entries = loaded(text, |_| ());
    assert!(entries > 0, "{corpus} must not be left to the other reader");
    bencher
        .counter(BytesCount::new(text.len()))
        .counter(ItemsCount::new(entries))
        .bench(|| loaded(black_box(text), |_| ()));
}

/// The same with a copy of the stack at a hundred entries, and at each fourfold number.
#[divan::bench(args = CORPORA.iter(), max_time = 3)]
fn in_chunks_with_copies_on_the_way(bencher: Bencher<'_, '_>, corpus: &Corpus<Vec<u8>>) {
    let text = corpus.value();
    bencher.bench(|| {
        let mut due = 100;
        loaded(black_box(text), |progress| {
            if progress.entries() >= due {
                due = progress.entries() * 4;
                black_box(progress.stack());
            }
        })
    });
}

/// As a whole, with all locations, as `check` does.
#[divan::bench(args = CORPORA.iter(), max_time = 3)]
fn as_a_whole(bencher: Bencher<'_, '_>, corpus: &Corpus<Vec<u8>>) {
    let text = corpus.value();
    bencher
        .counter(BytesCount::new(text.len()))
        .with_inputs(|| vec![File::new("made.toml", text.as_slice())])
        .bench_values(|files| toml::read(files).stack.map_or(0, |stack| stack.entries().len()));
}
