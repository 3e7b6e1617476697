//! Tests of the built-in data and of the documents that describe it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use stacklore::catalog::{Catalog, bundled};
use stacklore::dataset::{
    Confidence, EntryKind, Relation, RelationKind, SourceKind, Stack, StackKind, Status,
};
use stacklore::format::{Reading, toml as stacks};
use stacklore::search::{Index, Query};
use toml::{Table, Value};

/// The URLs of the original list, one a line.
const FIRST_LIST: &str = include_str!("first-list-urls.txt");

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// Name and text of every file of a folder without subfolders.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let listed =
        fs::read_dir(folder).expect("the folder is there").map(|item| item.expect("it can be listed"));
    listed
        .map(|item| {
            let text = fs::read_to_string(item.path()).expect("a file that is UTF-8");
            (item.file_name().into_string().expect("a name that is UTF-8"), text)
        })
        .collect()
}

/// The files of a stack, by name without `.toml`.
type Files = BTreeMap<String, Table>;

/// The files of every built-in stack, by the name of the stack.
static STACKS: LazyLock<BTreeMap<String, Files>> = LazyLock::new(|| {
    let read = |(name, text): (String, String)| {
        let stem = name.strip_suffix(".toml").unwrap_or_else(|| panic!("{name} is no TOML file"));
        let table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        (stem.to_owned(), table)
    };
    let stack = |name: String| (name.clone(), files(&data().join(name)).into_iter().map(read).collect());
    folders().into_iter().map(stack).collect()
});

/// What the reader of the program makes of every built-in stack, by its name.
static READINGS: LazyLock<BTreeMap<String, Reading>> = LazyLock::new(|| {
    let reading = |bundled: &bundled::Bundled| (bundled.name.to_owned(), stacks::read(bundled.files()));
    bundled::ALL.iter().map(reading).collect()
});

/// The names of the folders of `data`.
fn folders() -> Vec<String> {
    let listed =
        fs::read_dir(data()).expect("the folder is there").map(|item| item.expect("it can be listed"));
    let mut names: Vec<String> = listed
        .filter(|item| item.path().is_dir())
        .map(|item| item.file_name().into_string().expect("a name that is UTF-8"))
        .collect();
    names.sort();
    names
}

/// The files of the stack of Discord.
fn discord() -> &'static Files {
    STACKS.get("discord").expect("the stack of Discord")
}

/// Every built-in stack.
fn all() -> impl Iterator<Item = (&'static str, &'static Stack)> {
    READINGS.iter().map(|(name, reading)| (&**name, reading.stack.as_ref().expect("a stack without errors")))
}

fn array<'a>(table: &'a Table, key: &str) -> &'a [Value] {
    table.get(key).map_or(&[], |value| value.as_array().expect("an array"))
}

fn tables<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    array(table, key).iter().map(|value| value.as_table().expect("a table"))
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("no text {key} in {table:?}"))
}

/// Every string in a value.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Table(table) => table.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

fn categories(files: &Files) -> Vec<String> {
    tables(&files["stack"], "category").map(|category| text(category, "id").to_owned()).collect()
}

#[test]
fn no_address_of_the_first_list_is_lost() {
    let files = discord();
    let mut kept = Vec::new();
    files.values().flat_map(Table::values).for_each(|value| texts(value, &mut kept));
    let lost: Vec<&str> = FIRST_LIST.lines().filter(|address| !kept.contains(address)).collect();
    assert_eq!(FIRST_LIST.lines().count(), 39);
    assert_eq!(lost, [""; 0]);
}

#[test]
fn every_address_of_the_first_list_is_found_with_its_page_first() {
    let catalog = Catalog::new(vec![bundled::discord()]);
    let index = Index::new(&catalog);
    let page = |url: &str| {
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/').to_lowercase()
    };
    let missed = FIRST_LIST.lines().filter(|address| {
        let hits = index.search(&Query::parse(address)).hits(&index, 0..1);
        let Some(entry) = hits.first().and_then(|hit| catalog.entry(hit.id)) else { return true };
        let sources = entry.sources().into_iter().map(|(_, source)| source);
        let of_sources = sources.flat_map(|source| source.url().into_iter().chain(source.former_urls()));
        let own = entry.homepage().into_iter().chain(entry.repository());
        let links = entry.links().filter_map(stacklore::dataset::Link::url);
        let mut pages = of_sources.chain(own).chain(links).map(|url| page(url.as_str()));
        !pages.any(|found| found == page(address))
    });
    assert_eq!(missed.collect::<Vec<_>>(), [""; 0]);
}

/// Number of entries, claims, relations and sources of a stack.
fn counts(stack: &Stack) -> [usize; 4] {
    [stack.entries().len(), stack.claim_count(), stack.relation_count(), stack.sources().len()]
}

#[test]
fn the_manual_of_the_data_counts_every_stack_right() {
    // A count that changes without a reason is a fact that was lost.
    let page = fs::read_to_string(data().join("README.md")).expect("it is there");
    let row = |(name, stack): (&str, &Stack)| {
        let [entries, claims, relations, sources] = counts(stack);
        format!("| `{name}` | {} | {entries} | {claims} | {relations} | {sources} |", stack.name())
    };
    let rows: Vec<String> = all().map(row).collect();
    let listed: Vec<&str> = rows.iter().map(|row| &**row).collect();
    let shown: Vec<&str> =
        page.lines().skip_while(|line| !line.starts_with("| folder |")).skip(2).take(rows.len()).collect();
    assert_eq!(shown, listed, "data/README.md should have:\n{}", rows.join("\n"));
}

/// The share of a part in a whole.
fn share(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).expect("a small number"));
    number(part) / number(whole)
}

#[test]
fn nearly_every_claim_says_when_it_was_so_and_where_that_is_written() {
    let (mut all_claims, mut all_dated, mut all_placed) = (0, 0, 0);
    for (name, stack) in all() {
        let claims: Vec<_> = stack.entries().flat_map(|(_, entry)| entry.claims()).collect();
        let dated = claims.iter().filter(|claim| claim.when().is_some()).count();
        let has_place =
            |claim: &&stacklore::dataset::Claim<'_>| claim.passages().any(|passage| passage.text().is_some());
        let placed = claims.iter().filter(has_place).count();
        let floor = if name == "wikimedia" { 0.85 } else { 0.9 };
        assert!(share(dated, claims.len()) >= floor, "{name}: {dated} of {} have a date", claims.len());
        assert!(share(placed, claims.len()) >= 0.9, "{name}: {placed} of {} have a passage", claims.len());
        all_claims += claims.len();
        all_dated += dated;
        all_placed += placed;
    }
    assert!(share(all_dated, all_claims) >= 0.97, "{all_dated} of {all_claims} claims have a date");
    assert!(share(all_placed, all_claims) >= 0.97, "{all_placed} of {all_claims} claims have a passage");
}

#[test]
fn an_entry_without_a_neighbour_says_why() {
    for (name, stack) in all() {
        let isolated = stack.entries().filter(|(_, entry)| entry.neighbours().is_empty());
        let mut isolated: Vec<String> = isolated.map(|(_, entry)| entry.id().to_owned()).collect();
        let text: String = files(&data().join(name)).into_values().collect();
        let blocks = text.split("[[entry]]\n").filter(|block| block.contains("# No relation: "));
        let mut reasons: Vec<&str> = blocks.filter_map(|block| block.split('"').nth(1)).collect();
        isolated.sort();
        reasons.sort_unstable();
        assert_eq!(
            reasons, isolated,
            "{name}: the entries with a comment `# No relation: …`, and those without a neighbour"
        );
    }
}

#[test]
fn relations_say_more_than_used_with() {
    for (name, stack) in all() {
        let kinds: Vec<_> =
            stack.entries().flat_map(|(_, entry)| entry.relations()).map(Relation::kind).collect();
        let vague = kinds.iter().filter(|kind| **kind == RelationKind::UsedWith).count();
        assert!(share(vague, kinds.len()) <= 0.2, "{name}: {vague} of {} relations", kinds.len());
    }
}

/// The most warnings that a built-in stack may have: nearly all ask for a second source.
const WARNINGS: [(&str, usize); 11] = [
    ("bluesky", 70),
    ("discord", 60),
    ("github", 160),
    ("govuk", 15),
    ("lets-encrypt", 20),
    ("lichess", 25),
    ("openstreetmap", 25),
    ("pypi", 105),
    ("rust-project", 5),
    ("stack-overflow", 190),
    ("wikimedia", 75),
];

#[test]
fn no_built_in_stack_has_an_error_and_each_has_few_warnings() {
    use stacklore::dataset::{Finding, Severity};
    assert_eq!(folders(), WARNINGS.map(|(name, _)| name));
    for (name, most) in WARNINGS {
        let findings = &READINGS[name].findings;
        let of = |severity| {
            let found = findings.iter().filter(move |finding: &&Finding| finding.severity == severity);
            found.map(|finding| format!("{}: {}", finding.code, finding.message)).collect::<Vec<_>>()
        };
        assert_eq!(of(Severity::Error), [""; 0]);
        let warnings = of(Severity::Warning);
        assert!(warnings.len() <= most, "{name}: {} warnings: {warnings:#?}", warnings.len());
    }
}

#[test]
fn the_front_page_of_the_project_counts_right() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("it is there");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let [entries, claims, _, sources] = counts(&bundled::discord());
    let expected = format!("{entries} technologies, {claims} claims, and {sources} sources");
    assert!(page.contains(&expected), "README.md must contain: {expected}");
}

#[test]
fn each_category_has_a_file_of_its_own_and_nothing_else_lies_there() {
    for (name, files) in &*STACKS {
        let mut expected = categories(files);
        expected.extend(["stack".to_owned(), "sources".to_owned()]);
        expected.sort();
        assert_eq!(files.keys().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>(), "{name}");
    }
    assert_eq!(folders(), bundled::ALL.iter().map(|bundled| bundled.name).collect::<Vec<_>>());
}

#[test]
fn an_entry_stands_in_the_file_of_its_category() {
    for (name, file) in STACKS.values().flatten() {
        let expected: &[&str] = match name.as_str() {
            "stack" => &["schema", "stack", "category"],
            "sources" => &["source"],
            _ => &["entry"],
        };
        assert_eq!(file.keys().map(String::as_str).collect::<Vec<_>>(), expected, "{name}.toml");
        for entry in tables(file, "entry") {
            assert_eq!(text(entry, "category"), name, "{}", text(entry, "id"));
        }
    }
}

/// The table of roles in the manual of the data, from `roles.toml`.
fn table_of_roles() -> String {
    let roles: Table =
        fs::read_to_string(data().join("roles.toml")).expect("it is there").parse().expect("it is TOML");
    let words = |role: &Table, key: &str| {
        array(role, key)
            .iter()
            .map(|word| format!("`{}`", word.as_str().expect("a word")))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let row = |role: &Table| {
        let [kinds, tags, of] = ["kinds", "tags", "tagged_kinds"].map(|key| words(role, key));
        format!("| {} | {kinds} | {tags} | {of} |\n", text(role, "name"))
    };
    let rows: String = tables(&roles, "role").map(row).collect();
    format!("| role | kinds | or one of these tags | and one of these kinds |\n|---|---|---|---|\n{rows}")
}

#[test]
fn the_manual_of_the_data_lists_the_roles_and_the_tags_that_most_stacks_use() {
    let page = fs::read_to_string(data().join("README.md")).expect("it is there");
    let table = table_of_roles();
    assert!(page.contains(&table), "data/README.md should have:\n{table}");
    let mut stacks_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, stack) in all() {
        let tags: BTreeSet<&str> = stack.entries().flat_map(|(_, entry)| entry.tags()).collect();
        for tag in tags {
            *stacks_of.entry(tag).or_default() += 1;
        }
    }
    let common = stacks_of.into_iter().filter(|(_, count)| *count >= 5).map(|(tag, _)| format!("`{tag}`"));
    let common = common.collect::<Vec<_>>().join(", ");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains(&common), "data/README.md should have:\n{common}.");
}

#[test]
fn the_description_of_the_format_names_every_word_and_no_other() {
    let manual = include_str!("../docs/data-format.md");
    let names = |heading: &str| -> Vec<String> {
        let (_, section) =
            manual.split_once(&format!("**{heading}**")).unwrap_or_else(|| panic!("no {heading}"));
        let rows = section
            .lines()
            .skip(1)
            .skip_while(|line| !line.starts_with('|'))
            .take_while(|line| line.starts_with('|'));
        rows.filter_map(|row| row.split('`').nth(1)).map(str::to_owned).collect()
    };
    macro_rules! described {
        ($($heading:literal: $kind:ty),+ $(,)?) => {
            $(assert_eq!(names($heading), <$kind>::ALL.iter().map(|word| word.name()).collect::<Vec<_>>(), $heading);)+
        };
    }
    described!(
        "Kinds of stack": StackKind,
        "Kinds of entry": EntryKind,
        "States": Status,
        "Confidence": Confidence,
        "Kinds of source": SourceKind,
        "Kinds of relation": RelationKind,
    );
}

/// The stack and the error messages of a text.
fn errors_in(name: &str, text: &str) -> (Option<Stack>, Vec<String>) {
    let file = stacklore::format::File::new(name, text.as_bytes().to_vec());
    let reading = stacklore::format::toml::read(vec![file]);
    let errors = reading.findings.iter().filter(|finding| finding.is_error());
    let errors = errors.map(|finding| finding.message.clone()).collect();
    (reading.stack, errors)
}

/// A stack with an entry for each of these bodies, named `a`, `b` and so on, and three sources: the company's own `own`,
/// and `other` and `page` of others.
fn stack_of(entries: &[&str]) -> String {
    let head = r#"schema = 2
[stack]
id = "acme"
name = "Acme"
homepage = "https://acme.example"
[[category]]
id = "c"
name = "C"
[[source]]
id = "own"
title = "Own"
kind = "article"
url = "https://blog.acme.example/a"
[[source]]
id = "other"
title = "Other"
kind = "article"
url = "https://press.example/a"
[[source]]
id = "page"
title = "Page"
kind = "site"
url = "https://a.example/"
"#;
    let entry = |(id, body): (char, &&str)| {
        let claim = if body.contains("entry.claim") { "" } else { CLAIM };
        let (fields, rest) = body.split_once('|').unwrap_or(("", body));
        format!(
            "[[entry]]\nid = \"{id}\"\nname = \"{id}\"\ncategory = \"c\"\nkind = \"tool\"\n\
             status = \"current\"\nhomepage = \"https://{id}.example\"\n{fields}\n{claim}\n{rest}\n"
        )
    };
    head.to_owned() + &('a'..).zip(entries).map(entry).collect::<String>()
}

/// A claim without a finding that cites all sources.
const CLAIM: &str = r#"[[entry.claim]]
text = "It runs."
confidence = "reported"
sources = ["own", "other", "page"]"#;

/// The codes and messages of the findings of a text.
fn findings_in(text: &str) -> Vec<(&'static str, String)> {
    let file = stacklore::format::File::new("a.toml", text.as_bytes().to_vec());
    let findings = stacklore::format::toml::read(vec![file]).findings;
    findings.into_iter().map(|finding| (finding.code.name(), finding.message)).collect()
}

/// A claim of the first entry with this confidence and these sources; the last claim cites all.
fn codes_of_claim(text: &str, confidence: &str, sources: &str) -> Vec<&'static str> {
    let claim = format!(
        "[[entry.claim]]\ntext = \"{text}\"\nconfidence = \"{confidence}\"\nsources = {sources}\n{CLAIM}"
    );
    findings_in(&stack_of(&[&claim])).into_iter().map(|(code, _)| code).collect()
}

#[test]
fn what_the_company_says_of_itself_needs_no_second_source() {
    let codes = |confidence, sources| codes_of_claim("It is written in Rust.", confidence, sources);
    assert_eq!(codes("confirmed", r#"["own"]"#), [""; 0]);
    assert_eq!(codes("confirmed", r#"["other"]"#), ["evidence.single-source"]);
    assert_eq!(codes("reported", r#"["other"]"#), ["evidence.single-source"]);
    assert_eq!(codes("reported", r#"["other", "page"]"#), [""; 0]);
    assert_eq!(codes("inferred", r#"["other"]"#), [""; 0]);
    assert_eq!(codes("reported", r#"["own"]"#), ["evidence.second-hand"], "the page itself was not read");
    assert_eq!(codes("confirmed", r#"["page"]"#), [""; 0], "the maker of the thing says what it is");
    assert_eq!(codes("reported", r#"["page"]"#), [""; 0]);
}

#[test]
fn the_page_of_a_thing_does_not_prove_who_uses_it() {
    let codes = |text, sources| codes_of_claim(text, "confirmed", sources);
    assert_eq!(codes("Acme has used it since 2019.", r#"["page"]"#), ["evidence.own-page"]);
    assert_eq!(codes("Acmeware is its maker.", r#"["page"]"#), [""; 0]);
    assert_eq!(codes("Acme has used it since 2019.", r#"["page", "own"]"#), [""; 0]);
}

/// A relation to another entry.
fn relation(kind: &str, target: &str, dates: &str) -> String {
    format!("[[entry.relation]]\nkind = \"{kind}\"\ntarget = \"{target}\"\nsource = \"own\"\n{dates}\n")
}

#[test]
fn a_relation_that_is_written_at_both_ends_is_a_warning() {
    let both = |kind: &str, dates: [&str; 2]| {
        let [one, other] = dates;
        findings_in(&stack_of(&[&relation(kind, "b", one), &relation(kind, "a", other)]))
    };
    let repeated =
        ("evidence.repeated-relation", "the relation used-with is written at \"a\" too".to_owned());
    assert_eq!(both("used-with", ["", ""]), [repeated]);
    assert_eq!(both("part-of", ["", ""]).len(), 1, "neither can be part of the other");
    let there_and_back = both("replaced", ["since = \"2015\"", "since = \"2018\""]);
    assert_eq!(there_and_back, [], "the other one came back");

    let twice = |dates: &str| {
        let relations = relation("used-with", "b", "since = \"2015\"") + &relation("used-with", "b", dates);
        findings_in(&stack_of(&[&relations, ""]))
    };
    assert_eq!(twice("since = \"2015\"").len(), 1);
    assert_eq!(twice("since = \"2018\""), [], "another time is another relation");
}

#[test]
fn dates_that_run_backwards_across_replacements_are_a_warning() {
    let since = |date: &str| format!("since = \"{date}\"");
    let messages = |entries: &[&str]| {
        let found = findings_in(&stack_of(entries));
        assert!(found.iter().all(|(code, _)| *code == "evidence.replaced-backwards"), "{found:?}");
        found.into_iter().map(|(_, message)| message).collect::<Vec<_>>()
    };
    let a = relation("replaced", "b", &since("2018"));
    assert_eq!(
        messages(&[&a, &relation("replaced", "c", &since("2020-05")), ""]),
        ["\"a\" replaced \"b\" in 2018, before \"b\" replaced \"c\" in 2020-05"]
    );
    assert_eq!(messages(&[&a, &relation("replaced", "c", &since("2018-05")), ""]), [""; 0], "not certainly");
    let undated = relation("replaced", "c", "");
    assert_eq!(
        messages(&[&a, &undated, &relation("replaced", "d", &since("2019")), ""]),
        ["\"a\" replaced \"b\" in 2018, before \"c\" replaced \"d\" in 2019"]
    );
    assert_eq!(
        messages(&[&a, "since = \"2019\"|"]),
        ["\"a\" replaced \"b\" in 2018, before that began in 2019"]
    );
    assert_eq!(
        messages(&[&format!("until = \"2017\"|{a}"), ""]),
        ["\"a\" replaced \"b\" in 2018, after it had ended in 2017"]
    );
    let undated = format!("until = \"2017\"|{}", relation("replaced", "b", ""));
    assert_eq!(
        messages(&[&undated, "since = \"2019\"|"]),
        ["\"a\" ended in 2017, before \"b\", which it replaced, began in 2019"]
    );
    let ring = [relation("replaced", "b", ""), relation("replaced", "c", ""), relation("replaced", "a", "")];
    assert_eq!(messages(&ring.each_ref().map(String::as_str)), [""; 0], "a ring ends");
}

#[test]
fn an_id_that_is_nearly_right_is_suggested() {
    let text = stack_of(&[&relation("used-with", "onyks", ""), ""]).replace("id = \"b\"", "id = \"onyx\"");
    let file = stacklore::format::File::new("a.toml", text.into_bytes());
    let findings = stacklore::format::toml::read(vec![file]).findings;
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(finding.help.as_deref(), Some("did you mean \"onyx\"?"));
}

#[test]
fn the_whole_example_of_the_format_passes_the_checks() {
    let page = include_str!("../docs/data-format.md");
    let (_, after) = page.split_once("<!-- a whole stack -->").expect("the example is marked");
    let (_, example) = after.split_once("```toml\n").expect("it is a block of TOML");
    let (example, _) = example.split_once("```").expect("the block ends");
    let (stack, errors) = errors_in("example.toml", example);
    assert_eq!(errors, [""; 0]);
    assert!(stack.expect("a stack").entries().len() > 0);
}

#[test]
fn every_built_in_stack_survives_being_written_and_read_again() {
    for (name, stack) in all() {
        let text = stacks::write(stack);
        let (again, errors) = errors_in(name, &text);
        assert_eq!(errors, [""; 0]);
        let again = again.expect("a stack");
        let ids = |stack: &Stack| -> Vec<String> {
            stack.entries().map(|(_, entry)| entry.id().to_owned()).collect()
        };
        assert_eq!(ids(&again), ids(stack));
        assert!(stacks::write(&again) == text, "{name}");
    }
}

#[test]
fn every_entry_can_be_copied_as_json() {
    use stacklore::export::json;
    use stacklore::system::clipboard::ClipLine;
    for (_, stack) in all() {
        let id_of = |at| stack.entry(at).map_or("", stacklore::dataset::Entry::id).into();
        for (at, entry) in stack.entries() {
            let page = json::EntryFull::new(id_of(at), entry, id_of);
            let mut text = Vec::new();
            json::write_line(&mut text, &json::Show { version: json::VERSION, entry: page })
                .expect("a vector takes all");
            let text = String::from_utf8(text).expect("JSON is UTF-8");
            assert!(ClipLine::parse(&text).is_ok(), "{}: {} bytes", entry.id(), text.len());
        }
    }
}

/// Every address of an entry: its own, and those of its sources, with the former ones.
fn addresses_of(entry: stacklore::dataset::Entry<'_>) -> Vec<String> {
    let own = entry.homepage().into_iter().chain(entry.repository());
    let links = entry.links().filter_map(stacklore::dataset::Link::url);
    let mut all: Vec<String> = own.chain(links).map(|url| url.to_string()).collect();
    for (_, source) in entry.sources() {
        all.extend(source.url().into_iter().chain(source.former_urls()).map(|url| url.to_string()));
    }
    all
}

#[test]
fn every_address_of_the_first_list_finds_its_page_first() {
    use stacklore::catalog::Catalog;
    use stacklore::search::{Index, Query};
    let catalog = Catalog::new(vec![bundled::discord()]);
    let index = Index::new(&catalog);
    let strayed: Vec<&str> = FIRST_LIST
        .lines()
        .filter(|address| {
            let results = index.search(&Query::parse(address));
            let first = results.hits(&index, 0..1).first().and_then(|hit| catalog.entry(hit.id));
            !first.is_some_and(|entry| addresses_of(entry).iter().any(|known| known == address))
        })
        .collect();
    assert_eq!(strayed, [""; 0]);
}
