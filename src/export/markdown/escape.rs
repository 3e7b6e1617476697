//! Escaping of texts and URLs in Markdown.

/// A text at the beginning of a line, escaped so that it begins no heading, item, quotation, code, table or rule.
pub(in crate::export) fn line_start(text: &str) -> String {
    let text = escaped(text.trim());
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < text.len() && number.starts_with(['.', ')']) {
        let digits = text.len() - number.len();
        return format!("{}\\{number}", text.get(..digits).unwrap_or_default());
    }
    if text.starts_with(['#', '-', '+', '=', '|', ':']) { format!("\\{text}") } else { text }
}

/// A text in a heading, which a `#` at its end would close.
pub(in crate::export) fn heading(text: &str) -> String {
    let text = escaped(text);
    match text.strip_suffix('#') {
        Some(start) => format!("{start}\\#"),
        None => text,
    }
}

/// A text with all Markdown syntax escaped.
pub(in crate::export) fn escaped(text: &str) -> String {
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

/// A URL as the destination of a link.
pub(in crate::export) fn destination(url: &str) -> String {
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
