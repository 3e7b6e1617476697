//! Addresses that merely stand in a text, with nothing around them to mark them as links.

use std::ops::Range;

/// The second letters of the country codes, by their first letter from `a` to `z`.
const COUNTRIES: [&str; 26] = [
    "cdefgilmnoqrstuwxz",
    "abdefghijmnorstvwyz",
    "acdfghiklmnoruvwxyz",
    "ejkmoz",
    "cegrstu",
    "ijkmor",
    "abdefghilmnpqrstuwy",
    "kmnrtu",
    "delmnoqrst",
    "emop",
    "eghimnprwyz",
    "abcikrstuvy",
    "acdeghklmnopqrstuvwxyz",
    "acefgilopruz",
    "m",
    "aefghklmnrstwy",
    "a",
    "eosuw",
    "abcdeghijklmnortuvxyz",
    "cdfghjklmnortvwz",
    "agksyz",
    "aceginu",
    "fs",
    "",
    "et",
    "amw",
];

/// Country codes that are better known as the endings of files: `setup.py` is no address.
const ENDINGS_OF_FILES: [&str; 4] = ["md", "py", "rs", "sh"];

/// The endings of host names, beside those of two letters, that tell a host without a scheme from other words.
const ENDINGS: [&str; 17] = [
    "com", "org", "net", "edu", "gov", "info", "biz", "pro", "name", "shop", "dev", "app", "aero", "asia",
    "coop", "museum", "xxx",
];

/// The addresses in a text, each with its place, spelt with a scheme.
///
/// One that begins with `http://` or `https://` ends where a space or the sentence around it goes on. A host alone
/// (`example.org`) counts where its ending is a common one; it is taken to be reached by `http`.
pub(super) fn addresses(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in
        text.split(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '|'))
    {
        if word.contains('.') || word.contains("://") {
            found.extend(address(word).map(|(at, url)| (start + at.start..start + at.end, url)));
        }
        // Every character that splits words but a control or a space of another script has one byte.
        start += word.len();
        start += text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    found
}

fn address(word: &str) -> Option<(Range<usize>, String)> {
    if let Some(colon) = word.find("://") {
        let before = word.get(..colon)?;
        let start = ["https", "http"].iter().find_map(|scheme| {
            let start = colon.checked_sub(scheme.len())?;
            let (front, written) = (before.get(..start)?, before.get(start..)?);
            let apart = !front.ends_with(|c: char| c.is_ascii_alphanumeric());
            (written.eq_ignore_ascii_case(scheme) && apart).then_some(start)
        })?;
        let url = ended(word.get(start..)?);
        return (url.len() > colon - start + 3).then(|| (start..start + url.len(), url.to_owned()));
    }
    let start = word.len() - word.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).len();
    let host_and_path = ended(word.get(start..)?);
    let end = host_and_path.find(['/', '?', '#', ':']).unwrap_or(host_and_path.len());
    let (host, rest) = host_and_path.split_at_checked(end)?;
    if word.contains('@') || !is_host(host, rest.starts_with('/')) || rest.starts_with(':') {
        return None;
    }
    Some((start..start + host_and_path.len(), format!("http://{host_and_path}")))
}

/// The address at the beginning of a text, without the punctuation of the sentence around it.
fn ended(text: &str) -> &str {
    let end = text.find(|c: char| is_foreign_mark(c)).unwrap_or(text.len());
    let mut url = text.get(..end).unwrap_or_default();
    // Counted once, and not anew for each bracket that is taken away.
    let count = |url: &str, mark: char| url.matches(mark).count();
    let mut brackets = [(count(url, '('), count(url, ')')), (count(url, '['), count(url, ']'))];
    loop {
        let Some(last) = url.chars().next_back() else { return url };
        let [round, square] = &mut brackets;
        let surplus = match last {
            ')' if round.0 < round.1 => Some(round),
            ']' if square.0 < square.1 => Some(square),
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '(' | '[' => None,
            _ => return url,
        };
        if let Some((_, closing)) = surplus {
            *closing -= 1;
        }
        url = url.get(..url.len() - last.len_utf8()).unwrap_or_default();
    }
}

/// Marks of other scripts and of good typography, which end an address.
fn is_foreign_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3000}'..='\u{301f}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '«' | '»')
}

/// Whether a word is the name of a host that people would take for one.
fn is_host(host: &str, has_path: bool) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let Some((front, ending)) = host.rsplit_once('.') else { return false };
    if host.len() > 253 || !host.split('.').all(label) || !front.bytes().any(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    // VB.NET and the like are names of things.
    if ending == "NET" {
        return false;
    }
    let ending = ending.to_ascii_lowercase();
    let country = match ending.as_bytes() {
        [first @ b'a'..=b'z', second] => {
            COUNTRIES.get(usize::from(first - b'a')).is_some_and(|codes| codes.as_bytes().contains(second))
        }
        _ => false,
    };
    let file = ENDINGS_OF_FILES.contains(&&*ending) && !has_path && !host.starts_with("www.");
    // `e.g` and `i.e` are no hosts.
    let word = front.rsplit('.').next().is_some_and(|label| label.len() > 1);
    word && (country && !file || ENDINGS.contains(&&*ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        addresses(text)
            .into_iter()
            .map(|(at, url)| {
                assert!(url.ends_with(&text[at]), "{text}");
                url
            })
            .collect()
    }

    #[test]
    fn an_address_ends_where_its_sentence_goes_on() {
        assert_eq!(
            found("See https://example.org/a_b, or (http://example.org/x_(y))."),
            ["https://example.org/a_b", "http://example.org/x_(y)"]
        );
        assert_eq!(found("HTTPS://example.org/?q=1&r=[2]]; and more"), ["HTTPS://example.org/?q=1&r=[2]"]);
        assert_eq!(found("去https://example.org/x，好。"), ["https://example.org/x"]);
        assert_eq!(found("https:// xhttps://example.org http://)"), [""; 0]);
    }

    #[test]
    fn a_host_alone_is_an_address_where_nobody_would_take_it_for_something_else() {
        assert_eq!(
            found("(example.org), www.example.py or Example.com/a/b."),
            ["http://example.org", "http://www.example.py", "http://Example.com/a/b"]
        );
        let others = "setup.py README.md 1.2.3.4 e.g. i.e. VB.NET node.js a@example.org x:example.org:80 v1.0 main.rs ...";
        assert_eq!(found(others), [""; 0]);
    }
}
