//! Stacks as TOML.

mod chunk;
mod import_hashes;
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
use std::collections::HashSet;

use ::toml::de::{DeTable, DeValue};

pub use self::load::{ChunkProgress, LoadError, load};
pub use self::merge::{Change, ChangeKind, MergeError, Merged, PartKind, merge};
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
const MAX_STACK_BYTES: usize = 1 << 30;

/// From how many bytes on a text is parsed in pieces, which takes half the time and a third of the hashes.
const CHUNKED_MIN_BYTES: usize = 256 * 1024;

/// Reads files as one stack.
///
/// `[stack]` stands in exactly one of them, `schema` in at least one, and categories, entries and sources in any. Every
/// finding is reported, in the order of the files and of their text, but for what may only follow from a syntax error.
#[must_use]
pub fn read(files: Vec<File>) -> Reading {
    read_by(CHUNKED_MIN_BYTES, files)
}

/// The same, with texts of at least that many bytes taken in pieces.
fn read_by(large: usize, files: Vec<File>) -> Reading {
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    let mut findings = Vec::new();
    let mut damage = Damage::default();
    let mut texts = Vec::with_capacity(files.len());
    let mut scans: Vec<Option<Scan>> = Vec::with_capacity(files.len());
    for (at, file) in files.into_iter().enumerate() {
        let (text, finding) = SourceText::decode(file, at);
        let sound = finding.is_none();
        findings.extend(finding);
        let scan = sound.then(|| Scan::new(&text.text, at));
        let scan = scan.and_then(|scan| scan.map_err(|deep| findings.extend(deep)).ok());
        damage.unread |= scan.is_none();
        scans.push(scan);
        texts.push(text);
    }
    if size > MAX_STACK_BYTES {
        let message = format!("{size} bytes are more than the {MAX_STACK_BYTES} that a stack may have");
        findings.push(Finding::error(Code::Size, None, message));
        return Reading { stack: None, findings, texts };
    }
    let patched: Vec<Option<Cow<'_, str>>> =
        texts.iter().zip(&scans).map(|(text, scan)| Some(scan.as_ref()?.patched(&text.text))).collect();
    let mut walk = Walk::default();
    for (at, ((patched, scan), text)) in patched.iter().zip(&scans).zip(&texts).enumerate() {
        let (Some(patched), Some(scan)) = (patched, scan) else { continue };
        if scan.is_sound() && text.text.len() >= large && in_pieces(&mut walk, at, &text.text, large) {
            continue;
        }
        let (table, errors) = DeTable::parse_recoverable(patched);
        findings.extend(syntax::findings(at, &text.text, errors, scan, &mut damage));
        walk.document(at, 0, table.into_inner());
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

/// Goes through a text piece by piece; says whether it could, and leaves no trace if not.
///
/// It cannot where a piece is no sound TOML, or where pieces say something about the same table: see [`chunk`].
fn in_pieces<'t>(walk: &mut Walk<'t>, file: usize, text: &'t str, size: usize) -> bool {
    let mark = walk.mark();
    // The keys of the outermost level but for the lists that add up from piece to piece.
    let mut seen: HashSet<String> = HashSet::new();
    let starts = chunk::starts(text.as_bytes(), size);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (number, (start, end)) in starts.iter().copied().zip(ends).enumerate() {
        let (table, errors) = DeTable::parse_recoverable(text.get(start..end).unwrap_or_default());
        let table = table.into_inner();
        let mut adds_up = |key: &str, value: &DeValue<'_>| {
            let list = number > 0 && matches!(key, "category" | "entry" | "source");
            let again = seen.contains(key) || !list && !seen.insert(key.to_owned());
            // A second head is an error, which only the whole can tell as it is.
            let head = key != "stack" || matches!(value, DeValue::Table(_)) && !walk.has_head();
            !again && head && (!list || matches!(value, DeValue::Array(_)))
        };
        if !errors.is_empty() || !table.iter().all(|(key, value)| adds_up(key.get_ref(), value.get_ref())) {
            walk.forget(&mark);
            return false;
        }
        walk.document(file, start, table);
    }
    true
}

#[cfg(test)]
mod tests;
