//! One hash per field that a list gave, as a word that fits into a comment.
//!
//! If the file still matches its hash, the user did not edit the field; if the list matches, the list did not change it.

use std::fmt;

use crate::dataset::{Entry, Field, SourceUrl, Value};

/// The fields that lists give. Their hashes are kept in the order of `dataset::fields`.
const LISTED: [&str; 6] = ["name", "category", "parent", "summary", "homepage", "repository"];

/// The hashes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImportHashes {
    /// One for each listed field, 0 for a field that the list did not give.
    fields: [u32; LISTED.len()],
    /// One for each tag and then for each link.
    pieces: Vec<u32>,
}

/// The values of a field in the file and in the list.
#[derive(Clone, Debug)]
pub(super) struct ImportedField {
    pub key: &'static str,
    pub file: Option<String>,
    pub list: Option<String>,
    /// Of a reference: the id in the list of the file's record, and of the list's record.
    pub aliases: [Option<String>; 2],
}

/// The side that changed a field since the last import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChangedBy {
    /// The file and the list agree.
    Neither,
    /// The list has a new value.
    List,
    /// The user edited the file.
    File,
    /// Both, or it is unknown.
    Both,
}

/// Keeps the fields that lists give.
pub(super) fn listed<'a>(fields: impl IntoIterator<Item = Field<'a>>) -> impl Iterator<Item = Field<'a>> {
    fields.into_iter().filter(|(key, _)| LISTED.contains(key))
}

/// The text of a field that lists give; a reference is its id.
pub(super) fn text(value: &Value<'_>) -> Option<String> {
    value.texts().first().map(ToString::to_string)
}

impl ImportHashes {
    fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = Option<T>>) -> Self {
        let mut fields = [0; LISTED.len()];
        for (hash, text) in fields.iter_mut().zip(texts) {
            *hash = text.map_or(0, |text| self::hash([text.as_ref()]));
        }
        Self { fields, pieces: Vec::new() }
    }

    /// The hashes of a record, and of the tags and links if it is an entry.
    pub fn for_record<'a>(fields: impl IntoIterator<Item = Field<'a>>, entry: Option<Entry<'a>>) -> Self {
        let mut hashes = Self::new(listed(fields).map(|(_, value)| text(&value)));
        let tags = entry.iter().flat_map(|entry| entry.tags().map(tag_hash));
        let links =
            entry.iter().flat_map(|entry| entry.links().map(|link| link_hash(link.title(), link.url())));
        hashes.pieces = tags.chain(links).collect();
        hashes
    }

    /// The hashes of the tags and the links.
    pub fn pieces(&self) -> &[u32] {
        &self.pieces
    }

    /// Whether these are the tags and links of an entry.
    pub fn are_of(&self, entry: Entry<'_>) -> bool {
        self.pieces == Self::for_record([], Some(entry)).pieces
    }

    /// Parses the output of [`Display`](fmt::Display).
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('(')?.strip_suffix(')')?.bytes();
        let mut fields = [0; LISTED.len()];
        let mut pieces = Vec::new();
        let mut next = fields.iter_mut();
        while let Some(first) = rest.next() {
            let mut hash = 0;
            if first != NO_HASH {
                for digit in [first, rest.next()?, rest.next()?] {
                    hash = hash * BASE + u32::try_from(DIGITS.iter().position(|d| *d == digit)?).ok()?;
                }
            }
            match next.next() {
                Some(field) => *field = hash,
                None => pieces.push(hash),
            }
        }
        // Every record has a name, and no tag or link is missing.
        let is_whole = fields.first() != Some(&0) && !pieces.contains(&0);
        is_whole.then_some(Self { fields, pieces })
    }

    /// Returns for each field who changed it.
    pub fn changed_by(&self, fields: &[ImportedField]) -> Vec<ChangedBy> {
        let by = |(field, former): (&ImportedField, u32)| {
            let [file, list] = &field.aliases;
            let is = |text: &Option<String>| former == text.as_deref().map_or(0, |text| hash([text]));
            let was = |alias: &Option<String>| alias.is_some() && is(alias);
            if field.file == field.list {
                ChangedBy::Neither
            } else if is(&field.list) || was(list) {
                ChangedBy::File
            } else if is(&field.file) || was(file) {
                ChangedBy::List
            } else {
                ChangedBy::Both
            }
        };
        fields.iter().zip(self.fields).map(by).collect()
    }
}

/// Who changed a field without known hashes.
pub(super) fn unknown(field: &ImportedField) -> ChangedBy {
    if field.file == field.list { ChangedBy::Neither } else { ChangedBy::Both }
}

/// The digits of a hash: it has three, or is a hyphen for a field that the list did not give.
const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const BASE: u32 = 62;
const NO_HASH: u8 = b'-';

impl fmt::Display for ImportHashes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = self.fields.iter().rposition(|hash| *hash > 0).map_or(0, |last| last + 1);
        let given = if self.pieces.is_empty() { given } else { self.fields.len() };
        f.write_str("(")?;
        for hash in self.fields.iter().take(given).chain(&self.pieces) {
            if *hash == 0 {
                f.write_str("-")?;
                continue;
            }
            for place in [BASE * BASE, BASE, 1] {
                let digit = DIGITS.get((hash / place % BASE) as usize).copied().unwrap_or(NO_HASH);
                write!(f, "{}", char::from(digit))?;
            }
        }
        f.write_str(")")
    }
}

/// The hash of a tag.
pub(super) fn tag_hash(tag: &str) -> u32 {
    hash([tag])
}

/// The hash of a link.
pub(super) fn link_hash(title: Option<&str>, url: Option<SourceUrl>) -> u32 {
    let url = url.map(|url| url.to_string());
    hash(title.into_iter().chain(url.as_deref()))
}

/// A hash of three digits, never 0, that stays the same in every version of the program: FNV-1a of 64 bits.
///
/// One of a quarter of a million changes is missed.
fn hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for text in texts {
        text.bytes().for_each(&mut add);
        add(0x1f);
    }
    let most = BASE.pow(3) - 1;
    1 + u32::try_from((hash ^ hash >> 32) % u64::from(most)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &'static str, file: &str, list: &str) -> ImportedField {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ImportedField { key, file: given(file), list: given(list), aliases: [None, None] }
    }

    fn before(texts: &[&str]) -> ImportHashes {
        ImportHashes::new(texts.iter().map(|text| (!text.is_empty()).then_some(*text)))
    }

    #[test]
    fn hashes_show_who_changed_a_field() {
        let fields =
            [field("name", "jq", "jq"), field("summary", "mine", "old"), field("homepage", "a", "b")];
        assert_eq!(
            before(&["jq", "old", "a"]).changed_by(&fields),
            [ChangedBy::Neither, ChangedBy::File, ChangedBy::List]
        );
        assert_eq!(
            before(&["jq", "mine", "b"]).changed_by(&fields),
            [ChangedBy::Neither, ChangedBy::List, ChangedBy::File]
        );
        assert_eq!(
            before(&["jq", "older", "a"]).changed_by(&fields),
            [ChangedBy::Neither, ChangedBy::Both, ChangedBy::List]
        );
        let gone = [field("name", "jq", "jq"), field("summary", "", "old"), field("parent", "x", "")];
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
    fn a_category_with_a_new_id_in_the_file_is_recognized_by_its_former_id() {
        let mut moved = field("category", "cli", "web");
        moved.aliases = [Some("command-line-tools".to_owned()), None];
        assert_eq!(
            before(&["command-line-tools"]).changed_by(std::slice::from_ref(&moved)),
            [ChangedBy::List]
        );
        let mut same = field("category", "cli", "cli");
        same.aliases = [None, Some("command-line-tools".to_owned())];
        assert_eq!(before(&["command-line-tools"]).changed_by(&[same]), [ChangedBy::Neither]);
    }

    #[test]
    fn hashes_are_parsed_as_written() {
        let most = BASE.pow(3) - 1;
        for hashes in [
            before(&["jq"]),
            before(&["jq", "", "a", "", ""]),
            ImportHashes { pieces: vec![7, 8, 9], ..before(&["jq", "", "a"]) },
            ImportHashes { fields: [most; LISTED.len()], pieces: vec![most] },
        ] {
            assert_eq!(ImportHashes::parse(&hashes.to_string()).as_ref(), Some(&hashes), "{hashes}");
        }
        for text in
            ["", "()", "(ab)", "abc", "(-abc)", "(abcd)", "(abc-ä)", "(abc-------)", "(of the other list)"]
        {
            assert_eq!(ImportHashes::parse(text), None, "{text}");
        }
        // Files keep the hashes for years, so they never change.
        assert_eq!(before(&["jq", "", "Cuts JSON."]).to_string(), "(K5H-AEu)");
    }
}
