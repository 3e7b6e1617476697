//! The text before the first link of an item: its name, a label, or the start of a sentence.

use std::ops::Range;

use super::inline::Inline;
use super::words;

/// Maximum length in characters of a name that is not the text of a link.
pub(super) const MAX_LEAD: usize = 80;

/// Maximum length in characters of a strong name.
const MAX_STRONG: usize = 200;

/// Maximum length in characters of a label.
const MAX_LABEL: usize = 24;

/// The text before the first link.
pub(super) struct Lead<'t> {
    /// The name, or the whole text.
    pub name: &'t str,
    /// The text after the name.
    pub description: &'t str,
    /// The byte offset of the end of the name.
    pub end: usize,
    /// Whether the name is strong.
    pub is_strong: bool,
    /// Whether a separator or a bracket comes before the link.
    pub is_separated: bool,
    /// Whether the link is in brackets.
    pub is_bracketed: bool,
}

impl<'t> Lead<'t> {
    /// The text of a range without separators around it; `None` if it contains only those. `is_named` is whether the link
    /// has a name of its own, and `is_bare` whether its text is its URL.
    pub fn new(inline: &'t Inline, range: Range<usize>, is_named: bool, is_bare: bool) -> Option<Self> {
        let text = inline.text.get(range.clone())?;
        let start = range.end - words::trim_front(text).len();
        let core = words::core(text);
        if core.is_empty() {
            return None;
        }
        let bracket = words::open_bracket(core).filter(|at| *at > 0);
        let is_bracketed = bracket.is_some() || text.trim_end().ends_with(['(', '[', '（', '【']);
        let strong = inline.strongs.iter().find(|strong| strong.start <= start && strong.end > start);
        let strong = strong.and_then(|strong| core.split_at_checked(strong.end - start));
        let strong = strong.filter(|(name, rest)| {
            // A strong word within a sentence is no name.
            let ends = rest.is_empty()
                || words::is_separated_start(rest)
                || rest.trim_start().starts_with(['(', ',', '（', '，'])
                || !is_named
                || is_bracketed;
            ends && name.contains(char::is_alphabetic)
        });
        let parted = || {
            let (name, description) = words::parted(core)?;
            let rest = core.get(name.len()..)?;
            let ends = is_bare || is_bracketed || description.ends_with(['.', '!', '?', '。']);
            let is_whole = ends || !rest.starts_with([':', '：']);
            (is_whole && (!is_named || is_bracketed)).then_some((name, rest))
        };
        let (name, rest) = match strong {
            Some((name, rest)) => (words::core(name), rest),
            None => parted().unwrap_or_else(|| {
                let inside = bracket.and_then(|at| core.split_at_checked(at));
                inside.map_or((core, ""), |(name, rest)| (words::core(name), rest))
            }),
        };
        let end = start + core.find(name).unwrap_or_default() + name.len();
        let sentence = name.strip_suffix('.').filter(|sentence| !sentence.contains('.'));
        Some(Self {
            name: sentence.unwrap_or(name),
            description: words::trim_front(rest.trim_start_matches([',', '，', ' '])),
            end,
            is_strong: strong.is_some(),
            is_separated: words::is_separated(text) || strong.is_some(),
            is_bracketed,
        })
    }

    /// Whether it is short enough for a name.
    pub fn is_short(&self) -> bool {
        self.name.chars().count() <= if self.is_strong { MAX_STRONG } else { MAX_LEAD }
    }

    /// Whether it is a label, such as a year, of the name that follows.
    pub fn is_label(&self) -> bool {
        self.description.is_empty() && !self.is_strong && self.name.chars().count() <= MAX_LABEL
    }
}
