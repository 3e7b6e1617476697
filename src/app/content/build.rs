//! The layout of a node.

use super::DetailContent;
use super::lines::{Builder, Setting};
use crate::catalog::{Catalog, Node};

/// Lays out the content of a node.
pub fn build(catalog: &Catalog, node: Node, setting: Setting<'_>) -> DetailContent {
    let mut content = Builder::new(setting);
    match node {
        Node::Entry(id) => {
            if let Some(entry) = catalog.entry(id) {
                content.entry(catalog, id, entry);
            }
        }
        Node::Source(stack, at) => content.source_page(catalog, stack, at),
        Node::Category(..) | Node::Stack(_) | Node::Group(..) => content.branch(catalog, node),
        Node::Claim(_) => {}
    }
    content.content
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::content::Target;
    use crate::app::content::lines::{MARGIN, width_of};
    use crate::app::content::{ContentLine, Piece, StateForm};
    use crate::app::keys::Section;
    use crate::app::marks::EntryMarks;
    use crate::catalog::sample;
    use crate::cells::{self, Glyphs};
    use crate::dataset::{EntryParts, StackBuilder, StackKind};

    fn page(id: &str, width: usize) -> DetailContent {
        page_of(&sample::catalog(), id, width)
    }

    fn page_of(catalog: &Catalog, id: &str, width: usize) -> DetailContent {
        let node = Node::Entry(catalog.find(id).expect("it is there"));
        let setting = Setting {
            rows: catalog.rows(),
            as_of: None,
            width,
            height: 30,
            query: None,
            open: &|_| false,
            news: None,
            visited: &|_| false,
            queued: &|_| false,
            marks: &EntryMarks::default(),
            glyphs: Glyphs::Unicode,
            states: StateForm::Marks,
        };
        build(catalog, node, setting)
    }

    /// A bookmark and a note on the entry and on its first claim.
    fn marks(has_any: bool) -> EntryMarks {
        let things = [None, Some(0)].into_iter().filter(|_| has_any);
        let note = "What one thinks of it, in more words than a line has room for.\nAnd a second line.";
        EntryMarks {
            bookmarks: things.clone().collect(),
            notes: things.map(|thing| (thing, note.to_owned())).collect(),
        }
    }

    fn texts(page: &DetailContent, width: usize) -> Vec<String> {
        let joined = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
        let line = |line: &ContentLine| {
            let (left, right) = (joined(&line.left), joined(&line.right));
            let gap = (width - MARGIN).saturating_sub(cells::width(&left) + cells::width(&right));
            format!("{left}{}{right}", " ".repeat(gap)).trim_end().to_owned()
        };
        page.lines.iter().map(line).collect()
    }

    #[test]
    fn elsewhere_counts_the_other_stacks() {
        let stack = |id: &str, entries: &[EntryParts<'_>]| {
            let mut builder = StackBuilder::new(StackKind::List, id, id, "", "", None);
            builder.category("all", "All", "", None);
            for entry in entries {
                builder.entry(entry);
            }
            builder.build()
        };
        let one = |id, name, same_as| EntryParts { id, name, same_as, ..EntryParts::default() };
        let versions = [one("db-2", "DB 2", vec!["b/db"]), one("db-1", "DB 1", vec!["b/db"])];
        let catalog = Catalog::new(vec![stack("a", &versions), stack("b", &[one("db", "DB", vec![])])]);
        assert_eq!(catalog.technologies().all().len(), 1);
        let elsewhere = |id| {
            let lines = texts(&page_of(&catalog, id, 40), 40).into_iter();
            let section = lines.skip_while(|line| !line.starts_with("ELSEWHERE"));
            section.take_while(|line| !line.is_empty()).collect::<Vec<_>>()
        };
        assert_eq!(elsewhere("a/db-2"), ["ELSEWHERE 1", "b: DB"]);
        assert_eq!(elsewhere("b/db"), ["ELSEWHERE 1", "a: DB 2", "a: DB 1"]);
    }

    #[test]
    fn the_first_rows_say_what_it_is_and_what_it_replaced() {
        let page = page("scylladb", 72);
        let lines = texts(&page, 72);
        assert!(
            lines[0].starts_with("ScyllaDB") && lines[0].ends_with("● in use  database  Storage"),
            "{lines:#?}"
        );
        assert_eq!(lines[3], "2015 ━ PostgreSQL ━━ 2022-05 ━━ ScyllaDB ▸");
        // The name in that line is a row of its own.
        let name = &page.rows[1];
        assert!(matches!(name.target, Target::Node { source: Some(_), .. }), "{name:?}");
        assert_eq!(
            page.lines[3].left[name.pieces.clone().expect("a part of the line")][0].text,
            "PostgreSQL"
        );
    }

    #[test]
    fn each_claim_has_its_evidence_beside_it_or_below() {
        let lines = texts(&page("scylladb", 80), 80);
        let claim = "▸ C1 All rows moved from PostgreSQL to it in May 2022.   Example 2023  [1] [2]";
        assert!(lines.contains(&claim.to_owned()), "{lines:#?}");
        let lines = texts(&page("scylladb", 50), 50);
        assert!(lines.contains(&"     Example 2023  [1] [2]".to_owned()), "{lines:#?}");
        assert!(lines.iter().any(|line| line.starts_with("replaced    PostgreSQL") && line.ends_with("[1]")));
        let source = ["[2] How we store rows", "    2017-01-13, Example, article        backs C1"];
        assert!(lines.windows(2).any(|pair| pair == source), "{lines:#?}");
        // What is the same as in the claim before is not repeated.
        let lines = texts(&page("scylladb", 80), 80);
        assert_eq!(lines.iter().filter(|line| line.contains("Example 2023")).count(), 2, "{lines:#?}");
    }

    #[test]
    fn a_relation_is_read_from_the_other_side_too() {
        let lines = texts(&page("postgresql", 60), 60);
        assert!(lines.iter().any(|line| line.starts_with("replaced by  ScyllaDB")), "{lines:#?}");
    }

    #[test]
    fn sections_begin_where_their_first_row_is() {
        let page = page("scylladb", 60);
        let first =
            |section| page.section(section).and_then(|row| page.rows.get(row)).map(|row| row.target.clone());
        assert_eq!(first(Section::Claims), Some(Target::Claim(0)));
        assert_eq!(first(Section::Sources), Some(Target::Source(0)));
        assert!(matches!(first(Section::Relations), Some(Target::Node { .. })));
    }

    #[test]
    fn a_category_lists_its_children() {
        let catalog = sample::catalog();
        let setting = Setting {
            rows: catalog.rows(),
            as_of: None,
            width: 50,
            height: 30,
            query: None,
            open: &|_| false,
            news: None,
            visited: &|_| false,
            queued: &|_| false,
            marks: &EntryMarks::default(),
            glyphs: Glyphs::Unicode,
            states: StateForm::Marks,
        };
        let page = build(&catalog, catalog.rows()[0].node, setting);
        let lines = texts(&page, 50);
        assert!(
            lines[0].starts_with("Storage") && lines[0].ends_with("1 in use  1 former  1 unclear"),
            "{lines:#?}"
        );
        assert_eq!(page.rows.len(), 4, "{lines:#?}");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_page_and_rows_follow_each_other(width in 39usize..140, at in 0usize..5, open in any::<bool>()) {
            let catalog = sample::catalog();
            let (id, _) = catalog.entries().nth(at).expect("five entries");
            let setting = Setting { rows: catalog.rows(),
            as_of: None, width, height: 30, query: None, open: &|_| open, news: None, visited: &|_| open, queued: &|_| !open, marks: &marks(open), glyphs: Glyphs::Ascii, states: StateForm::Words };
            let page = build(&catalog, Node::Entry(id), setting);
            for line in &page.lines {
                let used = width_of(&line.left) + width_of(&line.right);
                prop_assert!(used + MARGIN <= width, "{used} in {width}: {line:?}");
            }
            for pair in page.rows.windows(2) {
                let shares_line = pair[0].lines == pair[1].lines && pair[0].pieces.is_some();
                prop_assert!(shares_line || pair[0].lines.end <= pair[1].lines.start);
            }
        }
    }
}
