//! Whole TOML texts: the files of a stack, with every finding; and any other table, such as the settings.

use std::borrow::Cow;
use std::collections::HashSet;

use ::toml::de::{DeTable, DeValue};

use super::chunk::{self, MAX_STACK_BYTES};
use super::scan::Scan;
use super::syntax::{self, Damage};
use super::walk::Walk;
use crate::dataset::{Code, Finding, check};
use crate::format::reading::{File, Reading, SourceText};

/// Size in bytes from which a text is parsed in chunks, in half the time and a third of the memory.
const CHUNKED_MIN_BYTES: usize = 256 * 1024;

/// Reads files as one stack.
///
/// Exactly one has `[stack]`, at least one `schema`, and any may have categories, entries and sources. All findings are
/// reported, in the order of the files and of their text, except those that may only follow from a syntax error.
///
/// ```
/// use stacklore::format::{File, toml};
///
/// let reading = toml::read(vec![File::new("mine.toml", "schema = 1\n[stack]\nid = \"mine\"\n")]);
/// assert!(reading.stack.is_none());
/// assert_eq!(reading.findings[0].message, "stack \"mine\" has no `name`");
/// ```
pub fn read(files: Vec<File>) -> Reading {
    read_by(CHUNKED_MIN_BYTES, files)
}

/// The same, with texts of at least `large` bytes parsed in chunks.
pub(super) fn read_by(large: usize, files: Vec<File>) -> Reading {
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    let mut findings = Vec::new();
    let mut damage = Damage::default();
    let mut texts = Vec::with_capacity(files.len());
    let mut scans: Vec<Option<Scan>> = Vec::with_capacity(files.len());
    for (at, file) in files.into_iter().enumerate() {
        let (text, finding) = SourceText::decode(file, at);
        let decoded = finding.is_none();
        findings.extend(finding);
        let scan = decoded.then(|| Scan::new(&text.text, at));
        let scan = scan.and_then(|scan| scan.map_err(|deep| findings.extend(deep)).ok());
        damage.unread |= scan.is_none();
        scans.push(scan);
        texts.push(text);
    }
    if size > MAX_STACK_BYTES {
        let message = format!("{size} bytes are more than the {MAX_STACK_BYTES} that a stack may have");
        findings.push(Finding::error(Code::Size, None, message));
        return Reading { findings, texts, ..Reading::default() };
    }
    let patched: Vec<Option<Cow<'_, str>>> =
        texts.iter().zip(&scans).map(|(text, scan)| Some(scan.as_ref()?.patched(&text.text))).collect();
    let mut walk = Walk::default();
    for (at, ((patched, scan), text)) in patched.iter().zip(&scans).zip(&texts).enumerate() {
        let (Some(patched), Some(scan)) = (patched, scan) else { continue };
        let is_large = scan.is_closed() && text.text.len() >= large;
        if let Some(next) = is_large.then(|| in_chunks(&walk, at, &text.text, large)).flatten() {
            walk.append(next);
            continue;
        }
        let (table, errors) = DeTable::parse_recoverable(patched);
        findings.extend(syntax::findings(at, &text.text, errors, scan, &mut damage));
        walk.document(at, 0, table.into_inner());
    }
    let is_older = walk.is_older();
    let (draft, more, lost) = walk.finish();
    let version = more.iter().any(|finding| finding.code == Code::Version);
    let (stack, faults) = check(&draft);
    // An unusable record may have cited any source.
    let unused = more.iter().any(Finding::is_error);
    // Another version has other rules, so findings by these ones would be wrong.
    findings.extend(more.into_iter().chain(faults).filter(|finding| match finding.code {
        Code::Version => true,
        Code::UncitedSource if unused => false,
        Code::Dangling if lost => false,
        _ => !version && damage.spares(finding),
    }));
    check::sort(&mut findings);
    let stack = stack.filter(|_| !findings.iter().any(Finding::is_error));
    Reading { stack, findings, texts, is_older }
}

/// Parses a text in chunks, after the files of `walk`; `None` if that is not possible.
///
/// It is not if a chunk is invalid TOML, or if two chunks contain parts of the same table: see [`chunk`].
fn in_chunks<'t>(walk: &Walk<'t>, file: usize, text: &'t str, size: usize) -> Option<Walk<'t>> {
    let mut next = walk.next();
    // The top-level keys, except for the lists that continue from chunk to chunk.
    let mut seen: HashSet<String> = HashSet::new();
    let starts = chunk::starts(text.as_bytes(), size);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (number, (start, end)) in starts.iter().copied().zip(ends).enumerate() {
        let (table, errors) = DeTable::parse_recoverable(text.get(start..end).unwrap_or_default());
        let table = table.into_inner();
        let mut is_compatible = |key: &str, value: &DeValue<'_>| {
            let list = number > 0 && matches!(key, "category" | "entry" | "source");
            let repeated = seen.contains(key) || !list && !seen.insert(key.to_owned());
            // A second `[stack]` is an error that only a parse of the whole text reports.
            let stack =
                key != "stack" || matches!(value, DeValue::Table(_)) && !walk.has_head() && !next.has_head();
            !repeated && stack && (!list || matches!(value, DeValue::Array(_)))
        };
        if !errors.is_empty()
            || !table.iter().all(|(key, value)| is_compatible(key.get_ref(), value.get_ref()))
        {
            return None;
        }
        next.document(file, start, table);
    }
    Some(next)
}

/// Reads a file that is no stack and passes its table to `take`, unless there is a syntax error.
///
/// # Errors
///
/// The findings about the text and its syntax, with spans in file 0.
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
