//! `search`: the entries that answer a query, the best first, and why.
//!
//! Plain columns: id, name, tier, field, snippet (the text that matched; empty when that is the name); with several
//! stacks also the stack.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use super::load::unreadable;
use super::output::{Form, Line, Output, Role};
use super::{Failure, Outcome};
use crate::catalog::{Catalog, EntryId, Node};
use crate::config::Limits;
use crate::export::json;
use crate::search::{Hit, Index, Query, QueryCache, Reason, RemovableTerm, Results};
use crate::system::clock;
use crate::system::files;

/// Writes the answers to a query, up to `limit` of them.
pub(super) fn run(
    catalog: &Catalog,
    text: &str,
    limit: usize,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> io::Result<Outcome> {
    let index = Index::new(catalog);
    let query = asked(text);
    let answer = index.search(&query);
    let hits = answer.hits(&index, 0..limit);
    let reasoned = || hits.iter().map(|hit| (hit, index.reason(catalog, &query, hit)));
    match out.form() {
        Form::Json => out.json(&shape(catalog, &index, text, &answer, &hits))?,
        Form::Plain => {
            for (hit, reason) in reasoned() {
                let name = catalog.entry(hit.id).map_or("", |entry| entry.name());
                let fields = [&*catalog.id(hit.id), name, hit.tier.name(), hit.field.name(), &reason.text];
                out.record(fields.into_iter().chain(catalog.stack_id_if_several(hit.id.stack)))?;
            }
        }
        Form::Human => {
            for (at, (hit, reason)) in reasoned().enumerate() {
                if at > 0 {
                    out.blank()?;
                }
                for_reading(catalog, hit, &reason, out)?;
            }
        }
    }
    if out.form() != Form::Json {
        let mut remarks = remarks(text, hits.len(), &answer, out.form());
        if answer.is_empty() {
            remarks.extend(advice(catalog, &index, &query));
        }
        for remark in remarks {
            // That a remark cannot be written is no reason to fail: the answer stands.
            let _ = beside.wrapped(&Line::new().with(Role::Text, &remark), 0);
        }
        let _ = beside.finish();
    }
    Ok(Outcome::found(!answer.is_empty()))
}

/// Writes the answers to many queries, one of them a line, as one line of JSON for each.
pub(super) fn batch(
    catalog: &Catalog,
    queries: &str,
    limit: usize,
    out: &mut Output<'_>,
) -> io::Result<Outcome> {
    let index = Index::new(catalog);
    let mut memory = QueryCache::new();
    let mut any = false;
    for text in queries.lines() {
        let query = asked(text);
        let answer = index.search_cached(&query, &mut memory);
        let hits = answer.hits(&index, 0..limit);
        out.json(&shape(catalog, &index, text, &answer, &hits))?;
        any |= !answer.is_empty();
    }
    Ok(Outcome::found(any))
}

/// The queries of a file, or of the standard input for `-`.
///
/// # Errors
///
/// [`Failure`] says why they cannot be read.
pub(super) fn queries(from: &OsStr, limits: &Limits) -> Result<String, Failure> {
    let path = Path::new(from);
    let read = if from == "-" {
        files::read_stream(&mut io::stdin().lock(), path, limits.bytes).map(|file| file.bytes)
    } else {
        files::read_file(path, limits.bytes)
    };
    read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(|error| unreadable(&error))
}

fn asked(text: &str) -> Query {
    clock::today().map_or_else(|| Query::parse(text), |today| Query::parse_on(text, today))
}

fn shape<'a>(
    catalog: &'a Catalog,
    index: &Index,
    text: &'a str,
    answer: &'a Results,
    hits: &[Hit],
) -> json::Search<'a> {
    let line = |hit: &Hit| json::HitLine {
        id: catalog.id(hit.id),
        stack: catalog.stack_id_if_several(hit.id.stack),
        name: catalog.entry(hit.id).map_or("", |entry| entry.name()),
        tier: hit.tier.name(),
        field: hit.field.name(),
        snippet: Some(index.reason(catalog, answer.query(), hit).text).filter(|text| !text.is_empty()),
    };
    json::Search {
        version: json::VERSION,
        query: text,
        total: answer.len(),
        outside: Some(answer.filtered_out_len()).filter(|count| *count > 0),
        remarks: answer.query().warnings(),
        hits: hits.iter().map(line).collect(),
    }
}

/// What the hits themselves do not say: that there are none, or more, and what of the query was not understood.
fn remarks(text: &str, shown: usize, answer: &Results, form: Form) -> Vec<String> {
    let text = crate::cells::cut(text, 60);
    let (total, outside) = (answer.len(), answer.filtered_out_len());
    let mut remarks = answer.query().warnings().to_vec();
    match (total, form) {
        (0, _) => remarks.push(format!("nothing matches `{text}`")),
        (_, Form::Human) if shown < total => {
            remarks.push(format!("{shown} of {total} answers; `--limit {total}` shows all"));
        }
        _ => {}
    }
    if outside > 0 && (total == 0 || form == Form::Human) {
        remarks.push(format!("{outside} more without its filters"));
    }
    remarks
}

/// How many parts of a query are named that could be left out.
const MOST_DROPS: usize = 3;

/// What may help where nothing answers, a sentence each.
fn advice(catalog: &Catalog, index: &Index, query: &Query) -> Vec<String> {
    let advice = index.nearest(catalog, query);
    let name = |id: &EntryId| {
        let name = catalog.entry(*id).map_or("", |entry| entry.name());
        format!("{} ({})", crate::cells::cut(name, 40), catalog.id(*id))
    };
    let names: Vec<String> = advice.nearest.iter().map(name).collect();
    let without = |drop: &RemovableTerm| {
        let (typed, hits) = (crate::cells::cut(&drop.typed, 40), drop.hits);
        let are = if hits == 1 { "is 1 answer".to_owned() } else { format!("are {hits} answers") };
        format!("without `{typed}` there {are}")
    };
    let mut sentences: Vec<String> = advice.drops.iter().take(MOST_DROPS).map(without).collect();
    match &*names {
        [] => {}
        [one] => sentences.push(format!("the nearest name is {one}")),
        several => sentences.push(format!("the nearest names are {}", several.join(", "))),
    }
    if sentences.is_empty() {
        sentences.push("try only the beginning of a word, or `stacklore list` for every entry".to_owned());
    }
    sentences
}

fn for_reading(catalog: &Catalog, hit: &Hit, reason: &Reason, out: &mut Output<'_>) -> io::Result<()> {
    let Some(entry) = catalog.entry(hit.id) else { return Ok(()) };
    let mut name = Line::new();
    // Which of several stacks it is in is told by the id only where that would be ambiguous.
    let stack = catalog.stack_id_if_several(hit.id.stack).map(|_| catalog.name(Node::Stack(hit.id.stack)));
    let path = stack.into_iter().chain(entry.category_path());
    let path = path.collect::<Vec<_>>().join(" > ");
    name.push_marked(Role::Title, entry.name(), &reason.name_places);
    name.push(Role::Dim, &format!("  {}", catalog.id(hit.id)));
    name.push(Role::Text, &format!("  {path}"));
    out.wrapped(&name, 0)?;
    let mut why = Line::new().with(Role::Text, &reason.label);
    if !reason.text.is_empty() {
        why.push(Role::Text, ": ");
        why.push_marked(Role::Text, &reason.text, &reason.places);
    }
    out.wrapped(&why, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::cli::written;

    fn search(text: &str, limit: usize, form: Form) -> (String, String, Outcome) {
        let mut outcome = Outcome::Usage;
        let mut answer = String::new();
        let beside = written(Form::Human, 72, |beside| {
            answer = written(form, 72, |out| {
                outcome = run(&sample::catalog(), text, limit, out, beside).expect("written");
            });
        });
        (answer, beside, outcome)
    }

    #[test]
    fn a_person_sees_why_each_answer_is_one() {
        let (answer, beside, outcome) = search("rows", 20, Form::Human);
        insta::assert_snapshot!(answer);
        assert_eq!((beside.as_str(), outcome), ("", Outcome::Found));
    }

    #[test]
    fn what_a_limit_leaves_out_is_said_and_counted() {
        let (answer, beside, _) = search("rows", 1, Form::Human);
        assert_eq!(answer.lines().count(), 2);
        assert!(beside.contains("1 of "), "{beside}");
        let (answer, beside, _) = search("rows", 1, Form::Json);
        let value: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(value["hits"].as_array().map(Vec::len), Some(1));
        assert!(value["total"].as_u64() > Some(1));
        assert_eq!(beside, "");
    }

    #[test]
    fn nothing_found_is_an_answer_too() {
        let (answer, _, outcome) = search("z\u{1b}zzz", 20, Form::Json);
        let value: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(value, serde_json::json!({"version": 1, "query": "z\u{1b}zzz", "total": 0, "hits": []}));
        assert_eq!(outcome, Outcome::Nothing);
        let (answer, beside, outcome) = search("zzzz", 20, Form::Plain);
        assert_eq!((answer.as_str(), outcome), ("", Outcome::Nothing));
        let advice = "try only the beginning of a word, or `stacklore list` for every entry";
        assert_eq!(beside, format!("nothing matches `zzzz`\n{advice}\n"));
    }

    #[test]
    fn where_nothing_answers_the_next_step_is_said() {
        let (_, beside, _) = search("redixxs", 20, Form::Plain);
        assert_eq!(beside.lines().next(), Some("nothing matches `redixxs`"));
        assert!(beside.contains("the nearest names are Redis (redis), "), "{beside}");
        let (_, beside, _) = search("scylla zzzz", 20, Form::Human);
        assert!(beside.contains("without `zzzz` there is 1 answer"), "{beside}");
    }

    #[test]
    fn many_queries_are_answered_in_a_line_each() {
        let queries = "rows\n\nscy\nscyl\nzzzz\nrows";
        let answers = written(Form::Plain, 72, |out| {
            batch(&sample::catalog(), queries, 20, out).expect("written");
        });
        let one = |text: &str| search(text, 20, Form::Json).0;
        let expected: String = queries.lines().map(one).collect();
        assert_eq!(answers, expected);
    }

    #[test]
    fn what_filters_leave_out_and_what_is_not_understood_is_said() {
        let (answer, beside, _) = search("scylla cat:languages", 20, Form::Plain);
        assert_eq!(answer, "");
        assert!(beside.contains("1 more without its filters"), "{beside}");
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
