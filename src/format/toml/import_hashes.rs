//! What a list said of a part when it was last brought into a file, as a word that fits into a comment.
//!
//! The word has a short sum of each fact, so it can only be compared: a fact that is as the list said was changed by nobody
//! in the file, and one that the list says as it said was not changed by the list.

use std::fmt;

use crate::dataset::{Category, Entry, Link, SourceUrl, Stack};

/// Facts of an entry, and what it has several of.
const MOST: usize = 7;

/// What a list said of a part: a sum for each fact in the order of the keys, 0 for what it was silent about.
///
/// The last is of the tags and links of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ImportHashes([u32; MOST]);

/// A fact of a part, in the file and in the list.
#[derive(Clone, Debug)]
pub(super) struct ImportedField {
    pub key: &'static str,
    pub file: Option<String>,
    pub list: Option<String>,
    /// Ids under which the file's, and the list's, was known when ids were others.
    pub aliases: [Option<String>; 2],
}

/// Whose doing it is that a fact is not the same in the file and in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangedBy {
    /// It is the same.
    Neither,
    /// The list says something else now.
    List,
    /// Somebody wrote something else into the file.
    File,
    /// Both, or it cannot be told.
    Both,
}

impl ImportHashes {
    fn new<'a>(facts: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut sums = [0; MOST];
        for (sum, fact) in sums.iter_mut().zip(facts) {
            *sum = fact.map_or(0, |text| self::sum([text]));
        }
        Self(sums)
    }

    pub fn for_entry(entry: Entry<'_>, category: Option<&str>, parent: Option<&str>) -> Self {
        let url = |url: Option<SourceUrl>| url.map(|url| url.to_string());
        let (homepage, repository) = (url(entry.homepage()), url(entry.repository()));
        let (homepage, repository) = (homepage.as_deref(), repository.as_deref());
        let mut hashes =
            Self::new([Some(entry.name()), category, parent, homepage, repository, entry.summary()]);
        let links = entry.links().filter_map(Link::url).map(|url| url.to_string());
        let more: Vec<String> = entry.tags().map(str::to_owned).chain(links).collect();
        if let ([.., last], false) = (&mut hashes.0, more.is_empty()) {
            *last = sum(more.iter().map(|text| &**text));
        }
        hashes
    }

    pub fn for_category(category: Category<'_>, parent: Option<&str>) -> Self {
        Self::new([Some(category.name()), parent, category.summary()])
    }

    pub fn for_stack(stack: &Stack) -> Self {
        let homepage = stack.homepage().map(|url| url.to_string());
        Self::new([Some(stack.name()), stack.summary(), homepage.as_deref()])
    }

    /// Whether the list said the same of tags and links.
    pub fn same_more(self, other: Self) -> bool {
        self.0.last() == other.0.last()
    }

    /// Reads what [`Display`](fmt::Display) writes.
    pub fn read(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('(')?.strip_suffix(')')?.bytes();
        let mut sums = [0; MOST];
        let mut places = sums.iter_mut();
        while let Some(first) = rest.next() {
            let place = places.next()?;
            if first != NOTHING {
                for digit in [first, rest.next()?, rest.next()?] {
                    *place = *place * BASE + u32::try_from(DIGITS.iter().position(|d| *d == digit)?).ok()?;
                }
            }
        }
        // Every part has a name.
        Some(Self(sums)).filter(|hashes| hashes.0.first() != Some(&0))
    }

    /// Tells of each fact who changed it.
    pub fn changed_by(self, facts: &[ImportedField]) -> Vec<ChangedBy> {
        let by = |(fact, said): (&ImportedField, u32)| {
            let [file, list] = &fact.aliases;
            let is = |text: &Option<String>| said == text.as_deref().map_or(0, |text| sum([text]));
            let was = |alias: &Option<String>| alias.is_some() && is(alias);
            if fact.file == fact.list {
                ChangedBy::Neither
            } else if is(&fact.list) || was(list) {
                ChangedBy::File
            } else if is(&fact.file) || was(file) {
                ChangedBy::List
            } else {
                ChangedBy::Both
            }
        };
        facts.iter().zip(self.0).map(by).collect()
    }
}

/// Who changed a fact where nothing is known of before.
pub(super) fn unknown(fact: &ImportedField) -> ChangedBy {
    if fact.file == fact.list { ChangedBy::Neither } else { ChangedBy::Both }
}

/// What a sum is written in: three digits, or a hyphen for what the list was silent about.
const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const BASE: u32 = 62;
const NOTHING: u8 = b'-';

impl fmt::Display for ImportHashes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = self.0.iter().rposition(|sum| *sum > 0).map_or(0, |last| last + 1);
        f.write_str("(")?;
        for sum in self.0.iter().take(said) {
            if *sum == 0 {
                f.write_str("-")?;
                continue;
            }
            for place in [BASE * BASE, BASE, 1] {
                let digit = DIGITS.get((sum / place % BASE) as usize).copied().unwrap_or(NOTHING);
                write!(f, "{}", char::from(digit))?;
            }
        }
        f.write_str(")")
    }
}

/// A sum of texts that stays the same in every version of the program, of three digits and not 0: FNV-1a of 64 bits.
///
/// Of a quarter of a million changed facts one goes unseen.
fn sum<'a>(texts: impl IntoIterator<Item = &'a str>) -> u32 {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |byte: u8| sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for text in texts {
        text.bytes().for_each(&mut add);
        add(0x1f);
    }
    let most = BASE.pow(3) - 1;
    1 + u32::try_from((sum ^ sum >> 32) % u64::from(most)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(key: &'static str, file: &str, list: &str) -> ImportedField {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ImportedField { key, file: given(file), list: given(list), aliases: [None, None] }
    }

    fn before(texts: &[&str]) -> ImportHashes {
        ImportHashes::new(texts.iter().map(|text| (!text.is_empty()).then_some(*text)))
    }

    #[test]
    fn who_changed_a_fact_is_told_by_what_was_said_before() {
        let facts = [fact("name", "jq", "jq"), fact("summary", "mine", "old"), fact("homepage", "a", "b")];
        assert_eq!(
            before(&["jq", "old", "a"]).changed_by(&facts),
            [ChangedBy::Neither, ChangedBy::File, ChangedBy::List]
        );
        assert_eq!(
            before(&["jq", "mine", "b"]).changed_by(&facts),
            [ChangedBy::Neither, ChangedBy::List, ChangedBy::File]
        );
        assert_eq!(
            before(&["jq", "older", "a"]).changed_by(&facts),
            [ChangedBy::Neither, ChangedBy::Both, ChangedBy::List]
        );
        let gone = [fact("name", "jq", "jq"), fact("summary", "", "old"), fact("parent", "x", "")];
        assert_eq!(
            before(&["jq", "old", ""]).changed_by(&gone),
            [ChangedBy::Neither, ChangedBy::File, ChangedBy::File]
        );
        assert_eq!(
            before(&["jq", "", "x"]).changed_by(&gone),
            [ChangedBy::Neither, ChangedBy::List, ChangedBy::List]
        );
    }

    #[test]
    fn a_category_whose_id_was_changed_in_the_file_is_known_by_its_former_one() {
        let mut moved = fact("category", "cli", "web");
        moved.aliases = [Some("command-line-tools".to_owned()), None];
        assert_eq!(
            before(&["command-line-tools"]).changed_by(std::slice::from_ref(&moved)),
            [ChangedBy::List]
        );
        let mut same = fact("category", "cli", "cli");
        same.aliases = [None, Some("command-line-tools".to_owned())];
        assert_eq!(before(&["command-line-tools"]).changed_by(&[same]), [ChangedBy::Neither]);
    }

    #[test]
    fn what_is_written_is_read() {
        for hashes in [
            before(&["jq"]),
            before(&["jq", "", "a", "", "", "", "more"]),
            ImportHashes([BASE.pow(3) - 1; MOST]),
        ] {
            assert_eq!(ImportHashes::read(&hashes.to_string()), Some(hashes), "{hashes}");
        }
        for text in
            ["", "()", "(ab)", "abc", "(-abc)", "(abcd)", "(abc-ä)", "(abc-------)", "(of the other list)"]
        {
            assert_eq!(ImportHashes::read(text), None, "{text}");
        }
        // The same in every version: files keep it for years.
        assert_eq!(before(&["jq", "", "Cuts JSON."]).to_string(), "(K5H-AEu)");
    }
}
