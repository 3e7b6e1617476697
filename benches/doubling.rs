//! Does the time to read a text grow in step with its size?
//!
//! `cargo bench --bench doubling`
//!
//! Each shape is one that readers of Markdown or TOML have needed the square of its size for. It is read at 4 MB and at 8 MB
//! (with smaller texts the processor caches distort the ratio); the ratios are listed below the figures, and 2 is growth in
//! step. The run fails if a ratio is above the limit. `SIZE=1000000` sets the smaller size in bytes.

#![expect(clippy::print_stdout, reason = "the ratios are listed below the figures")]

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use stacklore::format::{File, Reading, toml};
use stacklore::import::markdown;

/// Maximum ratio of the times; above two, because caches and page faults cost more with the larger text.
const MAX_RATIO: f64 = 2.6;

/// Times below this are too short to compare.
const MIN_TIME: Duration = Duration::from_millis(2);

/// The shortest time of each shape, once and twice as long.
static TIMES: Mutex<BTreeMap<(&str, usize), Duration>> = Mutex::new(BTreeMap::new());

fn main() -> ExitCode {
    divan::main();
    let times = TIMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut too_slow = 0;
    for ((name, _), once) in times.iter().filter(|((_, factor), _)| *factor == 1) {
        let Some(twice) = times.get(&(name, 2)) else { continue };
        let ratio = twice.as_secs_f64() / once.as_secs_f64();
        let grows = ratio > MAX_RATIO && *twice > MIN_TIME;
        too_slow += usize::from(grows);
        println!("x{ratio:.2}  {name}{}", if grows { "  grows faster than the text" } else { "" });
    }
    if too_slow == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[divan::bench(args = texts(), sample_count = 3, sample_size = 1)]
fn reading(bencher: Bencher<'_, '_>, text: Text) {
    let Text { shape, factor } = text;
    let bytes = shape.text(size() * factor);
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        let file = File::new("made", &*bytes);
        let began = Instant::now();
        drop(black_box((shape.read)(file)));
        let took = began.elapsed();
        let mut times = TIMES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let shortest = times.entry((shape.name, factor)).or_insert(took);
        *shortest = took.min(*shortest);
    });
}

/// The smaller size in bytes.
fn size() -> usize {
    std::env::var("SIZE").ok().and_then(|text| text.parse().ok()).unwrap_or(4_000_000)
}

/// A shape at the smaller size or at twice that.
#[derive(Clone, Copy)]
struct Text {
    shape: &'static Shape,
    factor: usize,
}

impl Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, x{}", self.shape.name, self.factor)
    }
}

fn texts() -> impl Iterator<Item = Text> {
    SHAPES.iter().flat_map(|shape| [1, 2].map(|factor| Text { shape, factor }))
}

/// A text of any size: a beginning, then a repeated chunk; `#N` in it is its number, `#P` the number before.
struct Shape {
    name: &'static str,
    head: &'static str,
    chunk: &'static str,
    read: fn(File) -> Reading,
}

impl Shape {
    fn text(&self, size: usize) -> Vec<u8> {
        let mut text = self.head.to_owned();
        let mut number = 0_usize;
        while text.len() < size {
            if self.chunk.contains('#') {
                let chunk = self.chunk.replace("#N", &number.to_string());
                let _ = write!(text, "{}", chunk.replace("#P", &number.saturating_sub(1).to_string()));
            } else {
                text.push_str(self.chunk);
            }
            number += 1;
        }
        if self.head == ENTRY {
            text.push_str("\"\n");
        }
        text.into_bytes()
    }
}

const fn list(name: &'static str, head: &'static str, chunk: &'static str) -> Shape {
    Shape { name, head, chunk, read: |file| markdown::read(file).reading }
}

const fn stack(name: &'static str, head: &'static str, chunk: &'static str) -> Shape {
    Shape { name, head, chunk, read: toml_read }
}

fn toml_read(file: File) -> Reading {
    toml::read(vec![file])
}

const STACK: &str = "schema = 1\n[stack]\nid = \"made\"\nname = \"Made\"\nkind = \"list\"\n[[category]]\nid = \"a\"\nname = \"A\"\n";

const ENTRY: &str = "[[entry]]\nid = \"a\"\nname = \"A\"\ncategory = \"a\"\nsummary = \"";

const ITEM: &str = "# L\n\n## A\n\n- [a](https://example.org/a) - ";

const SHAPES: &[Shape] = &[
    list("items", "# L\n\n## A\n\n", "- [Name #N](https://example.org/#N) - what it is, in a few words.\n"),
    list("items of one name", "# L\n\n## A\n\n", "- [Name](https://example.org/a) - it.\n"),
    list("headings", "# L\n\n", "## Heading #N\n\n- [a](https://example.org/#N)\n\n"),
    list("headings of one name", "# L\n\n", "## A\n\n- [a](https://example.org/#N)\n\n"),
    list("rows of a table", "# L\n\n## A\n\n| A | B |\n| - | - |\n", "| [n](https://example.org/#N) | b |\n"),
    list("cells of a row", "# L\n\n## A\n\n| [n](https://example.org) | B |\n| - | - |\n", "| b #N "),
    list("links of one item", ITEM, "[b](https://example.org/#N), "),
    list("bare addresses", ITEM, "https://example.org/#N "),
    list("brackets", ITEM, "["),
    list("pairs of brackets", ITEM, "[]("),
    list("links that do not end", ITEM, "[a](<b"),
    list("pictures that do not end", ITEM, "![[]("),
    list("emphasis", ITEM, "*a **a "),
    list("underscores", ITEM, "a_ _a "),
    list("backticks", ITEM, "`a``b```"),
    list("quotes", ITEM, "\n>>>> > a"),
    list("nested quotes", "# L\n\n- [a](https://example.org)\n\n", "> "),
    list("nested items", "# L\n\n", "- "),
    list("definitions", ITEM, "\n[b#N]: https://example.org/#N"),
    list("references without definitions", ITEM, "[b#N][c#N] "),
    list("comments that do not end", ITEM, "<!-- a "),
    list("tags", "# L\n\n- [a](https://example.org)\n\n", "<details><summary>a #N</summary>\n\n"),
    list("tags that do not end", ITEM, "<a href=\"https://example.org\""),
    list(
        "links in HTML",
        "# L\n\n- [a](https://example.org)\n\n",
        "<a href='https://example.org/#N'>a</a>\n",
    ),
    list("links of many paragraphs of an item", ITEM, "\n\n  b [c](https://example.org/#N)\n"),
    list("many paragraphs of a group", "# L\n\n## A\n\n- a\n", "\n  b `c` **d**\n"),
    list(
        "headings without links",
        "# L\n\n## A\n\n- [a](https://example.org)\n",
        "\n## B #N\n\nb\n\n## C\n\n- [a](https://example.org/#N)\n",
    ),
    list("tags in HTML that do not end", "# L\n\n- [a](https://example.org)\n\n<div>\n", "<a "),
    list("attributes in HTML that do not end", "# L\n\n- [a](https://example.org)\n\n<div>\n", "<a x='"),
    list("short codes and footnotes", ITEM, "b :c: [^1] {:d} "),
    list("entities", ITEM, "&amp;&#97;&"),
    list("closing brackets after an address", ITEM, "https://example.org/a)))"),
    list("lines of a paragraph", ITEM, "\n  a #N"),
    list("accents", ITEM, "e\u{301}\u{302}"),
    stack("entries", STACK, "[[entry]]\nid = \"e#N\"\nname = \"E\"\ncategory = \"a\"\n"),
    stack("entries of one id", STACK, "[[entry]]\nid = \"e\"\nname = \"E\"\ncategory = \"a\"\n"),
    stack("unknown keys", STACK, "[[entry]]\nid = \"e#N\"\nname = \"E\"\ncategory = \"a\"\nb#N = 1\n"),
    stack("unknown tables", STACK, "[a#N]\n"),
    stack("unknown targets", STACK, "[[entry]]\nid = \"e#N\"\nname = \"E\"\ncategory = \"b#N\"\n"),
    stack(
        "parents in a chain",
        STACK,
        "[[entry]]\nid = \"e#N\"\nname = \"E\"\ncategory = \"a\"\nparent = \"e#P\"\n",
    ),
    stack("lines that are not TOML", STACK, "a = = #N\n"),
    stack("opening brackets", "a = ", "["),
    stack("a long string", ENTRY, "words and words "),
    stack("accents in a string", ENTRY, "e\u{301}\u{302}"),
];
