use super::super::{read, write_with};
use super::*;
use crate::format::{File, markdown};

const OLD: &str = "\
# Fruit

## Sweet

- [Apple](https://apple.example.org) - Red.
- [Pear](https://pear.example.org) - Green.
- [Plum](https://plum.example.org) - Blue.

## Sour

- [Lemon](https://lemon.example.org) - Yellow. ([Docs](https://lemon.example.org/docs))
";

const NEW: &str = "\
# Fruit

## Sweet

- [Fig](https://fig.example.org) - First of all.
- [Apple](https://apple.example.org/) - Red or yellow.
- [Peach](https://peach.example.org) - Between the two.
- [Plum](https://plum.example.org) - Blue.

## Hard

- [Walnut](https://walnut.example.org)
  - [Oil](https://walnut.example.org/oil)

## Sour

- [Lemon](https://lemon.example.org) - Yellow. ([Docs](https://lemon.example.org/docs), [Code](https://lemon.example.org/code))
";

fn list(text: &str) -> (Stack, Lines) {
    let (reading, lines) = markdown::read_with_lines(File::new("fruit.md", text));
    (reading.stack.expect("a list"), lines)
}

fn stack(text: &str) -> Stack {
    let reading = read(vec![File::new("fruit.toml", text)]);
    reading.stack.unwrap_or_else(|| panic!("{:?}\n{text}", reading.findings))
}

/// The file that the old list was imported to.
fn file() -> String {
    let (old, lines) = list(OLD);
    write_with(&old, &lines)
}

fn merged(text: &str, newer: &str) -> Merged {
    let (new, lines) = list(newer);
    merge(text, &stack(text), &new, &lines).expect("TOML")
}

fn told(merged: &Merged) -> Vec<String> {
    let change = |change: &Change| {
        let keys =
            if change.keys.is_empty() { String::new() } else { format!(": {}", change.keys.join(", ")) };
        let category = if change.part == Part::Category { " category" } else { "" };
        format!("{}{category} {}{keys}", change.deed.name(), change.id)
    };
    merged.changes.iter().map(change).collect()
}

#[test]
fn a_newer_list_adds_changes_and_deletes_nothing() {
    let merged = merged(&file(), NEW);
    assert_eq!(
        told(&merged),
        [
            "added fig",
            "changed apple: homepage, summary",
            "added peach",
            "added category hard",
            "added walnut",
            "added oil",
            "changed lemon: links",
            "gone pear",
        ]
    );
    assert_eq!(merged.same, 1);
    insta::assert_snapshot!(merged.text);
}

#[test]
fn the_same_list_changes_nothing() {
    let file = file();
    let merged = merged(&file, OLD);
    assert_eq!((merged.text, merged.changes, merged.same), (file, Vec::new(), 4));
}

#[test]
fn once_brought_in_a_list_changes_nothing_more() {
    let first = merged(&file(), NEW);
    let second = merged(&first.text, NEW);
    assert_eq!(second.text, first.text);
    assert_eq!(told(&second), [""; 0], "what has gone is told once");
    let back = merged(&second.text, OLD);
    assert!(stack(&back.text).find("pear").is_some());
    assert!(!told(&back).contains(&"added pear".to_owned()), "{:?}", told(&back));
}

#[test]
fn what_people_wrote_stays() {
    let file = file();
    let by_hand = file
        .replace("# line 5\n", "# line 5\n# My favourite.\n")
        .replace(
            "name = \"Apple\"",
            "name = \"Apple\"   # as on the box\nkind = \"other\"\naliases = [\"Malus\"]\ntags = [\"mine\"]",
        )
        .replace("id = \"plum\"", "id = \"prune\"")
        + "\n# Not from the list.\n[[entry]]\nid = \"fig\"\nname = \"Another fig\"\ncategory = \"sweet\"\n\
           homepage = \"https://mine.example.org\"\n\n[[entry.link]]\nurl = \"https://mine.example.org/more\"\n";
    let merged = merged(&by_hand, NEW);
    let after = stack(&merged.text);
    for kept in [
        "# My favourite.",
        "   # as on the box",
        "aliases = [\"Malus\"]",
        "tags = [\"mine\"]",
        "# Not from the list.",
    ] {
        assert!(merged.text.contains(kept), "{kept}\n{}", merged.text);
    }
    assert!(after.find("prune").is_some() && after.find("plum").is_none(), "an id that was changed stays");
    let fig =
        after.find("fig-2").and_then(|at| after.entry(at)).expect("the list's fig has an id of its own");
    assert_eq!(fig.homepage().unwrap().as_str(), "https://fig.example.org");
    assert!(!told(&merged).iter().any(|told| told.starts_with("gone fig")), "it never was in the list");
}

#[test]
fn a_fact_takes_the_place_of_the_one_before() {
    let table = |auth: &str| {
        format!(
            "# T\n\n## A\n\n| N | Auth | Free |\n|-|-|-|\n| [x](https://x.example.org) | {auth} | Yes |\n"
        )
    };
    let (old, lines) = list(&table("No"));
    let file = write_with(&old, &lines).replace("tags = [", "tags = [\"mine\", ");
    let merged = merged(&file, &table("Key"));
    assert!(merged.text.contains("tags = [\"mine\", \"Auth: Key\", \"Free: Yes\"]"), "{}", merged.text);
    assert_eq!(told(&merged), ["changed x: tags"]);
}

#[test]
fn claims_below_an_entry_keep_their_place() {
    let (old, lines) = list(OLD);
    let claim = "\n[[entry.claim]]\ntext = \"It is red.\"\nconfidence = \"confirmed\"\nsources = [\"box\", \"tree\"]\n\n# line 6\n";
    let sources = "\n[[source]]\nid = \"box\"\ntitle = \"Box\"\nkind = \"reference\"\n\n[[source]]\nid = \"tree\"\ntitle = \"Tree\"\nkind = \"reference\"\n";
    let file = write_with(&old, &lines).replacen("\n# line 6\n", claim, 1) + sources;
    let newer = OLD.replace("- [Pear]", "- [Quince](https://quince.example.org)\n- [Pear]");
    let merged = merged(&file, &newer);
    let after = stack(&merged.text);
    let apple = after.find("apple").and_then(|at| after.entry(at)).unwrap();
    assert_eq!(apple.claims().count(), 1, "{}", merged.text);
    let order: Vec<&str> = after.entries().map(|(_, entry)| entry.id()).collect();
    assert_eq!(order, ["apple", "quince", "pear", "plum", "lemon"]);
    assert!(merged.text.find("[[source]]") > merged.text.find("id = \"lemon\""));
}
