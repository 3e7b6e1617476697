//! Stacks as TOML.

mod cut;
mod lines;
mod load;
mod merge;
mod scan;
mod syntax;
mod table;
mod template;
mod walk;
mod write;

use std::borrow::Cow;

use ::toml::de::DeTable;

pub use self::load::{LoadError, Progress, load};
pub use self::merge::{Change, Deed, Merged, Part, merge};
use self::scan::Scan;
use self::syntax::Damage;
pub use self::table::table;
pub use self::template::{JSON_SCHEMA, template};
use self::walk::Walk;
pub use self::walk::wrong_type;
pub use self::write::{write, write_folder, write_with};
use super::{File, Reading, SourceText};
use crate::dataset::{Code, Finding, check};

/// The version of the schema that this program reads and writes.
const SCHEMA: &str = "1";

/// How many bytes all files together may have: a stack counts them in 32 bits.
const LARGEST: usize = 1 << 30;

/// Reads files as one stack.
///
/// `[stack]` stands in exactly one of them, `schema` in at least one, and categories, entries and sources in any. Every
/// finding is reported, in the order of the files and of their text, but for what may only follow from a syntax error.
#[must_use]
pub fn read(files: Vec<File>) -> Reading {
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    let mut findings = Vec::new();
    let mut damage = Damage::default();
    let mut texts = Vec::with_capacity(files.len());
    let mut scans: Vec<Option<Scan>> = Vec::with_capacity(files.len());
    for (at, file) in files.into_iter().enumerate() {
        let (text, finding) = SourceText::decode(file, at);
        let sound = finding.is_none();
        findings.extend(finding);
        let scan = sound.then(|| Scan::of(&text.text, at));
        let scan = scan.and_then(|scan| scan.map_err(|deep| findings.extend(deep)).ok());
        damage.unread |= scan.is_none();
        scans.push(scan);
        texts.push(text);
    }
    if size > LARGEST {
        let message = format!("{size} bytes are more than the {LARGEST} that a stack may have");
        findings.push(Finding::error(Code::Size, None, message));
        return Reading { stack: None, findings, texts };
    }
    let patched: Vec<Option<Cow<'_, str>>> =
        texts.iter().zip(&scans).map(|(text, scan)| Some(scan.as_ref()?.patched(&text.text))).collect();
    let mut walk = Walk::default();
    for (at, ((patched, scan), text)) in patched.iter().zip(&scans).zip(&texts).enumerate() {
        let (Some(patched), Some(scan)) = (patched, scan) else { continue };
        let (table, errors) = DeTable::parse_recoverable(patched);
        findings.extend(syntax::findings(at, &text.text, errors, scan, &mut damage));
        walk.document(at, table.into_inner());
    }
    let (draft, more, lost) = walk.finish();
    let version = more.iter().any(|finding| finding.code == Code::Version);
    let (stack, faults) = check(&draft);
    // What could not be used may have cited anything.
    let unused = more.iter().any(Finding::is_error);
    // Another version has other rules, so what these ones say about it would only confuse.
    findings.extend(more.into_iter().chain(faults).filter(|finding| match finding.code {
        Code::Version => true,
        Code::UncitedSource if unused => false,
        Code::Dangling if lost => false,
        _ => !version && damage.spares(finding),
    }));
    check::sort(&mut findings);
    let stack = stack.filter(|_| !findings.iter().any(Finding::is_error));
    Reading { stack, findings, texts }
}

#[cfg(test)]
mod tests;
