//! The results of searches, and that they do not depend on how they were found.

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicU64;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::catalog::{Catalog, bundled, sample};
use crate::dataset::{
    ClaimParts, Confidence, Date, EntryKind, EntryParts, SourceKind, SourceParts, StackBuilder, StackKind,
};

fn hits(query: &str) -> Vec<(String, &'static str, &'static str)> {
    let catalog = sample::catalog();
    let index = Index::new(&catalog);
    let answer = index.search(&Query::parse(query));
    let found = answer.hits(&index, 0..answer.len());
    found.iter().map(|hit| (catalog.id(hit.id).into_owned(), hit.tier.name(), hit.field.name())).collect()
}

fn ids(query: &str) -> Vec<String> {
    hits(query).into_iter().map(|(id, ..)| id).collect()
}

#[test]
fn a_name_comes_before_a_text_that_mentions_it() {
    let found = hits("postgres");
    assert_eq!(found[0], ("postgresql".into(), "exact", "alias"));
    assert_eq!(found[1], ("scylladb".into(), "text", "claim"));
}

#[test]
fn words_match_in_any_order_and_all_must() {
    assert_eq!(ids("ring hash"), ["hash-ring"]);
    assert_eq!(ids("hash ring consistent"), ["hash-ring"]);
    assert_eq!(ids("ring nothing"), [""; 0]);
}

#[test]
fn tags_texts_and_sources_are_searched_with_case_and_accents_folded() {
    assert_eq!(hits("RELATIONAL")[0], ("postgresql".into(), "tag", "tag"));
    assert_eq!(hits("cafe")[0], ("scylladb".into(), "text", "claim"));
    assert_eq!(hits("overclock")[0], ("redis".into(), "source", "source"));
}

#[test]
fn scattered_letters_find_a_name() {
    assert_eq!(hits("pstgrs")[0], ("postgresql".into(), "fuzzy", "name"));
    assert_eq!(ids("zzzz"), [""; 0]);
    assert_eq!(ids(""), [""; 0]);
}

#[test]
fn a_mistyped_name_is_found_unless_the_word_occurs_in_the_data() {
    assert_eq!(hits("scylaldb"), [("scylladb".into(), "slip", "name")]);
    assert_eq!(hits("consistnet ring"), [("hash-ring".into(), "slip", "name")]);
    // "rows" is in the texts, so it is no typo.
    assert!(hits("rows").iter().all(|(_, tier, _)| *tier != "slip"));
}

#[test]
fn forms_of_a_word_are_found_in_tags_and_texts() {
    assert_eq!(hits("caching")[0], ("redis".into(), "tag", "tag"));
    assert_eq!(hits("holding")[0], ("scylladb".into(), "text", "summary"));
    assert_eq!(hits("clusters")[0], ("scylladb".into(), "text", "claim"));
}

#[test]
fn a_letter_matches_in_texts_only_as_a_word_of_its_own() {
    assert_eq!(hits("c")[0], ("cpp".into(), "prefix", "name"));
    assert!(hits("h").iter().all(|(id, ..)| id == "hash-ring"));
}

#[test]
fn operators_narrow_a_query() {
    assert_eq!(ids("^s"), ["scylladb"]);
    assert_eq!(ids("ring$"), ["hash-ring"]);
    assert_eq!(ids("^redis$"), ["redis"]);
    assert_eq!(ids("'row"), ["scylladb", "postgresql", "hash-ring"]);
    assert_eq!(ids("\"every row\""), ["scylladb", "postgresql"]);
    assert_eq!(ids("redis | cplus"), ["redis", "cpp"]);
    assert_eq!(ids("row !rows"), [""; 0]);
    assert_eq!(ids("!rows"), [""; 0]);
    assert_eq!(ids("!rows !request"), [""; 0]);
    assert_eq!(ids("!database"), ["cpp", "hash-ring"]);
}

#[test]
fn filters_test_attributes() {
    assert_eq!(ids("kind:database status:former"), ["postgresql"]);
    assert_eq!(ids("cat:stor"), ["postgresql", "scylladb", "redis"], "caches lie inside storage");
    assert_eq!(ids("cat:caches"), ["redis"]);
    assert_eq!(ids("!cat:storage kind:l"), ["cpp", "hash-ring"]);
    assert_eq!(ids("tag:column"), ["scylladb"]);
    assert_eq!(ids("src:overclocking"), ["redis"]);
    assert_eq!(ids("src:speed"), ["redis"], "the id of a source");
    assert_eq!(ids("claim:node"), ["postgresql"]);
    assert_eq!(ids("sources:>1"), ["scylladb"]);
    assert_eq!(ids("year:2015"), ["postgresql"]);
    assert_eq!(ids("in:2016"), ["postgresql"]);
    assert_eq!(ids("in:2023.. kind:database"), ["scylladb"]);
    assert_eq!(ids("is:unclear"), ids("is:unknown"), "a word of the screen");
    assert_eq!(ids("is:replaced"), ["postgresql"]);
    assert_eq!(ids("is:new"), [""; 0]);
    assert_eq!(hits("cat:caches")[0], ("redis".into(), "fact", "fact"));
}

#[test]
fn the_name_of_a_parent_or_a_language_is_a_word_of_an_entry() {
    let (ring, store) = ("hash-ring".to_owned(), "scylladb".to_owned());
    assert!(hits("cplusplus").contains(&(ring, "tag", "parent")), "{:?}", hits("cplusplus"));
    assert!(hits("cplusplus").contains(&(store, "tag", "language")));
    assert_eq!(hits("cplusplus ring"), [("hash-ring".to_owned(), "tag", "parent")]);
    assert_eq!(ids("cplusp ring"), [""; 0], "only as a whole word");
}

#[test]
fn an_address_finds_its_page_in_any_spelling() {
    for text in ["https://www.scylladb.com/", "scylladb.com", "http://scylladb.com#top"] {
        assert_eq!(hits(text).first(), Some(&("scylladb".to_owned(), "source", "address")), "{text}");
    }
    assert_eq!(ids("github.com/scylladb"), ["scylladb"]);
    assert_eq!(ids("github.com/scy"), ["scylladb"]);
}

#[test]
fn a_former_address_of_a_source_finds_it() {
    let catalog = catalog_of(&[("Ring".into(), vec![], vec![String::new(), "A ring.".into()], vec![])]);
    let index = Index::new(&catalog);
    for (text, hits) in [
        ("old.example.org/ring", 1),
        ("https://old.example.org/ring/", 1),
        ("src:old.example.org", 1),
        ("https", 0),
    ] {
        assert_eq!(index.search(&Query::parse(text)).len(), hits, "{text}");
    }
}

#[test]
fn a_word_of_nearly_every_entry_decides_nothing_beside_others() {
    let texts = |text: &str| vec![format!("{text} of Any"), String::new()];
    let made = |name: &str, text: &str| (name.to_owned(), vec![], texts(text), vec![]);
    let catalog = catalog_of(&[
        made("zlib", "Compresses the gateway"),
        made("Gateway", "Holds sockets"),
        made("Redis", "Cache"),
        ("Lone".to_owned(), vec![], vec![], vec![]),
    ]);
    let index = Index::new(&catalog);
    let first = |query: &str| {
        index
            .search(&Query::parse(query))
            .hits(&index, 0..1)
            .first()
            .map(|hit| (catalog.id(hit.id).into_owned(), hit.tier))
    };
    assert_eq!(first("any gateway"), Some(("e1".to_owned(), Tier::Exact)));
    assert_eq!(first("any lone"), Some(("e3".to_owned(), Tier::Exact)), "an entry without it, too");
    assert_eq!(first("any absent"), None);
    assert_eq!(first("any"), Some(("e0".to_owned(), Tier::Text)), "alone it is a word like others");
}

#[test]
fn a_whole_word_beats_the_beginning_of_one_and_two_letters_are_inside_of_nothing() {
    let made = |name: &str| (name.to_owned(), vec![], vec![], vec![]);
    let catalog = catalog_of(&[
        made("websocket-server-lib"),
        made("basic-web-server"),
        made("PostgreSQL"),
        made("Social"),
    ]);
    let index = Index::new(&catalog);
    let ids = |query: &str| -> Vec<String> {
        let results = index.search(&Query::parse(query));
        results
            .hits(&index, 0..9)
            .iter()
            .map(|hit| catalog.name(crate::catalog::Node::Entry(hit.id)).into_owned())
            .collect()
    };
    assert_eq!(ids("web server"), ["basic-web-server", "websocket-server-lib"]);
    assert_eq!(ids("web")[0], "websocket-server-lib", "of a single word the beginning of the name is better");
    assert_eq!((ids("pg"), ids("ci")), (vec!["PostgreSQL".to_owned()], vec![]));
}

#[test]
fn the_name_of_an_event_says_less_than_a_tag() {
    let mut builder = StackBuilder::new(StackKind::List, "s", "S", "", "", None);
    builder.category("all", "All", "", None);
    let entry = |id, name, kind| EntryParts { id, name, kind: Some(kind), ..EntryParts::default() };
    builder.entry(&entry("down", "API and database down", EntryKind::Incident));
    builder.entry(&entry("etcd", "etcd", EntryKind::Database));
    let catalog = Catalog::new(vec![builder.build()]);
    let index = Index::new(&catalog);
    let hits = index.search(&Query::parse("database")).hits(&index, 0..9);
    let found: Vec<_> = hits.iter().map(|hit| (catalog.id(hit.id).into_owned(), hit.field.name())).collect();
    assert_eq!(found, [("etcd".to_owned(), "kind"), ("down".to_owned(), "name")]);
}

#[test]
fn the_age_of_the_newest_source_counts_from_today() {
    let catalog = sample::catalog();
    let index = Index::new(&catalog);
    let today = Date::parse("2024-01-01").expect("a date");
    let ids = |query: &str| -> Vec<String> {
        let answer = index.search(&Query::parse_on(query, today));
        answer.hits(&index, 0..9).iter().map(|hit| catalog.id(hit.id).into_owned()).collect()
    };
    assert_eq!(ids("age:>5y"), ["postgresql"]);
    assert_eq!(ids("age:<1y"), ["scylladb", "cpp", "hash-ring"]);
    assert_eq!(ids("is:old"), ["postgresql", "redis"]);
    assert_eq!(index.search(&Query::parse("is:old age:>1y")).len(), 0, "the current date is unknown");
}

#[test]
fn entries_that_a_filter_excludes_are_counted_and_sorted() {
    let catalog = sample::catalog();
    let index = Index::new(&catalog);
    let answer = index.search(&Query::parse("rows cat:caches"));
    let outside: Vec<_> =
        answer.filtered_out(&index, 0..2).iter().map(|hit| catalog.id(hit.id).into_owned()).collect();
    assert_eq!((answer.len(), answer.filtered_out_len()), (1, 4));
    assert_eq!(outside, ["scylladb", "postgresql"]);
    assert_eq!(
        index.search(&Query::parse("cat:caches")).filtered_out_len(),
        0,
        "a query without words has none"
    );
}

#[test]
fn a_superseded_search_has_no_results() {
    let catalog = sample::catalog();
    let index = Index::new(&catalog);
    let (newest, mut memory) = (AtomicU64::new(7), QueryCache::new());
    let query = Query::parse("rows");
    assert!(
        index
            .search_unless_superseded(&query, &mut memory, SearchTicket { newest: &newest, id: 6 })
            .is_none()
    );
    let answer = index
        .search_unless_superseded(&query, &mut memory, SearchTicket { newest: &newest, id: 7 })
        .expect("not stale");
    assert_eq!(answer.len(), index.search(&query).len());
}

#[test]
fn an_explanation_goes_through_the_query() {
    let catalog = sample::catalog();
    let index = Index::new(&catalog);
    let explain = |query: &str, id: &str| {
        index.explain(&catalog, &Query::parse(query), catalog.find(id).expect("there")).join("\n")
    };
    insta::assert_snapshot!(
        [
            explain("scylal cat:storage", "scylladb"),
            explain("ring !rows sources:1", "hash-ring"),
            explain("rows | sql kind:database", "cpp"),
            explain("mainframe rows", "redis"),
            explain("is:current", "cpp"),
        ]
        .join("\n\n")
    );
}

#[test]
fn a_word_whose_forms_begin_alike_does_not_hide_others_that_begin_so() {
    let mut builder = StackBuilder::new(StackKind::List, "any", "Any", "", "https://example.org", None);
    builder.category("all", "All", "", None);
    let summary = "a cachet for letters";
    builder.entry(&EntryParts { id: "seal", name: "Seal", summary, ..EntryParts::default() });
    let index = Index::new(&Catalog::new(vec![builder.build()]));
    let mut memory = QueryCache::new();
    let counts =
        ["caching", "cach", "cachet"].map(|text| index.search_cached(&Query::parse(text), &mut memory).len());
    assert_eq!(counts, [0, 1, 1]);
}

#[test]
fn forms_of_a_word_are_found_in_names() {
    let catalog = Catalog::new(vec![bundled::discord()]);
    let index = Index::new(&catalog);
    let hits = index.search(&Query::parse("screen sharing")).hits(&index, 0..1);
    assert_eq!(
        hits.first().map(|hit| (catalog.id(hit.id).into_owned(), hit.tier)),
        Some(("go-live".into(), Tier::Word))
    );
}

/// Realistic queries, each with the expected first hit.
const GOLDEN: &[(&str, &str)] = &[
    ("scylla", "scylladb"),
    ("erlang", "erlang-vm"),
    ("rus", "rust"),
    ("webpa", "webpack"),
    ("postgresql", "postgresql"),
    ("google cloud pl", "gcp"),
    ("native react", "react-native"),
    ("tracing distributed", "distributed-tracing"),
    ("golang", "go"),
    ("opentel", "opentelemetry"),
    ("elstcsrch", "elasticsearch"),
    ("cldflr", "cloudflare"),
    ("clflr", "cloudflare"),
    ("scldb", "scylladb"),
    ("rctnat", "react-native"),
    ("kubernets", "kubernetes"),
    ("elastcisearch", "elasticsearch"),
    ("cassnadra", "cassandra"),
    ("scyladb", "scylladb"),
    ("webpakc", "webpack"),
    ("datadgo", "datadog"),
    ("sentri", "sentry"),
    ("opentelemtery", "opentelemetry"),
    ("pyhton", "python"),
    ("reids", "redis"),
    ("CASSANDRA", "cassandra"),
    ("Ｒｕｓｔ", "rust"),
    ("rédis", "redis"),
    ("^ela", "elasticsearch"),
    ("lliput$", "lilliput"),
    ("\"hash ring\"", "consistent-hashing"),
    ("'rust", "rust"),
    ("mnesia | mongodb", "mnesia"),
    ("cat:storage scylla", "scylladb"),
    ("kind:database is:former cass", "cassandra"),
    ("tag:nosql !scylla", "mongodb"),
    ("end to end encryption", "dave"),
    ("database cassandra", "cassandra"),
    ("hshrng", "consistent-hashing"),
    ("search messages", "message-search"),
    ("webrtc", "webrtc"),
    ("flask", "flask"),
    ("kbrnts", "kubernetes"),
    ("elxr", "elixir"),
    ("goolge cloud", "gcp"),
    ("distibuted tracing", "distributed-tracing"),
    ("distrubuted tracing", "distributed-tracing"),
];

#[test]
fn a_word_behind_many_that_only_hold_it_is_found_in_a_query_of_several_words() {
    let summary = format!("{} go app with a plan", "google cargo mango ".repeat(8));
    let mut builder = StackBuilder::new(StackKind::List, "s", "S", "", "", None);
    builder.category("all", "All", "", None);
    builder.entry(&EntryParts { id: "x", name: "X", summary: &summary, ..EntryParts::default() });
    let index = Index::new(&Catalog::new(vec![builder.build()]));
    for query in ["go", "go app", "app go plan"] {
        assert_eq!(index.search(&Query::parse(query)).len(), 1, "{query}");
    }
}

#[test]
fn the_golden_queries_have_the_expected_hit_first() {
    let catalog = Catalog::new(vec![bundled::discord()]);
    let index = Index::new(&catalog);
    let first = |query: &str| -> String {
        let hits = index.search(&Query::parse(query)).hits(&index, 0..1);
        hits.first().map(|hit| catalog.id(hit.id).into_owned()).unwrap_or_default()
    };
    let wrong: Vec<String> = GOLDEN
        .iter()
        .map(|(query, wanted)| (query, wanted, first(query)))
        .filter(|(_, wanted, first)| **wanted != first.as_str())
        .map(|(query, wanted, first)| format!("{query}: {first} before {wanted}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn letters_spread_over_a_long_name_are_no_hit() {
    let catalog = Catalog::new(vec![bundled::discord()]);
    let index = Index::new(&catalog);
    for query in ["rust", "redis", "react", "salt", "ray", "etcd", "nix", "druid", "okta", "sentry"] {
        let answer = index.search(&Query::parse(query));
        let strewn = answer.hits(&index, 0..answer.len()).into_iter().filter(|hit| hit.tier == Tier::Fuzzy);
        let strewn: Vec<_> = strewn.map(|hit| catalog.id(hit.id).into_owned()).collect();
        assert!(strewn.is_empty(), "{query}: {strewn:?}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let catalog = Catalog::new(vec![bundled::discord()]);
    let index = Index::new(&catalog);
    for query in
        ["oracle", "silverlight", "fortran", "ansible", "jquery", "qwertyuiop", "rust cobol", "lambda xyz"]
    {
        let answer = index.search(&Query::parse(query));
        let names: Vec<_> =
            answer.hits(&index, 0..3).iter().map(|hit| (catalog.id(hit.id).into_owned(), hit.tier)).collect();
        assert!(names.iter().all(|(_, tier)| *tier > Tier::Slip), "{query}: {names:?}");
    }
}

// --- the same results on every way --------------------------------------------------------------

/// A word, short and of few letters, so that many agree in part.
fn word() -> impl Strategy<Value = String> {
    "[a-c]{1,3}|[a-cs]{4,9}|stor(e|es|ed|ing)|(Ring|Store)(Hash|Sto)|é|c\\+\\+"
}

fn texts(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(word(), words).prop_map(|words| words.join(" "))
}

/// Name, aliases, summary and claims, tags.
type Made = (String, Vec<String>, Vec<String>, Vec<String>);

fn any_entries() -> impl Strategy<Value = Vec<Made>> {
    vec((texts(1..4), vec(texts(1..3), 0..3), vec(texts(0..6), 0..4), vec(word(), 0..3)), 0..40)
}

fn any_catalog() -> impl Strategy<Value = Catalog> {
    any_entries().prop_map(|entries| catalog_of(&entries))
}

fn catalog_of(entries: &[Made]) -> Catalog {
    let mut builder = StackBuilder::new(StackKind::List, "any", "Any", "", "https://example.org", None);
    builder.category("stores", "Stores", "", None);
    builder.category("rings", "Ring abc", "", Some(0));
    builder.source(&SourceParts {
        id: "one",
        title: "Storing a ring",
        url: "https://example.org/abc",
        former_urls: vec!["https://old.example.org/ring"],
        kind: SourceKind::Article,
        publisher: "",
        author: "",
        published: Date::parse("2017").ok(),
    });
    for (at, (name, aliases, texts, tags)) in entries.iter().enumerate() {
        let claims = texts.iter().skip(1).map(|text| ClaimParts::new(text, Confidence::Confirmed, vec![0]));
        builder.entry(&EntryParts {
            id: &format!("e{at}"),
            name,
            aliases: aliases.iter().map(String::as_str).collect(),
            category: u32::from(at % 3 == 0),
            tags: tags.iter().map(String::as_str).collect(),
            summary: texts.first().map_or("", String::as_str),
            claims: claims.collect(),
            ..EntryParts::default()
        });
    }
    Catalog::new(vec![builder.build()])
}

fn any_query() -> impl Strategy<Value = String> {
    let term = prop_oneof![
        8 => word(),
        1 => word().prop_map(|word| format!("!{word}")),
        1 => word().prop_map(|word| format!("'{word}")),
        1 => word().prop_map(|word| format!("^{word}")),
        1 => word().prop_map(|word| format!("{word}$")),
        1 => word().prop_map(|word| format!("tag:{word}")),
        1 => Just("| a".to_owned()),
        1 => Just("\"abc ring".to_owned()),
    ];
    vec(term, 1..4).prop_map(|terms| terms.join(" "))
}

/// All hits, those that filters left out, and their order.
fn all(index: &Index, answer: &Results) -> (Vec<Hit>, Vec<Hit>) {
    (answer.hits(index, 0..answer.len()), answer.filtered_out(index, 0..answer.filtered_out_len()))
}

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).expect("not none")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn one_thread_finds_what_three_find(catalog in any_catalog(), query in any_query()) {
        let query = Query::parse(&query);
        let (one, three) = (Index::new(&catalog).with_threads(threads(1)), Index::new(&catalog).with_threads(threads(3)));
        prop_assert_eq!(all(&one, &one.search(&query)), all(&three, &three.search(&query)));
    }

    #[test]
    fn typing_finds_what_a_new_search_finds(catalog in any_catalog(), queries in vec(any_query(), 1..3)) {
        let index = Index::new(&catalog).with_threads(threads(2));
        let mut memory = QueryCache::new();
        for query in &queries {
            let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
            // Typed letter by letter, then deleted again.
            for end in ends.clone().chain(ends.collect::<Vec<_>>().into_iter().rev()) {
                let query = Query::parse(&query[..end]);
                let typed = index.search_cached(&query, &mut memory);
                prop_assert_eq!(all(&index, &typed), all(&index, &index.search(&query)), "{:?}", query.text());
            }
        }
    }

    #[test]
    fn a_range_of_the_hits_is_that_range_of_all(
        catalog in any_catalog(), query in any_query(), from in 0_usize..30, count in 0_usize..30,
    ) {
        let index = Index::new(&catalog);
        let query = Query::parse(&query);
        let (answer, whole) = (index.search(&query), index.search(&query));
        let whole = whole.hits(&index, 0..whole.len());
        let end = whole.len().min(from + count);
        prop_assert_eq!(answer.hits(&index, from..from + count), &whole[from.min(end)..end]);
        prop_assert!(whole.is_sorted_by_key(|hit| hit.tier));
    }

    #[test]
    fn every_hit_has_its_reason(catalog in any_catalog(), query in any_query()) {
        let index = Index::new(&catalog);
        let query = Query::parse(&query);
        for hit in index.search(&query).hits(&index, 0..50) {
            let reason = index.reason(&catalog, &query, &hit);
            prop_assert!(!reason.label.is_empty());
            prop_assert!(reason.highlights.iter().all(|place| reason.text.get(place.clone()).is_some()));
            prop_assert!(!index.explain(&catalog, &query, hit.id).is_empty());
            if hit.tier < Tier::Tag && hit.field == Field::Name {
                prop_assert!(!reason.name_highlights.is_empty(), "{:?} {:?}", query.text(), catalog.entry(hit.id).map(crate::dataset::Entry::name));
            }
        }
    }

    #[test]
    fn any_text_can_be_searched_for(catalog in any_catalog(), query in "\\PC{0,60}|[a-c!'^$|\": ><=.é]{0,40}") {
        let index = Index::new(&catalog);
        let query = Query::parse_on(&query, Date::parse("2026-11-24").expect("a date"));
        let answer = index.search(&query);
        prop_assert!(answer.len() + answer.filtered_out_len() <= index.len());
        prop_assert!(answer.hits(&index, 0..answer.len()).is_sorted_by_key(|hit| hit.tier));
        let _ = index.advice(&catalog, &query);
    }
}

/// Three stacks, each with entries of these names and summaries, in this order.
fn several(entries: &[&[(&str, &str)]]) -> Catalog {
    let stack = |(at, entries): (usize, &&[(&str, &str)])| {
        let id = format!("s{at}");
        let mut builder = StackBuilder::new(StackKind::List, &id, &id, "", "", None);
        builder.category("all", "All", "", None);
        for (number, (name, summary)) in entries.iter().enumerate() {
            let id = format!("e{number}");
            builder.entry(&EntryParts { id: &id, name, summary, ..EntryParts::default() });
        }
        builder.build()
    };
    Catalog::new(entries.iter().enumerate().map(stack).collect())
}

fn found(catalog: &Catalog, index: &Index, query: &str) -> Vec<(String, u32, &'static str)> {
    let results = index.search(&Query::parse(query));
    let all = results.hits(index, 0..results.len());
    assert_eq!(all.len(), results.len());
    // However much of them is shown at a time, the hits are the same.
    let by_one = index.search(&Query::parse(query));
    let one = |at| by_one.hits(index, at..at + 1);
    assert_eq!((0..results.len()).flat_map(one).collect::<Vec<_>>(), all, "{query}");
    let name = |hit: &Hit| (catalog.entry(hit.id).unwrap().name().to_owned(), hit.id.stack, hit.tier.name());
    all.iter().map(name).collect()
}

#[test]
fn a_name_that_several_stacks_have_is_one_block() {
    let catalog = several(&[
        &[("React", ""), ("Redis", ""), ("Other", "redis")],
        &[("React", "Redis was there."), ("redis", ""), ("Remix", "")],
        &[("Other", ""), ("Redis", ""), ("React", "")],
    ]);
    let index = Index::new(&catalog);
    let all = found(&catalog, &index, "re");
    let names: Vec<&str> = all.iter().map(|(name, ..)| &**name).collect();
    assert_eq!(names, ["React", "React", "React", "Redis", "redis", "Redis", "Remix", "Other"]);
    assert_eq!(all.iter().map(|(_, stack, _)| *stack).collect::<Vec<_>>(), [0, 1, 2, 0, 1, 2, 1, 0]);
    let all = found(&catalog, &index, "redis");
    let tiers: Vec<&str> = all.iter().map(|(.., tier)| *tier).collect();
    assert_eq!(tiers, ["exact", "exact", "exact", "text", "text"], "no block rises above its tier");
    assert_eq!(found(&catalog, &index, "redis stack:s1").len(), 2);
}

#[test]
fn spaces_around_a_name_do_not_split_its_block() {
    let catalog = several(&[&[("b", "")], &[("ba", ""), ("b ", "")]]);
    let all = found(&catalog, &Index::new(&catalog), "a");
    assert_eq!(all.iter().map(|(name, ..)| &**name).collect::<Vec<_>>(), ["b", "b ", "ba"]);
}

proptest! {
    #[test]
    fn a_block_is_whole_in_its_tier(stacks in vec(vec("[ab]{1,2} ?[ab]?", 0..6), 2..5), query in "[ab]{1,2}") {
        let entries: Vec<Vec<(&str, &str)>> =
            stacks.iter().map(|names| names.iter().map(|name| (&**name, "")).collect()).collect();
        let catalog = several(&entries.iter().map(|entries| &**entries).collect::<Vec<_>>());
        let index = Index::new(&catalog);
        let all = found(&catalog, &index, &query);
        let mut blocks: Vec<(&str, &str)> = all.iter().map(|(name, _, tier)| (&**tier, name.trim())).collect();
        blocks.dedup();
        let distinct: std::collections::HashSet<_> = blocks.iter().collect();
        prop_assert_eq!(distinct.len(), blocks.len(), "{:?}", blocks);
        let tiers: Vec<Tier> = index.search(&Query::parse(&query)).hits(&index, 0..all.len()).iter().map(|hit| hit.tier).collect();
        prop_assert!(tiers.is_sorted());
    }
}
