//! The output of each command as JSON, but for `diff` and `export`.

#![expect(missing_docs, reason = "the fields are those of the data, and the manual lists them")]

use std::borrow::Cow;

use serde::Serialize;
use serde_with::skip_serializing_none;

use super::records::{EntryFull, EntryLine, SourceLine, StackHead};

/// Output of `list`.
#[derive(Clone, Debug, Serialize)]
pub struct List<'a> {
    pub version: u32,
    /// The only stack, or the first of several.
    pub stack: StackHead<'a>,
    /// All stacks, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stacks: Vec<StackHead<'a>>,
    pub entries: Vec<EntryLine<'a>>,
}

/// Output of `show`.
#[derive(Clone, Debug, Serialize)]
pub struct Show<'a> {
    pub version: u32,
    pub entry: EntryFull<'a>,
}

/// Output of `search`.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Search<'a> {
    pub version: u32,
    /// The query, exactly as it was given.
    pub query: &'a str,
    /// The number of hits, printed or not.
    pub total: usize,
    /// The number of entries that match but lack a field that a filter needs.
    pub outside: Option<usize>,
    /// Warnings about ignored parts of the query, each a sentence.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub remarks: &'a [String],
    pub hits: Vec<HitLine<'a>>,
    /// The ids of the entries with the nearest names, if there is no hit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<Cow<'a, str>>,
    /// The parts of a query without hits, without each of which there are some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<WithoutLine>,
    /// The nearest values, for filters with a value that no entry has, if there is no hit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<NearestValueLine>,
}

/// A part of a query that leaves it without hits.
#[derive(Clone, Debug, Serialize)]
pub struct WithoutLine {
    /// The part as it was typed: a word or a filter, or two of them.
    pub typed: String,
    /// The number of hits without it.
    pub hits: usize,
}

/// A filter with a value that no entry has.
#[derive(Clone, Debug, Serialize)]
pub struct NearestValueLine {
    /// The filter as it was typed.
    pub typed: String,
    /// The filter with the nearest value.
    pub filter: String,
    /// The number of entries with that value.
    pub count: usize,
}

/// An entry that matches a query.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct HitLine<'a> {
    pub id: Cow<'a, str>,
    /// The id of its stack, if there are several stacks.
    pub stack: Option<&'a str>,
    pub name: &'a str,
    pub tier: &'static str,
    pub field: &'static str,
    /// The number of the claim that matched, from 1.
    pub claim: Option<u32>,
    /// The number of the source that matched, from 1.
    pub source: Option<u32>,
    /// The address of what matched: of the source, of the claim's best proof, or of the link.
    pub url: Option<String>,
    /// The URL that `open` opens: of a claim at the words that prove it, else of the best proof or the first page.
    pub address: Option<String>,
    /// The id of its category.
    pub category: Option<&'a str>,
    pub status: Option<&'static str>,
    pub since: Option<String>,
    pub until: Option<String>,
    pub seen_by: Option<String>,
    /// The places of matches in the name: start and end, counted in characters from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name_matches: Vec<[usize; 2]>,
    /// The matching text, unless that is the name.
    pub snippet: Option<String>,
    /// The places of matches in the snippet: start and end, counted in characters from 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snippet_matches: Vec<[usize; 2]>,
}

/// Output of `search --values`.
#[derive(Clone, Debug, Serialize)]
pub struct Values<'a> {
    pub version: u32,
    pub field: &'a str,
    pub values: Vec<ValueLine>,
}

/// A value of a field, and the number of entries that have it.
#[derive(Clone, Debug, Serialize)]
pub struct ValueLine {
    pub value: String,
    pub count: usize,
}

/// Output of `sources`.
#[derive(Clone, Debug, Serialize)]
pub struct Sources<'a> {
    pub version: u32,
    pub sources: Vec<SourceLine<'a>>,
}

/// Output of `check`.
#[derive(Clone, Debug, Serialize)]
pub struct Check<'a> {
    pub version: u32,
    pub errors: usize,
    pub warnings: usize,
    pub hints: usize,
    pub findings: Vec<FindingLine<'a>>,
    /// The codes of which some findings were omitted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_off: Vec<LeftOffLine>,
}

/// The number of omitted findings of one code.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOffLine {
    pub code: &'static str,
    pub count: usize,
}

/// A finding.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct FindingLine<'a> {
    pub file: &'a str,
    /// Counted from 1; absent if the finding concerns the whole file.
    pub line: Option<usize>,
    /// Counted from 1, in characters.
    pub column: Option<usize>,
    pub severity: &'static str,
    pub code: &'static str,
    pub message: &'a str,
    pub help: Option<&'a str>,
    /// Related locations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedLine<'a>>,
}

/// A location related to a finding.
#[derive(Clone, Debug, Serialize)]
pub struct RelatedLine<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
    pub message: &'a str,
}

/// Output of `who`.
#[derive(Clone, Debug, Serialize)]
pub struct Who<'a> {
    pub version: u32,
    /// One answer for each name, in their order.
    pub names: Vec<WhoName<'a>>,
}

/// The entries that a name means.
#[derive(Clone, Debug, Serialize)]
pub struct WhoName<'a> {
    /// The name, exactly as it was given.
    pub name: &'a str,
    pub entries: Vec<WhoLine<'a>>,
    /// Other entries that have the name as an alias, as `stack/id`: they need not be the same thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_called: Vec<String>,
    /// The nearest names, if no stack has it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<&'a str>,
}

/// A technology in one stack.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct WhoLine<'a> {
    /// The `stack/id` of the first entry of its technology: the same in all stacks that have it.
    pub technology: String,
    /// `stack/id`, as `show` and `open` take it.
    pub id: String,
    pub stack: &'a str,
    pub name: &'a str,
    pub kind: Option<&'static str>,
    pub tags: Vec<&'a str>,
    pub status: Option<&'static str>,
    pub since: Option<String>,
    pub until: Option<String>,
    pub seen_by: Option<String>,
    pub replaced: Vec<MovePart<'a>>,
    pub replaced_by: Vec<MovePart<'a>>,
    pub proof: Option<ProofPart<'a>>,
}

/// The other end of a move of an entry.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct MovePart<'a> {
    pub id: String,
    pub name: &'a str,
    pub when: Option<String>,
    /// The evidence for the date: `stated`, `entry`, `claim` or `source`.
    pub basis: Option<&'static str>,
    pub proof: Option<ProofPart<'a>>,
}

/// Output of `moves`.
#[derive(Clone, Debug, Serialize)]
pub struct Moves<'a> {
    pub version: u32,
    /// The oldest first, those without a date last.
    pub moves: Vec<MoveLine<'a>>,
}

/// A replacement of one entry by another.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct MoveLine<'a> {
    pub stack: &'a str,
    pub when: Option<String>,
    /// The evidence for the date: `stated`, `entry`, `claim` or `source`.
    pub basis: Option<&'static str>,
    pub from: MoveEnd<'a>,
    pub to: MoveEnd<'a>,
    pub proof: Option<ProofPart<'a>>,
}

/// One of the two entries of a move.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct MoveEnd<'a> {
    pub id: String,
    pub name: &'a str,
    pub kind: Option<&'static str>,
}

/// A claim, and the page that proves it.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct ProofPart<'a> {
    /// The entry of the claim as `stack/id`, and the label of the claim: both as `open` takes them.
    pub entry: Option<String>,
    pub claim: Option<String>,
    pub text: Option<&'a str>,
    pub confidence: Option<&'static str>,
    pub when: Option<String>,
    /// The id of the source.
    pub source: &'a str,
    pub title: &'a str,
    pub publisher: Option<&'a str>,
    pub published: Option<String>,
    pub url: Option<String>,
    /// The URL at the words that prove the claim.
    pub address: Option<String>,
}

/// Output of `compare`.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Compare<'a> {
    pub version: u32,
    pub stacks: Vec<StackHead<'a>>,
    pub as_of: Option<String>,
    pub roles: Vec<RolePart<'a>>,
}

/// The technologies of one role.
#[derive(Clone, Debug, Serialize)]
pub struct RolePart<'a> {
    pub role: &'static str,
    /// Those of most stacks first.
    pub technologies: Vec<TechnologyPart<'a>>,
}

/// A technology in the stacks that use it.
#[derive(Clone, Debug, Serialize)]
pub struct TechnologyPart<'a> {
    pub name: &'a str,
    pub entries: Vec<UsePart<'a>>,
}

/// A technology in one stack that uses it.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct UsePart<'a> {
    pub id: String,
    pub stack: &'a str,
    pub name: &'a str,
    pub status: Option<&'static str>,
    pub since: Option<String>,
    pub until: Option<String>,
    pub seen_by: Option<String>,
}

/// Output of `stacks`.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Stacks {
    pub version: u32,
    /// The folder of the user's own stacks; absent if there is no home folder.
    pub folder: Option<String>,
    pub stacks: Vec<KnownLine>,
}

/// A named stack.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct KnownLine {
    pub name: String,
    /// `own` or `embedded`.
    pub origin: &'static str,
    pub path: Option<String>,
    /// `shadows` a built-in stack, or is `shadowed` by another of the same name.
    pub remark: Option<&'static str>,
    /// Absent if the stack cannot be opened.
    #[serde(flatten)]
    pub content: Option<KnownContent>,
}

/// How much a named stack has.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct KnownContent {
    /// The name of the service.
    pub title: String,
    pub entries: usize,
    pub claims: usize,
    pub sources: usize,
    pub reviewed: Option<String>,
}

/// Output of `config path`.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct ConfigPath<'a> {
    pub version: u32,
    pub path: &'a str,
    pub exists: bool,
    /// Whether the path comes from `STACKLORE_CONFIG`.
    pub by_variable: bool,
    /// The file of the project, absent if there is none.
    pub project: Option<&'a str>,
}

/// Output of `config show` and `config default`.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Config<'a> {
    pub version: u32,
    pub path: Option<&'a str>,
    pub settings: Vec<SettingLine<'a>>,
    pub findings: Vec<FindingLine<'a>>,
}

/// Output of `keys`.
#[derive(Clone, Debug, Serialize)]
pub struct Keys<'a> {
    pub version: u32,
    pub actions: Vec<KeyAction<'a>>,
}

/// An action of the explorer, with the keys in use.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct KeyAction<'a> {
    /// Its name in the settings.
    pub action: &'static str,
    pub title: &'static str,
    /// Empty if it is reached by name only.
    pub keys: Vec<String>,
    /// The parts of the explorer in which it applies.
    pub contexts: Vec<String>,
    /// `file` or `default`; `file` also if that has taken a key from it.
    pub origin: &'static str,
    /// The settings file.
    pub file: Option<&'a str>,
    /// The line in the file, counted from 1.
    pub line: Option<usize>,
    /// Its default keys that other actions have now; absent if it has them all.
    pub taken: Option<Vec<TakenKey>>,
}

/// A default key of an action that the settings give another one.
#[derive(Clone, Debug, Serialize)]
pub struct TakenKey {
    pub key: String,
    /// The action that has it now.
    pub action: &'static str,
    /// The line in the settings file, counted from 1.
    pub line: usize,
}

/// A setting.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct SettingLine<'a> {
    pub key: &'a str,
    /// Absent if the setting is unset and has no default.
    pub value: Option<SettingValue<'a>>,
    /// `flag`, `variable`, `project`, `file` or `default`.
    pub origin: &'static str,
    /// The name of the flag or variable.
    pub name: Option<&'static str>,
    /// The file, of the project or the user.
    pub file: Option<&'a str>,
    /// The line in the file, counted from 1.
    pub line: Option<usize>,
}

/// The value of a setting.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum SettingValue<'a> {
    Bool(bool),
    Integer(i64),
    /// A number of bytes.
    Bytes(u64),
    Text(&'a str),
    List(&'a [String]),
}

/// Output of `import`: the findings, and the changes to the file that was merged into.
#[skip_serializing_none]
#[derive(Clone, Debug, Serialize)]
pub struct Import<'a> {
    pub version: u32,
    pub errors: usize,
    pub warnings: usize,
    pub findings: Vec<FindingLine<'a>>,
    pub entries: usize,
    pub categories: usize,
    /// Absent without `--into`.
    pub changes: Option<Vec<ChangeLine<'a>>>,
}

/// A change that an import makes to a stack, category or entry.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeLine<'a> {
    /// `stack`, `category` or `entry`.
    pub part: &'static str,
    /// `added`, `changed`, `dropped`, `conflict` or `gone`.
    pub change: &'static str,
    pub id: &'a str,
    pub name: &'a str,
    /// The keys with a new value; for a conflict, those that both the list and the file have changed. Of
    /// `dropped` one for each value.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub keys: &'a [&'static str],
    /// The list's value for each key of a conflict, where the file keeps its own; or the value that the list has dropped.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub listed: &'a [String],
}
