//! The name of a list, and the heading that is only its title.

use super::super::texts::Excerpt;
use super::collected::{Collected, Origin};
use super::reader::Structure;
use super::words::{is_contents, is_one_of};

/// The title of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    pub name: Excerpt,
    /// The section of the heading that is the title.
    pub section: Option<usize>,
}

impl Title {
    /// The title of a list in a file with this name.
    pub fn find(structure: &Structure, file: &str) -> Self {
        let Structure { collected, html_title, front_title, .. } = structure;
        let section = heading(collected);
        let heading = section.and_then(|at| collected.sections.get(at)).map(|section| &section.name);
        let names = [heading, html_title.as_ref(), front_title.as_ref()].into_iter().flatten();
        let mut readable = names.filter(|name| name.text.contains(char::is_alphanumeric));
        let name = readable.next().cloned();
        Self { name: name.unwrap_or_else(|| Excerpt { text: name_from_path(file), at: 0..0 }), section }
    }
}

/// The heading of level 1 that is the title of the whole list.
///
/// A single one is, if it comes first. Of several it is the first, if it comes before all sections and has no entries, or
/// the one that contains nearly all entries. Otherwise all of them are sections.
fn heading(collected: &Collected) -> Option<usize> {
    let sections = &collected.sections;
    let top: Vec<usize> = (0..sections.len())
        .filter(|at| sections.get(*at).is_some_and(|s| s.level == 1 && !is_contents(&s.name.text)))
        .collect();
    let first = *top.first()?;
    if top.len() == 1 && first == 1 {
        return Some(first);
    }
    // Several headings are entries if nearly all have links.
    let linked = collected.entries.iter().filter(|entry| entry.origin == Origin::Heading);
    let is_top = |at: &usize| sections.get(*at).is_some_and(|section| section.level == 1);
    let linked: Vec<usize> = linked.map(|entry| entry.section).filter(is_top).collect();
    if linked.first() == Some(&first) && linked.len() > 1 && linked.len() * 5 >= top.len() * 4 {
        return None;
    }
    // The heading of level 1 that contains each section: a parent comes before its children.
    let mut owner: Vec<Option<usize>> = Vec::with_capacity(sections.len());
    for (at, section) in sections.iter().enumerate() {
        let inherited = section.parent.and_then(|parent| owner.get(parent).copied().flatten());
        owner.push(if section.level == 1 { Some(at) } else { inherited });
    }
    let mut counts = vec![0_usize; sections.len()];
    let mut total = 0;
    let is_listed = |origin| matches!(origin, Origin::Item | Origin::Group);
    for entry in collected.entries.iter().filter(|entry| is_listed(entry.origin)) {
        total += 1;
        if let Some(count) = owner.get(entry.section).copied().flatten().and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    let count = |at: usize| counts.get(at).copied().unwrap_or_default();
    if first == 1 && count(first) == 0 {
        return Some(first);
    }
    top.iter().copied().find(|at| count(*at) * 5 >= total * 4 && total > 0)
}

/// A name made from the name of a file, or of its folder if the file is called README.
fn name_from_path(path: &str) -> String {
    // `<stdin>` is no name.
    let path = if path.starts_with('<') && path.ends_with('>') { "" } else { path };
    let parts = path.rsplit(['/', '\\']).map(|part| part.rsplit_once('.').map_or(part, |(name, _)| name));
    let is_name = |part: &&str| {
        part.contains(char::is_alphanumeric) && !is_one_of("readme, index, list", &part.to_lowercase())
    };
    let words = parts.into_iter().find(is_name).unwrap_or("list").replace(['-', '_'], " ");
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.split_whitespace().map(capitalized).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::markdown::reader;

    fn title(text: &str) -> String {
        Title::find(&reader::read(text), "lists/good-things/README.md").name.text
    }

    #[test]
    fn the_heading_of_the_whole_list_is_its_title() {
        assert_eq!(
            title("# Good *things* ![b](https://a.example/b.svg)\n\n## A\n\n- [x](https://x.example)\n"),
            "Good things"
        );
        assert_eq!(
            title("Good\n====\n\n# A\n- [x](https://x.example)\n\n# B\n- [y](https://y.example)\n"),
            "Good"
        );
        assert_eq!(
            title(
                "# [Good](https://g.example)\nText.\n# Tools\n- [x](https://x.example)\n# [Books](https://b.example)\n- [y](https://y.example)\n"
            ),
            "Good"
        );
        let news = "# News!\n- [n](https://n.example)\n# Good\n## A\n";
        let items = (0..9).map(|n| format!("- [x{n}](https://x{n}.example)\n")).collect::<Vec<_>>().concat();
        assert_eq!(title(&format!("{news}{items}")), "Good");
    }

    #[test]
    fn without_one_the_page_or_the_file_has_the_title() {
        let sections = "# A\n- [x](https://x.example)\n\n# B\n- [y](https://y.example)\n";
        assert_eq!(title(sections), "Good Things");
        assert_eq!(title(&format!("---\ntitle: \"From the front\"\n---\n{sections}")), "From the front");
        assert_eq!(title(&format!("<h1 align=\"center\">From <b>HTML</b></h1>\n\n{sections}")), "From HTML");
        assert_eq!(name_from_path("public-apis.md"), "Public Apis");
        assert_eq!(name_from_path("v1.2-list.md"), "V1.2 List");
        assert_eq!(name_from_path("-"), "List");
        assert_eq!(name_from_path("<stdin>"), "List");
    }
}
