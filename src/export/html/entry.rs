//! An entry of the page: what it is, its claims and who says so, what it is tied to, and its sources.

use std::fmt::Write as _;

use super::axis::{Axis, Span, presence};
use super::element::{entry_link, id, link, state, state_word};
use crate::catalog::{Catalog, EntryId, Node};
use crate::dataset::{
    Claim, Date, Entry, EntryKind, Neighbour, PageKind, Passage, Period, Source, SourceIndex,
};
use crate::export::markup::escaped;

/// Writes an entry.
pub(super) fn write(
    catalog: &Catalog,
    at: EntryId,
    (axis, spans): (Option<Axis>, &[Span]),
    out: &mut String,
) {
    let Some(entry) = catalog.entry(at) else { return };
    let article = Article { catalog, at, entry, axis };
    let _ = write!(out, "<article id={} data-p=\"{}\">", id(catalog, at), presence(spans));
    article.head(out);
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
}

impl Article<'_> {
    /// The name, the state and the summary.
    fn head(&self, out: &mut String) {
        let entry = self.entry;
        let stack = self.catalog.stack_id_if_several(self.at.stack);
        for former in entry.former_ids() {
            // By an id that it had once it is still found.
            let _ = match stack {
                Some(stack) => write!(out, "<span id={stack}/{former}></span>"),
                None => write!(out, "<span id={former}></span>"),
            };
        }
        let _ = write!(out, "<h3>{}</h3>", escaped(entry.name()));
        let chip = match state_word(entry) {
            "" => None,
            word => Some(format!("<span class=\"st {}\">{word}</span>", state(entry))),
        };
        let when = Some(entry.when()).filter(|when| !when.is_empty()).map(|when| escaped(&when));
        let kind = entry.kind().filter(|kind| !kind.is_event()).map(|kind: EntryKind| kind.name().to_owned());
        let parts: Vec<String> = [chip, when, kind].into_iter().flatten().collect();
        if !parts.is_empty() {
            let _ = write!(out, "<p class=q>{}</p>", parts.join(" · "));
        }
        if let Some(summary) = entry.summary() {
            let _ = write!(out, "<p class=m>{}</p>", escaped(summary));
        }
    }

    /// The month from which a part of the entry is there, for the script.
    fn from(&self, date: Option<Date>) -> String {
        match self.axis.zip(date).map(|(axis, date)| axis.step(date)) {
            Some(step) if step > 0 => format!(" data-f={step}"),
            _ => String::new(),
        }
    }

    fn claims(&self, out: &mut String) {
        let sources = self.entry.sources();
        for (number, claim) in (1..).zip(self.entry.claims()) {
            if number == 1 {
                out.push_str("<h4>Claims</h4><ol class=cl>");
            }
            let _ = write!(out, "<li{}><p>{}", self.from(claim.began()), escaped(claim.text()));
            for source in claim.source_indexes() {
                let number = sources.iter().position(|(at, _)| *at == source).map(|at| at + 1);
                out.push_str(&number.map(source_number).unwrap_or_default());
            }
            let _ = write!(out, "<p class=by>{}", self.about(claim));
            for passage in claim.passages() {
                place(passage, &sources, out);
            }
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

    fn relations(&self, out: &mut String) {
        let neighbours = self.entry.neighbours();
        let mut before = "";
        for neighbour in &neighbours {
            let words = neighbour.side.words();
            out.push_str(match before {
                "" => "<h4>Relations</h4><dl class=re>",
                _ if before == words => ", ",
                _ => "",
            });
            if before != words {
                let _ = write!(out, "<dt>{}<dd>", escaped(words));
            }
            before = words;
            self.neighbour(neighbour, out);
        }
        if !neighbours.is_empty() {
            out.push_str("</dl>");
        }
    }

    fn neighbour(&self, neighbour: &Neighbour<'_>, out: &mut String) {
        let other = EntryId { entry: neighbour.entry, ..self.at };
        let when = neighbour.when();
        let from = self.from(when.and_then(Period::from));
        if !from.is_empty() {
            let _ = write!(out, "<span{from}>");
        }
        out.push_str(&entry_link(self.catalog, other, &self.catalog.name(Node::Entry(other))));
        if let Some(when) = when {
            let _ = write!(out, " <small>{}</small>", escaped(&when.short("–")));
        }
        for number in &neighbour.numbers {
            out.push_str(&source_number(*number));
        }
        if !from.is_empty() {
            out.push_str("</span>");
        }
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
        out.push_str("<h4>In other stacks</h4><ul class=el>");
        for other in others {
            let when = self.catalog.entry(other).map(Entry::when).unwrap_or_default();
            let link = entry_link(self.catalog, other, &self.catalog.name_beside(other, self.at));
            let _ = write!(out, "<li>{link} <small>{}</small>", escaped(&when));
        }
        out.push_str("</ul>");
    }

    fn sources(&self, out: &mut String) {
        let sources = self.entry.sources();
        if sources.is_empty() {
            return;
        }
        out.push_str("<h4>Sources</h4><ol class=so>");
        for (_, source) in &sources {
            let title = match source.url() {
                Some(url) => link(&url, source.title()),
                None => escaped(source.title()),
            };
            let author = source.author().filter(|author| Some(*author) != source.publisher());
            let texts =
                [source.publisher(), author, Some(source.kind().name())].into_iter().flatten().map(escaped);
            let date = source.published().map(|date| date.to_string());
            let parts: Vec<String> = date.into_iter().chain(texts).collect();
            let _ = write!(out, "<li>{title}<p class=by>{}", parts.join(" · "));
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
        let mut rows: Vec<(String, String)> = texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| (label.to_owned(), text))
            .collect();
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
            let _ = write!(out, "<dt>{label}<dd>{value}");
        }
        out.push_str("</dl>");
    }
}

/// The number of a source, which the script makes a link to it.
fn source_number(number: usize) -> String {
    format!(" <b>[{number}]</b>")
}

/// The place in a source: its words and its heading; the script makes the words a link that opens there.
fn place(passage: Passage<'_>, sources: &[(SourceIndex, Source<'_>)], out: &mut String) {
    let number = sources.iter().position(|(at, _)| *at == passage.source()).map_or(0, |at| at + 1);
    let _ = write!(out, "<p class=pl data-s={number}>");
    if let Some(text) = passage.text() {
        let _ = write!(out, "<q>{}</q>", escaped(text));
    }
    if let Some(section) = passage.section() {
        let _ = write!(out, " § {}", escaped(section));
    }
}
