//! How long a search takes, at four sizes: `cargo bench --bench search`.
//!
//! The entries are made here, the same on every run. `STACKLORE_CORPUS=FILE` adds a stack of one's own: a TOML file.

use std::fmt::Display;
use std::path::PathBuf;
use std::sync::OnceLock;

use divan::{AllocProfiler, Bencher, black_box};
use stacklore::catalog::{Catalog, bundled};
use stacklore::dataset::{EntryParts, StackBuilder, StackKind};
use stacklore::format::{File, toml};
use stacklore::search::{Index, Query, QueryCache};

#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// What is searched.
#[derive(Clone, Copy, Debug)]
enum Corpus {
    Embedded,
    Made(u32),
    Own,
}

const CORPORA: &[Corpus] =
    &[Corpus::Embedded, Corpus::Made(10_000), Corpus::Made(100_000), Corpus::Made(1_000_000), Corpus::Own];

impl Display for Corpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Embedded => write!(f, "{:>9} embedded", 186),
            Self::Made(count) => write!(f, "{count:>9}"),
            Self::Own => write!(f, "          own"),
        }
    }
}

impl Corpus {
    fn catalog(self) -> Option<&'static Catalog> {
        static CATALOGS: [OnceLock<Option<Catalog>>; 5] = [const { OnceLock::new() }; 5];
        let at = match self {
            Self::Embedded => 0,
            Self::Made(10_000) => 1,
            Self::Made(100_000) => 2,
            Self::Made(_) => 3,
            Self::Own => 4,
        };
        let made = || match self {
            Self::Embedded => Some(Catalog::new(vec![bundled::discord()])),
            Self::Made(count) => Some(made(count)),
            Self::Own => own(),
        };
        CATALOGS.get(at)?.get_or_init(made).as_ref()
    }

    fn index(self) -> Option<&'static Index> {
        static INDEXES: [OnceLock<Option<Index>>; 5] = [const { OnceLock::new() }; 5];
        let at = CORPORA.iter().position(|corpus| corpus.to_string() == self.to_string())?;
        INDEXES.get(at)?.get_or_init(|| self.catalog().map(Index::new)).as_ref()
    }
}

fn own() -> Option<Catalog> {
    let path = PathBuf::from(std::env::var_os("STACKLORE_CORPUS")?);
    let bytes = std::fs::read(&path).ok()?;
    let stack = toml::read(vec![File::new(path.to_string_lossy(), bytes)]).stack?;
    Some(Catalog::new(vec![stack]))
}

const FIRST: &[&str] = &[
    "async", "auto", "batch", "cache", "chart", "cloud", "cluster", "data", "deep", "docker", "easy",
    "event", "fast", "flow", "git", "graph", "grpc", "hash", "http", "image", "json", "k8s", "kafka", "key",
    "lite", "log", "map", "micro", "mini", "mongo", "net", "node", "open", "parse", "ping", "post", "proto",
    "py", "query", "queue", "react", "redis", "rest", "ring", "rust", "schema", "search", "secure", "shard",
    "simple", "smart", "socket", "sql", "storage", "stream", "super", "sync", "table", "test", "text",
    "time", "token", "tree", "type", "vector", "video", "voice", "web", "yaml", "zip",
];
const SECOND: &[&str] = &[
    "adapter", "agent", "api", "base", "bench", "bridge", "builder", "client", "codec", "config", "core",
    "db", "driver", "engine", "exporter", "filter", "forge", "gateway", "guard", "helper", "hub", "index",
    "kit", "lib", "loader", "manager", "mapper", "monitor", "parser", "pipe", "pool", "proxy", "reader",
    "router", "runner", "scanner", "server", "shell", "sink", "spec", "store", "tools", "tracker", "utils",
    "viewer", "watcher", "worker", "writer",
];
const WORDS: &[&str] = &[
    "a",
    "about",
    "and",
    "any",
    "are",
    "application",
    "applications",
    "based",
    "build",
    "building",
    "by",
    "code",
    "collection",
    "command",
    "data",
    "database",
    "databases",
    "developers",
    "fast",
    "files",
    "for",
    "framework",
    "from",
    "generates",
    "in",
    "interface",
    "is",
    "language",
    "library",
    "lightweight",
    "line",
    "make",
    "manages",
    "messages",
    "model",
    "modern",
    "of",
    "on",
    "package",
    "performance",
    "powered",
    "processing",
    "project",
    "provides",
    "python",
    "queries",
    "real",
    "requests",
    "server",
    "services",
    "simple",
    "small",
    "stores",
    "storing",
    "stream",
    "support",
    "that",
    "the",
    "time",
    "to",
    "tool",
    "tools",
    "typed",
    "used",
    "using",
    "web",
    "with",
    "without",
    "wrapper",
    "written",
];
const CATEGORIES: &[&str] =
    &["Bots", "Build", "Cloud", "Clients", "Logging", "Networking", "Parsing", "Testing"];

/// So many entries with a name and a summary, as long as those of a public list of packages.
fn made(count: u32) -> Catalog {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |end: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % end
    };
    let mut builder = StackBuilder::new(StackKind::List, "made", "Made", "", "https://example.org", None);
    for category in CATEGORIES {
        builder.category(&category.to_lowercase(), category, "", None);
    }
    for at in 0..count {
        let pick = |list: &[&'static str], at: usize| list.get(at).copied().unwrap_or_default();
        let (first, second) = (pick(FIRST, below(FIRST.len())), pick(SECOND, below(SECOND.len())));
        let name = match below(4) {
            0 => format!("{first}{second}"),
            1 => format!("{first}-{second}-{}", pick(FIRST, below(FIRST.len()))),
            _ => format!("{first}-{second}"),
        };
        let words: Vec<&str> = (0..4 + below(10)).map(|_| pick(WORDS, below(WORDS.len()))).collect();
        builder.entry(&EntryParts {
            id: &format!("{name}-{at}"),
            name: &name,
            summary: &words.join(" "),
            category: u32::try_from(below(CATEGORIES.len())).unwrap_or(0),
            homepage: "https://example.org",
            ..EntryParts::default()
        });
    }
    Catalog::new(vec![builder.build()])
}

/// The rows of a screen.
const ROWS: usize = 30;

/// Types a query letter by letter, or types and deletes it again.
fn typed(index: &Index, text: &str, deleted: bool) -> usize {
    let mut memory = QueryCache::new();
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let back = ends.iter().rev().skip(1).filter(|_| deleted);
    let keys = ends.iter().chain(back);
    keys.map(|end| {
        let query = Query::parse(text.get(..*end).unwrap_or_default());
        let answer = index.search_cached(&query, &mut memory);
        answer.hits(index, 0..ROWS).len()
    })
    .sum()
}

fn bench(bencher: Bencher<'_, '_>, corpus: Corpus, work: impl Fn(&Index) -> usize + Sync) {
    if let Some(index) = corpus.index() {
        bencher.bench(|| work(black_box(index)));
    }
}

/// The sizes, and the stack of one's own where there is one.
fn corpora() -> impl Iterator<Item = Corpus> {
    let own = std::env::var_os("STACKLORE_CORPUS").is_some();
    CORPORA.iter().copied().filter(move |corpus| own || !matches!(corpus, Corpus::Own))
}

fn asked(index: &Index, text: &str) -> usize {
    index.search(&Query::parse(text)).hits(index, 0..ROWS).len()
}

/// All eight keys of a word.
#[divan::bench(args = corpora(), max_time = 2)]
fn typing_database(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| typed(index, "database", false));
}

/// All fifteen keys, back to the first letter.
#[divan::bench(args = corpora(), max_time = 2)]
fn typing_and_deleting_database(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| typed(index, "database", true));
}

/// All eleven keys of two words.
#[divan::bench(args = corpora(), max_time = 2)]
fn typing_http_client(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| typed(index, "http client", false));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn one_letter(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| asked(index, "d"));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn three_letters(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| asked(index, "dat"));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn long_query(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| asked(index, "fast async database client library for storing messages"));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn query_at_the_limit(bencher: Bencher<'_, '_>, corpus: Corpus) {
    let text = "ab cd ef gh ij kl mn op qr st uv wx yz ".repeat(7);
    bench(bencher, corpus, move |index| asked(index, &text));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn no_match(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| asked(index, "zqxjvkw"));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn one_slip(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| asked(index, "sreach"));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn two_slips(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| asked(index, "storgae-worekr"));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn operators(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| asked(index, "^data | ^http !server 'tools cat:log"));
}

#[divan::bench(args = corpora(), max_time = 2)]
fn all_hits_in_order(bencher: Bencher<'_, '_>, corpus: Corpus) {
    bench(bencher, corpus, |index| {
        let answer = index.search(&Query::parse("data"));
        answer.hits(index, 0..answer.len()).len()
    });
}

#[divan::bench(args = corpora(), sample_count = 5, sample_size = 1)]
fn building_the_index(bencher: Bencher<'_, '_>, corpus: Corpus) {
    if let Some(catalog) = corpus.catalog() {
        bencher.bench(|| Index::new(black_box(catalog)));
    }
}
