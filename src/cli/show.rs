//! `show`: one entry with all its data.
//!
//! Plain output is one field a line, its name first: `id`, `name`, `stack` (with several), `alias`, `kind`, `status`,
//! `since`, `until`, `seen_by`, `category`, `parent`, `tag`, `homepage`, `repository`, `license`, `summary`, each with one
//! value; `page` with label, kind, title and URL; `link` with title and URL; `claim` with confidence, date, source numbers, text, time and
//! label; `relation` with direction (`out` or `in`), kind, id of the other entry, id of the source, since, until and the status of
//! the other entry; `child` with the id of an entry; `source` with
//! number, id, kind, date, publisher, title and URL.

use std::io;

use super::choices;
use super::list::{state, status_role};
use super::load;
use super::options::{OutputFormat, StackFlags};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Form, Line, Output, Role, text};
use super::settings::Context;
use crate::catalog::{Catalog, EntryId, Node, Unknown};
use crate::cells::{self, Glyphs};
use crate::dataset::{Entry, Neighbour, PageKind, PageLabel, Passage, Source, Status};
use crate::export::json;

/// Options of `show`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore show scylladb\n  stacklore show scylladb --json",
    after_help = "Plain lines begin with the name of the field. Fields of more than one value are:\n  \
        page      number or letter for `open`, kind, title, url\n  \
        link      title, url\n  \
        claim     confidence, date, source numbers, text, time, label for `open`\n  \
        relation  direction, kind, id of the other entry, source id, since, until, its status\n  \
        source    number, id, kind, published, publisher, title, url"
)]
pub struct Options {
    /// Id of the entry
    pub id: String,
    /// The stacks.
    #[command(flatten)]
    pub stacks: StackFlags,
    /// The output format.
    #[command(flatten)]
    pub output: OutputFormat,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let (catalog, found) = load::look_up(&options.stacks, &options.id, context)?;
    let is_unknown = found.as_ref().is_err_and(|unknown| unknown.matches.is_empty());
    print_found(&catalog, found, out).map_err(|failure| {
        let stack = load::named(&options.id, &context.configuration.named_stacks()).filter(|_| is_unknown);
        match stack.map(|stack| load::shell_word(&stack.name)) {
            Some(stack) => failure.hint(format!("`{stack}` is a stack: `stacklore list {stack}`")),
            None => failure,
        }
    })
}

/// Prints the entry that was found; of several their ids to choose from, which is a failure nevertheless.
pub(super) fn print_found(
    catalog: &Catalog,
    found: Result<EntryId, Unknown>,
    out: &mut Output<'_>,
) -> RunResult {
    match found {
        Ok(id) => Ok(print(catalog, id, out)?),
        Err(unknown) if unknown.matches.is_empty() => Err(Failure::unknown(&unknown, catalog)),
        Err(unknown) => {
            choices::print(catalog, &unknown.matches, out)?;
            out.finish()?;
            Err(Failure::ambiguous(&unknown, catalog).hint("choose one by its id"))
        }
    }
}

/// Prints an entry.
pub(super) fn print(catalog: &Catalog, id: EntryId, out: &mut Output<'_>) -> io::Result<Outcome> {
    let Some(entry) = catalog.entry(id) else { return Ok(Outcome::Negative) };
    let id_of = |entry| catalog.id(EntryId { entry, ..id });
    let full = json::EntryFull::new(catalog.id(id), entry, id_of);
    let elsewhere = catalog.technologies().elsewhere(id).map(|other| catalog.full_id(other)).collect();
    let full = json::EntryFull { stack: catalog.stack_id_if_several(id.stack), elsewhere, ..full };
    match out.form {
        Form::Json => out.json(&json::Show { version: json::VERSION, entry: full })?,
        Form::Plain => print_plain(&full, out)?,
        Form::Human => Content { entry, full, catalog, id }.print_human(out)?,
    }
    Ok(Outcome::Found)
}

fn print_plain(entry: &json::EntryFull<'_>, out: &mut Output<'_>) -> io::Result<()> {
    print_plain_facts(entry, out)?;
    for json::PagePart { label, kind, title, url, .. } in &entry.pages {
        out.record(["page", label, kind, &text(*title), &text(url.as_deref())])?;
    }
    for json::LinkPart { title, url } in &entry.links {
        out.record(["link", &text(*title), &text(url.as_deref())])?;
    }
    for claim in &entry.claims {
        let numbers: Vec<String> = numbers(entry, claim).map(|number| number.to_string()).collect();
        let (date, when) = (text(claim.date.as_deref()), text(claim.when.as_deref()));
        out.record(["claim", claim.confidence, &date, &numbers.join(","), claim.text, &when, &claim.label])?;
    }
    for json::RelationPart { kind, direction, target, source, since, until, status, .. } in &entry.relations {
        let [since, until] = [since, until].map(|date| text(date.as_deref()));
        out.record([
            "relation",
            direction,
            kind,
            target,
            &text(*source),
            &since,
            &until,
            status.unwrap_or_default(),
        ])?;
    }
    entry.children.iter().try_for_each(|id| out.record(["child", id]))?;
    entry.elsewhere.iter().try_for_each(|id| out.record(["elsewhere", id]))?;
    for (number, source) in (1..).zip(&entry.sources) {
        let json::SourcePart { id, title, url, kind, publisher, published, .. } = source;
        out.record([
            "source",
            &number.to_string(),
            id,
            kind,
            &text(published.as_deref()),
            &text(*publisher),
            title,
            &text(url.as_deref()),
        ])?;
    }
    Ok(())
}

/// Prints the fields that have one or several texts.
fn print_plain_facts(entry: &json::EntryFull<'_>, out: &mut Output<'_>) -> io::Result<()> {
    for (name, values) in [
        ("id", &[&*entry.id][..]),
        ("name", &[entry.name]),
        ("stack", entry.stack.as_slice()),
        ("alias", &entry.aliases),
        ("kind", entry.kind.as_slice()),
        ("status", entry.status.as_slice()),
        ("since", entry.since.as_deref().as_slice()),
        ("until", entry.until.as_deref().as_slice()),
        ("seen_by", entry.seen_by.as_deref().as_slice()),
        ("category", &[&*entry.category.join(" > ")]),
        ("parent", entry.parent.as_deref().as_slice()),
        ("tag", &entry.tags),
        ("homepage", entry.homepage.as_deref().as_slice()),
        ("repository", entry.repository.as_deref().as_slice()),
        ("license", entry.license.as_slice()),
        ("summary", entry.summary.as_slice()),
    ] {
        values.iter().try_for_each(|value| out.record([name, value]))?;
    }
    Ok(())
}

/// The numbers of the sources of a claim, counted from 1.
fn numbers<'a>(
    entry: &'a json::EntryFull<'_>,
    claim: &'a json::ClaimPart<'_>,
) -> impl Iterator<Item = usize> {
    let position = |id: &&str| entry.sources.iter().position(|source| source.id == *id);
    claim.sources.iter().filter_map(position).map(|at| at + 1)
}

/// An entry and what it refers to.
struct Content<'a> {
    entry: Entry<'a>,
    /// The entry as JSON has it.
    full: json::EntryFull<'a>,
    catalog: &'a Catalog,
    id: EntryId,
}

/// Indentation of the texts of a section, in terminal cells.
const INDENT: usize = 2;

impl Content<'_> {
    fn print_human(&self, out: &mut Output<'_>) -> io::Result<()> {
        self.print_head(out)?;
        self.print_claims(out)?;
        self.print_relations(out)?;
        self.print_elsewhere(out)?;
        self.print_sources(out)?;
        Self::print_rows(out, "Facts", &self.fact_rows())
    }

    /// Prints name, status, category, tags and summary.
    fn print_head(&self, out: &mut Output<'_>) -> io::Result<()> {
        let (entry, full) = (self.entry, &self.full);
        out.wrapped(&Line::new(Role::Title, full.name), 0)?;
        let mut state = Line::default();
        let when = entry.when();
        let status = entry.status().map(Status::words);
        let words =
            [(status_role(entry.status()), status), (Role::Text, Some(&*when)), (Role::Text, full.kind)];
        for (role, word) in words {
            let Some(word) = word.filter(|word| !word.is_empty()) else { continue };
            state.push(Role::Text, if state.is_empty() { "" } else { ", " });
            state.push(role, word);
        }
        if !state.is_empty() {
            out.wrapped(&state, 0)?;
        }
        out.wrapped(&Line::new(Role::Text, &full.category.join(" > ")), 0)?;
        if let Some(summary) = full.summary {
            out.blank()?;
            out.wrapped(&Line::new(Role::Text, summary), 0)?;
        }
        Ok(())
    }

    fn fact_rows(&self) -> Vec<(&str, Line)> {
        let full = &self.full;
        let joined = |words: &[&str]| Some(words.join(", ")).filter(|text| !text.is_empty());
        let facts = [
            ("id", Some(full.id.to_string())),
            ("former ids", joined(&full.former_ids)),
            ("also called", joined(&full.aliases)),
            ("the same as", joined(&full.same_as)),
            ("not the same as", joined(&full.not_same_as)),
            ("tags", joined(&full.tags)),
            ("licence", full.license.map(str::to_owned)),
        ];
        let facts =
            facts.into_iter().filter_map(|(label, text)| Some((label, Line::new(Role::Text, &text?))));
        let pages = self.entry.pages().into_iter().filter(|page| !matches!(page.kind, PageKind::Source(_)));
        let pages = pages.filter_map(|page| {
            let word = match page.kind {
                PageKind::Link(_) => page.title().unwrap_or(page.word()),
                _ => page.word(),
            };
            let label = Line::new(Role::Number, &format!("{} ", page.label));
            Some((word, label.with(Role::Address, page.url?.as_str())))
        });
        facts.chain(pages).collect()
    }

    /// Prints the relations, each with its time, and the state of the other entry.
    fn print_relations(&self, out: &mut Output<'_>) -> io::Result<()> {
        let row = |neighbour: &Neighbour<'_>| {
            let id = EntryId { entry: neighbour.entry, ..self.id };
            let name = format!("{} ({})", self.catalog.name(Node::Entry(id)), self.catalog.id(id));
            let mut line = Line::new(Role::Text, &name);
            let when = neighbour.when().map(|when| when.short(out.glyphs.pick("–", "..")));
            let status =
                self.catalog.entry(id).and_then(Entry::status).map(|status| status.words().to_owned());
            for part in [when, status].into_iter().flatten() {
                line.push(Role::Dim, &format!("  {part}"));
            }
            for (at, number) in neighbour.numbers.iter().enumerate() {
                line.push(Role::Text, if at == 0 { "  " } else { " " });
                line.push(Role::Number, &PageLabel::Number(*number).to_string());
            }
            (neighbour.side.words(), line)
        };
        let rows: Vec<(&str, Line)> = self.entry.neighbours().iter().map(row).collect();
        Self::print_rows(out, "Relations", &rows)
    }

    /// Prints the other stacks that have it, each with its state and its id there.
    fn print_elsewhere(&self, out: &mut Output<'_>) -> io::Result<()> {
        let row = |id: EntryId| {
            let entry = self.catalog.entry(id)?;
            let (role, state) = state(entry);
            let mut line = Line::new(role, &state);
            let (when, id) = (entry.when(), self.catalog.full_id(id));
            for part in [when, id].iter().filter(|part| !part.is_empty()) {
                line.push(Role::Dim, &format!("  {part}"));
            }
            Some(line)
        };
        let technologies = self.catalog.technologies();
        let stacks: Vec<_> = technologies
            .elsewhere(self.id)
            .filter_map(|id| Some((self.catalog.name(Node::Stack(id.stack)), row(id)?)))
            .collect();
        let rows: Vec<(&str, Line)> = stacks.iter().map(|(name, line)| (&**name, line.clone())).collect();
        Self::print_rows(out, "Elsewhere", &rows)
    }

    /// Prints a section of labels and values in two columns.
    fn print_rows(out: &mut Output<'_>, heading: &str, rows: &[(&str, Line)]) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        out.heading(heading)?;
        let column = rows.iter().map(|(label, _)| cells::width(label)).max().unwrap_or(0).min(24);
        for (label, value) in rows {
            let label = Line::blank(INDENT).with(Role::Dim, label);
            out.hanging(&label, value, INDENT + column + 2)?;
        }
        Ok(())
    }

    /// Prints the claims, each with its time, who says so, and the places where it is written.
    fn print_claims(&self, out: &mut Output<'_>) -> io::Result<()> {
        let indent = INDENT + format!("C{} ", self.full.claims.len()).len();
        for (claim, full) in self.entry.claims().zip(&self.full.claims) {
            if full.label == "C1" {
                out.heading("Claims")?;
            } else {
                out.blank()?;
            }
            let mut line = Line::new(Role::Text, claim.text());
            for number in numbers(&self.full, full) {
                line.push(Role::Text, " ");
                line.push(Role::Number, &PageLabel::Number(number).to_string());
            }
            out.hanging(&Line::blank(INDENT).with(Role::Dim, &full.label), &line, indent)?;
            let when = claim.when().map(|when| when.short(out.glyphs.pick("–", "..")));
            let proof = self.entry.best_proof_of(claim).map(|proof| proof.source);
            let year = proof.and_then(Source::published).map(|date| format!(" {:04}", date.year()));
            let who = proof.map(|source| format!("{}{}", source.voice(), year.unwrap_or_default()));
            let parts = [when, who, Some(claim.confidence().name().to_owned())];
            let about: Vec<String> = parts.into_iter().flatten().collect();
            out.wrapped(&Line::new(Role::Dim, &about.join(", ")), indent)?;
            for place in claim.passages() {
                out.wrapped(&Line::new(Role::Dim, &place_of(place, out.glyphs)), indent)?;
            }
        }
        Ok(())
    }

    fn print_sources(&self, out: &mut Output<'_>) -> io::Result<()> {
        let sources = self.entry.sources();
        let indent = INDENT + format!("[{}] ", sources.len()).len();
        for (number, (_, source)) in (1..).zip(&sources) {
            if number == 1 {
                out.heading("Sources")?;
            }
            let label = Line::blank(INDENT).with(Role::Number, &format!("[{number}]"));
            out.hanging(&label, &Line::new(Role::Text, source.title()), indent)?;
            source_details(*source, out, indent)?;
        }
        Ok(())
    }
}

/// The place in a source as `“words of it” › Section`.
fn place_of(place: Passage<'_>, glyphs: Glyphs) -> String {
    let (open, close, arrow) = glyphs.pick(("“", "”", " › "), ("\"", "\"", " > "));
    let words = place.text().map(|text| format!("{open}{text}{close}"));
    let section = place.section().map(str::to_owned);
    words.into_iter().chain(section).collect::<Vec<_>>().join(arrow)
}

/// Prints kind, date, publisher, author and URL of a source, below its title.
pub(super) fn source_details(source: Source<'_>, out: &mut Output<'_>, indent: usize) -> io::Result<()> {
    let published = source.published().map(|date| date.to_string());
    let author = source.author().map(|author| format!("by {author}"));
    let parts = [Some(source.kind().name()), published.as_deref(), source.publisher(), author.as_deref()];
    let about: Vec<&str> = parts.into_iter().flatten().collect();
    out.wrapped(&Line::new(Role::Dim, &about.join(", ")), indent)?;
    if let Some(url) = source.url() {
        // Not wrapped, so that it can be clicked and copied.
        out.line(&Line::blank(indent).with(Role::Address, url.as_str()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::cli::output::written;

    fn show(id: &str, form: Form, width: usize) -> String {
        let catalog = sample::catalog();
        let id = catalog.find(id).expect("there");
        written(form, width, |out| print(&catalog, id, out).expect("written"))
    }

    #[test]
    fn a_person_reads_all_of_an_entry() {
        insta::assert_snapshot!(show("scylladb", Form::Human, 72));
    }

    #[test]
    fn a_relation_shows_from_both_ends_and_a_parent_by_name() {
        let postgres = show("postgresql", Form::Human, 72);
        assert!(postgres.contains("replaced by  ScyllaDB (scylladb)"), "{postgres}");
        let ring = show("hash-ring", Form::Human, 72);
        assert!(ring.contains("  under  C++ (cpp)  in use\n"), "{ring}");
        let cpp = show("cpp", Form::Human, 72);
        assert!(cpp.contains("holds") && cpp.contains("Consistent hash ring (hash-ring)"), "{cpp}");
        assert!(show("cpp", Form::Plain, 72).contains("\nchild\thash-ring\n"));
    }

    #[test]
    fn the_other_stacks_that_have_it_come_with_their_state() {
        let catalog = sample::shelf();
        let id = catalog.find("mill/redis").expect("there");
        let human = written(Form::Human, 72, |out| print(&catalog, id, out).expect("written"));
        let (_, elsewhere) = human.split_once("Elsewhere").expect("another stack has it");
        let line = elsewhere.lines().find(|line| line.contains("Ferry")).expect("its name");
        assert!(line.contains("former") && line.ends_with("ferry/redis"), "{line}");
    }

    #[test]
    fn a_script_gets_one_field_a_line() {
        insta::assert_snapshot!(show("scylladb", Form::Plain, 72));
    }

    #[test]
    fn texts_are_wrapped_to_a_narrow_terminal() {
        for line in show("scylladb", Form::Human, 40).lines().filter(|line| !line.contains("https://")) {
            assert!(cells::width(line) <= 40, "{line:?}");
        }
    }

    #[test]
    fn a_program_gets_every_field() {
        let value: serde_json::Value = serde_json::from_str(&show("scylladb", Form::Json, 72)).expect("JSON");
        let entry = &value["entry"];
        assert_eq!(value["version"], 1);
        assert_eq!(entry["claims"][0]["sources"], serde_json::json!(["move", "rows"]));
        assert_eq!(entry["claims"][0]["date"], "2023-03");
        assert_eq!(entry["claims"][0]["label"], "C1");
        assert_eq!(entry["relations"][0]["status"], "former");
        assert_eq!(entry["relations"][0]["target"], "postgresql");
        assert_eq!(entry["sources"][0]["id"], "move");
        assert_eq!(
            entry["sources"][0]["archive"],
            "https://web.archive.org/web/202303/https://example.org/blog/move"
        );
    }
}
