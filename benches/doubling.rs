//! Whether the time to read a text grows with the text: `cargo bench --bench doubling`.
//!
//! Each shape is one that has cost readers of Markdown or TOML the square of its size. It is read at 4 MB and at 8 MB
//! (of smaller ones the caches of the processor tell more); a ratio of 2 is growth in step. The run fails where one is
//! above the limit. `SIZE=1000000` asks of other sizes, the smaller one in bytes.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use stacklore::format::{File, Reading, toml};
use stacklore::import::markdown;

/// What a text twice as long may take, in times of the text itself. Above two, as caches and pages take their part.
const LIMIT: f64 = 2.6;

/// Below this a time says more about the clock than about the text.
const LEAST: Duration = Duration::from_millis(2);

const RUNS: usize = 3;

/// A text of any size: a beginning, and a piece again and again, with its number for each `#N`.
struct Shape {
    name: &'static str,
    head: &'static str,
    piece: &'static str,
    read: fn(File) -> Reading,
}

const fn list(name: &'static str, head: &'static str, piece: &'static str) -> Shape {
    Shape { name, head, piece, read: |file| markdown::read(file).reading }
}

const fn stack(name: &'static str, head: &'static str, piece: &'static str) -> Shape {
    Shape { name, head, piece, read: toml_read }
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

impl Shape {
    fn text(&self, size: usize) -> Vec<u8> {
        let mut text = self.head.to_owned();
        let mut number = 0_usize;
        while text.len() < size {
            if self.piece.contains('#') {
                let piece = self.piece.replace("#N", &number.to_string());
                let _ = write!(text, "{}", piece.replace("#P", &number.saturating_sub(1).to_string()));
            } else {
                text.push_str(self.piece);
            }
            number += 1;
        }
        if self.head == ENTRY {
            text.push_str("\"\n");
        }
        text.into_bytes()
    }

    /// The shortest of several times.
    fn took(&self, size: usize) -> Duration {
        let text = self.text(size);
        let run = || {
            let file = File::new("made", &*text);
            let began = Instant::now();
            black_box((self.read)(file));
            began.elapsed()
        };
        (0..RUNS).map(|_| run()).min().unwrap_or_default()
    }
}

fn main() -> ExitCode {
    let size = std::env::var("SIZE").ok().and_then(|text| text.parse().ok()).unwrap_or(4_000_000);
    let mut above = 0;
    for shape in SHAPES {
        let (once, twice) = (shape.took(size), shape.took(size * 2));
        let ratio = twice.as_secs_f64() / once.as_secs_f64();
        let grows = ratio > LIMIT && twice > LEAST;
        above += usize::from(grows);
        println!(
            "{:<36} {:>9.2} ms {:>9.2} ms  x{ratio:.2}{}",
            shape.name,
            once.as_secs_f64() * 1e3,
            twice.as_secs_f64() * 1e3,
            if grows { "  grows faster than the text" } else { "" }
        );
    }
    if above == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
