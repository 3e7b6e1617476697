//! A comparison as data.

use crate::dataset::Value;

/// Everything that differs between two stacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff<'a> {
    /// The changed fields of `[stack]`.
    pub head: Vec<FieldChange<'a>>,
    /// The categories, in the order of the newer stack, then the removed ones.
    pub categories: Vec<RecordDiff<'a>>,
    /// The entries, in the same order.
    pub entries: Vec<RecordDiff<'a>>,
    /// The sources, in the same order.
    pub sources: Vec<RecordDiff<'a>>,
}

impl Diff<'_> {
    /// Whether the two stacks are equal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the newer stack has it.
    Added,
    /// Only the older stack has it.
    Removed,
    /// Both have it, with differences.
    Changed,
}

impl Change {
    /// The word for it in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A category, an entry or a source that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordDiff<'a> {
    /// The kind of change.
    pub change: Change,
    /// The id, in the newer stack if the record is there.
    pub id: &'a str,
    /// The name or title, likewise.
    pub name: &'a str,
    /// The id in the older stack, if it was another one.
    pub former_id: Option<&'a str>,
    /// The changed fields; empty for an added or removed record.
    pub fields: Vec<FieldChange<'a>>,
    /// The claims, relations and links of an entry that differ; all of them for an added or removed entry.
    pub details: Vec<Detail<'a>>,
}

/// A claim, a relation or a link that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail<'a> {
    /// The kind of change.
    pub change: Change,
    /// The text, target or URL that identifies it, in the newer stack if it is there.
    pub key: DetailKey<'a>,
    /// The changed fields; for an added or removed detail all fields that the key does not have.
    pub fields: Vec<FieldChange<'a>>,
}

/// The fields that identify a claim, a relation or a link within its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailKey<'a> {
    /// The text of a claim.
    Claim(&'a str),
    /// The kind of a relation and the id of its target.
    Relation(&'static str, &'a str),
    /// The URL of a link.
    Link(&'a str),
}

/// A field with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange<'a> {
    /// The key as a data file has it, or the name of a changed order.
    pub field: &'static str,
    /// The older value; absent if only an order changed.
    pub old: Value<'a>,
    /// The newer value, likewise.
    pub new: Value<'a>,
}

impl FieldChange<'_> {
    /// A change of order.
    pub(super) fn order(field: &'static str) -> Self {
        Self { field, old: Value::Absent, new: Value::Absent }
    }
}
