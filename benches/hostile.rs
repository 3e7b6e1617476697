//! Texts and queries made to be slow: `cargo bench --bench hostile`.
//!
//! Entries and queries are drawn at random from patterns that cost matchers most (repeated letters, near misses, many short
//! words, word forms, slips, phrases, combining marks, long texts). Printed are the slowest of them, on one
//! thread, as time per 10,000 entries, which is to stay below a frame of 16 ms. `ROUNDS=1000 SEED=7` goes on searching,
//! `FIRST=9 ROUNDS=1` looks at one.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use stacklore::catalog::Catalog;
use stacklore::dataset::{Confidence, EntryParts, SourceKind, SourceParts, StackBuilder, StackKind};
use stacklore::search::{Index, Query, QueryCache};

const ENTRIES: u32 = 10_000;

/// The queries asked of each corpus.
const QUERIES: usize = 12;

/// So many of the slowest are shown.
const SHOWN: usize = 25;

fn main() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (first, rounds) = (number("FIRST").unwrap_or(0), number("ROUNDS").unwrap_or(60));
    let mut slowest: Vec<(Duration, String)> = Vec::new();
    for round in first..first + rounds {
        let mut dice = Dice(number("SEED").unwrap_or(1) * 1_000_003 + round);
        let atoms = dice.atoms();
        let (catalog, shape) = corpus(&mut dice, &atoms);
        let Some(one) = std::num::NonZeroUsize::new(1) else { return };
        let index = Index::new(&catalog).with_threads(one);
        for _ in 0..QUERIES {
            let text = query(&mut dice, &atoms);
            let took = asked(&index, &text);
            slowest.push((took, format!("{round}: {shape} | {text}")));
        }
        slowest.sort_by_key(|(took, _)| std::cmp::Reverse(*took));
        slowest.truncate(SHOWN);
    }
    for (took, what) in slowest {
        println!("{:>8.2} ms  {what}", took.as_secs_f64() * 1e3);
    }
}

/// How long a query takes as it is asked at a key: with a memory that knows nothing yet, and a screen of hits put in
/// order. The mean of several times, as a clock of the processor is coarse.
fn asked(index: &Index, text: &str) -> Duration {
    let began = clock();
    for _ in 0..TIMES {
        let answer = index.search_cached(&Query::parse(text), &mut QueryCache::new());
        std::hint::black_box(answer.hits(index, 0..30).len());
    }
    clock().saturating_sub(began) / TIMES
}

const TIMES: u32 = 2;

/// The time that this thread was at work, where the system tells it: others may use the machine as well.
fn clock() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let ran = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = ran.and_then(|text| text.split(' ').next()?.parse().ok());
    ran.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let at = self.below(list.len());
        list.get(at).copied().unwrap_or_default()
    }

    /// What texts and queries of a corpus are both made of.
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

    /// So many atoms with something between.
    fn text(&mut self, atoms: &[String], most: usize) -> String {
        let between = self.pick(&["", " ", "-", " ", "\u{301}", ". "]);
        let alike = self.below(2) == 0;
        let mut text = String::new();
        let fixed = self.below(atoms.len());
        while text.chars().count() < most {
            let at = if alike { fixed } else { self.below(atoms.len()) };
            text.push_str(atoms.get(at).map_or("", String::as_str));
            text.push_str(between);
        }
        text.chars().take(most).collect::<String>().trim().to_owned()
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
                .map(|text| (text.as_str(), Confidence::Confirmed, vec![source, (source + 1) % 200]))
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
