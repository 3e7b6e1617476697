//! The bookmark file that every browser imports (NETSCAPE-Bookmark-file-1).
//!
//! Things without a page are left out: a bookmark is a URL.

use std::fmt::Write as _;

use super::collection::{Collection, Item, Step};
use super::markup::escaped;
use crate::dataset::Stack;

/// Writes the pages of a stack.
pub fn write(stack: &Stack) -> String {
    write_collected(&Collection::from_stack(stack))
}

/// Writes a collection.
pub fn write_collected(collection: &Collection) -> String {
    let title = escaped(&collection.title);
    let mut out = format!(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n\
         <TITLE>{title}</TITLE>\n<H1>{title}</H1>\n<DL><p>\n"
    );
    let mut depth = 1;
    for step in collection.steps() {
        match step {
            Step::Open(name) => {
                let _ =
                    writeln!(out, "{0:1$}<DT><H3>{2}</H3>\n{0:1$}<DL><p>", "", depth * INDENT, escaped(name));
                depth += 1;
            }
            Step::Item(item) => bookmark(item, depth, &mut out),
            Step::Close => {
                depth -= 1;
                let _ = writeln!(out, "{:1$}</DL><p>", "", depth * INDENT);
            }
        }
    }
    out.push_str("</DL><p>\n");
    out
}

/// Indentation of a folder, as browsers write it.
const INDENT: usize = 4;

fn bookmark(item: &Item, depth: usize, out: &mut String) {
    let Some(url) = &item.url else { return };
    let (url, title) = (escaped(url.as_str()), escaped(&item.title));
    let _ = writeln!(out, "{:1$}<DT><A HREF=\"{url}\">{title}</A>", "", depth * INDENT);
    // Browsers read a description up to the end of its line.
    let text: Vec<String> = item.texts().into_iter().map(escaped).collect();
    if !text.is_empty() {
        let _ = writeln!(out, "{:1$}<DD>{2}", "", depth * INDENT, text.join(" "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::collection::hostile;

    #[test]
    fn every_line_is_one_tag_and_its_text() {
        let text = write_collected(&hostile());
        let mut open = 0_i32;
        for line in text.lines().map(str::trim).skip(2) {
            let tags = ["<TITLE>", "<H1>", "<DL><p>", "</DL><p>", "<DT><H3>", "<DT><A HREF=\"", "<DD>"];
            let tag = tags.iter().find(|tag| line.starts_with(**tag)).expect(line);
            let rest = line.strip_prefix(tag).unwrap();
            let ends = ["</TITLE>", "</H1>", "</H3>", "</A>"];
            let inner =
                ends.iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest).replacen("\">", "", 1);
            assert!(!inner.contains(['<', '>', '"']), "{line}");
            open += i32::from(*tag == "<DL><p>") - i32::from(*tag == "</DL><p>");
        }
        assert_eq!(open, 0);
        assert_eq!(text.matches("<A HREF=").count(), 3, "{text}");
    }

    #[test]
    fn a_collection_is_a_file_of_bookmarks() {
        insta::assert_snapshot!(write_collected(&hostile()));
    }
}
