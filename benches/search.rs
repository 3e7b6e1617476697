//! How long does the user wait for results after a key press, from 186 entries to a million?
//!
//! `cargo bench --bench search`

#[path = "support/corpus.rs"]
mod corpus;
#[path = "support/dice.rs"]
mod dice;

use std::sync::LazyLock;

use corpus::{CATEGORIES, Corpus, packages};
use divan::{AllocProfiler, Bencher, black_box};
use stacklore::catalog::{Catalog, bundled};
use stacklore::dataset::{EntryParts, Stack, StackBuilder, StackKind};
use stacklore::format::{File, toml};
use stacklore::search::{Index, Query, QueryCache};

#[global_allocator]
static MEMORY: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// A catalog with its index.
struct Searchable {
    catalog: Catalog,
    index: Index,
}

impl Searchable {
    fn new(stack: Stack) -> Self {
        let catalog = Catalog::new(vec![stack]);
        Self { index: Index::new(&catalog), catalog }
    }
}

static CORPORA: LazyLock<Vec<Corpus<Searchable>>> = LazyLock::new(|| {
    let embedded = Corpus::new(format!("{:>9} embedded", 186), || Searchable::new(bundled::discord()));
    let sizes = [10_000, 100_000, 1_000_000];
    let made = sizes.map(|count| Corpus::new(format!("{count:>9}"), move || Searchable::new(made(count))));
    let own = Corpus::own(|text| {
        let stack = toml::read(vec![File::new("own.toml", text)]).stack;
        Searchable::new(stack.expect("STACKLORE_CORPUS is a stack without errors"))
    });
    [embedded].into_iter().chain(made).chain(own).collect()
});

/// A list of made packages.
fn made(count: u32) -> Stack {
    let mut builder = StackBuilder::new(StackKind::List, "made", "Made", "", "https://example.org", None);
    for category in CATEGORIES {
        builder.category(&category.to_lowercase(), category, "", None);
    }
    for (at, package) in packages(count).enumerate() {
        builder.entry(&EntryParts {
            id: &format!("{}-{at}", package.name),
            name: &package.name,
            summary: &package.summary,
            category: u32::try_from(package.category).unwrap_or(0),
            homepage: "https://example.org",
            ..EntryParts::default()
        });
    }
    builder.build()
}

/// Number of rows of a screen.
const ROWS: usize = 30;

/// Searches at each letter of a query that is typed, or typed and deleted again.
fn typed(index: &Index, text: &str, deleted: bool) -> usize {
    let mut cache = QueryCache::new();
    let ends: Vec<usize> = text.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let back = ends.iter().rev().skip(1).filter(|_| deleted);
    let keys = ends.iter().chain(back);
    keys.map(|end| {
        let query = Query::parse(text.get(..*end).unwrap_or_default());
        let answer = index.search_cached(&query, &mut cache);
        answer.hits(index, 0..ROWS).len()
    })
    .sum()
}

fn bench(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>, work: impl Fn(&Index) -> usize + Sync) {
    let index = &corpus.value().index;
    bencher.bench(|| work(black_box(index)));
}

fn first_hits(index: &Index, text: &str) -> usize {
    index.search(&Query::parse(text)).hits(index, 0..ROWS).len()
}

/// All eight keys of a word.
#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn typing_database(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| typed(index, "database", false));
}

/// All fifteen keys, back to the first letter.
#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn typing_and_deleting_database(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| typed(index, "database", true));
}

/// All eleven keys of two words.
#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn typing_http_client(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| typed(index, "http client", false));
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn one_letter(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| first_hits(index, "d"));
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn three_letters(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| first_hits(index, "dat"));
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn long_query(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| {
        first_hits(index, "fast async database client library for storing messages")
    });
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn query_at_the_limit(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    let text = "ab cd ef gh ij kl mn op qr st uv wx yz ".repeat(7);
    bench(bencher, corpus, move |index| first_hits(index, &text));
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn no_match(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| first_hits(index, "zqxjvkw"));
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn one_slip(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| first_hits(index, "sreach"));
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn two_slips(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| first_hits(index, "storgae-worekr"));
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn operators(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| first_hits(index, "^data | ^http !server 'tools cat:log"));
}

#[divan::bench(args = CORPORA.iter(), max_time = 2)]
fn all_hits_in_order(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    bench(bencher, corpus, |index| {
        let answer = index.search(&Query::parse("data"));
        answer.hits(index, 0..answer.len()).len()
    });
}

#[divan::bench(args = CORPORA.iter(), sample_count = 5, sample_size = 1)]
fn building_the_index(bencher: Bencher<'_, '_>, corpus: &Corpus<Searchable>) {
    let catalog = &corpus.value().catalog;
    bencher.bench(|| Index::new(black_box(catalog)));
}
