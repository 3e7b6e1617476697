//! Which texts and queries make a search slow, and does the slowest still fit into a frame of 16 ms?
//!
//! `cargo bench --bench hostile`
//!
//! Entries and queries are drawn at random from patterns that are expensive to match: repeated letters, near misses, many
//! short words, word forms, typos, phrases, combining marks, long texts. All pairs are timed once, then the slowest are
//! measured: on one thread, with 10,000 entries and an empty query cache. `ROUNDS=1000 SEED=7` draws other and more
//! corpora, `FIRST=9 ROUNDS=1` a single one.

#![expect(clippy::print_stdout, reason = "the measured pairs are listed below the figures")]

#[path = "support/dice.rs"]
mod dice;

use std::cmp::Reverse;
use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use dice::Dice;
use divan::Bencher;
use stacklore::catalog::Catalog;
use stacklore::dataset::{
    ClaimParts, Confidence, EntryParts, SourceKind, SourceParts, StackBuilder, StackKind,
};
use stacklore::search::{Index, Query, QueryCache};

const ENTRIES: u32 = 10_000;

/// Number of queries for each corpus.
const QUERIES: usize = 12;

/// Number of pairs that are measured.
const MEASURED: usize = 25;

/// The slowest pairs, the slowest first; drawn when the first of them is measured.
static SLOWEST: OnceLock<Vec<Pair>> = OnceLock::new();

fn main() {
    divan::main();
    for (rank, pair) in (1..).zip(SLOWEST.get().into_iter().flatten()) {
        println!("{rank:>4}  {}: {} | {}", pair.round, pair.shape, pair.query);
    }
}

#[divan::bench(args = 1..=MEASURED, max_time = 1)]
fn slowest(bencher: Bencher<'_, '_>, rank: usize) {
    if let Some(pair) = SLOWEST.get_or_init(draw).get(rank - 1) {
        let index = Round::new(pair.round).index;
        bencher.bench(|| search(&index, &pair.query));
    }
}

/// A corpus, by the number of its round, and a query.
struct Pair {
    round: u64,
    shape: String,
    query: String,
}

/// Draws all pairs and keeps the slowest.
fn draw() -> Vec<Pair> {
    let (first, rounds) = (number("FIRST").unwrap_or(0), number("ROUNDS").unwrap_or(60));
    let mut slowest: Vec<(Duration, Pair)> = Vec::new();
    for number in first..first + rounds {
        let mut round = Round::new(number);
        for _ in 0..QUERIES {
            let query = query(&mut round.dice, &round.atoms);
            let began = Instant::now();
            search(&round.index, &query);
            slowest.push((began.elapsed(), Pair { round: number, shape: round.shape.clone(), query }));
        }
        slowest.sort_by_key(|(took, _)| Reverse(*took));
        slowest.truncate(MEASURED);
    }
    slowest.into_iter().map(|(_, pair)| pair).collect()
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Searches as at a key press: with an empty cache, and the hits of one screen in order.
fn search(index: &Index, query: &str) -> usize {
    let answer = index.search_cached(&Query::parse(query), &mut QueryCache::new());
    answer.hits(index, 0..30).len()
}

/// A random corpus, the atoms of its texts, and the dice that draw its queries.
struct Round {
    dice: Dice,
    atoms: Vec<String>,
    shape: String,
    index: Index,
}

impl Round {
    fn new(number: u64) -> Self {
        let mut dice = Dice(self::number("SEED").unwrap_or(1) * 1_000_003 + number);
        let atoms = dice.atoms();
        let (catalog, shape) = corpus(&mut dice, &atoms);
        let index = Index::new(&catalog).with_threads(NonZeroUsize::MIN);
        Self { dice, atoms, shape, index }
    }
}

impl Dice {
    /// The parts of the texts and queries of a corpus.
    fn atoms(&mut self) -> Vec<String> {
        (0..=self.below(6)).map(|_| self.atom()).collect()
    }

    fn atom(&mut self) -> String {
        let letter = self.pick(&["a", "b", "ab", "e", "é", "a\u{301}", "ß", "日", "s", "aB", "-", "zq"]);
        match self.below(8) {
            0 => letter.repeat(1 + self.below(4)),
            1 => letter.repeat(4 + self.below(12)),
            2 => format!("{}b", letter.repeat(3 + self.below(6))),
            3 => self
                .pick(&["storing", "stores", "stored", "storage", "storable", "story", "storer"])
                .to_owned(),
            4 => (0..4 + self.below(8)).map(|_| self.pick(&["a", "b", "c", "s"])).collect(),
            5 => self.pick(&["database", "databaes", "datbase", "dtabases", "datsbase"]).to_owned(),
            6 => self.pick(&["encrypt", "encryption", "encrypting", "encryptor", "encryptx"]).to_owned(),
            _ => format!("{letter}{}", self.pick(&["a", "b", "c", "d", "e", "f", "g", "1", "2"])),
        }
    }

    /// A text of `length` characters, of atoms with a separator.
    fn text(&mut self, atoms: &[String], length: usize) -> String {
        let between = self.pick(&["", " ", "-", " ", "\u{301}", ". "]);
        let alike = self.below(2) == 0;
        let mut text = String::new();
        let fixed = self.below(atoms.len());
        while text.chars().count() < length {
            let at = if alike { fixed } else { self.below(atoms.len()) };
            text.push_str(atoms.get(at).map_or("", String::as_str));
            text.push_str(between);
        }
        text.chars().take(length).collect::<String>().trim().to_owned()
    }
}

fn corpus(dice: &mut Dice, atoms: &[String]) -> (Catalog, String) {
    let sizes = [10, 30, 70, 79, 200, 4_000];
    let pick = |dice: &mut Dice, sizes: &[usize]| sizes.get(dice.below(sizes.len())).copied().unwrap_or(0);
    let name_size = pick(dice, &sizes);
    let summary_size = pick(dice, &[0, 60, 120, 400, 4_096]);
    let claim_size = pick(dice, &[0, 0, 120, 1_000]);
    let (aliases, claims) = (pick(dice, &[0, 0, 1, 8]), pick(dice, &[0, 1, 6]));
    let same = dice.below(3) == 0;
    let mut builder =
        StackBuilder::new(StackKind::Stack, "hostile", "Hostile", "", "https://example.org", None);
    builder.category("all", "All", "", None);
    for at in 0..200 {
        builder.source(&SourceParts {
            id: &format!("s{at}"),
            title: &dice.text(atoms, 60),
            url: "https://example.org/a",
            former_urls: vec![],
            kind: SourceKind::Article,
            publisher: "",
            author: "",
            published: None,
        });
    }
    let texts = |dice: &mut Dice, count: usize, size: usize| -> Vec<String> {
        if size == 0 { Vec::new() } else { (0..count).map(|_| dice.text(atoms, size)).collect() }
    };
    let (mut name, mut summary) = (dice.text(atoms, name_size), dice.text(atoms, summary_size));
    let (mut other, mut claim) = (texts(dice, aliases, name_size), texts(dice, claims, claim_size));
    let mut tags = texts(dice, 3, 8);
    for at in 0..ENTRIES {
        if !same && at % 8 == 0 {
            (name, summary) = (dice.text(atoms, name_size), dice.text(atoms, summary_size));
            (other, claim) = (texts(dice, aliases, name_size), texts(dice, claims, claim_size));
            tags = texts(dice, 3, 8);
        }
        let source = u32::try_from(dice.below(200)).unwrap_or(0);
        builder.entry(&EntryParts {
            id: &format!("{name}-{at}"),
            name: &name,
            aliases: other.iter().map(String::as_str).collect(),
            tags: tags.iter().map(String::as_str).collect(),
            summary: &summary,
            claims: claim
                .iter()
                .map(|text| ClaimParts::new(text, Confidence::Confirmed, vec![source, (source + 1) % 200]))
                .collect(),
            ..EntryParts::default()
        });
    }
    let begins: String = summary.chars().take(24).collect();
    let shape = format!(
        "name {name_size}, {aliases} aliases, summary {summary_size} `{begins}`, {claims} claims of {claim_size}"
    );
    (Catalog::new(vec![builder.build()]), shape)
}

fn query(dice: &mut Dice, atoms: &[String]) -> String {
    let kind = dice.below(12);
    let size = [16, 60, 256, 256].get(dice.below(4)).copied().unwrap_or(256);
    let mut text = String::new();
    while text.chars().count() < size {
        let own = dice.below(3) > 0;
        let at = dice.below(atoms.len());
        let mut word = if own { atoms.get(at).cloned().unwrap_or_default() } else { dice.atom() };
        if dice.below(3) == 0 {
            word.push_str(dice.pick(&["a", "b", "c", "d", "x", "s", "ing", "ed", "1"]));
        }
        if dice.below(6) == 0 {
            word = word.chars().rev().collect();
        }
        let operator = match kind {
            0 => "!",
            1 => "'",
            2 => "^",
            3 => "| ",
            4 => "claim:",
            5 => "src:",
            6 => "\"",
            7 => {
                dice.pick(&["!", "'", "^", "| ", "| !", "claim:", "src:", "tag:", "!claim:", "", "", "cat:a"])
            }
            _ => "",
        };
        let close = match kind {
            6 => dice.pick(&["\" ", " "]),
            8 => "",
            9 => dice.pick(&["$ ", " "]),
            _ => " ",
        };
        text.push_str(operator);
        text.push_str(&word);
        text.push_str(close);
    }
    text.chars().take(256).collect()
}
