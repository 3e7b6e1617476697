//! The shape of a foreign format, and the steps that all of their readers share.

use crate::dataset::draft::Draft;
use crate::dataset::{Code, Finding, check};
use crate::format::{File, Lines, Positions, Reading, SourceText};

/// A foreign format: its name, how a file of it is recognised, and its reader.
#[derive(Clone, Copy, Debug)]
pub struct ForeignFormat {
    /// The name of the format on the command line.
    pub name: &'static str,
    /// A text of this format, as messages call it: `a list in Markdown`.
    pub title: &'static str,
    /// The endings of file names, in lower case and without the dot.
    pub endings: &'static [&'static str],
    /// Whether a text that is no TOML could be of this format, for a file whose name has none of the endings.
    pub matches: fn(&[u8]) -> bool,
    /// Reads a file. An error in it is a finding, and there is no stack then.
    pub read: fn(File) -> Imported,
}

impl PartialEq for ForeignFormat {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ForeignFormat {}

/// The result of reading a foreign text.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The stack and the findings.
    pub reading: Reading,
    /// The lines of the text at which the categories and entries of the stack begin.
    pub lines: Lines,
}

/// A draft made from a foreign text, not yet checked.
#[derive(Debug)]
pub(super) struct Drafted {
    pub draft: Draft<'static>,
    /// The byte offset of each category.
    pub categories: Vec<usize>,
    /// The byte offset of each entry.
    pub entries: Vec<usize>,
    /// The problems of the text. One of them is an error if the draft has no entries.
    pub findings: Vec<Finding>,
}

impl Drafted {
    /// The result of a text that cannot be read.
    pub(super) fn refused(error: Finding) -> Self {
        Self { draft: Draft::default(), categories: Vec::new(), entries: Vec::new(), findings: vec![error] }
    }
}

/// Maximum size of a foreign text in bytes: a stack counts in 32 bits.
const MAX_BYTES: usize = 1 << 30;

impl Imported {
    /// Decodes a file, drafts a stack with `draft`, and checks it.
    pub(super) fn from_file(file: File, draft: impl FnOnce(&SourceText) -> Drafted) -> Self {
        if file.bytes.len() > MAX_BYTES {
            let message = format!("{} bytes; a list may have at most {MAX_BYTES}", file.bytes.len());
            return Self::refused(vec![Finding::error(Code::Size, None, message)], Vec::new());
        }
        let (text, error) = SourceText::decode(file, 0);
        if let Some(error) = error {
            return Self::refused(vec![error], vec![text]);
        }
        let Drafted { draft, categories, entries, mut findings } = draft(&text);
        if draft.entries.is_empty() {
            return Self::refused(findings, vec![text]);
        }
        let (stack, more) = check(&draft);
        findings.extend(more);
        check::sort(&mut findings);
        let lines = |offsets: Vec<usize>| {
            let mut positions = Positions::new(&text.text);
            offsets.into_iter().map(|at| positions.locate(at).0).collect()
        };
        let lines = Lines { categories: lines(categories), entries: lines(entries) };
        Self { reading: Reading { stack, findings, texts: vec![text], is_older: false }, lines }
    }

    pub(super) fn refused(findings: Vec<Finding>, texts: Vec<SourceText>) -> Self {
        Self { reading: Reading { findings, texts, ..Reading::default() }, lines: Lines::default() }
    }
}
