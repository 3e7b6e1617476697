//! Escaping of texts and URLs in Markdown.

/// A text at the beginning of a line, escaped so that it begins no heading, item, quotation, code, table or rule.
pub(crate) fn line_start(text: &str) -> String {
    let text = escaped(text.trim());
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < text.len() && number.starts_with(['.', ')']) {
        let digits = text.len() - number.len();
        return format!("{}\\{number}", text.get(..digits).unwrap_or_default());
    }
    if text.starts_with(['#', '-', '+', '=', '|', ':']) { format!("\\{text}") } else { text }
}

/// A text in a heading, which a `#` at its end would close.
pub(crate) fn heading(text: &str) -> String {
    let text = escaped_beside(text, Hosts::Plain);
    match text.strip_suffix('#') {
        Some(start) => format!("{start}\\#"),
        None => text,
    }
}

/// A text with all Markdown syntax escaped.
pub(crate) fn escaped(text: &str) -> String {
    escaped_beside(text, Hosts::Escaped)
}

/// What happens to the names of hosts, which some readers of Markdown take for links.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hosts {
    Escaped,
    /// They stay as they are: a heading has no links of its own.
    Plain,
}

fn escaped_beside(text: &str, hosts: Hosts) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let after = rest.chars().next().unwrap_or(' ');
        let is_syntax = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' => true,
            // Between letters it is a plain character.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after == '#' || after.is_ascii_alphanumeric(),
            // A URL, which is linked automatically.
            ':' => rest.starts_with("//"),
            '.' if hosts == Hosts::Escaped && before.is_alphanumeric() && begins_with_domain(rest) => true,
            '.' => before == 'w' && text.get(..at).is_some_and(|text| text.ends_with("www")),
            _ => false,
        };
        if is_syntax {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// The longer ends of host names that some readers of Markdown take for links without a scheme, as all of two letters.
const DOMAINS: [&str; 16] = [
    "app", "asia", "biz", "cloud", "com", "coop", "dev", "edu", "gov", "info", "museum", "name", "net",
    "org", "pro", "xyz",
];

/// Whether the text after a dot could be the end of a host name: the word before it would become a link.
fn begins_with_domain(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    word.len() == 2 && word.chars().all(|c| c.is_ascii_alphabetic())
        || DOMAINS.iter().any(|domain| word.eq_ignore_ascii_case(domain))
}

/// A URL as the destination of a link.
pub(crate) fn destination(url: &str) -> String {
    let mut out = String::with_capacity(url.len() + 2);
    for c in url.chars() {
        match c {
            // Percent-encoding would change the URL.
            '(' | ')' | '\\' | '<' | '>' => out.extend(['\\', c]),
            '&' => out.push_str("&amp;"),
            _ => out.push(c),
        }
    }
    out
}
