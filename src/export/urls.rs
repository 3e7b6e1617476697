//! The URLs of pages, one a line, each once: for `wget -i`, `xargs` and the like.

use super::collection::Collection;
use crate::dataset::Stack;

/// Writes the URLs of a stack.
pub fn write(stack: &Stack) -> String {
    write_collected(&Collection::from_stack(stack))
}

/// Writes the URLs of a collection.
pub fn write_collected(collection: &Collection) -> String {
    let items = collection.distinct();
    items.iter().filter_map(|item| item.url.as_ref()).flat_map(|url| [url.as_str(), "\n"]).collect()
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
        let mut lines: Vec<&str> = text.lines().collect();
        assert!(lines.iter().all(|line| SourceUrl::parse(line).is_ok()), "{text}");
        let count = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), count);
    }
}
