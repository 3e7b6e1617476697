//! The URLs of pages, one a line, each once: for `wget -i`, `xargs` and the like.

use std::collections::HashSet;

use super::collection::{Collection, is_listed};
use crate::dataset::{SourceUrl, Stack};

/// Writes the URLs of a stack.
pub fn write(stack: &Stack) -> String {
    lines(stack.entries().flat_map(|(_, entry)| {
        let pages = entry.pages();
        let listed = pages.iter().filter(|page| is_listed(page));
        listed.filter_map(|page| page.url.clone()).collect::<Vec<_>>()
    }))
}

/// Writes the URLs of a collection.
pub fn write_collected(collection: &Collection) -> String {
    lines(collection.items.iter().filter_map(|item| item.url.clone()))
}

/// The URLs as lines, each once.
fn lines(urls: impl Iterator<Item = SourceUrl>) -> String {
    let mut seen = HashSet::new();
    let mut text = String::new();
    for url in urls {
        if !seen.contains(&url) {
            text.extend([url.as_str(), "\n"]);
            seen.insert(url);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::dataset::SourceUrl;
    use crate::export::collection::hostile;

    #[test]
    fn each_line_is_a_url_and_none_is_there_twice() {
        assert_eq!(write_collected(&hostile()).lines().count(), 2);
        let text = write(&sample::stack());
        assert_eq!(text, write_collected(&Collection::from_stack(&sample::stack())));
        let mut lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| SourceUrl::parse(line).is_ok()), "{text}");
        let count = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), count);
    }
}
