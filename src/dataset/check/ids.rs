//! The ids of one table.

use std::collections::HashMap;

use super::super::draft::{RawField, Text};
use super::super::finding::{FileSpan, quoted};
use super::super::{Code, Finding};

/// The ids of one table, each with the position of the first record that has it.
pub(super) struct Ids<'d> {
    /// The name of the table.
    pub what: &'static str,
    pub known: HashMap<&'d str, u32>,
    /// The ids in the order of the draft, so that suggestions do not depend on hashing.
    pub ordered: Vec<&'d str>,
    /// Whether other chunks may have more records: an unknown id then gets a number of its own.
    is_open: bool,
}

impl<'d> Ids<'d> {
    /// An empty table that numbers ids as they are met.
    pub fn open(what: &'static str) -> Self {
        Self { what, known: HashMap::new(), ordered: Vec::new(), is_open: true }
    }

    /// Collects the ids of a table and reports duplicates.
    pub fn collect(
        what: &'static str,
        ids: impl Iterator<Item = &'d RawField<Text<'d>>>,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut known: HashMap<&str, (u32, &FileSpan)> = HashMap::new();
        let mut ordered = Vec::new();
        for (at, id) in (0..u32::MAX).zip(ids) {
            let Some(id) = id.given() else { continue };
            if let Some((_, first)) = known.get(&*id.value) {
                let message = format!("there are two of {what} {}", quoted(&id.value));
                let finding = Finding::error(Code::DuplicateId, id.span.clone(), message)
                    .related((*first).clone(), "the first one is here")
                    .help("give one of them another id".to_owned());
                findings.push(finding);
            } else {
                known.insert(&id.value, (at, &id.span));
                ordered.push(&*id.value);
            }
        }
        let known = known.into_iter().map(|(id, (at, _))| (id, at)).collect();
        Self { what, known, ordered, is_open: false }
    }

    /// Adds the former ids of records, each with the position of its record, and reports those that are taken.
    pub fn add_former(
        &mut self,
        ids: impl Iterator<Item = (u32, &'d Text<'d>)>,
        findings: &mut Vec<Finding>,
    ) {
        for (at, id) in ids {
            if let Some(taken) = self.known.get(&*id.value) {
                let by = self.ordered.get(*taken as usize).map(|by| quoted(by)).unwrap_or_default();
                let message = format!("the former id {} is taken by {} {by}", quoted(&id.value), self.what);
                let finding = Finding::error(Code::DuplicateId, id.span.clone(), message);
                findings.push(finding.help("an id that was renamed may not be given again".to_owned()));
            } else {
                self.known.insert(&id.value, at);
            }
        }
    }

    /// The position of the record with this id.
    pub fn find(&mut self, id: &'d str) -> Option<u32> {
        if let Some(at) = self.known.get(id) {
            return Some(*at);
        }
        let next = u32::try_from(self.ordered.len()).ok().filter(|_| self.is_open)?;
        self.known.insert(id, next);
        self.ordered.push(id);
        Some(next)
    }
}
