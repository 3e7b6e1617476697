//! Cuts a text into blocks with `pulldown-cmark`, and the HTML in it into the same blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::super::html::{self, Token, is_block};
use super::super::texts::Excerpt;
use super::collected::Collected;
use super::inline::Inline;
use super::links::Spelling;
use super::outline::Outline;
use super::words::{is_one_of, squeezed};
use crate::dataset::Code;

/// The structure of a text, before it becomes a stack.
#[derive(Debug)]
pub(super) struct Structure {
    pub collected: Collected,
    /// The number of marks of text direction that were left out, and the range of the first text that had one.
    pub direction_marks: (usize, Range<usize>),
    /// The first heading of level 1 in HTML.
    pub html_title: Option<Excerpt>,
    /// The title in the front matter.
    pub front_title: Option<Excerpt>,
}

/// Reads a text.
pub(super) fn read(text: &str) -> Structure {
    let has_html_sections = !has_headings(text);
    let mut reader = Reader { text, outline: Outline::new(), has_html_sections, ..Reader::default() };
    for (event, at) in parser(text).into_offset_iter() {
        reader.event(event, at);
    }
    reader.flush();
    let Reader { outline, html_title, front_title, direction_marks, .. } = reader;
    Structure { collected: outline.finish(), direction_marks, html_title, front_title }
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

/// Whether headings of Markdown divide the text; otherwise those of HTML do.
fn has_headings(text: &str) -> bool {
    let has_html = text.contains("<h") || text.contains("<H");
    let is_section =
        |event| matches!(event, Event::Start(Tag::Heading { level, .. }) if level > HeadingLevel::H1);
    !has_html || parser(text).any(is_section)
}

/// The element that contains the text that is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Context {
    #[default]
    Markdown,
    /// A block of HTML.
    Html,
    /// A heading in a block of HTML, with its level.
    Heading(u8),
    /// The `<summary>` of a `<details>` element.
    Summary,
}

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    outline: Outline,
    /// The number of columns of the current table.
    columns: usize,
    /// The current text.
    inline: Option<Inline>,
    /// The cells of the current row.
    row: Vec<Inline>,
    /// The current block of HTML, and the start of each of its lines in the block and in the file.
    html: Option<(String, Vec<(usize, usize)>)>,
    /// Whether the text is code or front matter.
    is_verbatim: bool,
    /// Whether the last link of the block of HTML has an end.
    is_link_closed: bool,
    /// Whether headings in HTML begin sections.
    has_html_sections: bool,
    context: Context,
    direction_marks: (usize, Range<usize>),
    html_title: Option<Excerpt>,
    front_title: Option<Excerpt>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at),
            Event::End(tag) => self.end(tag, &at),
            Event::Text(_) if self.is_verbatim => {}
            Event::Text(text) => self.inline(&at).push(&text, &at),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline(&at).code(&text, &at);
            }
            Event::Html(html) => {
                let (text, lines) = self.html.get_or_insert_default();
                lines.push((text.len(), at.start));
                text.push_str(&html);
            }
            Event::InlineHtml(html) => {
                for (_, token) in html::tokens(&html) {
                    self.inline_html(&token, &at);
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
        if !is_inline(tag.to_end()) {
            self.flush();
        }
        match tag {
            Tag::Strong => self.inline(&at).begin_strong(),
            Tag::Link { dest_url, title, link_type, .. } => {
                let is_bare = matches!(link_type, LinkType::Autolink | LinkType::Email);
                let spelling = if is_bare { Spelling::Url } else { Spelling::Link };
                self.inline(&at).begin_link(&dest_url, &title, at, spelling);
            }
            Tag::Image { dest_url, .. } => self.inline(&at).begin_image(&dest_url),
            Tag::TableCell | Tag::Heading { .. } | Tag::Paragraph => self.inline = Some(Inline::new(at)),
            Tag::TableHead | Tag::TableRow => self.row.clear(),
            Tag::List(_) => self.outline.begin_list(),
            Tag::Item => self.outline.begin_item(),
            Tag::CodeBlock(kind) => {
                self.is_verbatim = true;
                let is_fenced = matches!(kind, CodeBlockKind::Fenced(_));
                let at = if is_fenced { at.start..at.start + 3 } else { at };
                let help = "a stack cannot contain code";
                self.outline.warn(Code::Skipped, &at, "a block of code is left out", help);
            }
            Tag::MetadataBlock(_) => self.is_verbatim = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, at: &Range<usize>) {
        if !is_inline(tag) && !matches!(tag, TagEnd::TableCell | TagEnd::Heading(_)) {
            self.flush();
        }
        match tag {
            TagEnd::Strong => self.inline(at).end_strong(),
            TagEnd::Link => self.inline(at).end_link(),
            TagEnd::Image => self.inline(at).end_image(),
            TagEnd::TableCell => {
                let cell = self.finished();
                self.row.push(cell);
            }
            TagEnd::TableHead => {
                let cells = std::mem::take(&mut self.row);
                self.columns = cells.len();
                self.outline.header(&cells);
            }
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.row);
                self.outline.row(&cells);
                if cells_of(self.text.get(at.clone()).unwrap_or_default()) > self.columns {
                    let message = "this row has more cells than its table has columns: the rest is left out";
                    self.outline.warn(Code::Skipped, at, message, "give the header as many cells");
                }
            }
            TagEnd::Heading(level) => {
                let inline = self.finished();
                self.outline.heading(level as u8, inline);
            }
            TagEnd::List(_) => self.outline.end_list(),
            TagEnd::Item => self.outline.end_item(),
            TagEnd::CodeBlock => self.is_verbatim = false,
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::MetadataBlock(_) => {
                self.is_verbatim = false;
                self.front_title = title_of(self.text.get(at.clone()).unwrap_or_default());
            }
            _ => {}
        }
    }

    /// The current text, which ends here.
    fn finished(&mut self) -> Inline {
        let mut inline = self.inline.take().unwrap_or_default();
        inline.finish(self.text);
        let (marks, first) = &mut self.direction_marks;
        if *marks == 0 && inline.direction_marks > 0 {
            *first = inline.at.clone();
        }
        *marks += inline.direction_marks;
        inline
    }

    /// The current text; it begins here if an item of a list has begun without a paragraph.
    fn inline(&mut self, at: &Range<usize>) -> &mut Inline {
        self.inline.get_or_insert_with(|| Inline::new(at.clone()))
    }

    /// Ends the current text and passes it to the outline.
    fn flush(&mut self) {
        let Some(inline) = &mut self.inline else { return };
        inline.is_html = self.context != Context::Markdown;
        let inline = self.finished();
        if inline.is_empty() || inline.is_header && inline.anchors.is_empty() {
            return;
        }
        match self.context {
            Context::Summary => self.outline.details_name(inline),
            Context::Heading(1)
                if self.html_title.is_none()
                    && !self.outline.is_below_heading()
                    && !inline.text.trim().is_empty() =>
            {
                self.html_title = Some(Excerpt { text: squeezed(&inline.text), at: inline.at });
            }
            Context::Heading(level) if self.has_html_sections && level > 1 => {
                self.outline.heading(level, inline);
            }
            Context::Heading(level) => self.outline.group_heading(level, inline),
            Context::Markdown | Context::Html => self.outline.paragraph(inline),
        }
    }

    // --- HTML ------------------------------------------------------------------------------------------------

    fn html_block(&mut self) {
        let Some((html, lines)) = self.html.take() else { return };
        self.context = Context::Html;
        let tokens = html::tokens(&html);
        let mut is_closed = html::closed_links(&tokens).into_iter();
        for (range, token) in tokens {
            if matches!(&token, Token::Open(name, _) if name == "a") {
                self.is_link_closed = is_closed.next().unwrap_or_default();
            }
            let line = lines.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
            let (start, file) = lines.get(line).copied().unwrap_or_default();
            let start = file + (range.start - start);
            self.block_html(&token, &(start..start + range.len()));
        }
        self.enter(Context::Markdown);
    }

    /// Ends the current text; the next one is in this element.
    fn enter(&mut self, context: Context) {
        self.flush();
        self.context = context;
    }

    /// A token of a block of HTML, whose elements begin and end paragraphs.
    fn block_html(&mut self, token: &Token<'_>, at: &Range<usize>) {
        match token {
            Token::Open(name, _) => self.begin_element(name, token, at),
            Token::Close(name) => self.end_element(name, token, at),
            // A line break in HTML is a space.
            Token::Text(text) if self.inline.is_some() || !text.trim().is_empty() => {
                self.inline(at).push(&text.replace('\n', " "), at);
            }
            Token::Text(_) => {}
        }
    }

    fn begin_element(&mut self, name: &str, token: &Token<'_>, at: &Range<usize>) {
        let heading = heading_level(name).filter(|_| self.context != Context::Summary);
        let is_in_html = self.context == Context::Html;
        match name {
            "details" => {
                self.flush();
                self.outline.begin_details();
            }
            "summary" => self.enter(Context::Summary),
            "td" | "th" | "dd" => {
                // The cells of a row are separated like a name and its description.
                let is_first = self.inline.as_ref().is_none_or(Inline::is_empty);
                let inline = self.inline(at);
                // No link spans cells.
                inline.end_link();
                inline.push(if is_first { " " } else { " - " }, at);
                inline.is_header |= name == "th";
            }
            "li" if is_in_html => {
                // An item ends a link that is open in the one before.
                self.flush();
                self.inline(at);
            }
            _ if is_in_html && is_block(name) => self.flush_paragraph(),
            _ => match heading {
                Some(level) => self.enter(Context::Heading(level)),
                None => self.inline_html(token, at),
            },
        }
    }

    fn end_element(&mut self, name: &str, token: &Token<'_>, at: &Range<usize>) {
        match name {
            "details" => {
                self.flush();
                self.outline.end_details();
            }
            // The description of a term follows it.
            "dt" => {}
            _ if self.context == Context::Html && is_block(name) => self.flush_paragraph(),
            _ if name == "summary" || self.context != Context::Summary && heading_level(name).is_some() => {
                self.enter(Context::Html);
            }
            _ => self.inline_html(token, at),
        }
    }

    /// Ends a paragraph, unless a link spans several of them. A link that is never closed ends with its paragraph.
    fn flush_paragraph(&mut self) {
        match &mut self.inline {
            Some(inline) if inline.is_in_link() && self.is_link_closed => {
                inline.push(" ", &inline.at.clone());
            }
            _ => self.flush(),
        }
    }

    /// A token of HTML in running text.
    fn inline_html(&mut self, token: &Token<'_>, at: &Range<usize>) {
        match token {
            Token::Open(name, attributes) => {
                let attribute = |wanted: &str| {
                    attributes.iter().find(|(key, _)| key == wanted).map_or("", |(_, value)| value.as_str())
                };
                match &**name {
                    "a" if !attribute("href").trim().is_empty() => {
                        let (url, title) = (attribute("href"), attribute("title"));
                        self.inline(at).begin_link(url, title, at.clone(), Spelling::Link);
                    }
                    "img" => self.inline(at).image(attribute("alt").to_owned(), attribute("src").to_owned()),
                    "b" | "strong" => self.inline(at).begin_strong(),
                    "br" => self.inline(at).push("\n", at),
                    _ => {}
                }
                if !is_void(name)
                    && &**name != "a"
                    && let Some(inline) = &mut self.inline
                {
                    inline.begin_element();
                }
            }
            Token::Close(name) => match &**name {
                "a" => self.inline(at).end_link(),
                name => {
                    let Some(inline) = &mut self.inline else { return };
                    inline.end_element();
                    if matches!(name, "b" | "strong") {
                        inline.end_strong();
                    }
                }
            },
            Token::Text(text) => self.inline(at).push(text, at),
        }
    }
}

/// Whether an element is part of a text.
fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Image | TagEnd::Link | TagEnd::Strikethrough | TagEnd::Strong)
}

/// The title in a front matter.
fn title_of(front_matter: &str) -> Option<Excerpt> {
    front_matter.lines().find_map(|line| {
        let (key, value) = line.split_once([':', '='])?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let is_title = key.trim() == "title" && !value.is_empty();
        is_title.then(|| Excerpt { text: value.to_owned(), at: 0..3 })
    })
}

/// Whether an element has no end tag.
fn is_void(name: &str) -> bool {
    is_one_of("area, br, col, hr, img, input, link, meta, source, wbr", name)
}

/// The level of a heading in HTML.
fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// The number of cells of a row as it is written.
fn cells_of(row: &str) -> usize {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = 0;
    let mut is_empty = true;
    let mut is_escaped = false;
    for c in row.chars() {
        let is_end = c == '|' && !is_escaped;
        cells += usize::from(is_end);
        // The text after the last bar is a cell if there is any.
        is_empty = is_end || is_empty && c.is_whitespace();
        is_escaped = c == '\\' && !is_escaped;
    }
    cells + usize::from(!is_empty)
}
