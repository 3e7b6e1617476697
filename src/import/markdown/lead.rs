//! What stands before the first link of an item: its name, a label, or the beginning of a sentence.

use std::ops::Range;

use super::inline::Inline;
use super::words;

/// How long a name may be that is not a link's own words.
pub(super) const LONGEST_LEAD: usize = 80;

/// How long a name may be that is strong.
const LONGEST_STRONG: usize = 200;

/// What stands before the first link.
pub(super) struct Lead<'t> {
    /// It, or the part of it that is the name.
    pub name: &'t str,
    /// What follows the name.
    pub said: &'t str,
    /// Where the name ends in the text.
    pub end: usize,
    /// Whether the name is strong.
    pub strong: bool,
    /// Whether something sets it apart from the link.
    pub separated: bool,
    /// Whether the link stands in a bracket behind it.
    pub bracketed: bool,
}

impl<'t> Lead<'t> {
    /// The text of a range without separators around it; nothing where it has no more than those. `telling` is whether
    /// the link's own words say more than that it is one, and `bare` whether it has none.
    pub fn of(inline: &'t Inline, range: Range<usize>, telling: bool, bare: bool) -> Option<Self> {
        let text = inline.text.get(range.clone())?;
        let start = range.start + words::front(text);
        let core = words::core(text);
        if core.is_empty() {
            return None;
        }
        let bracket = words::opened(core);
        let bracketed = bracket.is_some_and(|at| at > 0) || text.trim_end().ends_with(['(', '[', '（', '【']);
        let strong = inline.strongs.iter().find(|strong| strong.start <= start && strong.end > start);
        let strong =
            strong.and_then(|strong| core.split_at_checked(strong.end - start)).filter(|(name, said)| {
                // A strong word that the sentence goes on from is no name.
                let ends = said.is_empty()
                    || words::is_separated_start(said)
                    || said.trim_start().starts_with(['(', ',', '（', '，'])
                    || !telling
                    || bracketed;
                ends && name.contains(char::is_alphabetic)
            });
        let (name, said) = if let Some((name, said)) = strong {
            (words::core(name), said)
        } else {
            let apart = || {
                let (name, said) = words::parted(core)?;
                let colon = core.get(name.len()..)?.starts_with([':', '：']);
                let whole = !colon || bare || bracketed || said.ends_with(['.', '!', '?', '。']);
                (whole && (!telling || bracketed)).then_some((name, core.get(name.len()..)?))
            };
            let inside = || {
                let (name, said) = core.split_at_checked(bracket.filter(|at| *at > 0)?)?;
                Some((words::core(name), said))
            };
            apart().or_else(inside).unwrap_or((core, ""))
        };
        let end = start + core.find(name).unwrap_or_default() + name.len();
        let name = match name.strip_suffix('.') {
            Some(sentence) if !sentence.contains('.') => sentence,
            _ => name,
        };
        let said = said.trim_start_matches([',', '，', ' ']);
        let said = said.get(words::front(said)..).unwrap_or_default();
        let separated = words::is_separated(text) || strong.is_some();
        Some(Self { name, said, end, strong: strong.is_some(), separated, bracketed })
    }

    /// Whether it could be a name.
    pub fn is_short(&self) -> bool {
        self.name.chars().count() <= if self.strong { LONGEST_STRONG } else { LONGEST_LEAD }
    }

    /// Whether it tells what sort of thing follows, or when it was.
    pub fn is_label(&self) -> bool {
        self.said.is_empty() && !self.strong && self.name.chars().count() <= LONGEST_LABEL
    }
}

/// How long a text may be that is a label.
const LONGEST_LABEL: usize = 24;
