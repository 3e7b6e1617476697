//! Tests of the built-in data and of the documents that describe it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use stacklore::dataset::{Confidence, EntryKind, RelationKind, SourceKind, StackKind, Status};
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

/// The files of the built-in stack, by name without `.toml`.
fn discord() -> BTreeMap<String, Table> {
    let read = |(name, text): (String, String)| {
        let stem = name.strip_suffix(".toml").unwrap_or_else(|| panic!("{name} is no TOML file"));
        let table = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        (stem.to_owned(), table)
    };
    files(&data().join("discord")).into_iter().map(read).collect()
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

fn categories() -> Vec<String> {
    let stack = discord().remove("stack").expect("the head of the stack");
    tables(&stack, "category").map(|category| text(category, "id").to_owned()).collect()
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

/// Number of categories, entries, claims, relations and sources of the built-in stack.
fn counts() -> [usize; 5] {
    let files = discord();
    let all = |key| files.values().flat_map(move |file| tables(file, key));
    let inside = |key| all("entry").map(|entry| array(entry, key).len()).sum::<usize>();
    [
        all("category").count(),
        all("entry").count(),
        inside("claim"),
        inside("relation"),
        all("source").count(),
    ]
}

#[test]
fn the_stack_of_discord_is_whole() {
    // Update these numbers when a fact is added.
    assert_eq!(counts(), [16, 186, 419, 300, 145]);
}

#[test]
fn the_front_page_of_the_project_counts_right() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("it is there");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let [_, entries, claims, _, sources] = counts();
    let expected = format!("{entries} technologies, {claims} claims, and {sources} sources");
    assert!(page.contains(&expected), "README.md must contain: {expected}");
}

#[test]
fn each_category_has_a_file_of_its_own_and_nothing_else_lies_there() {
    let mut expected = categories();
    expected.extend(["stack".to_owned(), "sources".to_owned()]);
    expected.sort();
    assert_eq!(discord().into_keys().collect::<Vec<_>>(), expected);

    let beside = fs::read_dir(data())
        .expect("the folder is there")
        .map(|item| item.expect("it can be listed").file_name());
    let mut beside: Vec<_> = beside.collect();
    beside.sort();
    assert_eq!(beside, ["README.md", "discord"], "a new stack needs tests of its own");
}

#[test]
fn an_entry_stands_in_the_file_of_its_category() {
    for (name, file) in discord() {
        let expected: &[&str] = match name.as_str() {
            "stack" => &["schema", "stack", "category"],
            "sources" => &["source"],
            _ => &["entry"],
        };
        assert_eq!(file.keys().map(String::as_str).collect::<Vec<_>>(), expected, "{name}.toml");
        for entry in tables(&file, "entry") {
            assert_eq!(text(entry, "category"), name, "{}", text(entry, "id"));
        }
    }
}

#[test]
fn the_description_of_the_format_names_every_word_and_no_other() {
    let readme = fs::read_to_string(data().join("README.md")).expect("it is there");
    let names = |heading: &str| -> Vec<String> {
        let (_, section) =
            readme.split_once(&format!("**{heading}**")).unwrap_or_else(|| panic!("no {heading}"));
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

/// The key table of the README, generated from the table of actions.
fn table_of_keys() -> String {
    let rows = stacklore::app::help::table();
    let row = |(group, title, keys): &(String, &str, String)| {
        let keys: Vec<String> = keys.split(' ').map(|key| format!("`{key}`")).collect();
        format!("| {} | {title} | {} |\n", group.to_lowercase(), keys.join(" "))
    };
    format!("| | does | keys |\n|---|---|---|\n{}", rows.iter().map(row).collect::<String>())
}

#[test]
fn the_readme_lists_the_keys_that_the_program_has() {
    let readme = include_str!("../README.md");
    let table = table_of_keys();
    assert!(readme.contains(&table), "the README should contain:\n\n{table}");
}

/// The stack and the error messages of a text.
fn errors_in(name: &str, text: &str) -> (Option<stacklore::dataset::Stack>, Vec<String>) {
    let file = stacklore::format::File::new(name, text.as_bytes().to_vec());
    let reading = stacklore::format::toml::read(vec![file]);
    let errors = reading.findings.iter().filter(|finding| finding.is_error());
    let errors = errors.map(|finding| finding.message.clone()).collect();
    (reading.stack, errors)
}

#[test]
fn the_whole_example_of_the_format_passes_the_checks() {
    let page = include_str!("../data/README.md");
    let (_, after) = page.split_once("<!-- a whole stack -->").expect("the example is marked");
    let (_, example) = after.split_once("```toml\n").expect("it is a block of TOML");
    let (example, _) = example.split_once("```").expect("the block ends");
    let (stack, errors) = errors_in("example.toml", example);
    assert_eq!(errors, [""; 0]);
    assert!(stack.expect("a stack").entries().len() > 0);
}

#[test]
fn the_embedded_stack_survives_being_written_and_read_again() {
    let discord = stacklore::catalog::bundled::discord();
    let text = stacklore::format::toml::write(&discord);
    let (again, errors) = errors_in("discord.toml", &text);
    assert_eq!(errors, [""; 0]);
    let again = again.expect("a stack");
    let ids = |stack: &stacklore::dataset::Stack| -> Vec<String> {
        stack.entries().map(|(_, entry)| entry.id().to_owned()).collect()
    };
    assert_eq!(ids(&again), ids(&discord));
    assert_eq!(stacklore::format::toml::write(&again), text);
}

#[test]
fn every_entry_can_be_copied_as_json() {
    use stacklore::export::json;
    use stacklore::system::clipboard::ClipLine;
    let discord = stacklore::catalog::bundled::discord();
    let id_of = |at| discord.entry(at).map_or("", stacklore::dataset::Entry::id).into();
    for (at, entry) in discord.entries() {
        let page = json::EntryFull::new(id_of(at), entry, id_of);
        let mut text = Vec::new();
        json::write_line(&mut text, &json::Show { version: json::VERSION, entry: page })
            .expect("a vector takes all");
        let text = String::from_utf8(text).expect("JSON is UTF-8");
        assert!(ClipLine::parse(&text).is_ok(), "{}: {} bytes", entry.id(), text.len());
    }
}
