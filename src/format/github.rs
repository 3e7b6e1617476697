//! Findings as annotations of GitHub Actions: commands, one per line, which GitHub shows next to the code.

use std::borrow::Cow;

use crate::dataset::{Finding, Severity};

/// The start and end of a finding in its file; lines and columns are counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The line and the column of the first character.
    pub start: (usize, usize),
    /// The line and the column one past the last character.
    pub end: (usize, usize),
}

/// The annotation for a finding, as one line: `::error file=a.toml,line=2,col=6,endColumn=9,title=ref.dangling::…`.
///
/// `extent` is absent if a finding concerns a whole file; `related` are its related locations as text.
pub fn annotation(finding: &Finding, file: &str, extent: Option<Extent>, related: &[String]) -> String {
    let mut properties = vec![format!("file={}", property(file))];
    if let Some(Extent { start: (line, column), end: (end_line, end_column) }) = extent {
        properties.push(format!("line={line},col={column}"));
        // GitHub uses columns only within one line.
        properties.push(if line == end_line {
            format!("endColumn={end_column}")
        } else {
            format!("endLine={end_line}")
        });
    }
    properties.push(format!("title={}", property(finding.code.name())));
    let help = finding.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    let message = std::iter::once(&finding.message).chain(related).map(String::as_str).collect::<Vec<_>>();
    let text = format!("{}{help}", message.join("\n"));
    // GitHub calls a hint a notice.
    let severity = if finding.severity == Severity::Hint { "notice" } else { finding.severity.name() };
    format!("::{severity} {}::{}", properties.join(","), data(&text))
}

/// A text escaped for the place after the second `::`.
fn data(text: &str) -> Cow<'_, str> {
    if text.contains(['%', '\r', '\n']) {
        text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").into()
    } else {
        text.into()
    }
}

/// A text escaped for the value of a property, where commas and colons are special too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Code;

    #[test]
    fn a_finding_is_a_command_with_its_position() {
        let finding =
            Finding::error(Code::Dangling, None, "there is no source \"a\"").help("use b".to_owned());
        let extent = Extent { start: (26, 25), end: (26, 28) };
        assert_eq!(
            annotation(&finding, "stacks/acme.toml", Some(extent), &[]),
            "::error file=stacks/acme.toml,line=26,col=25,endColumn=28,title=ref.dangling::there is no source \"a\"%0Ahelp: use b"
        );
        let over_lines = Extent { start: (3, 1), end: (5, 2) };
        let warning = Finding::warning(Code::SingleSource, None, "one source");
        assert_eq!(
            annotation(&warning, "a.toml", Some(over_lines), &["a.toml:1:1: the first".to_owned()]),
            "::warning file=a.toml,line=3,col=1,endLine=5,title=evidence.single-source::one source%0Aa.toml:1:1: the first"
        );
    }

    #[test]
    fn no_text_ends_the_command_or_begins_another() {
        let finding = Finding::error(Code::Unreadable, None, "100%\r\n::error::forged");
        assert_eq!(
            annotation(&finding, "a,b:c%\n::d.toml", None, &[]),
            "::error file=a%2Cb%3Ac%25%0A%3A%3Ad.toml,title=io.unreadable::100%25%0D%0A::error::forged"
        );
    }
}
