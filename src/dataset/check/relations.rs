//! The rules for relations that only several of them show together: one that is written twice, and replacements whose
//! dates run backwards.

use std::collections::hash_map::Entry as MapEntry;
use std::collections::{HashMap, HashSet};

use super::super::draft::{Draft, EntryDraft, RawField, RelationDraft, Text};
use super::super::finding::quoted;
use super::super::kind::Word;
use super::super::{Code, Date, Finding, RelationKind};
use super::ids::Ids;

/// A relation whose two ends are known.
#[derive(Clone, Copy)]
struct Edge<'d> {
    owner: End<'d>,
    target: End<'d>,
    kind: RelationKind,
    draft: &'d RelationDraft<'d>,
}

/// An entry that a relation has as its owner or its target.
#[derive(Clone, Copy)]
struct End<'d> {
    at: u32,
    draft: &'d EntryDraft<'d>,
}

impl End<'_> {
    fn name(self) -> String {
        quoted(self.draft.id.given().map_or("", |id| &id.value))
    }
}

impl<'d> Edge<'d> {
    /// The relations of a draft that have a known kind and known ends.
    fn collect(draft: &'d Draft<'_>, entries: &Ids<'d>) -> Vec<Self> {
        let end = |id: &RawField<Text<'_>>| {
            let at = *entries.known.get(&*id.given()?.value)?;
            Some(End { at, draft: draft.entries.get(at as usize)? })
        };
        let edges = draft.entries.iter().filter_map(|entry| end(&entry.id).zip(entry.relations.given()));
        let edges = edges.flat_map(|(owner, relations)| relations.iter().map(move |draft| (owner, draft)));
        let edge = |(owner, draft): (End<'d>, &'d RelationDraft<'_>)| {
            let kind = RelationKind::from_name(&draft.kind.given()?.value)?;
            Some(Self { owner, target: end(&draft.target)?, kind, draft })
        };
        edges.filter_map(edge).collect()
    }

    fn dates(self) -> [Option<Date>; 2] {
        [date(&self.draft.since), date(&self.draft.until)]
    }

    fn since(self) -> Option<Date> {
        date(&self.draft.since)
    }
}

/// Reports the relations of a draft that contradict or repeat each other.
pub(super) fn check<'d>(draft: &'d Draft<'_>, entries: &Ids<'d>, findings: &mut Vec<Finding>) {
    let edges = Edge::collect(draft, entries);
    repeated(&edges, findings);
    backwards(&edges, findings);
}

/// Warns of relations that are written at both ends, or twice at one.
fn repeated(edges: &[Edge<'_>], findings: &mut Vec<Finding>) {
    let mut known: HashMap<(u32, u32, RelationKind), Vec<&Edge<'_>>> = HashMap::new();
    for edge in edges {
        let (one, other) = (edge.owner.at, edge.target.at);
        let same = known.entry((one.min(other), one.max(other), edge.kind)).or_default();
        // The same relation at another time is another one, and of two things each can have replaced the other.
        let is_twin = |twin: &&&Edge<'_>| {
            if twin.owner.at == one {
                twin.dates() == edge.dates()
            } else {
                edge.kind != RelationKind::Replaced
            }
        };
        let twin = same.iter().find(is_twin);
        if let (Some(twin), Some(target)) = (twin, edge.draft.target.given()) {
            let (name, kind) = (edge.target.name(), edge.kind.name());
            let message = if twin.owner.at == one {
                format!("the relation {kind} {name} is written twice")
            } else {
                format!("the relation {kind} is written at {name} too")
            };
            let finding = Finding::warning(Code::RepeatedRelation, target.span.clone(), message)
                .help("remove one of the two; a relation is shown at both of its ends".to_owned());
            findings.push(match twin.draft.target.given() {
                Some(first) => finding.related(first.span.clone(), "the other one is here"),
                None => finding,
            });
        }
        same.push(edge);
    }
}

/// Warns of replacements that happened in another order than their dates.
fn backwards(edges: &[Edge<'_>], findings: &mut Vec<Finding>) {
    let chain = Replacements::new(edges.iter().filter(|edge| edge.kind == RelationKind::Replaced).copied());
    let pairs: HashSet<(u32, u32)> = chain.edges.iter().map(|edge| (edge.owner.at, edge.target.at)).collect();
    let mut known = HashMap::new();
    for edge in &chain.edges {
        if pairs.contains(&(edge.target.at, edge.owner.at)) {
            // One of the two came back, which its own dates cannot show.
            continue;
        }
        findings.extend(edge.against_its_ends());
        if let (Some(since), Some((earlier, below))) =
            (edge.since(), chain.latest(edge.target.at, &mut known))
            && since.certainly_before(earlier)
        {
            let (name, other) = (edge.owner.name(), edge.target.name());
            let (later, last) = (below.owner.name(), below.target.name());
            let message =
                format!("{name} replaced {other} in {since}, before {later} replaced {last} in {earlier}");
            findings.extend(contradiction(&edge.draft.since, message, &below.draft.since, "that was here"));
        }
    }
}

impl Edge<'_> {
    /// The finding about a replacement before its target began, or after its owner had ended.
    fn against_its_ends(self) -> Option<Finding> {
        let (name, other) = (self.owner.name(), self.target.name());
        let (start, end) = (&self.target.draft.since, &self.owner.draft.until);
        let at = &self.draft.since;
        match (self.since(), date(start), date(end)) {
            (Some(since), Some(began), _) if since.certainly_before(began) => {
                let message = format!("{name} replaced {other} in {since}, before that began in {began}");
                contradiction(at, message, start, "it began here")
            }
            (Some(since), _, Some(ended)) if ended.certainly_before(since) => {
                let message = format!("{name} replaced {other} in {since}, after it had ended in {ended}");
                contradiction(at, message, end, "it ended here")
            }
            (None, Some(began), Some(ended)) if ended.certainly_before(began) => {
                let message =
                    format!("{name} ended in {ended}, before {other}, which it replaced, began in {began}");
                contradiction(end, message, start, "that began here")
            }
            _ => None,
        }
    }
}

/// The finding about a date that contradicts another one.
fn contradiction(
    at: &RawField<Text<'_>>,
    message: String,
    other: &RawField<Text<'_>>,
    label: &str,
) -> Option<Finding> {
    let finding = Finding::warning(Code::ReplacedBackwards, at.given()?.span.clone(), message)
        .help("look at both dates; one of them is wrong".to_owned());
    Some(finding.related(other.given()?.span.clone(), label))
}

/// The replacements of a stack, by the entry that replaced another one.
struct Replacements<'d> {
    edges: Vec<Edge<'d>>,
    by_owner: HashMap<u32, Vec<usize>>,
}

impl<'d> Replacements<'d> {
    fn new(edges: impl Iterator<Item = Edge<'d>>) -> Self {
        let edges: Vec<Edge<'d>> = edges.collect();
        let mut by_owner: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, edge) in edges.iter().enumerate() {
            by_owner.entry(edge.owner.at).or_default().push(at);
        }
        Self { edges, by_owner }
    }

    /// The latest of the first dated replacements on each way down from an entry; `known` keeps the answers.
    fn latest(
        &self,
        entry: u32,
        known: &mut HashMap<u32, Option<(Date, usize)>>,
    ) -> Option<(Date, Edge<'d>)> {
        let mut open = vec![(entry, false)];
        while let Some((at, is_left)) = open.pop() {
            let below = || self.by_owner.get(&at).into_iter().flatten();
            if is_left {
                let dated = |edge: &usize| {
                    let replacement = self.edges.get(*edge)?;
                    match replacement.since() {
                        Some(since) => Some((since, *edge)),
                        None => known.get(&replacement.target.at).copied().flatten(),
                    }
                };
                let latest = below().filter_map(dated).max();
                known.insert(at, latest);
            } else if let MapEntry::Vacant(answer) = known.entry(at) {
                // An entry that is met again on its own way down has no answer yet.
                answer.insert(None);
                open.push((at, true));
                let undated =
                    below().filter_map(|edge| self.edges.get(*edge)).filter(|edge| edge.since().is_none());
                open.extend(undated.map(|edge| (edge.target.at, false)));
            }
        }
        let (date, edge) = known.get(&entry).copied().flatten()?;
        Some((date, *self.edges.get(edge)?))
    }
}

fn date(field: &RawField<Text<'_>>) -> Option<Date> {
    Date::parse(&field.given()?.value).ok()
}
