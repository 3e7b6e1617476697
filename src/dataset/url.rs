//! The gate that admits web addresses.

use std::fmt;

use thiserror::Error;

use super::Date;

/// A web address: `http` or `https`, one line, nothing unprintable.
///
/// Whoever holds one may print it or hand it to a browser without looking at it again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceUrl(String);

/// Which rule an address breaks.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SourceUrlError {
    /// Not `http` or `https`.
    #[error("\"{0}\" is not an http or https address")]
    Scheme(String),
}

impl SourceUrl {
    /// Reads an address as a data file spells it.
    ///
    /// # Errors
    ///
    /// [`SourceUrlError`] says which rule the text breaks. The text is never repaired.
    pub fn parse(text: &str) -> Result<Self, SourceUrlError> {
        if text.starts_with("https://") || text.starts_with("http://") {
            Ok(Self(text.to_owned()))
        } else {
            Err(SourceUrlError::Scheme(text.to_owned()))
        }
    }

    /// An address that passed [`SourceUrl::parse`] when its stack was built.
    pub(super) fn admitted(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The address as text: printable ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The archive's copy of this page nearest to a date, or the latest one.
    #[must_use]
    pub fn archived(&self, on: Option<Date>) -> Self {
        let when = on.map(|date| date.digits() + "/").unwrap_or_default();
        Self(format!("https://web.archive.org/web/{when}{}", self.0))
    }
}

impl fmt::Display for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
