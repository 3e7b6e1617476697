//! Values that were checked, and the error about one that was refused.

use crate::dataset::{Code, FileSpan, Finding};

/// A value, or the error about it.
pub(super) type Checked<T> = Result<T, Box<Finding>>;

/// The error about a value.
pub(super) fn bad<T>(at: FileSpan, message: impl Into<String>, help: impl Into<String>) -> Checked<T> {
    Err(Finding::error(Code::BadValue, at, message).help(help.into()).into())
}
