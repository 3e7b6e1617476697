//! A text in TOML that is no stack, such as the settings.

use ::toml::de::DeTable;

use super::scan::Scan;
use super::syntax::{self, Damage};
use crate::dataset::Finding;
use crate::format::{File, SourceText};

/// Reads a file and gives its table to `take`, unless something keeps it from being read as a whole.
///
/// # Errors
///
/// The findings about the text and its syntax, with places in file 0.
pub fn table<T>(file: File, take: impl FnOnce(DeTable<'_>) -> T) -> (SourceText, Result<T, Vec<Finding>>) {
    let (text, finding) = SourceText::decode(file, 0);
    if let Some(finding) = finding {
        return (text, Err(vec![finding]));
    }
    let taken = Scan::new(&text.text, 0).and_then(|scan| {
        let patched = scan.patched(&text.text);
        let (table, errors) = DeTable::parse_recoverable(&patched);
        let findings = syntax::findings(0, &text.text, errors, &scan, &mut Damage::default());
        if findings.is_empty() { Ok(take(table.into_inner())) } else { Err(findings) }
    });
    (text, taken)
}
