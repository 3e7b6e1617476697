//! What a list is called, and which of its headings is only that.

use super::outline::{Origin, Outline, Spot};
use super::reader::Read;
use super::words::squeezed;

/// The name of a list, and what belongs to no section of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    pub name: Spot,
    /// The section under the heading that is the title; `None` where no heading is.
    pub section: Option<usize>,
}

impl Title {
    /// Finds the title of a list that was read from a file of this name.
    pub fn of(read: &Read, file: &str) -> Self {
        let section = heading(&read.outline);
        let named = section.and_then(|at| read.outline.sections.get(at)).map(|section| section.name.clone());
        let name = [named, read.title.clone(), read.front.clone()].into_iter().flatten();
        let name = name.into_iter().find(|name| name.text.contains(char::is_alphanumeric));
        Self { name: name.unwrap_or_else(|| Spot { text: of_file(file), at: 0..0 }), section }
    }
}

/// The heading of the first level that stands over the whole list.
///
/// One alone is, if it comes first. Of several it is the one before all sections that has nothing under it, or the one
/// that has nearly everything under it; else each of them is a section like any other.
fn heading(outline: &Outline) -> Option<usize> {
    let sections = &outline.sections;
    let top: Vec<usize> = (0..sections.len())
        .filter(|at| sections.get(*at).is_some_and(|s| s.level == 1 && !is_contents(&s.name.text)))
        .collect();
    let first = *top.first()?;
    if top.len() == 1 && first == 1 {
        return Some(first);
    }
    // How many entries lie under each of them: sections come in order, each after the one around it.
    let mut owner: Vec<Option<usize>> = Vec::with_capacity(sections.len());
    for (at, section) in sections.iter().enumerate() {
        let around = section.parent.and_then(|parent| owner.get(parent).copied().flatten());
        owner.push(if section.level == 1 { Some(at) } else { around });
    }
    let mut counts = vec![0_usize; sections.len()];
    let mut total = 0;
    for found in
        outline.entries.iter().filter(|found| !matches!(found.origin, Origin::Prose | Origin::Heading))
    {
        total += 1;
        if let Some(count) = owner.get(found.section).copied().flatten().and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    let count = |at: usize| counts.get(at).copied().unwrap_or_default();
    if first == 1 && count(first) == 0 {
        return Some(first);
    }
    top.iter().copied().find(|at| count(*at) * 5 >= total * 4 && total > 0)
}

/// Whether a heading only says that the contents follow.
pub(super) fn is_contents(name: &str) -> bool {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(&*name, "table of contents" | "contents" | "toc" | "index")
}

/// A name made of the name of a file, or of the folder where the file is only called README.
fn of_file(path: &str) -> String {
    // What messages call a stream is no name of anything.
    let path = if path.starts_with('<') && path.ends_with('>') { "" } else { path };
    let parts = path.rsplit(['/', '\\']).map(|part| part.rsplit_once('.').map_or(part, |(name, _)| name));
    let telling = |part: &&str| {
        let lower = part.to_lowercase();
        part.contains(char::is_alphanumeric) && !matches!(&*lower, "readme" | "index" | "list" | "-")
    };
    let words = parts.into_iter().find(telling).unwrap_or("list").replace(['-', '_'], " ");
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    let words: Vec<String> = squeezed(&words).split(' ').map(capital).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::markdown::reader;

    fn title(text: &str) -> String {
        Title::of(&reader::read(text), "lists/good-things/README.md").name.text
    }

    #[test]
    fn the_heading_over_the_whole_list_is_its_title() {
        assert_eq!(
            title("# Good *things* ![b](https://a.example/b.svg)\n\n## A\n\n- [x](https://x.example)\n"),
            "Good things"
        );
        assert_eq!(
            title("Good\n====\n\n# A\n- [x](https://x.example)\n\n# B\n- [y](https://y.example)\n"),
            "Good"
        );
        let news = "# News!\n- [n](https://n.example)\n# Good\n## A\n";
        let items = (0..9).map(|n| format!("- [x{n}](https://x{n}.example)\n")).collect::<Vec<_>>().concat();
        assert_eq!(title(&format!("{news}{items}")), "Good");
    }

    #[test]
    fn without_one_the_page_or_the_file_tells() {
        let sections = "# A\n- [x](https://x.example)\n\n# B\n- [y](https://y.example)\n";
        assert_eq!(title(sections), "Good Things");
        assert_eq!(title(&format!("---\ntitle: \"From the front\"\n---\n{sections}")), "From the front");
        assert_eq!(title(&format!("<h1 align=\"center\">From <b>HTML</b></h1>\n\n{sections}")), "From HTML");
        assert_eq!(of_file("public-apis.md"), "Public Apis");
        assert_eq!(of_file("v1.2-list.md"), "V1.2 List");
        assert_eq!(of_file("-"), "List");
        assert_eq!(of_file("<stdin>"), "List");
    }
}
