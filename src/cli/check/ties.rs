//! Findings about several stacks: what looks the same in two of them and is not tied, and references that name nothing.

use std::collections::HashMap;

use crate::catalog::{Catalog, EntryId, TieProblem};
use crate::dataset::{Code, Entry, FileSpan, Finding, check};
use crate::format::{Reading, SourceText};
use crate::library;

/// Adds the findings about the ties between stacks, if there are several.
pub(super) fn add(mut all: Vec<&mut Reading>) {
    let readings = (0..).zip(&all).filter_map(|(at, reading)| Some((at, reading.stack.clone()?)));
    let (places, stacks): (Vec<usize>, Vec<_>) = readings.unzip();
    if stacks.len() < 2 {
        return;
    }
    let catalog = Catalog::new(stacks);
    let mut spans: HashMap<u32, HashMap<String, FileSpan>> = HashMap::new();
    for problem in catalog.tie_problems() {
        let (TieProblem::Lookalike { entry: id, .. } | TieProblem::Unknown { entry: id, .. }) = problem;
        let place = places.get(id.stack as usize).and_then(|at| all.get_mut(*at));
        let (Some(reading), Some(entry)) = (place, catalog.entry(id)) else { continue };
        let texts = &reading.texts;
        let spans = spans.entry(id.stack).or_insert_with(|| library::entry_spans(texts));
        let span = spans.get(entry.id()).cloned();
        reading.findings.push(match problem {
            TieProblem::Lookalike { other, .. } => lookalike(&catalog, entry, other, span),
            TieProblem::Unknown { key, reference, .. } => {
                let span = span.map(|span| span_of_reference(texts, span, &reference));
                unknown(&catalog, key, &reference, span)
            }
        });
    }
    for reading in all {
        check::sort(&mut reading.findings);
    }
}

fn lookalike(catalog: &Catalog, entry: Entry<'_>, other: EntryId, span: Option<FileSpan>) -> Finding {
    let reference = catalog.full_id(other);
    let name = catalog.entry(other).map_or("", Entry::name);
    let message = format!("{} looks the same as {name} (`{reference}`), and is not tied to it", entry.name());
    let help = format!(
        "write same_as = [\"{reference}\"] if they are the same, or not_same_as = [\"{reference}\"] if not"
    );
    Finding::hint(Code::Untied, span, message).help(help)
}

fn unknown(catalog: &Catalog, key: &str, reference: &str, span: Option<FileSpan>) -> Finding {
    let (stack, id) = reference.split_once('/').unwrap_or_default();
    let message = format!("{key} names `{reference}`, but the stack `{stack}` has no entry `{id}`");
    let nearest = catalog.find(reference).err().and_then(|unknown| unknown.nearest.into_iter().next());
    let help = nearest.map(|nearest| format!("the nearest id is `{nearest}`"));
    Finding::warning(Code::UnknownTie, span, message).help(help)
}

/// The span of a reference after that of the `id` of its entry.
fn span_of_reference(texts: &[SourceText], entry: FileSpan, reference: &str) -> FileSpan {
    let text = texts.get(entry.file).map_or("", |text| &*text.text);
    let rest = text.get(entry.at.end..).unwrap_or_default();
    let rest = rest.split("[[entry]]").next().unwrap_or_default();
    match rest.find(reference) {
        Some(found) => {
            let start = entry.at.end + found;
            FileSpan { at: start..start + reference.len(), ..entry }
        }
        None => entry,
    }
}
