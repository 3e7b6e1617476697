//! The only way to print: every text of the command line passes through here and is sanitized.
//!
//! A [`Line`] is filled only through [`Line::push`], which sanitizes, and only [`Output`] writes escape sequences, made
//! from [`Role`]s. Commands format no escape sequence and write to no stream themselves.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::io::{self, IsTerminal, Write};
use std::ops::Range;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::cells::{self, Glyphs};
use crate::config::Colour;
use crate::dataset::sanitized;
use crate::export::json;

/// Output format of a command: in plain output columns are only ever added at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// For reading on a terminal: wrapped, aligned, in colour; may change at any time
    Human,
    /// One record a line, as `--plain`
    Plain,
    /// One JSON document, as `--json`
    Json,
}

/// Kind of a segment of a [`Line`], which decides its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Running text.
    Text,
    /// Name of the entry, source or stack that the output is about.
    Title,
    /// Heading of a section.
    Heading,
    /// Secondary text.
    Dim,
    /// Number of a source.
    Number,
    /// A URL.
    Address,
    /// A current status.
    Current,
    /// A former status.
    Former,
    /// Text that a query matched.
    Match,
    /// Something added.
    Added,
    /// Something removed.
    Removed,
    /// Something changed.
    Changed,
    /// Label of a warning.
    Warning,
    /// Label of an error.
    Error,
}

impl Role {
    /// The style: the terminal's own colours, so that the user's theme applies, and only those that are readable on white
    /// and on black.
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| colour.on_default();
        match self {
            Self::Text => Style::new(),
            Self::Title | Self::Heading => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Number => colour(AnsiColor::Cyan),
            Self::Address => colour(AnsiColor::Blue),
            Self::Current | Self::Added => colour(AnsiColor::Green),
            Self::Removed => colour(AnsiColor::Red),
            Self::Changed => colour(AnsiColor::Yellow),
            Self::Former => colour(AnsiColor::Magenta),
            Self::Match => Style::new().bold().underline(),
            Self::Warning => colour(AnsiColor::Yellow).bold(),
            Self::Error => colour(AnsiColor::Red).bold(),
        }
    }
}

/// A line of sanitized text, made of styled segments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    text: String,
    /// The end of each segment, and its role.
    segments: Vec<(usize, Role)>,
}

impl Line {
    /// A line of one segment.
    pub(super) fn new(role: Role, text: &str) -> Self {
        Self::default().with(role, text)
    }

    /// A line of spaces.
    pub(super) fn blank(cells: usize) -> Self {
        Self::new(Role::Text, &" ".repeat(cells))
    }

    /// Adds a segment, sanitized and without line breaks.
    pub(super) fn push(&mut self, role: Role, text: &str) {
        self.text.push_str(&one_line(text));
        self.segments.push((self.text.len(), role));
    }

    /// The line with a segment added.
    pub(super) fn with(mut self, role: Role, text: &str) -> Self {
        self.push(role, text);
        self
    }

    /// Adds a text whose given byte ranges are matches.
    pub(super) fn push_marked(&mut self, role: Role, text: &str, matches: &[Range<usize>]) {
        let mut done = 0;
        for range in matches {
            self.push(role, text.get(done..range.start).unwrap_or_default());
            self.push(Role::Match, text.get(range.clone()).unwrap_or_default());
            done = range.end.max(done);
        }
        self.push(role, text.get(done..).unwrap_or_default());
    }

    /// Appends spaces up to a width in terminal cells.
    pub(super) fn pad_to(&mut self, cells: usize) {
        let missing = cells.saturating_sub(self.width());
        self.push(Role::Text, &" ".repeat(missing));
    }

    /// The width in terminal cells.
    pub(super) fn width(&self) -> usize {
        cells::width(&self.text)
    }

    /// Whether the text is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// A field of a record: the value as text, empty if there is none.
pub(super) fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A text as one sanitized line.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        Cow::Owned(sanitized(&text.replace("\r\n", " ")).into_owned())
    } else {
        sanitized(text)
    }
}

/// A stream that a command prints to, and the output format.
pub struct Output<'w> {
    writer: Box<dyn Write + 'w>,
    /// The output format.
    pub(super) form: Form,
    /// Width of the terminal in cells; determined on first use.
    width: OnceCell<usize>,
    /// The characters of marks.
    pub(super) glyphs: Glyphs,
    /// Whether colours are written.
    pub(super) coloured: bool,
}

/// Maximum width of wrapped text in terminal cells: longer lines are hard to read, however wide the terminal is.
const MAX_WIDTH: usize = 100;
/// Minimum width of wrapped text in terminal cells.
const MIN_WIDTH: usize = 20;

#[cfg(test)]
impl<'w> Output<'w> {
    /// Any writer, without colour, for tests.
    pub(super) fn new(writer: impl Write + 'w, form: Form, width: usize) -> Self {
        Self {
            writer: Box::new(writer),
            form,
            width: OnceCell::from(width),
            glyphs: Glyphs::Unicode,
            coloured: false,
        }
    }
}

impl Output<'_> {
    /// Standard output. Without a form it is human on a terminal, else plain.
    pub fn stdout(form: Option<Form>, colour: Colour) -> Output<'static> {
        let stdout = io::stdout();
        let form = form.unwrap_or(if stdout.is_terminal() { Form::Human } else { Form::Plain });
        let choice = choice(&stdout, colour);
        let coloured = form == Form::Human && choice != ColorChoice::Never;
        // Without colours nothing has to be removed from what is written.
        let stream = AutoStream::new(stdout, if coloured { choice } else { ColorChoice::AlwaysAnsi });
        let writer = Box::new(io::BufWriter::new(stream));
        Output { writer, form, width: OnceCell::new(), glyphs: Glyphs::Ascii, coloured }
    }

    /// Standard error, for messages.
    pub fn stderr(colour: Colour) -> Output<'static> {
        let stderr = io::stderr();
        let choice = choice(&stderr, colour);
        // Not wrapped in a log, so that a message can be searched for.
        let width = if stderr.is_terminal() { OnceCell::new() } else { OnceCell::from(usize::MAX) };
        let writer = Box::new(AutoStream::new(stderr, choice));
        let coloured = choice != ColorChoice::Never;
        Output { writer, form: Form::Human, width, glyphs: Glyphs::Ascii, coloured }
    }

    /// Width of drawn findings in terminal cells.
    pub(super) fn width(&self) -> usize {
        self.wrapped_at().min(MAX_WIDTH)
    }

    /// Width of tables in terminal cells.
    pub(super) fn full_width(&self) -> usize {
        *self.width.get_or_init(terminal_width)
    }

    /// Width at which texts wrap; messages that are not for a terminal are not wrapped.
    fn wrapped_at(&self) -> usize {
        match self.full_width() {
            usize::MAX => usize::MAX,
            width => width.min(MAX_WIDTH),
        }
    }

    /// Writes a line of JSON.
    pub(super) fn json(&mut self, value: &impl json::Serialize) -> io::Result<()> {
        json::write_line(&mut self.writer, value)
    }

    /// Writes a record of plain output: tab-separated fields.
    pub(super) fn record<T: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = T>) -> io::Result<()> {
        for (at, field) in fields.into_iter().enumerate() {
            if at > 0 {
                self.writer.write_all(b"\t")?;
            }
            self.writer.write_all(one_line(field.as_ref()).as_bytes())?;
        }
        self.writer.write_all(b"\n")
    }

    /// Writes a generated document line by line, the same in every form.
    pub(super) fn document(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            writeln!(self.writer, "{}", one_line(line))?;
        }
        Ok(())
    }

    /// Writes a line without wrapping, for texts that users copy.
    pub(super) fn line(&mut self, line: &Line) -> io::Result<()> {
        self.segments(line, 0..line.text.len())?;
        self.writer.write_all(b"\n")
    }

    /// Writes an empty line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.writer.write_all(b"\n")
    }

    /// Writes the heading of a section, after an empty line.
    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.blank()?;
        self.line(&Line::new(Role::Heading, text))
    }

    /// Writes a wrapped and indented line.
    pub(super) fn wrapped(&mut self, line: &Line, indent: usize) -> io::Result<()> {
        self.hanging(&Line::default(), line, indent)
    }

    /// Writes a label and, from column `indent` on, a wrapped line.
    pub(super) fn hanging(&mut self, label: &Line, line: &Line, indent: usize) -> io::Result<()> {
        // A larger indentation would leave no room for text.
        let width = self.wrapped_at();
        let indent = indent.min(width / 2);
        let mut used = label.width();
        self.segments(label, 0..label.text.len())?;
        if used >= indent && used > 0 {
            self.blank()?;
            used = 0;
        }
        for range in cells::wrap(&line.text, width - indent) {
            write!(self.writer, "{:1$}", "", indent - used)?;
            self.segments(line, range)?;
            self.blank()?;
            used = 0;
        }
        Ok(())
    }

    /// Prints a message with a label such as `note:`. A message that cannot be written is dropped.
    pub(super) fn message(&mut self, role: Role, label: &str, text: &str) {
        let label = Line::new(role, label);
        let indent = label.width() + usize::from(!label.is_empty());
        let _ = self.hanging(&label, &Line::new(Role::Text, text), indent).and_then(|()| self.finish());
    }

    /// Prints a message without a label. A message that cannot be written is dropped.
    pub(super) fn remark(&mut self, text: &str) {
        self.message(Role::Text, "", text);
    }

    /// Prints a note. A note that cannot be written is dropped.
    pub(super) fn note(&mut self, text: &str) {
        self.message(Role::Dim, "note:", text);
    }

    /// Writes a formatted text of `clap`: a text at the margin that ends with a colon is a heading.
    pub(super) fn help_text(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let heading = line.find(':').filter(|_| !line.starts_with(' ')).map_or(0, |colon| colon + 1);
            let heading = if heading == line.len() || line.starts_with("Usage:") { heading } else { 0 };
            let (heading, rest) = line.split_at(heading);
            let text = rest.trim_start();
            let heading = Line::new(Role::Heading, heading);
            // `clap` wraps all but the usage.
            if text.is_empty() {
                self.line(&heading)?;
            } else {
                let indent = heading.width() + rest.len() - text.len();
                self.hanging(&heading, &Line::new(Role::Text, text), indent)?;
            }
        }
        Ok(())
    }

    /// Writes a text with colour sequences, which pass through; everything else is sanitized.
    pub(super) fn drawing(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            for (at, part) in line.split('\u{1b}').enumerate() {
                let parameters = |c: char| c.is_ascii_digit() || c == ';';
                let after = part.strip_prefix('[').map(|part| part.trim_start_matches(parameters));
                match after.and_then(|part| part.strip_prefix('m')) {
                    Some(after) if at > 0 => {
                        let colour = part.strip_suffix(after).filter(|_| self.coloured);
                        let colour = colour.map(|colour| format!("\u{1b}{colour}")).unwrap_or_default();
                        write!(self.writer, "{colour}{}", one_line(after))?;
                    }
                    _ if at > 0 => write!(self.writer, "{}", one_line(&format!("\u{1b}{part}")))?,
                    _ => write!(self.writer, "{}", one_line(part))?,
                }
            }
            self.blank()?;
        }
        Ok(())
    }

    /// Flushes the stream; only then is it certain that everything was written.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    /// Writes a byte range of a line.
    fn segments(&mut self, line: &Line, range: Range<usize>) -> io::Result<()> {
        if !self.coloured {
            let text = line.text.get(range).unwrap_or_default();
            return self.writer.write_all(text.as_bytes());
        }
        let mut start = 0;
        for &(end, role) in &line.segments {
            let segment = start.max(range.start)..end.min(range.end);
            start = end;
            let text = line.text.get(segment).unwrap_or_default();
            let style = role.style();
            if !text.is_empty() {
                write!(self.writer, "{style}{text}{style:#}")?;
            }
        }
        Ok(())
    }
}

/// Whether a stream gets colours.
fn choice(stream: &impl anstream::stream::RawStream, colour: Colour) -> ColorChoice {
    match colour {
        // By convention 0 does not force; `anstream` takes any value for a wish.
        Colour::Auto
            if !stream.is_terminal() && std::env::var_os("CLICOLOR_FORCE").is_some_and(|one| one == "0") =>
        {
            ColorChoice::Never
        }
        Colour::Auto => AutoStream::choice(stream),
        Colour::Always => ColorChoice::Always,
        Colour::Never => ColorChoice::Never,
    }
}

/// Width of help in terminal cells.
pub(super) fn help_width() -> usize {
    terminal_width().min(MAX_WIDTH)
}

/// Width of the terminal: `COLUMNS`, else what the terminal says, else 80; at least the minimum.
fn terminal_width() -> usize {
    let variable = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|n| *n > 0);
    // Without a terminal `crossterm` would start other programs to find the size.
    let terminal =
        || (io::stdout().is_terminal() || io::stderr().is_terminal()).then(crossterm::terminal::size);
    let columns = || terminal()?.ok().map(|(columns, _)| usize::from(columns)).filter(|n| *n > 0);
    variable.or_else(columns).unwrap_or(80).max(MIN_WIDTH)
}

/// The output of a command, for its tests.
#[cfg(test)]
pub(super) fn written<T>(form: Form, width: usize, write: impl FnOnce(&mut Output<'_>) -> T) -> String {
    let mut bytes = Vec::new();
    write(&mut Output::new(&mut bytes, form, width));
    String::from_utf8(bytes).expect("text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Form, width: usize, coloured: bool, write: impl FnOnce(&mut Output<'_>)) -> String {
        let mut bytes = Vec::new();
        let mut output = Output::new(&mut bytes, form, width);
        output.coloured = coloured;
        write(&mut output);
        drop(output);
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn a_record_is_one_inert_line_whatever_its_fields_hold() {
        let line = written(Form::Plain, 80, false, |out| {
            out.record(["a\tb", "c\r\nd\ne", "\u{1b}[2J\u{9b}"]).expect("written");
        });
        assert_eq!(line.matches('\t').count(), 2);
        assert_eq!(line.matches('\n').count(), 1);
        assert!(line.starts_with("a b\tc d e\t"));
        assert!(!line.trim_end().replace('\t', "").contains(char::is_control));
    }

    #[test]
    fn a_wrapped_line_keeps_its_colours_and_its_indentation() {
        let line = Line::new(Role::Text, "one two ").with(Role::Number, "[1]");
        let plain = written(Form::Human, 10, false, |out| out.wrapped(&line, 2).expect("written"));
        assert_eq!(plain, "  one two\n  [1]\n");
        let coloured = written(Form::Human, 10, true, |out| out.wrapped(&line, 2).expect("written"));
        assert_eq!(coloured, "  one two\n  \u{1b}[36m[1]\u{1b}[0m\n");
    }

    #[test]
    fn a_label_that_is_too_long_stands_on_a_line_of_its_own() {
        let of = |label: &str| {
            let (label, line) = (Line::new(Role::Dim, label), Line::new(Role::Text, "text"));
            written(Form::Human, 40, false, |out| out.hanging(&label, &line, 6).expect("written"))
        };
        assert_eq!(of("abc"), "abc   text\n");
        assert_eq!(of("abcdefgh"), "abcdefgh\n      text\n");
    }

    #[test]
    fn of_a_drawing_only_the_colours_pass() {
        let drawing = "\u{1b}[1;31merror\u{1b}[0m: a\u{1b}[2Jb\u{1b}]0;c\u{7}\n";
        let coloured = written(Form::Human, 40, true, |out| out.drawing(drawing).expect("written"));
        assert!(coloured.starts_with("\u{1b}[1;31merror\u{1b}[0m: a"), "{coloured:?}");
        assert_eq!(coloured.matches('\u{1b}').count(), 2);
        let plain = written(Form::Human, 40, false, |out| out.drawing(drawing).expect("written"));
        assert!(plain.starts_with("error: a"), "{plain:?}");
        assert!(!plain.trim_end().contains(char::is_control), "{plain:?}");
    }

    #[test]
    fn matches_are_marked_where_they_are() {
        let mut line = Line::default();
        line.push_marked(Role::Text, "PostgreSQL", &[0..4, 7..10]);
        let text = written(Form::Human, 40, true, |out| out.line(&line).expect("written"));
        assert_eq!(text, "\u{1b}[1m\u{1b}[4mPost\u{1b}[0mgre\u{1b}[1m\u{1b}[4mSQL\u{1b}[0m\n");
    }
}
