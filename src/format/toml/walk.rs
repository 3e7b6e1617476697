//! A parsed table turned into a draft, with every key that does not belong and every value of another type.

use std::borrow::Cow;
use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeString, DeTable, DeValue};

use super::SCHEMA;
use crate::dataset::draft::{
    CategoryDraft, ClaimDraft, Draft, EntryDraft, HeadDraft, LinkDraft, Located, RawField, RelationDraft,
    SourceDraft, Text, Texts,
};
use crate::dataset::{Code, FileSpan, Finding, excerpt, nearest, quoted};

type Key<'i> = Spanned<DeString<'i>>;
type Value<'i> = Spanned<DeValue<'i>>;

/// Goes through the tables of all files of a stack.
#[derive(Default)]
pub(super) struct Walk<'i> {
    draft: Draft<'i>,
    findings: Vec<Finding>,
    file: usize,
    /// Where in the file the text begins that is gone through.
    base: usize,
    /// Whether some file has said which schema it follows.
    schema: bool,
    /// How many unknown keys there were.
    unknown: usize,
    /// Whether something was no table, so that ids may be missing that somebody wrote down.
    lost: bool,
}

/// How far a walk had come.
pub(super) struct Mark {
    head: bool,
    lengths: [usize; 4],
    unknown: usize,
    flags: (bool, bool),
}

/// For how many unknown keys the nearest known one is looked up.
const SUGGESTIONS: usize = 200;

/// Sorts the keys of a table into the slots of a draft; the list of known keys is that of the arms.
macro_rules! sort {
    ($walk:ident, $table:expr, $what:literal, $draft:ident { $($key:literal => $field:ident: $read:ident),+ $(,)? }) => {
        let mut meant = Vec::new();
        for (key, value) in $table {
            match &**key.get_ref() {
                $($key => $draft.$field = $walk.$read(&key, value),)+
                _ => meant.extend($walk.unknown(&key, $what, &[$($key),+])),
            }
        }
        for key in meant {
            match key {
                // A key that was only mistyped is not missing too.
                $($key if $draft.$field.is_absent() => $draft.$field = RawField::Broken,)+
                _ => {}
            }
        }
    };
}

impl<'i> Walk<'i> {
    /// Takes up what a file holds, or a piece of it that begins at a byte.
    pub(super) fn document(&mut self, file: usize, base: usize, table: DeTable<'i>) {
        (self.file, self.base) = (file, base);
        for (key, value) in table {
            match &**key.get_ref() {
                "schema" => self.schema(&value),
                "stack" => self.head(&key, value),
                "category" => {
                    let parts = self.tables(&key, value, Self::category);
                    self.draft.categories.extend(parts);
                }
                "entry" => {
                    let parts = self.tables(&key, value, Self::entry);
                    self.draft.entries.extend(parts);
                }
                "source" => {
                    let parts = self.tables(&key, value, Self::source);
                    self.draft.sources.extend(parts);
                }
                _ => {
                    let known = ["schema", "stack", "category", "entry", "source"];
                    // What was only mistyped is not missing too.
                    match self.unknown(&key, "a stack file", &known) {
                        Some("schema") => self.schema = true,
                        Some("stack") if self.draft.head.is_absent() => self.draft.head = RawField::Broken,
                        Some("category" | "entry" | "source") => self.lost = true,
                        _ => {}
                    }
                }
            }
        }
    }

    /// Whether there was a `stack` already, in order or not.
    pub(super) fn has_head(&self) -> bool {
        !self.draft.head.is_absent()
    }

    /// What there is so far, for [`forget`](Self::forget).
    pub(super) fn mark(&self) -> Mark {
        let Draft { categories, entries, sources, .. } = &self.draft;
        Mark {
            head: self.has_head(),
            lengths: [categories.len(), entries.len(), sources.len(), self.findings.len()],
            unknown: self.unknown,
            flags: (self.schema, self.lost),
        }
    }

    /// Forgets all that came after a mark, where no second head came.
    pub(super) fn forget(&mut self, mark: &Mark) {
        let [categories, entries, sources, findings] = mark.lengths;
        self.draft.categories.truncate(categories);
        self.draft.entries.truncate(entries);
        self.draft.sources.truncate(sources);
        self.findings.truncate(findings);
        if !mark.head {
            self.draft.head = RawField::Absent;
        }
        self.unknown = mark.unknown;
        (self.schema, self.lost) = mark.flags;
    }

    /// The draft of a piece, and whether the piece names a schema; there is none when anything was found on the way.
    pub(super) fn piece(self) -> Option<(Draft<'i>, bool)> {
        self.findings.is_empty().then_some((self.draft, self.schema))
    }

    /// The draft, what was found on the way, and whether ids may have been lost there.
    pub(super) fn finish(mut self) -> (Draft<'i>, Vec<Finding>, bool) {
        if !self.schema {
            let span = FileSpan { file: 0, at: 0..0 };
            let finding = Finding::error(Code::MissingKey, span, "there is no `schema`");
            self.findings.push(finding.help(format!("begin with schema = {SCHEMA}")));
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
            DeValue::Integer(version) => {
                let message = format!("schema {} is not known to this program", excerpt(version.as_str()));
                let finding = Finding::error(Code::Version, span, message);
                self.findings.push(
                    finding.help(format!("it reads schema {SCHEMA}; a newer program may read this file")),
                );
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
        let mut draft = HeadDraft::at(span);
        sort!(self, table, "a stack", draft {
            "id" => id: text,
            "name" => name: text,
            "kind" => kind: text,
            "summary" => summary: text,
            "homepage" => homepage: text,
            "reviewed" => reviewed: date,
        });
        self.draft.head = RawField::Given(draft);
    }

    fn category(&mut self, span: FileSpan, table: DeTable<'i>) -> CategoryDraft<'i> {
        let mut draft = CategoryDraft::at(span);
        sort!(self, table, "a category", draft {
            "id" => id: text,
            "name" => name: text,
            "summary" => summary: text,
            "parent" => parent: text,
        });
        draft
    }

    fn entry(&mut self, span: FileSpan, table: DeTable<'i>) -> EntryDraft<'i> {
        if let (Some(_), Some((key, _))) = (table.get("link"), table.get_key_value("links")) {
            let message = "the key `links` is another spelling of `link`, which is there already";
            let finding = Finding::error(Code::DuplicateKey, self.span(key.span()), message);
            self.findings.push(finding.help("put all links into one of them".to_owned()));
        }
        let mut draft = EntryDraft::at(span);
        sort!(self, table, "an entry", draft {
            "id" => id: text,
            "name" => name: text,
            "aliases" => aliases: texts,
            "category" => category: text,
            "parent" => parent: text,
            "kind" => kind: text,
            "status" => status: text,
            "since" => since: date,
            "until" => until: date,
            "homepage" => homepage: text,
            "repository" => repository: text,
            "license" => license: text,
            "tags" => tags: texts,
            "summary" => summary: text,
            "link" => links: links,
            "links" => links: links,
            "claim" => claims: claims,
            "relation" => relations: relations,
        });
        draft
    }

    fn source(&mut self, span: FileSpan, table: DeTable<'i>) -> SourceDraft<'i> {
        let mut draft = SourceDraft::at(span);
        sort!(self, table, "a source", draft {
            "id" => id: text,
            "title" => title: text,
            "url" => url: text,
            "former_urls" => former_urls: texts,
            "kind" => kind: text,
            "publisher" => publisher: text,
            "author" => author: text,
            "published" => published: date,
        });
        draft
    }

    fn link(&mut self, span: FileSpan, table: DeTable<'i>) -> LinkDraft<'i> {
        let mut draft = LinkDraft::at(span);
        sort!(self, table, "a link", draft { "title" => title: text, "url" => url: text });
        draft
    }

    fn claim(&mut self, span: FileSpan, table: DeTable<'i>) -> ClaimDraft<'i> {
        let mut draft = ClaimDraft::at(span);
        sort!(self, table, "a claim", draft {
            "text" => text: text,
            "confidence" => confidence: text,
            "sources" => sources: texts,
        });
        draft
    }

    fn relation(&mut self, span: FileSpan, table: DeTable<'i>) -> RelationDraft<'i> {
        let mut draft = RelationDraft::at(span);
        sort!(self, table, "a relation", draft { "kind" => kind: text, "target" => target: text, "source" => source: text });
        draft
    }

    fn links(&mut self, key: &Key<'i>, value: Value<'i>) -> RawField<Vec<LinkDraft<'i>>> {
        self.slot(key, value, Self::link)
    }

    fn claims(&mut self, key: &Key<'i>, value: Value<'i>) -> RawField<Vec<ClaimDraft<'i>>> {
        self.slot(key, value, Self::claim)
    }

    fn relations(&mut self, key: &Key<'i>, value: Value<'i>) -> RawField<Vec<RelationDraft<'i>>> {
        self.slot(key, value, Self::relation)
    }

    /// Tables that may be absent; when none could be used, that has been said.
    fn slot<T>(
        &mut self,
        key: &Key<'i>,
        value: Value<'i>,
        part: fn(&mut Self, FileSpan, DeTable<'i>) -> T,
    ) -> RawField<Vec<T>> {
        let before = self.findings.len();
        let parts = self.tables(key, value, part);
        if parts.is_empty() && self.findings.len() > before {
            RawField::Broken
        } else {
            RawField::Given(parts)
        }
    }

    /// The tables of a list of tables.
    fn tables<T>(
        &mut self,
        key: &Key<'i>,
        value: Value<'i>,
        part: fn(&mut Self, FileSpan, DeTable<'i>) -> T,
    ) -> Vec<T> {
        let name = excerpt(key.get_ref());
        let path = if matches!(&*name, "category" | "entry" | "source") {
            name.clone()
        } else {
            format!("entry.{name}")
        };
        let help = || format!("write [[{path}]] with two brackets, once for each");
        let span = self.span(value.span());
        let array = match value.into_inner() {
            DeValue::Array(array) => array,
            other => {
                let finding = wrong_type(span, &name, "a list of tables", &other);
                self.lost = true;
                self.findings.push(finding.help(help()));
                return Vec::new();
            }
        };
        let mut parts = Vec::with_capacity(array.len());
        for value in array {
            let span = self.span(value.span());
            match value.into_inner() {
                DeValue::Table(table) => parts.push(part(self, span, table)),
                other => {
                    let finding = wrong_type(span, &name, "a list of tables", &other);
                    self.lost = true;
                    self.findings.push(finding.help(help()));
                }
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

    /// A date is a TOML date, or a text where only the year or the month is known.
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

    /// Reports a key that does not belong; gives the one that was probably meant.
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

/// The finding about a value of another type than is due, given with its article.
#[must_use]
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

/// What to write instead of a value that only wants quotation marks.
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
