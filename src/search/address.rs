//! Addresses of pages, compared without the parts in which two spellings of one differ.

/// An address without its scheme, `www.`, a slash at the end and a fragment; any other text as it is.
pub(super) fn bare(folded: &str) -> &str {
    let rest = folded.strip_prefix("https://").or_else(|| folded.strip_prefix("http://"));
    if rest.is_none() && !is_address(folded) {
        return folded;
    }
    let rest = rest.unwrap_or(folded);
    let rest = rest.split_once('#').map_or(rest, |(page, _)| page);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

/// Whether a word is an address or the host of one (`flask.pocoo.org`).
pub(super) fn is_address(word: &str) -> bool {
    let host = word.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let is_label = |label: &str| label.starts_with(|c: char| c.is_ascii_alphanumeric());
    !word.contains(' ') && host.contains('.') && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_an_address_become_the_same() {
        for text in
            ["https://www.rust-lang.org/", "http://rust-lang.org", "rust-lang.org/", "www.rust-lang.org#top"]
        {
            assert_eq!(bare(text), "rust-lang.org", "{text}");
        }
        for text in ["pub/sub", "c++", "https", "a..b", "ci/cd/", "17."] {
            assert_eq!(bare(text), text);
        }
        assert_eq!((bare("https://"), bare("http://www.")), ("", ""));
    }
}
