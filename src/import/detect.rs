//! Whether a text without a telling name is TOML, decided by its first significant line.

/// Maximum number of lines looked at: a text that begins with more comments is TOML.
const MAX_LINES: usize = 10_000;

/// The tables of a stack.
const TABLES: [&[u8]; 4] = [b"stack", b"category", b"entry", b"source"];

/// Whether a text is to be read as TOML.
///
/// A line that begins with `#` is a comment in TOML and a heading in Markdown, so it is skipped, and so is a line that
/// could be TOML or a link or title, such as `[TOC]` or `a = b`. The first other line decides: a header of a stack's table
/// or its `schema` is TOML. Without such a line the text is TOML, whose reader reports what is missing; bytes that are no
/// text are left to it, too.
pub(super) fn is_toml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = bytes.split(|b| matches!(b, b'\n' | b'\r')).map(<[u8]>::trim_ascii).take(MAX_LINES);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    let decided = lines.find_map(|line| is_toml_line(line).map(|is_toml| is_toml || line.contains(&0)));
    decided.unwrap_or(true)
}

/// Whether a line is TOML; `None` if it could be TOML and something else as well.
fn is_toml_line(line: &[u8]) -> Option<bool> {
    if let Some(header) = line.strip_prefix(b"[") {
        let header = header.strip_prefix(b"[").unwrap_or(header);
        let end = header.iter().position(|b| *b == b']').unwrap_or(header.len());
        let (name, rest) = header.split_at_checked(end)?;
        let rest = rest.strip_prefix(b"]]").or_else(|| rest.strip_prefix(b"]")).unwrap_or(rest).trim_ascii();
        let is_header = is_key(name) && (rest.is_empty() || rest.starts_with(b"#"));
        return if is_header { is_table(name).then_some(true) } else { Some(false) };
    }
    let at = line.iter().position(|b| *b == b'=');
    match at.and_then(|at| line.get(..at)).filter(|key| is_key(key)) {
        Some(key) => (key.trim_ascii() == b"schema" || key.contains(&b'.') && is_table(key)).then_some(true),
        None => Some(false),
    }
}

/// Whether the first word of a key is a table of a stack.
fn is_table(key: &[u8]) -> bool {
    let first = key.split(|b| *b == b'.').next().unwrap_or_default().trim_ascii();
    let inside = first.strip_prefix(b"\"").and_then(|first| first.strip_suffix(b"\""));
    TABLES.contains(&inside.unwrap_or(first))
}

/// Whether a text is a key of TOML: words of letters, digits, `-` and `_`, or quoted ones, with dots between them.
fn is_key(text: &[u8]) -> bool {
    let is_bare = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    text.split(|b| *b == b'.').map(<[u8]>::trim_ascii).all(|word| match word {
        [b'"', .., b'"'] | [b'\'', .., b'\''] => true,
        word => !word.is_empty() && word.iter().all(is_bare),
    })
}
