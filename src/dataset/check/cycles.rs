//! Parents that form a ring, or go too deep.

use std::fmt::Write as _;

use super::super::draft::{RawField, Text};
use super::super::finding::quoted;
use super::super::{Code, Finding, Severity};
use super::{Ids, MAX_DEPTH};

/// How many members of a ring a message names.
const NAMED: usize = 8;

/// How far the walk has come with a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// It has not been met.
    New,
    /// It is on the way that is being walked, at this step.
    Step(usize),
    /// It is this deep, the outermost at 1; 0 where it hangs on a ring.
    Depth(u32),
}

/// What is wrong with a chain of parents.
pub(super) enum Fault<'w> {
    /// These ones, each inside the next, form a ring.
    Ring(&'w [usize]),
    /// This one lies inside more than [`MAX_DEPTH`] others.
    Deep(usize),
}

/// Goes through things that lie inside each other, and tells of each ring once and of each thing that lies too deep.
pub(super) fn walk(len: usize, parent: impl Fn(usize) -> Option<usize>, mut tell: impl FnMut(Fault<'_>)) {
    let mut seen = vec![Seen::New; len];
    let mut way: Vec<usize> = Vec::new();
    for start in 0..len {
        let mut next = Some(start);
        way.clear();
        let mut depth = loop {
            let Some(at) = next else { break Some(0) };
            match seen.get(at).copied() {
                Some(Seen::New) => {
                    if let Some(seen) = seen.get_mut(at) {
                        *seen = Seen::Step(way.len());
                    }
                    way.push(at);
                    next = parent(at);
                }
                Some(Seen::Step(step)) => {
                    tell(Fault::Ring(way.get(step..).unwrap_or_default()));
                    break None;
                }
                Some(Seen::Depth(0)) | None => break None,
                Some(Seen::Depth(depth)) => break Some(depth),
            }
        };
        for at in way.iter().rev() {
            depth = depth.map(|depth| depth.saturating_add(1));
            if let Some(seen) = seen.get_mut(*at) {
                *seen = Seen::Depth(depth.unwrap_or(0));
            }
            if depth == Some(MAX_DEPTH + 1) {
                tell(Fault::Deep(*at));
            }
        }
    }
}

/// Reports each ring of parents once, and each part that lies too deep under good ones.
pub(super) fn check<'d>(
    ids: &Ids<'d>,
    too_deep: Severity,
    parts: impl Iterator<Item = (&'d RawField<Text<'d>>, &'d RawField<Text<'d>>)>,
    findings: &mut Vec<Finding>,
) {
    let parts: Vec<_> = parts.collect();
    let parent = |at: usize| {
        let (_, parent) = parts.get(at)?;
        ids.known.get(&*parent.given()?.value).map(|at| *at as usize)
    };
    walk(parts.len(), parent, |fault| {
        findings.extend(match fault {
            Fault::Ring(members) => ring(ids.what, members, &parts),
            Fault::Deep(at) => deep(ids.what, too_deep, at, &parts),
        });
    });
}

type Part<'d> = (&'d RawField<Text<'d>>, &'d RawField<Text<'d>>);

fn deep(what: &str, severity: Severity, at: usize, parts: &[Part<'_>]) -> Option<Finding> {
    let (id, parent) = parts.get(at)?;
    let id = id.given().map(|id| quoted(&id.value)).unwrap_or_default();
    let message = format!("{what} {id} lies inside more than {MAX_DEPTH} others");
    Some(Finding { severity, ..Finding::error(Code::Depth, parent.given()?.span.clone(), message) })
}

/// The finding about one ring; it is placed at the member that comes first in the data.
fn ring(what: &str, members: &[usize], parts: &[Part<'_>]) -> Option<Finding> {
    let first = members.iter().enumerate().min_by_key(|(_, at)| **at).map(|(step, _)| step)?;
    let (before, after) = members.split_at_checked(first)?;
    let ring: Vec<&Part<'_>> = after.iter().chain(before).filter_map(|at| parts.get(*at)).collect();
    let id = |part: &Part<'_>| part.0.given().map(|id| quoted(&id.value)).unwrap_or_default();
    let head = ring.first()?;
    let span = head.1.given()?.span.clone();
    if ring.len() == 1 {
        let finding = Finding::error(Code::Cycle, span, format!("{what} {} is its own parent", id(head)));
        return Some(finding.help("remove `parent`, or name another one".to_owned()));
    }
    let mut names = id(head);
    for part in ring.iter().skip(1).take(NAMED - 1) {
        let _ = write!(names, " in {}", id(part));
    }
    if ring.len() > NAMED {
        let _ = write!(names, " and so on through {} more", ring.len() - NAMED);
    }
    let _ = write!(names, " in {}", id(head));
    let mut finding = Finding::error(Code::Cycle, span, format!("parents form a ring: {what} {names}"))
        .help("remove `parent` from one of them".to_owned());
    for part in ring.iter().skip(1).take(NAMED - 1) {
        if let Some(parent) = part.1.given() {
            finding = finding.related(parent.span.clone(), format!("the parent of {}", id(part)));
        }
    }
    Some(finding)
}
