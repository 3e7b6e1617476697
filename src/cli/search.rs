//! `search`: the entries that answer a query, the best first, and why.
//!
//! Plain columns: id, name, tier, field, snippet (the text that matched; empty when that is the name).

use std::io;

use super::Outcome;
use super::output::{Form, Line, Output, Role};
use crate::catalog::Catalog;
use crate::format::json;
use crate::search::{Hit, Index, Query, Reason};

/// Writes the answers to a query, up to `limit` of them.
pub(super) fn run(
    catalog: &Catalog,
    text: &str,
    limit: usize,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> io::Result<Outcome> {
    let index = Index::new(catalog);
    let query = Query::parse(text);
    let all = index.search(catalog, &query);
    let hits = all.get(..limit).unwrap_or(&all);
    let reasoned = || hits.iter().map(|hit| (hit, index.reason(catalog, &query, hit)));
    match out.form() {
        Form::Json => {
            let line = |(hit, reason): (&Hit, Reason)| json::HitLine {
                id: catalog.id(hit.id),
                name: catalog.entry(hit.id).map_or("", |entry| entry.name()),
                tier: hit.tier.name(),
                field: hit.field.name(),
                snippet: Some(reason.text).filter(|text| !text.is_empty()),
            };
            let hits = reasoned().map(line).collect();
            out.json(&json::Search { version: json::VERSION, query: text, total: all.len(), hits })?;
        }
        Form::Plain => {
            for (hit, reason) in reasoned() {
                let name = catalog.entry(hit.id).map_or("", |entry| entry.name());
                out.record([&*catalog.id(hit.id), name, hit.tier.name(), hit.field.name(), &reason.text])?;
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
        remark(text, hits.len(), all.len(), out.form(), beside);
    }
    Ok(Outcome::found(!all.is_empty()))
}

/// Says what the hits themselves do not: that there are none, or more.
fn remark(text: &str, shown: usize, total: usize, form: Form, beside: &mut Output<'_>) {
    let text = crate::cells::cut(text, 60);
    let remark = match (total, form) {
        (0, _) => format!("nothing matches `{text}`"),
        (_, Form::Human) if shown < total => {
            format!("{shown} of {total} answers; `--limit {total}` shows all")
        }
        _ => return,
    };
    // That a remark cannot be written is no reason to fail: the answer stands.
    let _ = beside.wrapped(&Line::new().with(Role::Text, &remark), 0).and_then(|()| beside.finish());
}

fn for_reading(catalog: &Catalog, hit: &Hit, reason: &Reason, out: &mut Output<'_>) -> io::Result<()> {
    let Some(entry) = catalog.entry(hit.id) else { return Ok(()) };
    let mut name = Line::new();
    name.push_marked(Role::Title, entry.name(), &reason.name_places);
    name.push(Role::Dim, &format!("  {}", catalog.id(hit.id)));
    name.push(Role::Text, &format!("  {}", entry.category_path().join(" > ")));
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
        assert_eq!(beside, "nothing matches `zzzz`\n");
    }

    #[test]
    fn a_script_gets_the_tier_the_field_and_the_text() {
        let (answer, ..) = search("cafe", 20, Form::Plain);
        assert_eq!(answer, "scylladb\tScyllaDB\ttext\tclaim\tThe café cluster kept its name.\n");
    }
}
