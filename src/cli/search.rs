//! `search`: entries that match a query, the best first, each with the reason.
//!
//! Plain columns: id, name, tier, field, snippet (the matching text, empty if that is the name); with several stacks also
//! the stack.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::ops::Range;
use std::path::Path;

use super::load;
use super::options::{OutputFormat, StackFlags};
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use crate::catalog::{Catalog, EntryId, Node};
use crate::cells;
use crate::config::Limits;
use crate::dataset::{Category, Date, Destination, Entry, Status};
use crate::export::json;
use crate::format::report::counted;
use crate::search::{
    Advice, Field, FieldValue, Hit, Index, NearestValue, Query, QueryCache, Reason, RemovableTerm, Results,
    VALUE_FIELDS,
};
use crate::system::clock;
use crate::system::files::{self, FilesError};

const QUERY_SYNTAX: &str = "\
Query syntax:
  word              in names, tags, texts and sources; typos match too
  'word  \"a b\"     the whole word; these words in a row
  ^word  word$      names that start / end with word
  !word  a | b      exclude word; either word
  stack: cat: kind: tag: src: claim: status: conf:   beginning of a text, as in cat:storage
  is:               current, former, unknown, confirmed, reported, inferred, unsourced, single, old, replaced;
                    in the explorer also new, opened, bookmarked, noted
  in:2018           in use in that year; also in:2017..2020
  year:2017..2019  sources:>2  age:>3y        numbers, also with < <= >= and ..

Plain columns: id, name, tier, field, snippet. With several stacks also: stack. With --values: value, count";

/// Options of `search`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore search cassandra\n  stacklore search hash ring\n  stacklore search 'cat:storage !java'\n  stacklore search --json --limit 5 queue\n  stacklore search --batch queries.txt\n  stacklore search --values kind",
    after_help = QUERY_SYNTAX
)]
pub struct Options {
    /// Words in any order, all of which an entry must match
    #[arg(value_name = "QUERY", required_unless_present_any = ["batch", "values"])]
    pub query: Vec<String>,
    /// Prints a line of JSON for each line of FILE, or of standard input for `-`
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub batch: Option<OsString>,
    /// Lists the values of a field with the number of entries that have each
    #[arg(long, value_name = "FIELD", conflicts_with_all = ["query", "batch"], value_parser = VALUE_FIELDS)]
    pub values: Option<String>,
    /// Maximum number of results; 0 is no maximum
    #[arg(long, value_name = "N", default_value = "20", value_parser = limit_parser)]
    pub limit: usize,
    /// The stacks.
    #[command(flatten)]
    pub stacks: StackFlags,
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let catalog = load::catalog(&options.stacks.names(context.configuration)?, options.stacks.from, context)?;
    let limit = if options.limit == 0 { usize::MAX } else { options.limit };
    if let Some(field) = &options.values {
        return Ok(print_values(&catalog, field, out)?);
    }
    Ok(match &options.batch {
        Some(file) => {
            let queries = queries(file, &context.configuration.settings().limits)?;
            print_batch(&catalog, &queries, limit, out)?
        }
        None => print(&catalog, &options.query.join(" "), limit, out, &mut context.stderr)?,
    })
}

/// Prints the first `limit` results of a query.
pub(super) fn print(
    catalog: &Catalog,
    text: &str,
    limit: usize,
    out: &mut Output<'_>,
    stderr: &mut Output<'_>,
) -> io::Result<Outcome> {
    let index = Index::new(catalog);
    let query = parse(text);
    let results = index.search(&query);
    let hits = results.hits(&index, 0..limit);
    match out.form {
        Form::Json => out.json(&shape(catalog, &index, text, &results, &hits))?,
        Form::Plain => {
            for line in shape(catalog, &index, text, &results, &hits).hits {
                let snippet = line.snippet.unwrap_or_default();
                let fields = [&*line.id, line.name, line.tier, line.field, &snippet];
                out.record(fields.into_iter().chain(line.stack))?;
            }
        }
        Form::Human => {
            for (at, hit) in hits.iter().enumerate() {
                if at > 0 {
                    out.blank()?;
                }
                print_human(catalog, hit, &index.reason(catalog, &query, hit), out)?;
            }
        }
    }
    if out.form != Form::Json {
        let mut messages = messages(text, hits.len(), &results, out.form);
        if results.is_empty() {
            messages.extend(advice(catalog, &index, &query));
        }
        for message in &messages {
            stderr.remark(message);
        }
    }
    Ok(Outcome::found(!results.is_empty()))
}

/// Prints the values of a field.
fn print_values(catalog: &Catalog, field: &str, out: &mut Output<'_>) -> io::Result<Outcome> {
    let index = Index::new(catalog);
    let values = index.values(field, clock::today());
    if out.form == Form::Json {
        let line = |value: &FieldValue| json::ValueLine { value: value.text.clone(), count: value.count };
        let values = values.iter().map(line).collect();
        out.json(&json::Values { version: json::VERSION, field, values })?;
    } else {
        for value in values {
            out.record([value.text.as_str(), &value.count.to_string()])?;
        }
    }
    Ok(Outcome::found(!values.is_empty()))
}

/// Prints the results of many queries, one of them a line, as a line of JSON each.
fn print_batch(catalog: &Catalog, queries: &str, limit: usize, out: &mut Output<'_>) -> io::Result<Outcome> {
    let index = Index::new(catalog);
    let mut cache = QueryCache::new();
    let mut any = false;
    for text in queries.lines() {
        let results = index.search_cached(&parse(text), &mut cache);
        let hits = results.hits(&index, 0..limit);
        out.json(&shape(catalog, &index, text, &results, &hits))?;
        any |= !results.is_empty();
    }
    Ok(Outcome::found(any))
}

/// The queries of a file, or of standard input for `-`.
fn queries(file: &OsStr, limits: &Limits) -> Result<String, FilesError> {
    let path = Path::new(file);
    let bytes = if files::is_stream(path) {
        files::read_stream(&mut files::open_stream(path)?, path, limits.bytes)?.bytes
    } else {
        files::read_file(path, limits.bytes)?
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Parses the value of `--limit`.
fn limit_parser(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "write a number, or 0 for all results")
}

/// The entries that match a query; reports what is ignored of it, and the next step if none does.
pub(super) fn matching(
    catalog: &Catalog,
    text: &str,
    as_of: Option<Date>,
    stderr: &mut Output<'_>,
) -> HashSet<EntryId> {
    let index = Index::new(catalog);
    let query = parse(text);
    let query = as_of.map_or_else(|| query.clone(), |date| query.clone().as_of(date));
    let results = index.search(&query);
    let mut messages = messages(text, results.len(), &results, Form::Plain);
    if results.is_empty() {
        messages.extend(advice(catalog, &index, &query));
    }
    for message in &messages {
        stderr.remark(message);
    }
    results.hits(&index, 0..usize::MAX).iter().map(|hit| hit.id).collect()
}

fn parse(text: &str) -> Query {
    clock::today().map_or_else(|| Query::parse(text), |today| Query::parse_on(text, today))
}

/// The results as JSON.
fn shape<'a>(
    catalog: &'a Catalog,
    index: &Index,
    text: &'a str,
    results: &'a Results,
    hits: &[Hit],
) -> json::Search<'a> {
    let line = |hit: &Hit| {
        Some(hit_line(catalog, hit, catalog.entry(hit.id)?, index.reason(catalog, results.query(), hit)))
    };
    let Advice { nearest, removable, values } =
        if results.is_empty() { index.advice(catalog, results.query()) } else { Advice::default() };
    let without =
        removable.into_iter().map(|RemovableTerm { typed, hits }| json::WithoutLine { typed, hits });
    let values = values.into_iter().map(|NearestValue { typed, filter, count }| json::NearestValueLine {
        typed,
        filter,
        count,
    });
    json::Search {
        version: json::VERSION,
        query: text,
        total: results.len(),
        outside: Some(results.filtered_out_len()).filter(|count| *count > 0),
        remarks: results.query().warnings(),
        hits: hits.iter().filter_map(line).collect(),
        nearest: nearest.iter().map(|id| catalog.id(*id)).collect(),
        without: without.collect(),
        values: values.collect(),
    }
}

/// A hit as JSON.
fn hit_line<'a>(catalog: &'a Catalog, hit: &Hit, entry: Entry<'a>, reason: Reason) -> json::HitLine<'a> {
    json::HitLine {
        id: catalog.id(hit.id),
        stack: catalog.stack_id_if_several(hit.id.stack),
        name: entry.name(),
        tier: hit.tier.name(),
        field: hit.field.name(),
        claim: number(hit.field, |field| matches!(field, Field::Claim(_))),
        source: number(hit.field, |field| matches!(field, Field::Source(_))),
        url: page(entry, hit.field).map(|page| page.url.to_string()),
        address: page(entry, hit.field).or_else(|| entry.first_page()).map(|page| page.address().to_string()),
        category: category(entry),
        status: entry.status().map(Status::name),
        since: entry.since().map(|date| date.to_string()),
        until: entry.until().map(|date| date.to_string()),
        seen_by: entry.seen_by().map(|date| date.to_string()),
        name_matches: in_characters(entry.name(), &reason.name_highlights),
        snippet_matches: in_characters(&reason.text, &reason.highlights),
        snippet: Some(reason.text).filter(|text| !text.is_empty()),
    }
}

/// Ranges of bytes as starts and ends in characters.
fn in_characters(text: &str, ranges: &[Range<usize>]) -> Vec<[usize; 2]> {
    let characters = |at: usize| text.get(..at).unwrap_or(text).chars().count();
    ranges.iter().map(|range| [characters(range.start), characters(range.end)]).collect()
}

/// The id of the category of an entry.
fn category(entry: Entry<'_>) -> Option<&str> {
    entry.stack().category(entry.category()).map(Category::id)
}

/// The number, counted from 1, of a field that is one of several.
fn number(field: Field, is_it: impl Fn(Field) -> bool) -> Option<u32> {
    match field {
        Field::Claim(at) | Field::Source(at) if is_it(field) => Some(at + 1),
        _ => None,
    }
}

/// The page of the source or link that matched, of a claim that of its best proof at the words that prove it.
fn page(entry: Entry<'_>, field: Field) -> Option<Destination> {
    let url = match field {
        Field::Claim(at) => return entry.best_proof_of(entry.claims().nth(at as usize)?)?.destination(),
        Field::Source(at) => entry.sources().get(at as usize)?.1.url(),
        Field::Address(0) => entry.homepage(),
        Field::Address(1) => entry.repository(),
        Field::Address(at) => entry.links().nth(at as usize - 2)?.url(),
        _ => None,
    };
    url.map(Destination::from)
}

/// Messages about the results: ignored parts of the query, and how many results are not shown.
fn messages(text: &str, shown: usize, results: &Results, form: Form) -> Vec<String> {
    let text = cells::cut(text, 60, cells::Glyphs::Ascii);
    let (total, outside) = (results.len(), results.filtered_out_len());
    let mut messages = results.query().warnings().to_vec();
    match (total, form) {
        (0, _) => messages.push(format!("nothing matches `{text}`")),
        (_, Form::Human) if shown < total => {
            messages.push(format!("{shown} of {total} results; `--limit 0` shows all"));
        }
        _ => {}
    }
    if results.query().needs_marks() {
        messages.push("what is new, opened, bookmarked or noted is known in the explorer only".to_owned());
    }
    if outside > 0 && (total == 0 || form == Form::Human) {
        messages.push(format!("{outside} more without the filters"));
    }
    messages
}

/// Maximum number of words in the advice which to leave out of the query.
const MAX_DROPS: usize = 3;

/// The beginning of a foreign text in a sentence.
fn short(text: &str) -> Cow<'_, str> {
    cells::cut(text, 40, cells::Glyphs::Ascii)
}

/// Advice for a query without results, a sentence each.
fn advice(catalog: &Catalog, index: &Index, query: &Query) -> Vec<String> {
    let advice = index.advice(catalog, query);
    let name = |id: &EntryId| format!("{} ({})", short(&catalog.name(Node::Entry(*id))), catalog.id(*id));
    let names: Vec<String> = advice.nearest.iter().map(name).collect();
    let without =
        |term: &RemovableTerm| format!("{} without `{}`", counted(term.hits, "result"), short(&term.typed));
    let value = |one: &NearestValue| {
        let typed = short(&one.typed);
        format!(
            "no value is like `{typed}`; the nearest is `{}` ({})",
            short(&one.filter),
            counted(one.count, "entry")
        )
    };
    let mut sentences: Vec<String> = advice.values.iter().map(value).collect();
    let removable = advice.removable.iter().take(MAX_DROPS).map(without);
    sentences.extend(removable);
    match &*names {
        [] => {}
        [one] => sentences.push(format!("the nearest name is {one}")),
        several => sentences.push(format!("the nearest names are {}", several.join(", "))),
    }
    if sentences.is_empty() {
        sentences.push("try only the beginning of a word, or `stacklore list` for all entries".to_owned());
    }
    sentences
}

fn print_human(catalog: &Catalog, hit: &Hit, reason: &Reason, out: &mut Output<'_>) -> io::Result<()> {
    let Some(entry) = catalog.entry(hit.id) else { return Ok(()) };
    let mut name = Line::default();
    // The id contains the stack only if it would be ambiguous without.
    let stack = catalog.stack_id_if_several(hit.id.stack).map(|_| catalog.name(Node::Stack(hit.id.stack)));
    let path = stack.as_deref().into_iter().chain(entry.category_path());
    let path = path.collect::<Vec<_>>().join(" > ");
    name.push_marked(Role::Title, entry.name(), &reason.name_highlights);
    name.push(Role::Dim, &format!("  {}", catalog.id(hit.id)));
    name.push(Role::Text, &format!("  {path}"));
    out.wrapped(&name, 0)?;
    let mut why = Line::new(Role::Text, &reason.label);
    if !reason.text.is_empty() {
        why.push(Role::Text, ": ");
        why.push_marked(Role::Text, &reason.text, &reason.highlights);
    }
    out.wrapped(&why, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::cli::output::written;

    fn search(text: &str, limit: usize, form: Form) -> (String, String, Outcome) {
        let mut outcome = Outcome::Usage;
        let mut answer = String::new();
        let stderr = written(Form::Human, 72, |stderr| {
            answer = written(form, 72, |out| {
                outcome = print(&sample::catalog(), text, limit, out, stderr).expect("written");
            });
        });
        (answer, stderr, outcome)
    }

    #[test]
    fn a_person_sees_why_each_entry_matches() {
        let (answer, stderr, outcome) = search("rows", 20, Form::Human);
        insta::assert_snapshot!(answer);
        assert_eq!((stderr.as_str(), outcome), ("", Outcome::Found));
    }

    #[test]
    fn results_beyond_the_limit_are_counted() {
        let (answer, stderr, _) = search("rows", 1, Form::Human);
        assert_eq!(answer.lines().count(), 2);
        assert!(stderr.contains("1 of "), "{stderr}");
        let (answer, stderr, _) = search("rows", 1, Form::Json);
        let value: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(value["hits"].as_array().map(Vec::len), Some(1));
        assert!(value["total"].as_u64() > Some(1));
        assert_eq!(stderr, "");
    }

    #[test]
    fn no_result_is_a_result_too() {
        let (answer, _, outcome) = search("z\u{1b}zzz", 20, Form::Json);
        let value: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(value, serde_json::json!({"version": 1, "query": "z\u{1b}zzz", "total": 0, "hits": []}));
        assert_eq!(outcome, Outcome::Negative);
        let (answer, ..) = search("scyla cat:storge", 20, Form::Json);
        let value: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(value["without"], serde_json::json!([{"typed": "cat:storge", "hits": 1}]));
        assert_eq!(
            value["values"],
            serde_json::json!([{"typed": "cat:storge", "filter": "cat:storage", "count": 3}])
        );
        let (answer, stderr, outcome) = search("zzzz", 20, Form::Plain);
        assert_eq!((answer.as_str(), outcome), ("", Outcome::Negative));
        let advice = "try only the beginning of a word, or `stacklore list` for all entries";
        assert_eq!(stderr, format!("nothing matches `zzzz`\n{advice}\n"));
    }

    #[test]
    fn without_results_the_next_step_is_printed() {
        let (_, stderr, _) = search("redixxs", 20, Form::Plain);
        assert_eq!(stderr.lines().next(), Some("nothing matches `redixxs`"));
        assert!(stderr.contains("the nearest name is Redis (redis)"), "{stderr}");
        let (_, stderr, _) = search("scylla zzzz", 20, Form::Human);
        assert!(stderr.contains("1 result without `zzzz`"), "{stderr}");
    }

    #[test]
    fn many_queries_get_a_line_of_results_each() {
        let queries = "rows\n\nscy\nscyl\nzzzz\nrows";
        let answers = written(Form::Plain, 72, |out| {
            print_batch(&sample::catalog(), queries, 20, out).expect("written");
        });
        let one = |text: &str| search(text, 20, Form::Json).0;
        let expected: String = queries.lines().map(one).collect();
        assert_eq!(answers, expected);
    }

    #[test]
    fn results_without_the_filters_are_counted_and_unknown_filters_reported() {
        let (answer, stderr, _) = search("scylla cat:languages", 20, Form::Plain);
        assert_eq!(answer, "");
        assert!(stderr.contains("1 more without the filters"), "{stderr}");
        let (answer, ..) = search("scylla cat:languages is:shiny", 20, Form::Json);
        let value: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(value["outside"], 1);
        assert!(value["remarks"][0].as_str().is_some_and(|remark| remark.contains("shiny")), "{value}");
    }

    #[test]
    fn a_script_gets_the_tier_the_field_and_the_text() {
        let (answer, ..) = search("cafe", 20, Form::Plain);
        assert_eq!(answer, "scylladb\tScyllaDB\ttext\tclaim\tThe café cluster kept its name.\n");
    }
}
