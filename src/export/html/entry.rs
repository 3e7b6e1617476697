//! An entry of the page: what it is, its claims and who says so, what it is tied to, and its sources.

use std::fmt::Write as _;

use super::axis::{Axis, Span};
use super::element::{entry_link, id, link, state, state_word, strip, time};
use super::outline::presence;
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{Claim, Date, Entry, EntryKind, Neighbour, PageKind, Passage, Period, Source, SourceIndex};
use crate::export::markup::escaped;

/// Writes an entry.
pub(super) fn write(catalog: &Catalog, at: EntryId, (axis, spans): (Option<Axis>, &[Span]), out: &mut String) {
    let Some(entry) = catalog.entry(at) else { return };
    let article = Article { catalog, at, entry, axis, id: escaped(&id(catalog, at)) };
    let _ = write!(out, "<article id=\"{}\" data-p=\"{}\">", article.id, presence(spans));
    article.head(spans, out);
    article.claims(out);
    article.relations(out);
    article.elsewhere(out);
    article.sources(out);
    article.facts(out);
    out.push_str("</article>");
}

struct Article<'a> {
    catalog: &'a Catalog,
    at: EntryId,
    entry: Entry<'a>,
    axis: Option<Axis>,
    /// Its id in the page, escaped.
    id: String,
}

impl Article<'_> {
    /// The name, the state, the summary and the years.
    fn head(&self, spans: &[Span], out: &mut String) {
        let entry = self.entry;
        for former in entry.former_ids() {
            let former = match self.catalog.stack_id_if_several(self.at.stack) {
                Some(stack) => format!("{stack}/{former}"),
                None => former.to_owned(),
            };
            let _ = write!(out, "<span id=\"{}\"></span>", escaped(&former));
        }
        let category = Node::Category(self.at.stack, entry.category());
        let stack = self.catalog.stack_id_if_several(self.at.stack);
        let category_id = self.catalog.category(self.at.stack, entry.category()).map_or("", |one| one.id());
        let anchor = stack.map_or(format!("cat:{category_id}"), |stack| format!("cat:{stack}/{category_id}"));
        let _ = write!(out, "<p class=\"a\"><a href=\"#{}\">", escaped(&anchor));
        if stack.is_some() {
            let _ = write!(out, "{} › ", escaped(&self.catalog.name(Node::Stack(self.at.stack))));
        }
        let _ = write!(out, "{}</a></p>", escaped(&self.catalog.name(category)));
        let _ = write!(out, "<h3><a href=\"#{}\">{}</a></h3>", self.id, escaped(entry.name()));
        let word = state_word(entry);
        let chip = (!word.is_empty()).then(|| format!("<span class=\"st {}\">{word}</span>", state(entry)));
        let when = Some(entry.when()).filter(|when| !when.is_empty()).map(|when| escaped(&when));
        let kind = entry.kind().filter(|kind| !kind.is_event()).map(|kind: EntryKind| kind.name().to_owned());
        let parts: Vec<String> = [chip, when, kind].into_iter().flatten().collect();
        if !parts.is_empty() {
            let _ = write!(out, "<p class=\"q\">{}</p>", parts.join(" · "));
        }
        if let Some(summary) = entry.summary() {
            let _ = write!(out, "<p class=\"m\">{}</p>", escaped(summary));
        }
        if let Some(axis) = self.axis.filter(|_| !spans.is_empty()) {
            out.push_str(&strip(axis, spans));
        }
    }

    /// The month from which a part of the entry is there, for the script.
    fn from(&self, date: Option<Date>) -> String {
        match self.axis.zip(date).map(|(axis, date)| axis.step(date)) {
            Some(step) if step > 0 => format!(" data-f=\"{step}\""),
            _ => String::new(),
        }
    }

    fn claims(&self, out: &mut String) {
        let sources = self.entry.sources();
        for (number, claim) in (1..).zip(self.entry.claims()) {
            if number == 1 {
                out.push_str("<h4>Claims</h4><ol class=\"cl\">");
            }
            let from = self.from(claim.began());
            let _ = write!(out, "<li id=\"{}:c{number}\"{from}><p>{}", self.id, escaped(claim.text()));
            for source in claim.source_indexes() {
                out.push_str(&self.number(&sources, source));
            }
            let _ = write!(out, "</p><p class=\"by\">{}</p>", self.about(claim));
            for passage in claim.passages() {
                out.push_str(&place(passage));
            }
            out.push_str("</li>");
        }
        if self.entry.claims().len() > 0 {
            out.push_str("</ol>");
        }
    }

    /// When it was so, who says so, and how well that supports it.
    fn about(&self, claim: Claim<'_>) -> String {
        let when = claim.when().map(|when| when.short("–"));
        let proof = self.entry.best_proof_of(claim).map(|proof| proof.source);
        let year = proof.and_then(Source::published).map(|date| format!(" {:04}", date.year()));
        let who = proof.map(|source| format!("{}{}", source.voice(), year.unwrap_or_default()));
        let parts = [when, who, Some(claim.confidence().name().to_owned())];
        parts.into_iter().flatten().map(|part| escaped(&part)).collect::<Vec<_>>().join(" · ")
    }

    /// The number of a source, as a link to it.
    fn number(&self, sources: &[(SourceIndex, Source<'_>)], source: SourceIndex) -> String {
        let number = sources.iter().position(|(at, _)| *at == source).map(|at| at + 1);
        number.map(|number| self.source_link(number)).unwrap_or_default()
    }

    fn source_link(&self, number: usize) -> String {
        format!(" <a class=\"nr\" href=\"#{}:s{number}\" aria-label=\"source {number}\">[{number}]</a>", self.id)
    }

    fn relations(&self, out: &mut String) {
        let neighbours = self.entry.neighbours();
        let mut before = "";
        for neighbour in &neighbours {
            let words = neighbour.side.words();
            out.push_str(match before {
                "" => "<h4>Relations</h4><dl>",
                _ if before == words => ", ",
                _ => "</dd>",
            });
            if before != words {
                let _ = write!(out, "<dt>{}</dt><dd>", escaped(words));
            }
            before = words;
            self.neighbour(neighbour, out);
        }
        if !neighbours.is_empty() {
            out.push_str("</dd></dl>");
        }
    }

    fn neighbour(&self, neighbour: &Neighbour<'_>, out: &mut String) {
        let other = EntryId { entry: neighbour.entry, ..self.at };
        let when = neighbour.when();
        let from = self.from(when.and_then(Period::from));
        let _ = write!(out, "<span class=\"re\"{from}>");
        out.push_str(&entry_link(self.catalog, other, &self.catalog.name(Node::Entry(other))));
        if let Some(when) = when {
            let _ = write!(out, " <small>{}</small>", escaped(&when.short("–")));
        }
        for number in &neighbour.numbers {
            out.push_str(&self.source_link(*number));
        }
        out.push_str("</span>");
    }

    /// The other stacks that have it.
    fn elsewhere(&self, out: &mut String) {
        if self.catalog.stacks().len() < 2 {
            return;
        }
        let others: Vec<EntryId> = self.catalog.technologies().elsewhere(self.at).collect();
        if others.is_empty() {
            return;
        }
        out.push_str("<h4>In other stacks</h4><ul class=\"el\">");
        for other in others {
            let when = self.catalog.entry(other).map(Entry::when).unwrap_or_default();
            let link = entry_link(self.catalog, other, &self.catalog.name_beside(other, self.at));
            let _ = write!(out, "<li>{link} <small>{}</small></li>", escaped(&when));
        }
        out.push_str("</ul>");
    }

    fn sources(&self, out: &mut String) {
        let sources = self.entry.sources();
        if sources.is_empty() {
            return;
        }
        out.push_str("<h4>Sources</h4><ol class=\"so\">");
        for (number, (_, source)) in (1..).zip(&sources) {
            let title = match source.url() {
                Some(url) => link(&url, source.title()),
                None => escaped(source.title()),
            };
            let _ = write!(out, "<li id=\"{}:s{number}\">{title}<p class=\"by\">", self.id);
            let author = source.author().filter(|author| Some(*author) != source.publisher());
            let texts = [source.publisher(), author, Some(source.kind().name())].into_iter().flatten().map(escaped);
            let parts: Vec<String> = source.published().map(time).into_iter().chain(texts).collect();
            let _ = write!(out, "{}", parts.join(" · "));
            if let Some(archive) = source.archive() {
                let _ = write!(out, " · {}", link(&archive, "archived"));
            }
            out.push_str("</p></li>");
        }
        out.push_str("</ol>");
    }

    /// Other names, tags, the licence and addresses.
    fn facts(&self, out: &mut String) {
        let entry = self.entry;
        let joined = |words: Vec<&str>| escaped(&words.join(", "));
        let texts = [
            ("also called", joined(entry.aliases().collect())),
            ("tags", joined(entry.tags().collect())),
            ("licence", escaped(entry.license().unwrap_or_default())),
        ];
        let mut rows: Vec<(String, String)> =
            texts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label.to_owned(), text)).collect();
        for page in entry.pages() {
            if matches!(page.kind, PageKind::Source(_)) {
                continue;
            }
            let label = match page.kind {
                PageKind::Link(_) => page.title().unwrap_or(page.word()),
                _ => page.word(),
            };
            rows.extend(page.url.as_ref().map(|url| (escaped(label), link(url, url.as_str()))));
        }
        if rows.is_empty() {
            return;
        }
        out.push_str("<h4>Facts</h4><dl>");
        for (label, value) in rows {
            let _ = write!(out, "<dt>{label}</dt><dd>{value}</dd>");
        }
        out.push_str("</dl>");
    }
}

/// The place in a source as its words and its heading, which opens there.
fn place(passage: Passage<'_>) -> String {
    let words = passage.text().map(|text| {
        let quoted = format!("“{text}”");
        let url = passage.source_record().and_then(Source::url);
        url.map_or_else(|| escaped(&quoted), |url| link(&url.at_words(text), &quoted))
    });
    let parts: Vec<String> = words.into_iter().chain(passage.section().map(escaped)).collect();
    format!("<p class=\"pl\">{}</p>", parts.join(" › "))
}
