//! The corpora of the benchmarks: made lists of packages, the same on every run, and a stack of the user's.
//!
//! `STACKLORE_CORPUS=FILE` adds that stack, a TOML file.

use std::fmt::{self, Display};
use std::sync::LazyLock;
use std::{env, fs};

use crate::dice::Dice;

/// A named value to measure with, built at its first use: divan lists all arguments before it runs any.
pub struct Corpus<T> {
    name: String,
    value: LazyLock<T, Box<dyn FnOnce() -> T + Send>>,
}

impl<T> Corpus<T> {
    /// A corpus with the function that builds it.
    pub fn new(name: impl Into<String>, build: impl FnOnce() -> T + Send + 'static) -> Self {
        Self { name: name.into(), value: LazyLock::new(Box::new(build)) }
    }

    /// The stack of the user's, built from its text, if there is one.
    pub fn own(build: impl FnOnce(Vec<u8>) -> T + Send + 'static) -> Option<Self> {
        let text = fs::read(env::var_os("STACKLORE_CORPUS")?).ok()?;
        Some(Self::new("own", || build(text)))
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }
}

impl<T> Display for Corpus<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A made package, with texts as long as those of a public list of packages.
pub struct Package {
    /// Two or three words.
    pub name: String,
    /// Four to thirteen words.
    pub summary: String,
    /// The position of its category in [`CATEGORIES`].
    pub category: usize,
}

/// As many packages as asked for.
pub fn packages(count: u32) -> impl Iterator<Item = Package> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    (0..count).map(move |_| {
        let (first, second) = (dice.pick(FIRST), dice.pick(SECOND));
        let name = match dice.below(4) {
            0 => format!("{first}{second}"),
            1 => format!("{first}-{second}-{}", dice.pick(FIRST)),
            _ => format!("{first}-{second}"),
        };
        let length = 4 + dice.below(10);
        let summary = words(&mut dice, length);
        Package { name, summary, category: dice.below(CATEGORIES.len()) }
    })
}

/// A text of as many words as asked for.
pub fn words(dice: &mut Dice, count: usize) -> String {
    (0..count).map(|_| dice.pick(WORDS)).collect::<Vec<_>>().join(" ")
}

/// First words of names.
const FIRST: &[&str] = &[
    "async", "auto", "batch", "cache", "chart", "cloud", "cluster", "data", "deep", "docker", "easy",
    "event", "fast", "flow", "git", "graph", "grpc", "hash", "http", "image", "json", "k8s", "kafka", "key",
    "lite", "log", "map", "micro", "mini", "mongo", "net", "node", "open", "parse", "ping", "post", "proto",
    "py", "query", "queue", "react", "redis", "rest", "ring", "rust", "schema", "search", "secure", "shard",
    "simple", "smart", "socket", "sql", "storage", "stream", "super", "sync", "table", "test", "text",
    "time", "token", "tree", "type", "vector", "video", "voice", "web", "yaml", "zip",
];
/// Second words of names.
const SECOND: &[&str] = &[
    "adapter", "agent", "api", "base", "bench", "bridge", "builder", "client", "codec", "config", "core",
    "db", "driver", "engine", "exporter", "filter", "forge", "gateway", "guard", "helper", "hub", "index",
    "kit", "lib", "loader", "manager", "mapper", "monitor", "parser", "pipe", "pool", "proxy", "reader",
    "router", "runner", "scanner", "server", "shell", "sink", "spec", "store", "tools", "tracker", "utils",
    "viewer", "watcher", "worker", "writer",
];
/// Words of texts.
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
/// The categories of the packages.
pub const CATEGORIES: &[&str] =
    &["Bots", "Build", "Cloud", "Clients", "Logging", "Networking", "Parsing", "Testing"];
