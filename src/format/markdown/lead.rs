//! What stands before the first link of an item: its name, a label, or the beginning of a sentence.

use std::ops::Range;

use super::inline::Inline;
use super::words;

/// How long a name may be that is not a link's own words.
pub(super) const LONGEST_LEAD: usize = 80;

/// What stands before the first link.
pub(super) struct Lead<'t> {
    /// It, or the strong part that it begins with.
    pub name: &'t str,
    /// What follows the strong part.
    pub said: &'t str,
    /// Whether it is strong.
    pub strong: bool,
    /// Whether something sets it apart from the link.
    pub separated: bool,
    /// Whether it could be a name.
    pub short: bool,
}

impl<'t> Lead<'t> {
    /// The text of a range without separators around it; nothing where it has no more than those.
    pub fn of(inline: &'t Inline, range: Range<usize>) -> Option<Self> {
        let text = inline.text.get(range.clone())?;
        let start = range.start + words::front(text);
        let core = words::core(text);
        if core.is_empty() {
            return None;
        }
        let strong = inline.strongs.iter().find(|strong| strong.start <= start && strong.end > start);
        let (name, said) = match strong.and_then(|strong| core.split_at_checked(strong.end - start)) {
            Some((name, said)) if !name.trim().is_empty() => {
                (words::core(name), said.get(words::front(said)..).unwrap_or_default())
            }
            _ => (core, ""),
        };
        // A strong word that the sentence goes on from is no name.
        let parted =
            said.is_empty() || strong.is_some() && words::is_separated_start(core.get(name.len()..)?);
        let (name, said) = if parted { (name, said) } else { (core, "") };
        let strong = strong.is_some() && parted;
        let name = match name.strip_suffix('.') {
            Some(sentence) if !sentence.contains('.') => sentence,
            _ => name,
        };
        let separated = words::is_separated(text) || strong;
        Some(Self { name, said, strong, separated, short: name.chars().count() <= LONGEST_LEAD })
    }

    /// Whether it tells what sort of thing follows, or when it was.
    pub fn is_label(&self) -> bool {
        self.said.is_empty() && self.name.chars().count() <= LONGEST_LABEL
    }
}

/// How long a text may be that is a label.
const LONGEST_LABEL: usize = 24;
