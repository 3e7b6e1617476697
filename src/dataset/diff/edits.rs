//! Keys with another value.

use std::borrow::Cow;
use std::fmt::Display;

use super::Change;
use super::pairs::Pairs;

/// A key with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange<'a> {
    /// The key as a data file has it, or what of it has another order.
    pub field: &'static str,
    /// What it was.
    pub old: Value<'a>,
    /// What it is.
    pub new: Value<'a>,
}

/// The value of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// There is none, or only the order of things is another.
    Absent,
    /// A text.
    One(Cow<'a, str>),
    /// A list of texts.
    Many(Vec<Cow<'a, str>>),
}

impl<'a> FieldChange<'a> {
    /// A value that came or went with what it belongs to.
    pub(super) fn one_sided(change: Change, field: &'static str, value: Value<'a>) -> Self {
        match change {
            Change::Removed => Self { field, old: value, new: Value::Absent },
            Change::Added | Change::Changed => Self { field, old: Value::Absent, new: value },
        }
    }
}

/// The edits so far.
#[derive(Default)]
pub(super) struct FieldChanges<'a>(pub(super) Vec<FieldChange<'a>>);

impl<'a> FieldChanges<'a> {
    fn add(&mut self, field: &'static str, old: Value<'a>, new: Value<'a>) {
        if old != new {
            self.0.push(FieldChange { field, old, new });
        }
    }

    pub(super) fn text(&mut self, field: &'static str, old: Option<&'a str>, new: Option<&'a str>) {
        let value = |text: Option<&'a str>| text.map_or(Value::Absent, |text| Value::One(text.into()));
        self.add(field, value(old), value(new));
    }

    pub(super) fn shown<T: Display + PartialEq>(
        &mut self,
        field: &'static str,
        old: Option<T>,
        new: Option<T>,
    ) {
        if old != new {
            let value =
                |value: Option<T>| value.map_or(Value::Absent, |value| Value::One(value.to_string().into()));
            self.add(field, value(old), value(new));
        }
    }

    pub(super) fn list(&mut self, field: &'static str, old: Vec<Cow<'a, str>>, new: Vec<Cow<'a, str>>) {
        self.add(field, Value::Many(old), Value::Many(new));
    }

    /// Compares what two ids stand for; each is a position with the id that shows it.
    pub(super) fn reference(
        &mut self,
        field: &'static str,
        old: (Option<u32>, Option<&'a str>),
        new: (Option<u32>, Option<&'a str>),
        pairs: &Pairs,
    ) {
        let same = match (old.0, new.0) {
            (None, None) => true,
            (Some(old), Some(new)) => pairs.newer(old) == Some(new),
            _ => false,
        };
        if !same {
            let value = |id: Option<&'a str>| id.map_or(Value::Absent, |id| Value::One(id.into()));
            // Two things that were not matched may have one id in name only, so the values are not compared again.
            self.0.push(FieldChange { field, old: value(old.1), new: value(new.1) });
        }
    }

    /// That things stand in another order.
    pub(super) fn order(&mut self, field: &'static str) {
        self.0.push(FieldChange { field, old: Value::Absent, new: Value::Absent });
    }
}
