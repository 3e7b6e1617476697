//! `list` with a query and an order, `search` with its limit and its JSON.

use super::*;

/// The ids that a command lists.
fn ids(arguments: &[&str]) -> Vec<String> {
    let run = run(arguments);
    run.out.lines().filter_map(|line| line.split('\t').next()).map(str::to_owned).collect()
}

#[test]
fn list_takes_the_query_language_and_keeps_its_own_order() {
    let stack = orchard();
    let of = |query: &str, further: &[&str]| ids(&[&["list", &stack, "--query", query], further].concat());
    assert_eq!(of("kind:database", &[]), ["postgresql", "scylladb", "redis"]);
    assert_eq!(of("kind:database status:former", &[]), ["postgresql"]);
    assert_eq!(of("!kind:database", &[]), ["rust", "tokio"]);
    let found = ids(&["search", "apples", "--limit", "0", "--stack", &stack]);
    let mut listed = of("apples", &[]);
    assert_eq!(
        listed,
        ids(&["list", &stack]).into_iter().filter(|id| found.contains(id)).collect::<Vec<_>>()
    );
    listed.sort();
    assert_eq!(of("apples", &["--sort", "name"]), listed);
    let json = json_of(&["list", &stack, "--query", "kind:database", "--json"]);
    assert_eq!(json["entries"].as_array().map(Vec::len), Some(3));
    let human = run(&["list", &stack, "--query", "redis", "--format", "human"]).out;
    assert!(human.contains("Storage") && human.contains("Caches"), "with its categories: {human}");
    assert!(!human.contains("Rust"), "{human}");
}

#[test]
fn a_query_of_list_is_of_the_stacks_as_of_the_date() {
    let stack = orchard();
    let of = |date: &str| ids(&["list", &stack, "--query", "kind:database is:current", "--as-of", date]);
    assert_eq!(of("2016"), ["postgresql"]);
    assert_eq!(of("2024"), ["scylladb"]);
}

#[test]
fn a_query_of_list_without_entries_says_the_next_step() {
    let stack = orchard();
    let run = run(&["list", &stack, "--query", "redixxs kind:database"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("nothing matches `redixxs kind:database`"), "{}", run.err);
    assert!(run.err.contains("3 results without `redixxs`"), "{}", run.err);
}

#[test]
fn a_wide_terminal_shows_ids_and_summaries_and_cuts_no_name() {
    let mut command = stacklore();
    command.args(["list", &orchard(), "--format", "human"]).env("COLUMNS", "200");
    let wide = Run::from(command.output().expect("the program starts")).out;
    let line = wide.lines().find(|line| line.contains("PostgreSQL")).expect("listed");
    assert!(
        line.contains("  postgresql  ") && line.contains("Held every apple until it was replaced."),
        "{line}"
    );
}

#[test]
fn a_limit_of_0_is_no_limit() {
    let all = json_of(&["search", "--json", "--limit", "0", "is:current"]);
    let hits = all["hits"].as_array().map_or(0, Vec::len);
    assert!(hits > 20 && all["total"] == hits, "{hits}");
    assert_eq!(ids(&["search", "--limit", "0", "is:current"]).len(), hits);
    let human = run(&["search", "is:current", "--format", "human"]);
    assert!(human.err.contains(&format!("20 of {hits} results; `--limit 0` shows all")), "{}", human.err);
}

#[test]
fn a_hit_says_where_it_matches_and_what_proves_it() {
    let json = json_of(&["search", "--json", "caf\u{e9} cluster", "--stack", &orchard()]);
    let hit = &json["hits"][0];
    assert_eq!((&hit["field"], &hit["claim"]), (&json!("claim"), &json!(2)));
    let snippet: Vec<char> = hit["snippet"].as_str().expect("text").chars().collect();
    let places = hit["snippet_matches"].as_array().expect("places");
    let at = |place: &Value| {
        let number = |at: usize| usize::try_from(place[at].as_u64().expect("a number")).expect("small");
        snippet[number(0)..number(1)].iter().collect::<String>()
    };
    assert_eq!(places.iter().map(at).collect::<Vec<_>>(), ["caf\u{e9}", "cluster"]);
    for key in ["url", "address", "category", "status", "seen_by"] {
        assert!(hit[key].is_string(), "{key}: {hit}");
    }
    // Filters alone match no text, and claim no tier of words.
    let filtered = json_of(&["search", "--json", "kind:database", "--stack", &orchard()]);
    let hit = &filtered["hits"][0];
    assert_eq!((&hit["tier"], &hit["field"]), (&json!("fact"), &json!("fact")));
    assert!(hit.get("name_matches").is_none() && hit.get("claim").is_none(), "{hit}");
}
