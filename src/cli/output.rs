//! The one way out: every text that the command line prints passes here and is made inert.
//!
//! A [`Line`] can only be filled through [`Line::push`], which cleans; escape sequences are written by [`Output`] alone,
//! from [`Role`]s. No command formats an escape, and none writes to a stream by itself.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::io::{self, IsTerminal, Write};
use std::ops::Range;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::cells;
use crate::config::Colour;
use crate::dataset::sanitized;
use crate::export::json;

/// For whom an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A person at a terminal: wrapped, aligned, in colour. May change at any time.
    Human,
    /// A script: tab-separated fields, one record a line. Columns are only ever added at the end.
    Plain,
    /// A program: the shapes of [`json`].
    Json,
}

/// What a piece of a line is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Running text.
    Text,
    /// The name of the thing the page is about.
    Title,
    /// The heading of a part.
    Heading,
    /// What is repeated elsewhere and may be hard to read.
    Dim,
    /// The number of a source.
    Number,
    /// A web address.
    Address,
    /// A state that holds.
    Current,
    /// A state that no longer holds.
    Former,
    /// What a query matched.
    Match,
    /// What came.
    Added,
    /// What went.
    Removed,
    /// What is another now.
    Changed,
    /// The word that begins a warning.
    Warning,
    /// The word that begins an error.
    Error,
}

impl Role {
    /// Only the terminal's own colours, so that the person's theme holds, and none that is unreadable on white or black.
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

/// A line of clean text, piece by piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    text: String,
    /// Where each piece ends, and what it is.
    pieces: Vec<(usize, Role)>,
}

impl Line {
    /// An empty line.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a piece, made inert and kept on one line.
    pub fn push(&mut self, role: Role, text: &str) {
        self.text.push_str(&one_line(text));
        self.pieces.push((self.text.len(), role));
    }

    /// The line with a piece added.
    #[must_use]
    pub fn with(mut self, role: Role, text: &str) -> Self {
        self.push(role, text);
        self
    }

    /// Adds a text of which some places are matches.
    pub fn push_marked(&mut self, role: Role, text: &str, places: &[Range<usize>]) {
        let mut done = 0;
        for place in places {
            self.push(role, text.get(done..place.start).unwrap_or_default());
            self.push(Role::Match, text.get(place.clone()).unwrap_or_default());
            done = place.end.max(done);
        }
        self.push(role, text.get(done..).unwrap_or_default());
    }

    /// Fills the line up with blanks.
    pub fn pad_to(&mut self, cells: usize) {
        let missing = cells.saturating_sub(self.width());
        self.push(Role::Text, &" ".repeat(missing));
    }

    /// How many cells it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        cells::width(&self.text)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// A foreign text as one inert line.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        Cow::Owned(sanitized(&text.replace("\r\n", " ")).into_owned())
    } else {
        sanitized(text)
    }
}

/// Where an answer goes, and how it is written there.
pub struct Output<'w> {
    writer: Box<dyn Write + 'w>,
    form: Form,
    /// How many cells a line of a page may take, once somebody has asked.
    width: OnceCell<usize>,
    coloured: bool,
}

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;
const NARROWEST: usize = 20;

impl<'w> Output<'w> {
    /// Writes to the standard output; without a form it is for a person at a terminal and plain anywhere else.
    #[must_use]
    pub fn stdout(form: Option<Form>, colour: Colour) -> Output<'static> {
        let stdout = io::stdout();
        let form = form.unwrap_or(if stdout.is_terminal() { Form::Human } else { Form::Plain });
        let choice = choice(&stdout, colour);
        let coloured = form == Form::Human && choice != ColorChoice::Never;
        let writer: Box<dyn Write> = if coloured {
            Box::new(io::BufWriter::new(AutoStream::new(stdout, choice)))
        } else {
            Box::new(io::BufWriter::new(stdout))
        };
        Output { writer, form, width: OnceCell::new(), coloured }
    }

    /// Writes what people are told beside the answer to the standard error.
    #[must_use]
    pub fn stderr(colour: Colour) -> Output<'static> {
        let stderr = io::stderr();
        let choice = choice(&stderr, colour);
        // In a log each message keeps to its line, so that it can be searched for.
        let width = if stderr.is_terminal() { OnceCell::new() } else { OnceCell::from(usize::MAX) };
        let writer = Box::new(AutoStream::new(stderr, choice));
        Output { writer, form: Form::Human, width, coloured: choice != ColorChoice::Never }
    }

    /// Writes to anything, without colour.
    #[must_use]
    pub fn to(writer: impl Write + 'w, form: Form, width: usize) -> Self {
        Self { writer: Box::new(writer), form, width: OnceCell::from(width), coloured: false }
    }

    /// For whom it is written.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// How many cells a line may take.
    #[must_use]
    pub fn width(&self) -> usize {
        self.wrapped_at().min(WIDEST)
    }

    fn wrapped_at(&self) -> usize {
        *self.width.get_or_init(terminal_width)
    }

    /// Whether colour reaches the reader.
    #[must_use]
    pub fn coloured(&self) -> bool {
        self.coloured
    }

    /// Writes an answer as JSON.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn json(&mut self, answer: &impl json::Shape) -> io::Result<()> {
        json::write_line(&mut self.writer, answer)
    }

    /// Writes a record of plain output: fields with tabs between them.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn record<T: AsRef<str>>(&mut self, fields: impl IntoIterator<Item = T>) -> io::Result<()> {
        for (at, field) in fields.into_iter().enumerate() {
            if at > 0 {
                self.writer.write_all(b"\t")?;
            }
            self.writer.write_all(one_line(field.as_ref()).as_bytes())?;
        }
        self.writer.write_all(b"\n")
    }

    /// Writes a document of ours, line by line, for a file or another program: whatever the form, it is the same.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn document(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            self.writer.write_all(one_line(line).as_bytes())?;
            self.writer.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Writes a line as it is, however long: what is to be copied must not be broken.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn line(&mut self, line: &Line) -> io::Result<()> {
        self.pieces(line, 0..line.text.len())?;
        self.writer.write_all(b"\n")
    }

    /// Writes an empty line.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn blank(&mut self) -> io::Result<()> {
        self.writer.write_all(b"\n")
    }

    /// Writes a line wrapped to the width, each part of it indented.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn wrapped(&mut self, line: &Line, indent: usize) -> io::Result<()> {
        self.hanging(&Line::new(), line, indent)
    }

    /// Writes a label and, beside it from column `indent` on, a wrapped line.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn hanging(&mut self, label: &Line, line: &Line, indent: usize) -> io::Result<()> {
        // An indentation that leaves no room for text would make a tower of letters.
        let width = self.wrapped_at();
        let indent = indent.min(width / 2);
        let mut used = label.width();
        self.pieces(label, 0..label.text.len())?;
        if used >= indent && used > 0 {
            self.blank()?;
            used = 0;
        }
        for range in cells::wrap(&line.text, width - indent) {
            write!(self.writer, "{:1$}", "", indent - used)?;
            self.pieces(line, range)?;
            self.blank()?;
            used = 0;
        }
        Ok(())
    }

    /// Writes the parser's text, which is laid out already: what stands at the margin before a colon is a heading.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn laid_out(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let heading = line.find(':').filter(|_| !line.starts_with(' ')).map_or(0, |colon| colon + 1);
            let heading = if heading == line.len() || line.starts_with("Usage:") { heading } else { 0 };
            let (heading, rest) = line.split_at(heading);
            self.line(&Line::new().with(Role::Heading, heading).with(Role::Text, rest))?;
        }
        Ok(())
    }

    /// Writes a drawing that holds colours: these pass, and everything else is made inert as everywhere.
    ///
    /// # Errors
    ///
    /// What the stream refuses.
    pub fn drawing(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let mut rest = line;
            while let Some((before, colour, after)) = next_colour(rest) {
                self.writer.write_all(one_line(before).as_bytes())?;
                if self.coloured {
                    self.writer.write_all(colour.as_bytes())?;
                }
                rest = after;
            }
            self.writer.write_all(one_line(rest).as_bytes())?;
            self.blank()?;
        }
        Ok(())
    }

    /// Ends the answer.
    ///
    /// # Errors
    ///
    /// What the stream refuses: only now is it certain that all has been taken.
    pub fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    /// Writes the pieces of a line that lie in a range.
    fn pieces(&mut self, line: &Line, range: Range<usize>) -> io::Result<()> {
        if !self.coloured {
            let text = line.text.get(range).unwrap_or_default();
            return self.writer.write_all(text.as_bytes());
        }
        let mut start = 0;
        for &(end, role) in &line.pieces {
            let piece = start.max(range.start)..end.min(range.end);
            start = end;
            let text = line.text.get(piece).unwrap_or_default();
            let style = role.style();
            if !text.is_empty() {
                write!(self.writer, "{style}{text}{style:#}")?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output")
            .field("form", &self.form)
            .field("width", &self.width.get())
            .finish_non_exhaustive()
    }
}

/// What stands before the next sequence that only sets colours, the sequence, and the rest.
fn next_colour(text: &str) -> Option<(&str, &str, &str)> {
    let is_colour = |at: usize| {
        let parameters = text.get(at..)?.strip_prefix("\u{1b}[")?;
        let len = parameters.find(|c: char| !(c.is_ascii_digit() || c == ';'))?;
        parameters.get(len..)?.starts_with('m').then_some(at + 2 + len + 1)
    };
    let (at, end) = text.match_indices('\u{1b}').find_map(|(at, _)| Some((at, is_colour(at)?)))?;
    Some((text.get(..at)?, text.get(at..end)?, text.get(end..)?))
}

fn choice(stream: &impl anstream::stream::RawStream, colour: Colour) -> ColorChoice {
    match colour {
        Colour::Auto => AutoStream::choice(stream),
        Colour::Always if stream.is_terminal() => ColorChoice::Always,
        Colour::Always | Colour::Never => ColorChoice::Never,
    }
}

/// How wide a page is: as `COLUMNS` says, or the terminal, within what can be read.
fn terminal_width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|n| *n > 0);
    // Without a terminal there is no size, and asking for it would start other programs.
    let terminal =
        || (io::stdout().is_terminal() || io::stderr().is_terminal()).then(crossterm::terminal::size);
    let columns = || terminal()?.ok().map(|(columns, _)| usize::from(columns)).filter(|n| *n > 0);
    told.or_else(columns).unwrap_or(80).clamp(NARROWEST, WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Form, width: usize, coloured: bool, write: impl FnOnce(&mut Output<'_>)) -> String {
        let mut bytes = Vec::new();
        let mut output = Output::to(&mut bytes, form, width);
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
        let line = Line::new().with(Role::Text, "one two ").with(Role::Number, "[1]");
        let plain = written(Form::Human, 10, false, |out| out.wrapped(&line, 2).expect("written"));
        assert_eq!(plain, "  one two\n  [1]\n");
        let coloured = written(Form::Human, 10, true, |out| out.wrapped(&line, 2).expect("written"));
        assert_eq!(coloured, "  one two\n  \u{1b}[36m[1]\u{1b}[0m\n");
    }

    #[test]
    fn a_label_that_is_too_long_stands_on_a_line_of_its_own() {
        let of = |label: &str| {
            let (label, line) = (Line::new().with(Role::Dim, label), Line::new().with(Role::Text, "text"));
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
        let mut line = Line::new();
        line.push_marked(Role::Text, "PostgreSQL", &[0..4, 7..10]);
        let text = written(Form::Human, 40, true, |out| out.line(&line).expect("written"));
        assert_eq!(text, "\u{1b}[1m\u{1b}[4mPost\u{1b}[0mgre\u{1b}[1m\u{1b}[4mSQL\u{1b}[0m\n");
    }
}
