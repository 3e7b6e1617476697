//! Cycles of parents, and chains of parents that are too long.

use std::fmt::Write as _;

use super::super::draft::{RawField, Text};
use super::super::finding::quoted;
use super::super::{Code, Finding, Severity};
use super::ids::Ids;
use super::limits::MAX_DEPTH;

/// Maximum number of members of a cycle that a message names.
const MAX_NAMED: usize = 8;

/// The state of a record during the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Not visited yet.
    New,
    /// On the current path, at this step.
    Step(usize),
    /// Visited, with this depth: 1 for a root, 0 for a descendant of a cycle.
    Depth(u32),
}

/// A fault in a chain of parents.
pub(super) enum Fault<'w> {
    /// These records, each a child of the next, form a cycle.
    Cycle(&'w [usize]),
    /// This record has more than [`MAX_DEPTH`] ancestors.
    Deep(usize),
}

/// Visits records and their ancestors, and reports each cycle and each record that is too deep, once.
pub(super) fn walk(len: usize, parent: impl Fn(usize) -> Option<usize>, mut report: impl FnMut(Fault<'_>)) {
    let mut seen = vec![Seen::New; len];
    let mut path: Vec<usize> = Vec::new();
    for start in 0..len {
        path.clear();
        let mut next = Some(start);
        let mut depth = loop {
            let Some(at) = next else { break Some(0) };
            match seen.get_mut(at) {
                Some(seen @ Seen::New) => {
                    *seen = Seen::Step(path.len());
                    path.push(at);
                    next = parent(at);
                }
                Some(Seen::Step(step)) => {
                    report(Fault::Cycle(path.get(*step..).unwrap_or_default()));
                    break None;
                }
                Some(Seen::Depth(0)) | None => break None,
                Some(Seen::Depth(depth)) => break Some(*depth),
            }
        };
        for at in path.iter().rev() {
            depth = depth.map(|depth| depth.saturating_add(1));
            if let Some(seen) = seen.get_mut(*at) {
                *seen = Seen::Depth(depth.unwrap_or(0));
            }
            if depth == Some(MAX_DEPTH + 1) {
                report(Fault::Deep(*at));
            }
        }
    }
}

/// The id of a record, and that of its parent.
type Child<'d> = (&'d RawField<Text<'d>>, &'d RawField<Text<'d>>);

/// Reports each cycle of parents, and each record that is too deep below valid ones.
pub(super) fn check<'d>(
    ids: &Ids<'d>,
    too_deep: Severity,
    records: impl Iterator<Item = Child<'d>>,
    findings: &mut Vec<Finding>,
) {
    let records: Vec<Child<'d>> = records.collect();
    let parent = |at: usize| {
        let (_, parent) = records.get(at)?;
        ids.known.get(&*parent.given()?.value).map(|at| *at as usize)
    };
    walk(records.len(), parent, |fault| {
        findings.extend(match fault {
            Fault::Cycle(members) => cycle(ids.what, members, &records),
            Fault::Deep(at) => records.get(at).and_then(|record| deep(ids.what, too_deep, record)),
        });
    });
}

fn deep(what: &str, severity: Severity, record: &Child<'_>) -> Option<Finding> {
    let message = format!("{what} {} has more than {MAX_DEPTH} ancestors", name(record));
    Some(Finding { severity, ..Finding::error(Code::Depth, record.1.given()?.span.clone(), message) })
}

/// The finding about a cycle, at the member that comes first in the data.
fn cycle(what: &str, members: &[usize], records: &[Child<'_>]) -> Option<Finding> {
    let first = members.iter().enumerate().min_by_key(|(_, at)| **at).map(|(step, _)| step)?;
    let (before, after) = members.split_at_checked(first)?;
    let cycle: Vec<&Child<'_>> = after.iter().chain(before).filter_map(|at| records.get(*at)).collect();
    let head = cycle.first()?;
    let span = head.1.given()?.span.clone();
    if cycle.len() == 1 {
        let message = format!("{what} {} is its own parent", name(head));
        let help = "remove `parent`, or name another one";
        return Some(Finding::error(Code::Cycle, span, message).help(help.to_owned()));
    }
    let mut names = name(head);
    for record in cycle.iter().skip(1).take(MAX_NAMED - 1) {
        let _ = write!(names, " in {}", name(record));
    }
    if cycle.len() > MAX_NAMED {
        let _ = write!(names, " and so on through {} more", cycle.len() - MAX_NAMED);
    }
    let _ = write!(names, " in {}", name(head));
    let mut finding = Finding::error(Code::Cycle, span, format!("parents form a cycle: {what} {names}"))
        .help("remove `parent` from one of them".to_owned());
    for record in cycle.iter().skip(1).take(MAX_NAMED - 1) {
        if let Some(parent) = record.1.given() {
            finding = finding.related(parent.span.clone(), format!("the parent of {}", name(record)));
        }
    }
    Some(finding)
}

/// The id of a record in quotation marks.
fn name((id, _): &Child<'_>) -> String {
    id.given().map(|id| quoted(&id.value)).unwrap_or_default()
}
