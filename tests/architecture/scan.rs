//! Extracts the paths used by Rust code; it covers only as much of the syntax as that needs.

use std::collections::BTreeSet;

/// A token and its line.
#[derive(Clone, Debug)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// A path used by the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    pub line: usize,
    segments: Vec<String>,
    /// The inline modules that contain it.
    inside: Vec<String>,
    /// The name that a `use` gives it in the file.
    alias: Option<String>,
    /// Whether it begins with `::`, which means an external crate.
    rooted: bool,
    /// Whether a `pub use` re-exports it.
    pub is_exported: bool,
}

/// The tokens and paths of a file, without test code.
pub struct Scan {
    pub tokens: Vec<Token>,
    pub used: Vec<Used>,
    /// The modules declared by the file.
    modules: Vec<String>,
    /// The declared test modules that have their own files.
    test_modules: Vec<String>,
}

impl Scan {
    pub fn of(text: &str) -> Self {
        let mut scan =
            Self { tokens: tokens(text), used: Vec::new(), modules: Vec::new(), test_modules: Vec::new() };
        scan.drop_tests();
        scan.find_paths();
        scan
    }

    /// The module paths of test files.
    pub fn test_files(&self, at: &[String]) -> Vec<Vec<String>> {
        self.test_modules.iter().map(|name| [at, std::slice::from_ref(name)].concat()).collect()
    }

    /// The absolute path, from `crate`, `std` or another crate; `None` for a local name.
    pub fn resolve(&self, used: &Used, at: &[String], crates: &BTreeSet<String>) -> Option<Vec<String>> {
        let mut segments = used.segments.clone();
        let mut rooted = used.rooted;
        // Imports may refer to other imports; four levels are enough.
        for _ in 0..4 {
            let (head, rest) = segments.split_first()?;
            let named = |known: &&Used| known.alias.as_ref() == Some(head) && known.segments != segments;
            if ["crate", "stacklore"].contains(&head.as_str()) {
                return Some([&["crate".to_owned()], rest].concat());
            }
            if ["self", "super"].contains(&head.as_str()) {
                let mut place = [at, &used.inside].concat();
                let steps = segments
                    .iter()
                    .take_while(|segment| ["self", "super"].contains(&segment.as_str()))
                    .count();
                for _ in segments[..steps].iter().filter(|segment| *segment == "super") {
                    place.pop();
                }
                return Some([&["crate".to_owned()], &place[..], &segments[steps..]].concat());
            }
            if !rooted && self.modules.contains(head) {
                let here = [&["crate".to_owned()], at].concat();
                return Some([here, segments].concat());
            }
            match self.used.iter().find(named) {
                Some(known) if !rooted => {
                    rooted = known.rooted;
                    segments = [&known.segments, rest].concat();
                }
                _ if ["std", "core", "alloc"].contains(&head.as_str()) => {
                    return Some([&["std".to_owned()], rest].concat());
                }
                _ => return crates.contains(head).then_some(segments),
            }
        }
        None
    }

    /// The import of a name.
    pub fn import(&self, name: &str) -> Option<&Used> {
        self.used.iter().find(|used| used.alias.as_deref() == Some(name))
    }

    /// Removes every item with `#[cfg(test)]`.
    fn drop_tests(&mut self) {
        let all = std::mem::take(&mut self.tokens);
        let text = |at: usize| all.get(at).map_or("", |token| token.text.as_str());
        let mut at = 0;
        while at < all.len() {
            if !(text(at) == "#" && text(at + 1) == "[" && text(at + 2) == "cfg") {
                self.tokens.push(all[at].clone());
                at += 1;
                continue;
            }
            let end = closing(&all, at + 1);
            let words: Vec<&str> = (at..end).map(text).collect();
            if !words.contains(&"test") || words.contains(&"not") || words.contains(&"any") {
                self.tokens.extend_from_slice(&all[at..end]);
                at = end;
                continue;
            }
            at = end;
            while text(at) == "#" {
                at = closing(&all, at + 1);
            }
            let start = at;
            while at < all.len() && text(at) != ";" && text(at) != "{" {
                at = if ["(", "["].contains(&text(at)) { closing(&all, at) } else { at + 1 };
            }
            if text(at) == ";" {
                let module = (start..at).find(|at| text(*at) == "mod");
                self.test_modules.extend(module.map(|at| text(at + 1).to_owned()));
            }
            at = if text(at) == "{" { closing(&all, at) } else { at + 1 };
        }
    }

    fn find_paths(&mut self) {
        let all = std::mem::take(&mut self.tokens);
        let text = |at: usize| all.get(at).map_or("", |token| token.text.as_str());
        // The enclosing inline modules, with the brace depth of each.
        let mut inside: Vec<(String, usize)> = Vec::new();
        let mut depth = 0;
        let mut at = 0;
        while at < all.len() {
            let before = if at == 0 { "" } else { text(at - 1) };
            let names: Vec<String> = inside.iter().map(|(name, _)| name.clone()).collect();
            match text(at) {
                "{" => depth += 1,
                "}" => {
                    depth = usize::saturating_sub(depth, 1);
                    if inside.last().is_some_and(|(_, began)| *began == depth) {
                        inside.pop();
                    }
                }
                "mod" if is_word(text(at + 1)) => {
                    self.modules.push(text(at + 1).to_owned());
                    if text(at + 2) == "{" {
                        inside.push((text(at + 1).to_owned(), depth));
                    }
                }
                "use" => {
                    // `pub`, or the bracket of `pub(crate)`.
                    let is_exported = ["pub", ")"].contains(&before);
                    let start = Used { inside: names, line: all[at].line, is_exported, ..Used::default() };
                    at = self.read_tree(&all, at + 1, start);
                    continue;
                }
                "crate" if before == "extern" => {
                    let (segments, line) = (vec![text(at + 1).to_owned()], all[at].line);
                    self.used.push(Used { line, segments, inside: names, rooted: true, ..Used::default() });
                }
                // A path that begins with a macro variable is unknown; `$crate` is the crate root.
                word if is_word(word)
                    && text(at + 1) == "::"
                    && before != "."
                    && (before != "$" || word == "crate") =>
                {
                    let rooted = before == "::";
                    // `>::` is followed by an associated item, not a crate.
                    let of_type = rooted && at >= 2 && (text(at - 2) == ">" || is_word(text(at - 2)));
                    let mut used = Used { line: all[at].line, inside: names, rooted, ..Used::default() };
                    used.segments.push(word.to_owned());
                    while text(at + 1) == "::" && is_word(text(at + 2)) {
                        used.segments.push(text(at + 2).to_owned());
                        at += 2;
                    }
                    if !of_type {
                        self.used.push(used);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        self.tokens = all;
    }

    /// Reads one tree of a `use`; returns the position after it.
    fn read_tree(&mut self, all: &[Token], mut at: usize, mut used: Used) -> usize {
        let text = |at: usize| all.get(at).map_or("", |token| token.text.as_str());
        if text(at) == "::" {
            used.rooted = used.segments.is_empty();
            at += 1;
        }
        if text(at) == "{" {
            at += 1;
            while at < all.len() && text(at) != "}" {
                at = self.read_tree(all, at, used.clone());
                at += usize::from(text(at) == ",");
            }
            return at + 1;
        }
        used.line = all.get(at).map_or(used.line, |token| token.line);
        if text(at) != "self" || used.segments.is_empty() {
            used.segments.push(text(at).to_owned());
        }
        at += 1;
        if text(at) == "::" {
            return self.read_tree(all, at + 1, used);
        }
        let named = text(at) == "as";
        used.alias = if named { Some(text(at + 1).to_owned()) } else { used.segments.last().cloned() };
        self.used.push(used);
        if named { at + 2 } else { at }
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The position after the bracket that closes the one at `open`.
fn closing(all: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in all.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    all.len()
}

/// The tokens of a code, without comments and lifetimes; every literal is `""`.
pub fn tokens(code: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let (len, text) = lex(rest, first);
        if let Some(text) = text {
            found.push(Token { text: text.to_owned(), line });
        }
        let (taken, left) = rest.split_at(len);
        line += taken.matches('\n').count();
        rest = left;
    }
    found
}

/// Length of the next lexeme, and the token text unless it is skipped.
fn lex(rest: &str, first: char) -> (usize, Option<&str>) {
    let word = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let raw = rest.trim_start_matches(['b', 'c']).strip_prefix('r').filter(|raw| raw.starts_with(['"', '#']));
    let hashes = raw.map_or(0, |raw| raw.len() - raw.trim_start_matches('#').len());
    if rest.starts_with("//") {
        (rest.find('\n').unwrap_or(rest.len()), None)
    } else if rest.starts_with("/*") {
        (block_comment(rest), None)
    } else if let Some(raw) = raw.filter(|raw| raw[hashes..].starts_with('"')) {
        let end = format!("\"{}", "#".repeat(hashes));
        let open = rest.len() - raw.len() + hashes + 1;
        (rest[open..].find(&end).map_or(rest.len(), |at| open + at + end.len()), Some("\"\""))
    } else if first == '"' || (rest.starts_with(['b', 'c']) && rest[1..].starts_with('"')) {
        let open = rest.find('"').map_or(0, |at| at + 1);
        (open + literal(&rest[open..], '"'), Some("\"\""))
    } else if first == '\'' {
        let inside = &rest[1..];
        let name = word(inside);
        if name > 0 && !inside[name..].starts_with('\'') {
            (1 + name, None)
        } else {
            (1 + literal(inside, '\''), Some("\"\""))
        }
    } else if let Some(inside) = rest.strip_prefix("r#") {
        let len = word(inside);
        (2 + len, Some(&inside[..len]))
    } else if first.is_alphanumeric() || first == '_' {
        let len = word(rest);
        (len, Some(&rest[..len]))
    } else if rest.starts_with("::") {
        (2, Some("::"))
    } else if first.is_whitespace() {
        (first.len_utf8(), None)
    } else {
        (first.len_utf8(), Some(&rest[..first.len_utf8()]))
    }
}

/// Length of a literal after its opening quote, including the closing one.
fn literal(inside: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == end => return at + c.len_utf8(),
            _ => {}
        }
    }
    inside.len()
}

/// Length of a block comment; block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}
