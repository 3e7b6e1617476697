//! The names of things between two runs, in which their positions may change.

use std::fmt;

/// A stack: a built-in one by its id, one of a file or folder by its id and path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StackName {
    /// The id.
    pub id: String,
    /// The absolute path of its file or folder; `None` for a built-in stack.
    pub path: Option<String>,
}

impl StackName {
    /// A built-in stack.
    pub fn built_in(id: &str) -> Self {
        Self { id: id.to_owned(), path: None }
    }

    /// Parses what [`Display`](fmt::Display) writes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (id, path) = match text.split_once(' ') {
            Some((id, path)) => (id, Some(path.to_owned())),
            None => (text, None),
        };
        is_id(id).then(|| Self { id: id.to_owned(), path })
    }
}

/// The id, and after a space the path if there is one.
impl fmt::Display for StackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{} {path}", self.id),
            None => f.write_str(&self.id),
        }
    }
}

/// An entry or a claim of a stack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing {
    /// The stack.
    pub stack: StackName,
    /// The id of the entry.
    pub entry: String,
    /// The [`text_hash`] of the claim; `None` for the entry itself.
    pub claim: Option<u64>,
}

/// Whether a text is the id of a stack or an entry, as far as a line needs it.
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A hash of a text that is the same in every version of the program (FNV-1a).
pub fn text_hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
