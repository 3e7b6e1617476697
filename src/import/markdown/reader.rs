//! Markdown and the HTML in it, block by block.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::html::{self, Piece};
use super::inline::Inline;
use super::outline::{Outline, Spot};
use super::words::squeezed;
use crate::dataset::Code;

/// What was read of a text, before it becomes a stack.
#[derive(Debug)]
pub(super) struct Read {
    pub outline: Outline,
    /// A heading of the first level in HTML.
    pub title: Option<Spot>,
    /// What the front matter calls the page.
    pub front: Option<Spot>,
}

/// Reads a text.
pub(super) fn read(text: &str) -> Read {
    let mut reader = Reader {
        text,
        columns: 0,
        outline: Outline::new(),
        inline: None,
        row: Vec::new(),
        html: None,
        code: false,
        front_matter: None,
        html_sections: !has_headings(text),
        context: Context::Markdown,
        title: None,
        front: None,
    };
    for (event, at) in parser(text).into_offset_iter() {
        reader.event(event, at);
    }
    reader.flush();
    reader.outline.end();
    Read { outline: reader.outline, title: reader.title, front: reader.front }
}

fn parser(text: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    Parser::new_ext(text, options)
}

/// Whether headings of Markdown divide the text; else those of HTML do.
fn has_headings(text: &str) -> bool {
    let html = text.contains("<h") || text.contains("<H");
    let below_title =
        |event| matches!(event, Event::Start(Tag::Heading { level, .. }) if level > HeadingLevel::H1);
    !html || parser(text).any(below_title)
}

/// What the text that is being read is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    Markdown,
    /// A block of HTML.
    Html,
    /// A heading in a block of HTML.
    Heading(u8),
    /// What stands on a folded part.
    Summary,
}

struct Reader<'t> {
    text: &'t str,
    /// How many columns the table has that is being read.
    columns: usize,
    outline: Outline,
    /// The text that is being read.
    inline: Option<Inline>,
    /// The cells of the row that is being read.
    row: Vec<Inline>,
    /// A block of HTML, with the places of its lines.
    html: Option<(String, Vec<(usize, usize)>)>,
    code: bool,
    front_matter: Option<String>,
    /// Whether headings in HTML divide the text.
    html_sections: bool,
    context: Context,
    title: Option<Spot>,
    front: Option<Spot>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag, &at),
            Event::Text(text) => {
                if let Some(front) = &mut self.front_matter {
                    front.push_str(&text);
                } else if !self.code {
                    self.inline(&at).push(&text, &at);
                }
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline(&at).code(&text, &at);
            }
            Event::Html(html) => {
                let (text, lines) = self.html.get_or_insert_default();
                lines.push((text.len(), at.start));
                text.push_str(&html);
            }
            Event::InlineHtml(html) => {
                for (_, piece) in html::pieces(&html) {
                    self.inline_html(&piece, &at);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.inline(&at).push("\n", &at),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            Event::Rule => {
                self.flush();
                self.outline.rule();
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Strong => self.inline(&at).open_strong(),
            Tag::Link { dest_url, title, link_type, .. } => {
                let bare =
                    matches!(link_type, pulldown_cmark::LinkType::Autolink | pulldown_cmark::LinkType::Email);
                self.inline(&at).open_link(&dest_url, &title, at, bare);
            }
            Tag::Image { dest_url, .. } => self.inline(&at).open_image(&dest_url),
            Tag::TableCell => self.inline = Some(Inline::new(at)),
            Tag::TableHead | Tag::TableRow => self.row.clear(),
            Tag::Heading { .. } | Tag::Paragraph => {
                self.flush();
                self.inline = Some(Inline::new(at));
            }
            Tag::List(_) => {
                self.flush();
                self.outline.open_list();
            }
            Tag::Item => {
                self.flush();
                self.outline.open_item();
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.code = true;
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                let at = if fenced { at.start..at.start + 3 } else { at };
                let help = "a stack has no place for it";
                self.outline.warn(Code::Skipped, &at, "a block of code is left out", help);
            }
            Tag::MetadataBlock(_) => self.front_matter = Some(String::new()),
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd, at: &Range<usize>) {
        match tag {
            TagEnd::Strong => {
                if let Some(inline) = &mut self.inline {
                    inline.close_strong();
                }
            }
            TagEnd::Link => {
                if let Some(inline) = &mut self.inline {
                    inline.close_link();
                }
            }
            TagEnd::Image => {
                if let Some(inline) = &mut self.inline {
                    inline.close_image();
                }
            }
            TagEnd::TableCell => {
                let mut cell = self.inline.take().unwrap_or_default();
                cell.finish();
                self.row.push(cell);
            }
            TagEnd::TableHead => {
                let cells = std::mem::take(&mut self.row);
                self.columns = cells.len();
                self.outline.columns(&cells);
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.row);
                self.outline.row(&cells);
                if cells_of(self.text.get(at.clone()).unwrap_or_default()) > self.columns {
                    let message = "this row has more cells than its table has columns: those are left out";
                    self.outline.warn(Code::Skipped, at, message, "give the head of the table as many cells");
                }
            }
            TagEnd::Heading(level) => {
                let mut inline = self.inline.take().unwrap_or_default();
                inline.finish();
                self.outline.heading(level as u8, inline);
            }
            TagEnd::List(_) => {
                self.flush();
                self.outline.close_list();
            }
            TagEnd::Item => {
                self.flush();
                self.outline.close_item();
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::MetadataBlock(_) => self.front_matter_ends(),
            TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            _ => self.flush(),
        }
    }

    /// The text that is being read; items of a list begin one without saying so.
    fn inline(&mut self, at: &Range<usize>) -> &mut Inline {
        self.inline.get_or_insert_with(|| Inline::new(at.clone()))
    }

    /// Hands on the text that is being read.
    fn flush(&mut self) {
        let Some(mut inline) = self.inline.take() else { return };
        inline.html = self.context != Context::Markdown;
        inline.finish();
        if inline.is_empty() || inline.header && inline.anchors.is_empty() {
            return;
        }
        let name = Spot { text: squeezed(&inline.text), at: inline.at.clone() };
        let below = self.outline.is_below_heading();
        match self.context {
            Context::Summary => self.outline.folded_name(inline),
            Context::Heading(1) if self.title.is_none() && !below && !name.text.is_empty() => {
                self.title = Some(name);
            }
            Context::Heading(level) if self.html_sections && level > 1 => {
                self.outline.heading(level, inline);
            }
            Context::Heading(level) => self.outline.group_heading(level, inline),
            Context::Markdown | Context::Html => self.outline.paragraph(inline),
        }
    }

    fn front_matter_ends(&mut self) {
        let text = self.front_matter.take().unwrap_or_default();
        let title = text.lines().find_map(|line| {
            let (key, value) = line.split_once([':', '='])?;
            let value = value.trim().trim_matches(['"', '\'']).trim();
            (key.trim() == "title" && !value.is_empty()).then(|| value.to_owned())
        });
        self.front = title.map(|text| Spot { text, at: 0..3 });
    }

    // --- HTML ------------------------------------------------------------------------------------------------

    fn html_block(&mut self) {
        let Some((html, lines)) = self.html.take() else { return };
        self.flush();
        self.context = Context::Html;
        for (place, piece) in html::pieces(&html) {
            let line = lines.partition_point(|(start, _)| *start <= place.start).saturating_sub(1);
            let (start, file) = lines.get(line).copied().unwrap_or_default();
            let start = file + (place.start - start);
            self.block_html(&piece, &(start..start + place.len()));
        }
        self.flush();
        self.context = Context::Markdown;
    }

    /// A piece of a block of HTML, in which elements begin and end paragraphs.
    fn block_html(&mut self, piece: &Piece<'_>, at: &Range<usize>) {
        match piece {
            Piece::Open(name, _) => match &**name {
                "details" => {
                    self.flush();
                    self.outline.open_folded();
                }
                "summary" => {
                    self.flush();
                    self.context = Context::Summary;
                }
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.context != Context::Summary => {
                    self.flush();
                    self.context = Context::Heading(name.as_bytes().get(1).map_or(6, |digit| digit - b'0'));
                }
                "td" | "th" | "dd" => {
                    // Cells are told apart as a name and its description are.
                    let between = if self.inline.as_ref().is_some_and(|inline| !inline.is_empty()) {
                        " - "
                    } else {
                        " "
                    };
                    let inline = self.inline(at);
                    inline.push(between, at);
                    inline.header |= name == "th";
                }
                "li" if self.context == Context::Html => {
                    // An item ends whatever was left open in the one before.
                    self.flush();
                    self.inline(at).item = true;
                }
                name if is_block(name) && self.context == Context::Html => self.flush_apart(),
                _ => self.inline_html(piece, at),
            },
            Piece::Close(name) => match &**name {
                "details" => {
                    self.flush();
                    self.outline.close_folded();
                }
                "summary" => {
                    self.flush();
                    self.context = Context::Html;
                }
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.context != Context::Summary => {
                    self.flush();
                    self.context = Context::Html;
                }
                // What a term is about follows it.
                "dt" => {}
                name if is_block(name) && self.context == Context::Html => self.flush_apart(),
                _ => self.inline_html(piece, at),
            },
            // Line breaks of HTML are blanks.
            Piece::Text(text) if self.inline.is_some() || !text.trim().is_empty() => {
                let text = if text.contains('\n') { text.replace('\n', " ") } else { text.to_string() };
                self.inline(at).push(&text, at);
            }
            Piece::Text(_) => {}
        }
    }

    /// Ends a paragraph, unless a link goes on over several of them.
    fn flush_apart(&mut self) {
        match &mut self.inline {
            Some(inline) if inline.is_in_link() => inline.push(" ", &inline.at.clone()),
            _ => self.flush(),
        }
    }

    /// A piece of HTML in running text.
    fn inline_html(&mut self, piece: &Piece<'_>, at: &Range<usize>) {
        match piece {
            Piece::Open(name, attributes) => {
                let attribute = |wanted: &str| {
                    attributes.iter().find(|(key, _)| key == wanted).map_or("", |(_, value)| value.as_str())
                };
                match &**name {
                    "a" if !attribute("href").trim().is_empty() => {
                        self.inline(at).open_link(attribute("href"), attribute("title"), at.clone(), false);
                    }
                    "img" => {
                        let alt = attribute("alt").to_owned();
                        let url = attribute("src").to_owned();
                        self.inline(at).image(alt, url);
                    }
                    "b" | "strong" => self.inline(at).open_strong(),
                    "br" => self.inline(at).push("\n", at),
                    _ => {}
                }
            }
            Piece::Close(name) => match &**name {
                "a" => self.inline(at).close_link(),
                "b" | "strong" => self.inline(at).close_strong(),
                _ => {}
            },
            Piece::Text(text) => self.inline(at).push(text, at),
        }
    }
}

/// How many cells a row has as it is written.
fn cells_of(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = 0;
    let mut empty = true;
    let mut escaped = false;
    for c in row.chars() {
        let ends = c == '|' && !escaped;
        // What follows the last mark is no cell if it is nothing.
        cells += usize::from(ends);
        empty = ends || empty && c.is_whitespace();
        escaped = c == '\\' && !escaped;
    }
    cells + usize::from(!empty)
}

/// Whether an element begins a line of its own.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "figure"
            | "footer"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "tbody"
            | "thead"
            | "tr"
            | "ul"
    )
}
