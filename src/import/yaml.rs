//! The documents of a YAML text as values with their positions, built from the events of `saphyr-parser`.
//!
//! An alias is not followed and depth is limited, so no text makes more values than it has bytes.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScanError, Span};

/// Maximum depth of values.
const MAX_DEPTH: usize = 64;

/// A value with its byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub at: Range<usize>,
    pub value: Value,
}

/// A value of YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    List(Vec<Node>),
    /// Keys that are texts, with their values.
    Map(Vec<(String, Node)>),
    /// A reference to another value, which is not followed.
    Alias,
}

/// The reason why a text is not read, and its byte offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct YamlError {
    pub message: String,
    pub at: usize,
}

impl Node {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(fields) => fields.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, if it is one that is not empty.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        }
    }

    /// The items of a list; a single value is a list of one.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Text(_) => std::slice::from_ref(self),
            Value::Map(_) | Value::Alias => &[],
        }
    }
}

/// A list or map that is being read.
enum Open {
    List(Range<usize>, Vec<Node>),
    /// The fields so far, and the key whose value comes next.
    Map(Range<usize>, Vec<(String, Node)>, Option<String>),
}

/// Reads all documents of a text. Those before an error are returned with it.
pub(super) fn documents(text: &str) -> (Vec<Node>, Option<YamlError>) {
    let mut offsets = Offsets { text, chars: 0, byte: 0 };
    let (mut documents, mut open) = (Vec::new(), Vec::new());
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return (documents, Some(broken(&error, &mut offsets))),
        };
        let at = offsets.range(&span);
        let node = match event {
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= MAX_DEPTH => {
                let message = format!("values are nested more than {MAX_DEPTH} deep");
                return (documents, Some(YamlError { message, at: at.start }));
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(at, Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(at, Vec::new(), None));
                continue;
            }
            Event::Scalar(text, ..) => Node { at, value: Value::Text(text.into_owned()) },
            Event::Alias(_) => Node { at, value: Value::Alias },
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(from, items)) => Node { at: from.start..at.start, value: Value::List(items) },
                Some(Open::Map(from, fields, _)) => {
                    Node { at: from.start..at.start, value: Value::Map(fields) }
                }
                None => continue,
            },
            _ => continue,
        };
        match open.last_mut() {
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, fields, key)) => match (key.take(), node) {
                (Some(key), node) => fields.push((key, node)),
                (None, Node { value: Value::Text(text), .. }) => *key = Some(text),
                // A key that is no text has a value all the same.
                (None, _) => *key = Some(String::new()),
            },
            None => documents.push(node),
        }
    }
    (documents, None)
}

fn broken(error: &ScanError, offsets: &mut Offsets<'_>) -> YamlError {
    YamlError { message: error.info().to_owned(), at: offsets.byte(error.marker().index()) }
}

/// The byte offsets of characters, which are asked for in ascending order.
struct Offsets<'a> {
    text: &'a str,
    chars: usize,
    byte: usize,
}

impl Offsets<'_> {
    fn range(&mut self, span: &Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }

    fn byte(&mut self, index: usize) -> usize {
        if index < self.chars {
            (self.chars, self.byte) = (0, 0);
        }
        let rest = self.text.get(self.byte..).unwrap_or_default();
        let mut chars = rest.chars();
        let taken = chars.by_ref().take(index - self.chars).count();
        self.chars += taken;
        self.byte = self.text.len() - chars.as_str().len();
        self.byte
    }
}
