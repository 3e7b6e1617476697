//! The draft of a parsed table, with a finding for every unknown key and every value of the wrong type.

use std::borrow::Cow;
use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeString, DeTable, DeValue};

use crate::dataset::draft::{Draft, EntryDraft, FieldMut, Located, RawField, RecordDraft, Text, Texts};
use crate::dataset::{Code, FileSpan, Finding, excerpt, nearest, quoted};

/// The version of the schema that this program writes.
pub(super) const SCHEMA: &str = "2";

/// The version before, which it reads too.
const FORMER_SCHEMA: &str = "1";

/// The keys that the version before does not have, but for those of records that it has not either.
const NEWER: [&str; 9] =
    ["when", "passage", "passages", "section", "former_ids", "same_as", "not_same_as", "since", "until"];

/// The keys of a stack file.
const KEYS: [&str; 5] = ["schema", "stack", "category", "entry", "source"];

type Key<'i> = Spanned<DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;

/// Collects the draft from the tables of all files of a stack.
#[derive(Default)]
pub(super) struct Walk<'i> {
    draft: Draft<'i>,
    findings: Vec<Finding>,
    file: usize,
    /// The byte offset in the file at which the current text begins.
    base: usize,
    /// Whether a file has a `schema` key.
    schema: bool,
    /// The position of that key, if it names the version before.
    former: Option<FileSpan>,
    /// The first position of each key that the version before does not have.
    newer: Vec<(&'static str, FileSpan)>,
    /// The number of unknown keys so far.
    unknown: usize,
    /// Whether a record was no table, so that its id is missing from the draft.
    lost: bool,
}

/// Maximum number of unknown keys for which a known key is suggested.
const SUGGESTIONS: usize = 200;

impl<'i> Walk<'i> {
    /// Adds the tables of a file, or of a chunk of it that begins at byte `base`.
    pub(super) fn document(&mut self, file: usize, base: usize, table: DeTable<'i>) {
        (self.file, self.base) = (file, base);
        for (key, value) in table {
            match &**key.get_ref() {
                "schema" => self.schema(&value),
                "stack" => self.head(&key, value),
                "category" => {
                    let parts = self.tables(&key, value, Self::record);
                    self.draft.categories.extend(parts);
                }
                "entry" => {
                    let parts = self.tables(&key, value, Self::entry);
                    self.draft.entries.extend(parts);
                }
                "source" => {
                    let parts = self.tables(&key, value, Self::record);
                    self.draft.sources.extend(parts);
                }
                // A mistyped key is not missing too.
                _ => match self.unknown(&key, "a stack file", &KEYS) {
                    Some("schema") => self.schema = true,
                    Some("stack") if self.draft.head.is_absent() => self.draft.head = RawField::Broken,
                    Some("category" | "entry" | "source") => self.lost = true,
                    _ => {}
                },
            }
        }
    }

    /// Whether there was a `stack` key, valid or not.
    pub(super) fn has_head(&self) -> bool {
        !self.draft.head.is_absent()
    }

    /// Whether a file names the version before.
    pub(super) fn is_older(&self) -> bool {
        self.former.is_some()
    }

    /// Returns an empty walk that goes on after this one.
    pub(super) fn next(&self) -> Self {
        Self { unknown: self.unknown, ..Self::default() }
    }

    /// Adds the tables of the next walk; only one of both may have a `stack`.
    pub(super) fn append(&mut self, mut next: Self) {
        if !self.has_head() {
            self.draft.head = next.draft.head;
        }
        self.draft.categories.append(&mut next.draft.categories);
        self.draft.entries.append(&mut next.draft.entries);
        self.draft.sources.append(&mut next.draft.sources);
        self.findings.append(&mut next.findings);
        self.unknown = next.unknown;
        self.schema |= next.schema;
        self.former = self.former.take().or(next.former);
        next.newer.retain(|(key, _)| self.newer.iter().all(|(known, _)| known != key));
        self.newer.append(&mut next.newer);
        self.lost |= next.lost;
    }

    /// Returns the draft of a chunk and whether it has a `schema`; `None` if there are findings.
    pub(super) fn chunk(self) -> Option<(Draft<'i>, bool)> {
        self.findings.is_empty().then_some((self.draft, self.schema))
    }

    /// Returns the draft, the findings, and whether ids of records may be missing.
    pub(super) fn finish(mut self) -> (Draft<'i>, Vec<Finding>, bool) {
        if !self.schema {
            let span = FileSpan::of_only_file(0..0);
            let finding = Finding::error(Code::MissingKey, span, "there is no `schema`");
            self.findings.push(finding.help(format!("begin with schema = {SCHEMA}")));
        }
        if let Some(former) = &self.former {
            self.findings.extend(self.newer.into_iter().map(|(key, span)| {
                let message = format!("`{key}` is new in schema {SCHEMA}");
                Finding::warning(Code::NewerKey, span, message)
                    .related(former.clone(), "this file says that it is older")
                    .help(format!("write schema = {SCHEMA}"))
            }));
        }
        (self.draft, self.findings, self.lost)
    }

    fn span(&self, at: Range<usize>) -> FileSpan {
        FileSpan { file: self.file, at: self.base + at.start..self.base + at.end }
    }

    fn schema(&mut self, value: &Value<'i>) {
        self.schema = true;
        let span = self.span(value.span());
        match value.get_ref() {
            DeValue::Integer(version) if version.as_str() == SCHEMA => {}
            DeValue::Integer(version) if version.as_str() == FORMER_SCHEMA => self.former = Some(span),
            DeValue::Integer(version) => {
                let message = format!("schema {} is not known to this program", excerpt(version.as_str()));
                let finding = Finding::error(Code::Version, span, message);
                self.findings.push(finding.help(format!(
                    "it reads schema {FORMER_SCHEMA} and {SCHEMA}; a newer program may read this file"
                )));
            }
            other => {
                let finding = wrong_type(span, "schema", "a whole number", other);
                self.findings.push(finding.help(format!("write schema = {SCHEMA}")));
            }
        }
    }

    fn head(&mut self, key: &Key<'i>, value: Value<'i>) {
        let span = self.span(value.span());
        let DeValue::Table(table) = value.into_inner() else {
            let finding = Finding::error(Code::WrongType, span, "`stack` is not a table");
            self.findings.push(finding.help("write [stack], with its keys below it".to_owned()));
            self.draft.head = RawField::Broken;
            return;
        };
        if let RawField::Given(first) = &self.draft.head {
            let finding =
                Finding::error(Code::DuplicateKey, self.span(key.span()), "there is a second `stack` table")
                    .related(first.span.clone(), "the first one is here")
                    .help("files that are read together have one [stack] among them".to_owned());
            self.findings.push(finding);
            return;
        }
        let draft = self.record(span, table);
        self.draft.head = RawField::Given(draft);
    }

    fn entry(&mut self, span: FileSpan, table: DeTable<'i>) -> EntryDraft<'i> {
        if let (Some(_), Some((key, _))) = (table.get("link"), table.get_key_value("links")) {
            let message = "the key `links` is another spelling of `link`, which is there already";
            let finding = Finding::error(Code::DuplicateKey, self.span(key.span()), message);
            self.findings.push(finding.help("put all links into one of them".to_owned()));
        }
        self.record(span, table)
    }

    /// Sorts the keys of a table into the fields of a draft.
    fn record<D: RecordDraft<'i>>(&mut self, span: FileSpan, table: DeTable<'i>) -> D {
        let mut draft = D::at(span);
        let mut meant = Vec::new();
        for (key, value) in table {
            match draft.field(key.get_ref()) {
                Some(field) => {
                    self.newer(&key, D::WHAT);
                    self.field(field, &key, value);
                }
                None => meant.extend(self.unknown(&key, D::WHAT, D::KEYS)),
            }
        }
        for key in meant {
            // A mistyped key is not missing too.
            if let Some(field) = draft.field(key) {
                field.break_if_absent();
            }
        }
        draft
    }

    /// Notes the first use of a key that the version before does not have.
    fn newer(&mut self, key: &Key<'i>, what: &str) {
        let Some(name) = NEWER.iter().find(|name| **name == &**key.get_ref()) else { return };
        // An entry has had its dates since the first version.
        let is_older = what == "an entry" && matches!(*name, "since" | "until");
        if !is_older && self.newer.iter().all(|(known, _)| known != name) {
            self.newer.push((name, self.span(key.span())));
        }
    }

    fn field(&mut self, field: FieldMut<'_, 'i>, key: &Key<'i>, value: Value<'i>) {
        match field {
            FieldMut::Text(field) => *field = self.text(key, value),
            FieldMut::DateText(field) => *field = self.date(key, value),
            FieldMut::Texts(field) => *field = self.texts(key, value),
            FieldMut::Links(field) => *field = self.records(key, value),
            FieldMut::Claims(field) => *field = self.records(key, value),
            FieldMut::Passages(field) => *field = self.records(key, value),
            FieldMut::Relations(field) => *field = self.records(key, value),
        }
    }

    /// Reads a list of tables; the field is broken if no table of it is usable.
    fn records<D: RecordDraft<'i>>(&mut self, key: &Key<'i>, value: Value<'i>) -> RawField<Vec<D>> {
        let before = self.findings.len();
        let parts = self.tables(key, value, Self::record);
        if parts.is_empty() && self.findings.len() > before {
            RawField::Broken
        } else {
            RawField::Given(parts)
        }
    }

    /// Reads each table of a list with `part`.
    fn tables<T>(
        &mut self,
        key: &Key<'i>,
        value: Value<'i>,
        part: fn(&mut Self, FileSpan, DeTable<'i>) -> T,
    ) -> Vec<T> {
        let name = excerpt(key.get_ref());
        let path = match &*name {
            "category" | "entry" | "source" => "",
            "passages" => "entry.claim.",
            _ => "entry.",
        };
        let refuse = |walk: &mut Self, span, found: &DeValue<'_>| {
            let finding = wrong_type(span, &name, "a list of tables", found);
            let help = format!("write [[{path}{name}]] with two brackets, once for each");
            walk.lost = true;
            walk.findings.push(finding.help(help));
        };
        let span = self.span(value.span());
        let array = match value.into_inner() {
            DeValue::Array(array) => array,
            other => {
                refuse(self, span, &other);
                return Vec::new();
            }
        };
        let mut parts = Vec::with_capacity(array.len());
        for value in array {
            let span = self.span(value.span());
            match value.into_inner() {
                DeValue::Table(table) => parts.push(part(self, span, table)),
                other => refuse(self, span, &other),
            }
        }
        parts
    }

    fn text(&mut self, key: &Key<'i>, value: Value<'i>) -> RawField<Text<'i>> {
        let span = self.span(value.span());
        match value.into_inner() {
            DeValue::String(value) => RawField::Given(Located { value, span }),
            other => {
                self.findings.push(wrong_type(span, key.get_ref(), "a text", &other).help(in_quotes(&other)));
                RawField::Broken
            }
        }
    }

    fn texts(&mut self, key: &Key<'i>, value: Value<'i>) -> RawField<Texts<'i>> {
        let span = self.span(value.span());
        let array = match value.into_inner() {
            DeValue::Array(array) => array,
            other => {
                let help = match &other {
                    DeValue::String(text) => format!("write {} = [{}]", excerpt(key.get_ref()), quoted(text)),
                    _ => "write a list of texts, as in [\"one\", \"two\"]".to_owned(),
                };
                self.findings.push(wrong_type(span, key.get_ref(), "a list of texts", &other).help(help));
                return RawField::Broken;
            }
        };
        let len = array.len();
        let mut texts = Vec::with_capacity(len);
        for value in array {
            let span = self.span(value.span());
            match value.into_inner() {
                DeValue::String(value) => texts.push(Located { value, span }),
                other => {
                    let finding = wrong_type(span, key.get_ref(), "a list of texts", &other);
                    self.findings.push(finding.help(in_quotes(&other)));
                }
            }
        }
        if texts.is_empty() && len > 0 {
            RawField::Broken
        } else {
            RawField::Given(Located { value: texts, span })
        }
    }

    /// Reads a TOML date, or a text for a year or a month.
    fn date(&mut self, key: &Key<'i>, value: Value<'i>) -> RawField<Text<'i>> {
        let span = self.span(value.span());
        let value = match value.into_inner() {
            DeValue::String(value) => value,
            DeValue::Datetime(stamp)
                if stamp.date.is_some() && stamp.time.is_none() && stamp.offset.is_none() =>
            {
                Cow::Owned(stamp.to_string())
            }
            other => {
                let finding = wrong_type(span, key.get_ref(), "a date", &other);
                let help = match &other {
                    DeValue::Datetime(_) => "leave out the time of day".to_owned(),
                    _ => in_quotes(&other)
                        .unwrap_or_else(|| "write a date, as in 2017-01-13 or \"2017\"".to_owned()),
                };
                self.findings.push(finding.help(help));
                return RawField::Broken;
            }
        };
        RawField::Given(Located { value, span })
    }

    /// Reports an unknown key; returns the one that was probably meant.
    fn unknown(&mut self, key: &Key<'i>, what: &str, known: &[&'static str]) -> Option<&'static str> {
        let name: &str = key.get_ref();
        let message = format!("`{}` is not a key of {what}", excerpt(name));
        self.unknown += 1;
        let meant = if self.unknown > SUGGESTIONS { None } else { nearest(name, known.iter().copied()) };
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys are {}", known.join(", ")),
        };
        let span = self.span(key.span());
        self.findings.push(Finding::error(Code::UnknownKey, span, message).help(help));
        meant
    }
}

/// The finding about a value of the wrong type; `due` is the right one with its article.
pub fn wrong_type(span: FileSpan, key: &str, due: &str, found: &DeValue<'_>) -> Finding {
    let found = match found {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Finding::error(Code::WrongType, span, format!("`{}` must be {due}, but here is {found}", excerpt(key)))
}

/// The help for a value that only lacks quotation marks.
fn in_quotes(value: &DeValue<'_>) -> Option<String> {
    let text = match value {
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(stamp) => stamp.to_string(),
        DeValue::String(_) | DeValue::Array(_) | DeValue::Table(_) => return None,
    };
    Some(format!("write {} in quotation marks", quoted(&text)))
}
