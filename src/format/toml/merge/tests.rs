use super::super::{read, write_with};
use super::*;
use crate::dataset::Link;
use crate::format::File;
use crate::import::{Imported, markdown};

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
    let Imported { reading, lines } = markdown::read(File::new("fruit.md", text));
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

fn reported(merged: &Merged) -> Vec<String> {
    let change = |change: &Change| {
        let keys =
            if change.keys.is_empty() { String::new() } else { format!(": {}", change.keys.join(", ")) };
        let category = if change.part == PartKind::Category { " category" } else { "" };
        format!("{}{category} {}{keys}", change.kind.name(), change.id)
    };
    merged.changes.iter().map(change).collect()
}

#[test]
fn a_newer_list_adds_changes_and_deletes_nothing() {
    let merged = merged(&file(), NEW);
    assert_eq!(
        reported(&merged),
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
    assert_eq!(merged.unchanged, 1);
    insta::assert_snapshot!(merged.text);
}

#[test]
fn the_same_list_changes_nothing() {
    let file = file();
    let merged = merged(&file, OLD);
    assert_eq!((merged.text, merged.changes, merged.unchanged), (file, Vec::new(), 4));
}

#[test]
fn once_brought_in_a_list_changes_nothing_more() {
    let first = merged(&file(), NEW);
    let second = merged(&first.text, NEW);
    assert_eq!(second.text, first.text);
    assert_eq!(reported(&second), [""; 0], "a record that has left is reported once");
    let back = merged(&second.text, OLD);
    assert!(stack(&back.text).find("pear").is_some());
    assert!(!reported(&back).contains(&"added pear".to_owned()), "{:?}", reported(&back));
}

#[test]
fn what_the_user_wrote_stays() {
    let file = file();
    let by_hand = file
        .replace("\n# line 5 ", "\n# My favourite.\n# line 5 ")
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
    assert!(
        !reported(&merged).iter().any(|change| change.starts_with("gone fig")),
        "it never was in the list"
    );
}

#[test]
fn a_tag_replaces_the_one_with_the_same_header() {
    let table = |auth: &str| {
        format!(
            "# T\n\n## A\n\n| N | Auth | Free |\n|-|-|-|\n| [x](https://x.example.org) | {auth} | Yes |\n"
        )
    };
    let (old, lines) = list(&table("No"));
    let file = write_with(&old, &lines).replace("tags = [", "tags = [\"mine\", ");
    let merged = merged(&file, &table("Key"));
    assert!(merged.text.contains("tags = [\"mine\", \"Auth: Key\", \"Free: Yes\"]"), "{}", merged.text);
    assert_eq!(reported(&merged), ["changed x: tags"]);
}

#[test]
fn claims_below_an_entry_keep_their_place() {
    let (old, lines) = list(OLD);
    let claim = "\n[[entry.claim]]\ntext = \"It is red.\"\nconfidence = \"confirmed\"\nsources = [\"box\", \"tree\"]\n\n# line 6 ";
    let sources = "\n[[source]]\nid = \"box\"\ntitle = \"Box\"\nkind = \"reference\"\n\n[[source]]\nid = \"tree\"\ntitle = \"Tree\"\nkind = \"reference\"\n";
    let file = write_with(&old, &lines).replacen("\n# line 6 ", claim, 1) + sources;
    let newer = OLD.replace("- [Pear]", "- [Quince](https://quince.example.org)\n- [Pear]");
    let merged = merged(&file, &newer);
    let after = stack(&merged.text);
    let apple = after.find("apple").and_then(|at| after.entry(at)).unwrap();
    assert_eq!(apple.claims().count(), 1, "{}", merged.text);
    let order: Vec<&str> = after.entries().map(|(_, entry)| entry.id()).collect();
    assert_eq!(order, ["apple", "quince", "pear", "plum", "lemon"]);
    assert!(merged.text.find("[[source]]") > merged.text.find("id = \"lemon\""));
}

/// The file of a list, changed by hand, and the same with another list in it.
fn changed(list: &str, by_hand: &[(&str, &str)], newer: &str) -> Merged {
    let (old, lines) = self::list(list);
    let mut file = write_with(&old, &lines);
    for (text, hand) in by_hand {
        assert!(file.contains(text), "{text}\n{file}");
        file = file.replacen(text, hand, 1);
    }
    merged(&file, newer)
}

#[test]
fn what_was_corrected_by_hand_stays() {
    let by_hand = [
        ("name = \"Apple\"", "name = \"Malus\""),
        ("summary = \"Red.\"", "summary = \"By hand.\""),
        ("summary = \"Green.\"\n", ""),
    ];
    let same = changed(OLD, &by_hand, OLD);
    assert_eq!((reported(&same), same.unchanged), (Vec::new(), 4));
    assert!(same.text.contains("name = \"Malus\"") && same.text.contains("summary = \"By hand.\""));
    assert!(!same.text.contains("Green."), "what was deleted comes back only when the list changes it");
    // What the list has changed beside it comes in.
    let beside =
        changed(OLD, &by_hand, &OLD.replace("https://apple.", "http://apple.").replace("Blue", "Dark"));
    assert_eq!(reported(&beside), ["changed apple: homepage", "changed plum: summary"]);
    assert!(beside.text.contains("summary = \"By hand.\""));
}

#[test]
fn what_both_have_changed_is_reported_and_the_text_of_the_user_stays() {
    let newer = OLD.replace("- Red.", "- Yellow.");
    let both = changed(OLD, &[("summary = \"Red.\"", "summary = \"By hand.\" # mine")], &newer);
    assert_eq!(reported(&both), ["conflict apple: summary"]);
    assert_eq!(both.changes[0].listed, ["Yellow."]);
    assert!(both.text.contains("summary = \"By hand.\" # mine"));
    // Only what both have changed is one: the name is the file's, the homepage the list's.
    let more = changed(
        OLD,
        &[("summary = \"Red.\"", "summary = \"By hand.\""), ("name = \"Apple\"", "name = \"Malus\"")],
        &newer.replace("https://apple.", "http://apple."),
    );
    assert_eq!(reported(&more), ["changed apple: homepage", "conflict apple: summary"]);
    let again = merged(&both.text, &newer);
    assert_eq!((reported(&again), &again.text), (Vec::new(), &both.text), "it is reported once");
    let agreed = changed(OLD, &[("summary = \"Red.\"", "summary = \"Yellow.\"")], &newer);
    assert_eq!(reported(&agreed), [""; 0]);
}

/// A file as earlier versions wrote it.
fn former(text: &str) -> String {
    let without = |line: &str| match line.split_once(" (") {
        Some((line, _)) if line.starts_with("# line") => format!("{line}\n"),
        _ if line.starts_with("# top") => String::new(),
        _ => format!("{line}\n"),
    };
    text.lines().map(without).collect()
}

#[test]
fn in_a_file_of_an_earlier_version_the_list_is_right_once() {
    let former = former(&file()).replace("summary = \"Red.\"", "summary = \"By hand.\"");
    assert!(!former.contains('('), "{former}");
    let first = merged(&former, OLD);
    assert_eq!(reported(&first), ["changed apple: summary"]);
    let by_hand = first.text.replace("summary = \"Red.\"", "summary = \"By hand.\"");
    assert_eq!(reported(&merged(&by_hand, OLD)), [""; 0], "{by_hand}");
    // The list never had parents: the user added it.
    let hanging = former.replace("name = \"Plum\"", "name = \"Plum\"\nparent = \"pear\"");
    assert!(merged(&hanging, OLD).text.contains("parent = \"pear\""));
}

#[test]
fn an_entry_of_the_user_keeps_its_fields_when_the_list_has_it_too() {
    let own = file()
        + "\n# Mine.\n[[entry]]\nid = \"fig\"\nname = \"My fig\"\ncategory = \"sweet\"\nhomepage = \"https://fig.example.org\"\n";
    let merged = merged(&own, NEW);
    let changes = reported(&merged);
    assert!(changes.contains(&"changed fig: summary".to_owned()), "a summary was missing: {changes:?}");
    assert!(changes.contains(&"conflict fig: name".to_owned()), "{changes:?}");
    assert!(merged.text.contains("# Mine.\n# line 5 (") && merged.text.contains("name = \"My fig\""));
}

#[test]
fn a_hand_made_parent_stays() {
    let by_hand = [("name = \"Plum\"", "name = \"Plum\"\n# A kind of it.\nparent = \"pear\" # surely")];
    let same = changed(OLD, &by_hand, OLD);
    assert_eq!(reported(&same), [""; 0]);
    assert!(same.text.contains("# A kind of it.\nparent = \"pear\" # surely"), "{}", same.text);
}

#[test]
fn a_parent_that_the_list_gives_up_is_gone_and_its_comment_stays() {
    let nested = "# T\n\n## A\n\n- [One](https://one.example.org)\n  - [Two](https://two.example.org)\n";
    let by_hand = [("parent = \"one\"", "# Why?\nparent = \"one\" # surely")];
    let flat = changed(nested, &by_hand, &nested.replace("  - [Two]", "- [Two]"));
    assert_eq!(reported(&flat), ["changed two: parent"]);
    assert!(flat.text.contains("# Why?\n# surely\n") && !flat.text.contains("parent"), "{}", flat.text);
}

#[test]
fn a_cycle_of_parents_is_a_conflict_and_blocks_nothing() {
    let flat = "# T\n\n## A\n\n- [One](https://one.example.org)\n- [Two](https://two.example.org)\n";
    let by_hand = [("name = \"One\"", "name = \"One\"\nparent = \"two\"")];
    let merged = changed(flat, &by_hand, &flat.replace("- [Two]", "  - [Two]"));
    assert_eq!(reported(&merged), ["conflict two: parent"]);
    assert_eq!(merged.changes[0].listed, ["one"]);
    stack(&merged.text);
    // Reversed by the list alone it is no cycle.
    let turned = "# T\n\n## A\n\n- [Two](https://two.example.org)\n  - [One](https://one.example.org)\n";
    let nested = flat.replace("- [Two]", "  - [Two]");
    assert_eq!(reported(&changed(&nested, &[], turned)), ["changed two: parent", "changed one: parent"]);
}

#[test]
fn an_id_that_was_changed_by_hand_is_no_change_of_the_list() {
    let (old, lines) = list(OLD);
    let renamed = write_with(&old, &lines)
        .replace("\"sweet\"", "\"candy\"")
        .replace("summary = \"Red.\"", "summary = \"By hand.\"");
    assert_eq!(reported(&merged(&renamed, OLD)), [""; 0]);
    let newer = OLD.replace("https://apple.", "http://apple.");
    assert_eq!(reported(&merged(&renamed, &newer)), ["changed apple: homepage"]);
}

#[test]
fn tags_of_one_header_are_stable() {
    let table = |one: &str, other: &str| {
        format!(
            "# T\n\n## A\n\n| N | Lang | Lang |\n|-|-|-|\n| [x](https://x.example.org) | {one} | {other} |\n"
        )
    };
    let merged = changed(&table("Go", "Rust"), &[], &table("Go", "Zig"));
    assert!(merged.text.contains("tags = [\"Lang: Go\", \"Lang: Zig\"]"), "{}", merged.text);
    assert_eq!(reported(&merged), ["changed x: tags"]);
    assert_eq!(reported(&self::merged(&merged.text, &table("Go", "Zig"))), [""; 0]);
    // A tag that was corrected by hand does not come back.
    let corrected = changed(&table("Go", "Rust"), &[("\"Lang: Go\"", "\"go\"")], &table("Go", "Rust"));
    assert_eq!(reported(&corrected), [""; 0]);
}

#[test]
fn comments_in_lists_stay() {
    let by_hand = [
        ("links = [\n", "links = [\n  # First.\n"),
        ("docs\" },\n]", "docs\" }, # good\n  # Last.\n]"),
        ("summary = \"Yellow.\"", "tags = [\n  \"mine\" # so\n  # all\n]\nsummary = \"Yellow.\""),
    ];
    let newer = NEW.replace("Yellow. (", "Yellow. #sour (");
    let merged = changed(OLD, &by_hand, &newer);
    for kept in ["# First.", "# good", "# Last.", "\"mine\"", "# so", "# all"] {
        assert!(merged.text.contains(kept), "{kept}\n{}", merged.text);
    }
    let after = stack(&merged.text);
    let lemon = after.find("lemon").and_then(|at| after.entry(at)).unwrap();
    assert_eq!(lemon.links().count() + usize::from(lemon.repository().is_some()), 2, "{}", merged.text);
}

#[test]
fn a_tag_goes_below_the_comments_at_the_end_of_its_list() {
    let row =
        |auth: &str| format!("# T\n\n## A\n\n| N | Auth |\n|-|-|\n| [x](https://x.example.org) |{auth}|\n");
    for tags in ["[\n  \"mine\", # so\n  # all\n]", "[\n  \"mine\" # so\n  # all\n]", "[ # so\n  # all\n]"] {
        let merged = changed(&row("  "), &[("homepage", &format!("tags = {tags}\nhomepage"))], &row("Key"));
        assert!(merged.text.contains("# so\n  # all\n  \"Auth: Key\",\n]"), "{}", merged.text);
        stack(&merged.text);
    }
}

#[test]
fn lists_of_parts_in_one_value_are_refused() {
    let inline = "schema = 1\nentry = [ { id = \"a\", name = \"A\", category = \"b\", homepage = \"https://a.example.org\" }, # mine\n]\n\
                  category = [{ id = \"b\", name = \"B\" }]\n[stack]\nid = \"f\"\nname = \"F\"\nkind = \"list\"\n";
    let (new, lines) = list(NEW);
    let error = merge(inline, &stack(inline), &new, &lines).expect_err("there is no room");
    assert!(matches!(error, MergeError::Inline("category")), "{error}");
}

#[test]
fn line_ends_are_those_of_the_file() {
    let windows = file().replace('\n', "\r\n");
    assert_eq!(merged(&windows, OLD).text, windows);
    let changed = merged(&windows, NEW).text;
    assert_eq!(changed.replace("\r\n", "\n"), merged(&file(), NEW).text);
    assert_eq!(changed.matches("\r\n").count(), changed.matches('\n').count());
    let mixed = file().replacen('\n', "\r\n", 3);
    assert_eq!(merged(&mixed, OLD).text, mixed, "nothing else differs");
}

#[test]
fn categories_and_the_head_change_with_the_list() {
    let old = "# Fruit\n\nAll of it.\n\n## Sweet\n\nFor children.\n\n- [Apple](https://apple.example.org)\n\n## Sour\n\n- [Lemon](https://lemon.example.org)\n\n## Dry\n\n- [Nut](https://nut.example.org)\n";
    let newer = "# Fruits\n\nMost of it.\n\n## Sweet\n\nFor all.\n\n- [Apple](https://apple.example.org)\n\n### Sour\n\n- [Lemon](https://lemon.example.org)\n- [Nut](https://nut.example.org)\n";
    let wanted = [
        "changed fruit: name, summary",
        "changed category sweet: summary",
        "changed category sour: parent",
        "changed nut: category",
        "gone category dry",
    ];
    let brought = changed(old, &[], newer);
    let reported_of = |merged: &Merged| reported(merged);
    assert_eq!(reported_of(&brought), wanted);
    let after = stack(&brought.text);
    assert_eq!((after.name(), after.summary()), ("Fruits", Some("Most of it.")));
    assert_eq!(reported_of(&merged(&brought.text, newer)), [""; 0]);
    let by_hand = [("name = \"Fruit\"", "name = \"My fruit\""), ("\"For children.\"", "\"Mine.\"")];
    let kept = changed(old, &by_hand, newer);
    assert_eq!(
        reported_of(&kept)[..3],
        ["changed fruit: summary", "conflict fruit: name", "conflict category sweet: summary"]
    );
    assert!(kept.text.contains("My fruit") && kept.text.contains("\"Mine.\""));
    assert_eq!(reported_of(&changed(old, &by_hand, old)), [""; 0]);
}

const DROPPED: &str = "\
# Apps

## Editors

Text.

- [Alpha](https://a.example.org) - An editor. [Store](https://s.example.org/1) [Docs](https://d.example.org)
- [Beta](https://b.example.org) - Another. [Store](https://s.example.org/2)
- [Gamma](https://c.example.org) - A third.
- [Delta](https://e.example.org) - A fourth. `MIT` `Go`
";

fn without_drops() -> String {
    DROPPED
        .replace("/1)", "/1?new=1)")
        .replace(" [Store](https://s.example.org/2)", "")
        .replace(" - A third.", "")
        .replace(" `MIT`", "")
        .replace("\nText.\n", "")
}

#[test]
fn what_only_the_list_gave_goes_with_it_and_is_reported() {
    let newer = without_drops();
    let merged = changed(DROPPED, &[], &newer);
    assert_eq!(
        reported(&merged),
        [
            "dropped category editors: summary",
            "changed alpha: links",
            "dropped alpha: links",
            "dropped beta: links",
            "dropped gamma: summary",
            "dropped delta: tags",
        ]
    );
    assert_eq!(merged.changes[2].listed, ["https://s.example.org/1"]);
    assert_eq!(stack(&merged.text), list(&newer).0);
    assert_eq!(reported(&self::merged(&merged.text, &newer)), [""; 0], "once");
}

#[test]
fn what_the_user_wrote_stays_when_the_list_drops_its_own() {
    let mine = "{ title = \"Mine\", url = \"https://mine.example.org\" }";
    let by_hand = [
        ("links = [\n", &*format!("links = [\n  {mine}, # good\n")),
        ("\"A third.\"", "\"By hand.\""),
        ("tags = [", "tags = [\"mine\", "),
        (
            "title = \"Store\", url = \"https://s.example.org/2\"",
            "title = \"Shop\", url = \"https://s.example.org/2\"",
        ),
    ];
    let merged = changed(DROPPED, &by_hand, &without_drops());
    for kept in [mine, "# good", "\"By hand.\"", "\"mine\"", "title = \"Shop\""] {
        assert!(merged.text.contains(kept), "{kept}\n{}", merged.text);
    }
    assert!(!merged.text.contains("https://s.example.org/1\""), "{}", merged.text);
    let dropped: Vec<&Change> =
        merged.changes.iter().filter(|change| change.kind == ChangeKind::Dropped).collect();
    assert_eq!(dropped.iter().map(|change| &*change.id).collect::<Vec<_>>(), ["editors", "alpha", "delta"]);
}

#[test]
fn a_single_tag_or_link_is_merged_like_several() {
    let table =
        |tag: &str| format!("# T\n\n## A\n\n| N | Auth |\n|-|-|\n| [x](https://x.example.org) | {tag} |\n");
    let mine = [("\"Auth: No\"", "\"Auth: mine\"")];
    let kept = changed(&table("No"), &mine, &table("Key"));
    assert!(kept.text.contains("\"Auth: mine\""), "{}", kept.text);
    let brought = changed(&table("No"), &[], &table("Key"));
    assert_eq!(stack(&brought.text), list(&table("Key")).0);
    let link = |link: &str| format!("# T\n\n## A\n\n- [x](https://x.example.org) - see {link} for more\n");
    let titled = link("[Doc](https://d.example.org)");
    let brought = changed(&link("https://d.example.org"), &[], &titled);
    assert_eq!(stack(&brought.text), list(&titled).0);
}

#[test]
fn links_in_blocks_go_with_the_list_too() {
    let blocks = "\n[[entry.link]]\ntitle = \"Store\"\nurl = \"https://s.example.org/1\"\n\n# Mine.\n[[entry.link]]\n\
                  url = \"https://m.example.org\"\n\n[[entry.link]]\ntitle = \"Docs\"\nurl = \"https://d.example.org\"\n";
    let (old, lines) = list(DROPPED);
    let text = write_with(&old, &lines);
    let start = text.find("links = [").unwrap();
    let end = start + text[start..].find("]\n").unwrap() + 2;
    let file = format!("{}{blocks}{}", &text[..start], &text[end..]);
    let merged = merged(&file, &without_drops());
    let after = stack(&merged.text);
    let alpha = after.find("alpha").and_then(|at| after.entry(at)).unwrap();
    let urls: Vec<String> = alpha.links().filter_map(Link::url).map(|url| url.to_string()).collect();
    assert_eq!(urls, ["https://s.example.org/1?new=1", "https://m.example.org", "https://d.example.org"]);
    assert!(merged.text.contains("# Mine."));
}

#[test]
fn a_group_that_has_left_the_list_goes_when_it_has_no_children() {
    let nested =
        "# L\n\n## A\n\n- G\n  - H\n    - [One](https://one.example.org)\n- [Two](https://two.example.org)\n";
    let flat = "# L\n\n## A\n\n- [One](https://one.example.org)\n- [Two](https://two.example.org)\n";
    let merged = changed(nested, &[("\n# line 5 ", "\n# Mine.\n# line 5 ")], flat);
    assert_eq!(reported(&merged), ["changed one: parent", "dropped h: entry", "dropped g: entry"]);
    assert_eq!(stack(&merged.text), list(flat).0);
    assert!(merged.text.contains("# Mine."), "{}", merged.text);
    let mine = format!(
        "{}\n[[entry]]\nid = \"mine\"\nname = \"Mine\"\ncategory = \"a\"\nparent = \"g\"\nhomepage = \"https://m.example.org\"\n",
        {
            let (old, lines) = list(nested);
            write_with(&old, &lines)
        }
    );
    let kept = self::merged(&mine, flat);
    assert_eq!(reported(&kept), ["changed one: parent", "dropped h: entry", "gone g"]);
}

#[test]
fn a_value_that_the_list_drops_and_the_user_has_changed_is_a_conflict() {
    let newer = without_drops();
    let merged = changed(DROPPED, &[("\"A third.\"", "\"Mine.\"")], &newer);
    assert!(reported(&merged).contains(&"conflict gamma: summary".to_owned()), "{:?}", reported(&merged));
    assert!(merged.text.contains("\"Mine.\""));
    assert_eq!(reported(&self::merged(&merged.text, &newer)), [""; 0], "it is reported once");
}

#[test]
fn a_url_that_moves_to_another_field_is_not_dropped() {
    let item = |links: &str| format!("# T\n\n## A\n\n- {links}\n");
    let old = item("[X](https://x.example.org) - d. [Docs](https://d.example.org)");
    let newer = item("[X](https://d.example.org) - d. [Home](https://x.example.org)");
    assert_eq!(reported(&changed(&old, &[], &newer)), ["changed x: homepage, links"]);
}

const GROUPED: &str = "# L\n\n## A\n\n- G\n  - [One](https://one.example.org)\n  - [Two](https://two.example.org)\n- [Three](https://three.example.org)\n";

#[test]
fn what_the_user_wrote_in_a_group_stays_when_the_list_changes_it() {
    let mine = [("name = \"G\"", "name = \"G\"\nsummary = \"My words\" # so\ntags = [\"mine\"]")];
    let renamed = changed(GROUPED, &mine, &GROUPED.replace("- G", "- Other"));
    assert_eq!(reported(&renamed), ["changed g: name"]);
    assert!(renamed.text.contains("name = \"Other\"\nsummary = \"My words\" # so\ntags"), "{}", renamed.text);
    let flat = GROUPED.replace("- G\n", "").replace("  - ", "- ");
    let gone = changed(GROUPED, &mine, &flat);
    assert_eq!(stack(&gone.text), list(&flat).0);
    assert!(gone.text.contains("# summary = \"My words\" # so\n# tags = [\"mine\"]\n"), "{}", gone.text);
    let by_hand = changed(GROUPED, &[("name = \"G\"", "name = \"My group\"")], GROUPED);
    assert_eq!(reported(&by_hand), [""; 0]);
    let first = GROUPED.replace("- G\n", "- G\n  - [Zero](https://zero.example.org)\n");
    let by_hand = changed(GROUPED, &[("name = \"G\"", "name = \"My group\"")], &first);
    assert_eq!(reported(&by_hand), ["added zero"]);
}

#[test]
fn a_group_that_the_user_relates_something_to_stays() {
    let flat = GROUPED.replace("- G\n", "").replace("  - ", "- ");
    let last = "homepage = \"https://three.example.org\"\n";
    let relation = format!("{last}\n[[entry.relation]]\nkind = \"used-with\"\ntarget = \"g\"\n");
    let merged = changed(GROUPED, &[(last, &relation)], &flat);
    assert_eq!(reported(&merged), ["changed one: parent", "changed two: parent", "gone g"]);
    assert!(stack(&merged.text).find("g").is_some());
}

mod versions {
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::dataset::Entry;

    /// A list: for each entry that it has its section, its description, its links with their titles, and its tags.
    type Version = Vec<Option<(u8, u8, Vec<(u8, u8)>, Vec<u8>)>>;

    fn version() -> impl Strategy<Value = Version> {
        let links = vec((0..3_u8, 0..4_u8), 0..4);
        vec(proptest::option::weighted(0.8, (0..2_u8, 0..3_u8, links, vec(0..4_u8, 0..3))), 4..5)
    }

    fn text_of(version: &Version) -> String {
        let mut text = "# L\n".to_owned();
        for section in 0..2 {
            let _ = writeln!(text, "\n## Section {section}\n");
            let _ = writeln!(text, "- [Fixed {section}](https://fixed.example.org/{section})");
            for (at, entry) in version.iter().enumerate() {
                let Some((_, summary, links, tags)) = entry.as_ref().filter(|entry| entry.0 == section)
                else {
                    continue;
                };
                let summary = if *summary > 0 { format!(" - Says {summary}.") } else { String::new() };
                let links =
                    links.iter().map(|(title, url)| format!(" [T{title}](https://l.example.org/{url})"));
                let tags = tags.iter().map(|tag| format!(" `t{tag}`"));
                let tags = if summary.is_empty() { Vec::new() } else { tags.collect() };
                let more = links.chain(tags).collect::<String>();
                let _ = writeln!(text, "- [Entry {at}](https://e.example.org/{at}){summary}{more}");
            }
        }
        text
    }

    /// The fields of an entry, but for its id.
    fn fields(entry: Entry<'_>) -> Vec<String> {
        let mut fields: Vec<String> = entry.category_path().into_iter().map(str::to_owned).collect();
        fields.push(format!("{:?}", entry.summary()));
        fields
            .extend([entry.homepage(), entry.repository()].into_iter().flatten().map(|url| url.to_string()));
        fields.extend(entry.tags().map(str::to_owned));
        fields.extend(entry.links().map(|link| format!("{:?} {:?}", link.title(), link.url())));
        fields
    }

    fn entries(stack: &Stack) -> BTreeMap<String, Vec<String>> {
        stack.entries().map(|(_, entry)| (entry.name().to_owned(), fields(entry))).collect()
    }

    /// The names of the entries that the file says have left the list.
    fn gone(text: &str) -> Vec<String> {
        let parts = text.split("\n# no longer in the list").skip(1);
        let name = |part: &str| Some(part.split_once("name = \"")?.1.split_once('"')?.0.to_owned());
        parts.filter_map(name).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_newer_version_brought_in_is_the_newer_version_imported(old in version(), new in version(), hand in 0..5_u8) {
            let (old, new) = (text_of(&old), text_of(&new));
            let (first, lines) = list(&old);
            let mut file = write_with(&first, &lines);
            let mine = "https://mine.example.org";
            let name = "name = \"Fixed 0\"\n";
            let by_hand = match hand {
                1 => "tags = [\"mine\"]\n".to_owned(),
                2 => "summary = \"Mine.\"\n".to_owned(),
                3 => format!("links = [{{ url = \"{mine}\" }}]\n"),
                _ => String::new(),
            };
            file = file.replacen(name, &format!("{name}{by_hand}"), 1);
            // An edit of what the list gives: a description of an entry.
            let edited = (hand == 4 && file.contains("\"Says 1.\"")).then(|| {
                let at = file.find("\"Says 1.\"").unwrap_or_default();
                let entry = file[..at].rsplit_once("name = \"").map_or("", |(_, rest)| rest);
                entry.split_once('"').map_or("", |(name, _)| name).to_owned()
            });
            if edited.is_some() {
                file = file.replacen("\"Says 1.\"", "\"Mine.\"", 1);
            }
            let merged = merged(&file, &new);
            let mut after = entries(&stack(&merged.text));
            let mut wanted = entries(&list(&new).0);
            for name in gone(&merged.text) {
                prop_assert!(!wanted.contains_key(&name), "{name} is in the list");
                after.remove(&name);
            }
            let hand_made = after.remove("Fixed 0").unwrap_or_default();
            prop_assert_eq!(hand_made.iter().any(|field| field.contains("mine") || field.contains("Mine")), (1..4).contains(&hand));
            wanted.remove("Fixed 0");
            if let Some(name) = &edited
                && let Some(mine) = after.remove(name)
            {
                prop_assert!(mine[1].contains("Mine."), "{:?}", mine);
                let listed = wanted.remove(name).unwrap_or_default();
                prop_assert_eq!(&mine[2..], &listed[2..]);
                prop_assert_eq!(&mine[0], &listed[0]);
            }
            prop_assert_eq!(after, wanted, "{}\n{}\n{}", old, new, merged.text);
            let again = self::merged(&merged.text, &new);
            prop_assert_eq!(again.text, merged.text, "once more");
        }
    }
}
