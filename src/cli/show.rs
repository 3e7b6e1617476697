//! `show`: one entry with all its data.
//!
//! Plain output is one field a line, its name first: `id`, `name`, `stack` (with several), `alias`, `kind`, `status`,
//! `since`, `until`, `seen_by`, `category`, `parent`, `tag`, `homepage`, `repository`, `license`, `summary`, each with one
//! value; `link` with title and URL; `claim` with confidence, date, source numbers and text; `relation` with direction
//! (`out` or `in`), kind, id of the other entry and id of the source; `child` with the id of an entry; `source` with
//! number, id, kind, date, publisher, title and URL.

use std::borrow::Cow;
use std::io;

use super::list::status_role;
use super::load;
use super::options::StackFlags;
use super::outcome::{Outcome, RunResult};
use super::output::{Form, Line, Output, Role};
use super::settings::Context;
use crate::catalog::{Catalog, EntryId};
use crate::cells;
use crate::dataset::{Claim, Entry, EntryIndex, Neighbour, RelationSide, Source, SourceIndex, SourceUrl};
use crate::export::json;

/// Options of `show`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore show scylladb\n  stacklore show scylladb --json",
    after_help = "Plain lines begin with the name of the field. Fields of more than one value are:\n  \
        link      title, url\n  \
        claim     confidence, date, source numbers, text\n  \
        relation  direction, kind, id of the other entry, source id\n  \
        source    number, id, kind, published, publisher, title, url"
)]
pub struct Options {
    /// Id of the entry
    pub id: String,
    /// The stacks.
    #[command(flatten)]
    pub stacks: StackFlags,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let (catalog, id) = load::entry(&options.stacks, &options.id, context)?;
    Ok(print(&catalog, id, out)?)
}

/// Prints an entry.
pub(super) fn print(catalog: &Catalog, id: EntryId, out: &mut Output<'_>) -> io::Result<Outcome> {
    let Some(entry) = catalog.entry(id) else { return Ok(Outcome::Negative) };
    let content = Content { entry, sources: entry.sources(), catalog, id };
    match out.form {
        Form::Json => {
            let stack = catalog.stack_id_if_several(id.stack);
            let entry = json::EntryFull::new(catalog.id(id), entry, |entry| content.id_of(entry));
            let entry = json::EntryFull { stack, ..entry };
            out.json(&json::Show { version: json::VERSION, entry })?;
        }
        Form::Plain => content.print_plain(out)?,
        Form::Human => content.print_human(out)?,
    }
    Ok(Outcome::Found)
}

/// An entry and what it refers to.
struct Content<'a> {
    entry: Entry<'a>,
    /// In the order of their numbers.
    sources: Vec<(SourceIndex, Source<'a>)>,
    catalog: &'a Catalog,
    id: EntryId,
}

/// Indentation of the texts of a section, in terminal cells.
const INDENT: usize = 2;

impl<'a> Content<'a> {
    fn id_of(&self, entry: EntryIndex) -> Cow<'a, str> {
        self.catalog.id(EntryId { entry, ..self.id })
    }

    /// The number of a source, counted from 1.
    fn number(&self, source: SourceIndex) -> Option<usize> {
        self.sources.iter().position(|(at, _)| *at == source).map(|at| at + 1)
    }

    fn numbers(&self, claim: Claim<'_>) -> Vec<usize> {
        claim.source_indexes().filter_map(|at| self.number(at)).collect()
    }

    /// The fields that have one value, or several that are repeated under the same name.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let entry = self.entry;
        let mut fields =
            vec![("id", self.catalog.id(self.id).into_owned()), ("name", entry.name().to_owned())];
        let stack = self.catalog.stack_id_if_several(self.id.stack);
        fields.extend(stack.map(|stack| ("stack", stack.to_owned())));
        fields.extend(entry.aliases().map(|alias| ("alias", alias.to_owned())));
        let mut add = |name, value: Option<String>| fields.extend(value.map(|value| (name, value)));
        add("kind", entry.kind().map(|kind| kind.to_string()));
        add("status", entry.status().map(|status| status.to_string()));
        add("since", entry.since().map(|date| date.to_string()));
        add("until", entry.until().map(|date| date.to_string()));
        add("seen_by", entry.seen_by().map(|date| date.to_string()));
        add("category", Some(entry.category_path().join(" > ")));
        add("parent", entry.parent().map(|parent| self.id_of(parent).into_owned()));
        for tag in entry.tags() {
            add("tag", Some(tag.to_owned()));
        }
        add("homepage", entry.homepage().map(|url| url.to_string()));
        add("repository", entry.repository().map(|url| url.to_string()));
        add("license", entry.license().map(str::to_owned));
        add("summary", entry.summary().map(str::to_owned));
        fields
    }

    fn print_plain(&self, out: &mut Output<'_>) -> io::Result<()> {
        for (name, value) in self.fields() {
            out.record([name, &value])?;
        }
        for link in self.entry.links() {
            let url = link.url();
            let url = url.as_ref().map_or("", SourceUrl::as_str);
            out.record(["link", link.title().unwrap_or_default(), url])?;
        }
        for claim in self.entry.claims() {
            let date = claim.date().map(|date| date.to_string()).unwrap_or_default();
            let numbers: Vec<String> = self.numbers(claim).iter().map(ToString::to_string).collect();
            out.record(["claim", claim.confidence().name(), &date, &numbers.join(","), claim.text()])?;
        }
        for neighbour in self.entry.neighbours() {
            let id = self.id_of(neighbour.entry);
            let (relation, direction) = match neighbour.side {
                RelationSide::Outgoing(relation) => (relation, "out"),
                RelationSide::Incoming(relation) => (relation, "in"),
                // Printed as the field `parent`.
                RelationSide::Parent => continue,
                RelationSide::Child => {
                    out.record(["child", &id])?;
                    continue;
                }
            };
            let source = relation.source().and_then(|at| self.entry.stack().source(at));
            out.record(["relation", direction, relation.kind().name(), &id, source.map_or("", Source::id)])?;
        }
        for (number, (_, source)) in (1..).zip(&self.sources) {
            out.record([
                "source",
                &number.to_string(),
                source.id(),
                source.kind().name(),
                &source.published().map(|date| date.to_string()).unwrap_or_default(),
                source.publisher().unwrap_or_default(),
                source.title(),
                source.url().as_ref().map_or("", SourceUrl::as_str),
            ])?;
        }
        Ok(())
    }

    fn print_human(&self, out: &mut Output<'_>) -> io::Result<()> {
        self.print_head(out)?;
        self.print_rows(out, "Facts", &self.fact_rows())?;
        self.print_claims(out)?;
        self.print_rows(out, "Relations", &self.relation_rows())?;
        self.print_sources(out)
    }

    /// Prints name, status, category, tags and summary.
    fn print_head(&self, out: &mut Output<'_>) -> io::Result<()> {
        let entry = self.entry;
        out.wrapped(&Line::new(Role::Title, entry.name()), 0)?;
        let mut state = Line::default();
        let words = [
            (Role::Text, entry.kind().map(|kind| kind.to_string())),
            (status_role(entry.status()), entry.status().map(|status| status.to_string())),
            (Role::Text, Some(entry.when())),
        ];
        for (role, word) in words {
            let Some(word) = word.filter(|word| !word.is_empty()) else { continue };
            if !state.is_empty() {
                state.push(Role::Text, ", ");
            }
            state.push(role, &word);
        }
        if !state.is_empty() {
            out.wrapped(&state, 0)?;
        }
        out.wrapped(&Line::new(Role::Text, &entry.category_path().join(" > ")), 0)?;
        let tags: Vec<&str> = entry.tags().collect();
        if !tags.is_empty() {
            out.wrapped(&Line::new(Role::Dim, "tags: ").with(Role::Text, &tags.join(", ")), 0)?;
        }
        if let Some(summary) = entry.summary() {
            out.blank()?;
            out.wrapped(&Line::new(Role::Text, summary), 0)?;
        }
        Ok(())
    }

    fn fact_rows(&self) -> Vec<(String, Line)> {
        let entry = self.entry;
        let mut rows = Vec::new();
        let mut add = |label: &str, role, value: Option<String>| {
            rows.extend(value.map(|value| (label.to_owned(), Line::new(role, &value))));
        };
        let aliases: Vec<&str> = entry.aliases().collect();
        add("id", Role::Text, Some(self.catalog.id(self.id).into_owned()));
        add("also called", Role::Text, (!aliases.is_empty()).then(|| aliases.join(", ")));
        add("licence", Role::Text, entry.license().map(str::to_owned));
        add("homepage", Role::Address, entry.homepage().map(|url| url.to_string()));
        add("repository", Role::Address, entry.repository().map(|url| url.to_string()));
        for link in entry.links() {
            add(link.title().unwrap_or("link"), Role::Address, link.url().map(|url| url.to_string()));
        }
        rows
    }

    /// Name and id of an entry.
    fn named(&self, at: EntryIndex) -> String {
        let name = self.entry.stack().entry(at).map_or("", Entry::name);
        format!("{name} ({})", self.id_of(at))
    }

    fn relation_rows(&self) -> Vec<(String, Line)> {
        let row = |neighbour: Neighbour<'_>| {
            let mut line = Line::new(Role::Text, &self.named(neighbour.entry));
            if let Some(number) = neighbour.number {
                line.push(Role::Number, &format!(" [{number}]"));
            }
            (neighbour.side.words().to_owned(), line)
        };
        self.entry.neighbours().into_iter().map(row).collect()
    }

    /// Prints a section of labels and values in two columns.
    fn print_rows(&self, out: &mut Output<'_>, heading: &str, rows: &[(String, Line)]) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        print_heading(out, heading)?;
        let column = rows.iter().map(|(label, _)| cells::width(label)).max().unwrap_or(0).min(24);
        for (label, value) in rows {
            let label = Line::blank(INDENT).with(Role::Dim, label);
            out.hanging(&label, value, INDENT + column + 2)?;
        }
        Ok(())
    }

    fn print_claims(&self, out: &mut Output<'_>) -> io::Result<()> {
        if self.entry.claims().len() == 0 {
            return Ok(());
        }
        print_heading(out, "Claims")?;
        for (at, claim) in self.entry.claims().enumerate() {
            if at > 0 {
                out.blank()?;
            }
            let mut line = Line::new(Role::Text, claim.text());
            for (at, number) in self.numbers(claim).iter().enumerate() {
                line.push(Role::Text, if at == 0 { " " } else { "" });
                line.push(Role::Number, &format!("[{number}]"));
            }
            out.wrapped(&line, INDENT)?;
            let date = claim.date().map(|date| format!(", {date}")).unwrap_or_default();
            out.wrapped(&Line::new(Role::Dim, &format!("{}{date}", claim.confidence())), INDENT)?;
        }
        Ok(())
    }

    fn print_sources(&self, out: &mut Output<'_>) -> io::Result<()> {
        if self.sources.is_empty() {
            return Ok(());
        }
        print_heading(out, "Sources")?;
        let indent = INDENT + format!("[{}] ", self.sources.len()).len();
        for (number, (_, source)) in (1..).zip(&self.sources) {
            let label = Line::blank(INDENT).with(Role::Number, &format!("[{number}]"));
            out.hanging(&label, &Line::new(Role::Text, source.title()), indent)?;
            source_details(*source, out, indent)?;
        }
        Ok(())
    }
}

fn print_heading(out: &mut Output<'_>, heading: &str) -> io::Result<()> {
    out.blank()?;
    out.line(&Line::new(Role::Heading, heading))
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
        assert!(ring.contains("  under  C++ (cpp)\n"), "{ring}");
        let cpp = show("cpp", Form::Human, 72);
        assert!(cpp.contains("holds") && cpp.contains("Consistent hash ring (hash-ring)"), "{cpp}");
        assert!(show("cpp", Form::Plain, 72).contains("\nchild\thash-ring\n"));
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
        assert_eq!(entry["relations"][0]["target"], "postgresql");
        assert_eq!(entry["sources"][0]["id"], "move");
        assert_eq!(
            entry["sources"][0]["archive"],
            "https://web.archive.org/web/202303/https://example.org/blog/move"
        );
    }
}
