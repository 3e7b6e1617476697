//! How long it takes to read a stack, in pieces and as a whole: `cargo bench --bench load`.
//!
//! The texts are made here, the same on every run. `STACKLORE_CORPUS=FILE` adds a stack of one's own: a TOML file.

use std::fmt::{Display, Write as _};
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::{env, fs, io};

use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher, black_box};
use stacklore::format::{File, toml};

#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// What is read.
#[derive(Clone, Copy, Debug)]
enum Corpus {
    /// A list of so many links.
    List(u32),
    /// A stack of so many entries with claims, relations and sources.
    Stack(u32),
    Own,
}

const CORPORA: &[Corpus] =
    &[Corpus::List(1_000), Corpus::List(10_000), Corpus::List(100_000), Corpus::Stack(10_000), Corpus::Own];

impl Display for Corpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::List(count) => write!(f, "{count:>7} links"),
            Self::Stack(count) => write!(f, "{count:>7} entries with evidence"),
            Self::Own => write!(f, "    own"),
        }
    }
}

/// The sizes, and the stack of one's own where there is one.
fn corpora() -> impl Iterator<Item = Corpus> {
    let own = env::var_os("STACKLORE_CORPUS").is_some();
    CORPORA.iter().copied().filter(move |corpus| own || !matches!(corpus, Corpus::Own))
}

impl Corpus {
    fn text(self) -> &'static [u8] {
        static TEXTS: [OnceLock<Vec<u8>>; CORPORA.len()] = [const { OnceLock::new() }; CORPORA.len()];
        let at = CORPORA.iter().position(|corpus| corpus.to_string() == self.to_string());
        let made = || match self {
            Self::List(count) => list(count).into_bytes(),
            Self::Stack(count) => stack(count).into_bytes(),
            Self::Own => {
                env::var_os("STACKLORE_CORPUS").and_then(|path| fs::read(path).ok()).unwrap_or_default()
            }
        };
        at.and_then(|at| TEXTS.get(at)).map_or(&[], |text| text.get_or_init(made))
    }
}

const WORDS: &[&str] = &[
    "async", "cache", "client", "cluster", "data", "driver", "engine", "fast", "graph", "http", "index",
    "json", "library", "map", "parser", "queue", "reader", "server", "store", "stream", "table", "text",
    "tool", "web",
];

/// So many words, the same for the same number.
fn words(seed: u32, count: u32, between: &str) -> String {
    let mut state = u64::from(seed) | 1 << 40;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS.get(usize::try_from(state >> 33).unwrap_or(0) % WORDS.len()).copied().unwrap_or_default()
    };
    (0..count).map(|_| word()).collect::<Vec<_>>().join(between)
}

fn head(kind: &str) -> String {
    let mut text = format!("schema = 1\n\n[stack]\nid = \"made\"\nname = \"Made\"\nkind = \"{kind}\"\n");
    for word in WORDS {
        let _ = write!(text, "\n[[category]]\nid = \"{word}\"\nname = \"{word}\"\n");
    }
    text
}

fn category(at: u32) -> &'static str {
    WORDS.get(at as usize % WORDS.len()).copied().unwrap_or_default()
}

fn list(count: u32) -> String {
    let mut text = head("list");
    for at in 0..count {
        let (name, summary) = (words(at, 2, "-"), words(at + count, 7, " "));
        let _ = write!(
            text,
            "\n[[entry]]\nid = \"{name}-{at}\"\nname = \"{name}\"\nsummary = \"{summary}\"\ncategory = \"{}\"\nhomepage = \"https://example.org/{name}-{at}\"\n",
            category(at)
        );
    }
    text
}

fn stack(count: u32) -> String {
    let mut text = head("stack");
    for at in 0..count {
        let (name, summary) = (words(at, 2, "-"), words(at + count, 7, " "));
        let _ = write!(
            text,
            "\n[[entry]]\nid = \"{name}-{at}\"\nname = \"{name}\"\ncategory = \"{}\"\nkind = \"tool\"\nstatus = \"current\"\nsince = 2017-01-13\ntags = [\"{}\", \"{}\"]\nsummary = \"{summary}\"\n",
            category(at),
            category(at + 1),
            category(at / 3)
        );
        for claim in 0..2 {
            let _ = write!(
                text,
                "[[entry.claim]]\ntext = \"{}.\"\nconfidence = \"confirmed\"\nsources = [\"s{}\", \"s{}\"]\n",
                words(at + claim, 12, " "),
                at / 3,
                at / 2
            );
        }
        let target = at / 2;
        let _ = write!(
            text,
            "[[entry.relation]]\nkind = \"used-with\"\ntarget = \"{}-{target}\"\nsource = \"s{at}\"\n",
            words(target, 2, "-")
        );
        let _ = write!(
            text,
            "\n[[source]]\nid = \"s{at}\"\ntitle = \"{summary}\"\nurl = \"https://example.org/s{at}\"\nkind = \"article\"\npublisher = \"{}\"\npublished = 2024-05-02\n",
            category(at)
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

/// In pieces, on all cores. What is printed as memory is the most that was in use, without the text.
#[divan::bench(args = corpora(), max_time = 3)]
fn in_pieces(bencher: Bencher<'_, '_>, corpus: Corpus) {
    let text = corpus.text();
    let entries = loaded(text, |_| ());
    assert!(entries > 0, "{corpus} must not be left to the other reader");
    bencher
        .counter(BytesCount::new(text.len()))
        .counter(ItemsCount::new(entries))
        .bench(|| loaded(black_box(text), |_| ()));
}

/// The same with a copy of what is there at a hundred entries, and each time that there are four times as many.
#[divan::bench(args = corpora(), max_time = 3)]
fn in_pieces_with_copies_on_the_way(bencher: Bencher<'_, '_>, corpus: Corpus) {
    let text = corpus.text();
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

/// As a whole, with the place of everything, as `check` does.
#[divan::bench(args = corpora(), max_time = 3)]
fn as_a_whole(bencher: Bencher<'_, '_>, corpus: Corpus) {
    let text = corpus.text();
    bencher
        .counter(BytesCount::new(text.len()))
        .with_inputs(|| vec![File::new("made.toml", text)])
        .bench_values(|files| toml::read(files).stack.map_or(0, |stack| stack.entries().len()));
}
