//! `open`: a source of an entry, in the browser.

use std::mem::discriminant;

use super::load;
use super::options::{StackFlags, UNUSED_FORMS, unused};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Line, Output, Role};
use super::settings::Context;
use crate::dataset::{Destination, Entry, EntryPage, PageKind, PageLabel, SourceIndex, SourceUrl};
use crate::system::browser::{self, Plan};
use crate::system::{Environment, foreground};

/// Options of `open`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore open scylladb\n  stacklore open scylladb 2\n  stacklore open scylladb C3 --print",
    after_help = "Without a browser the URL is printed, and the exit code is 4.",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {
    /// Id of the entry
    pub id: String,
    /// Number or letter of the page in `show`, or number of a claim, such as C3 [default: the best proof, else the homepage]
    #[arg(value_name = "PAGE", value_parser = Choice::parse)]
    pub page: Option<Choice>,
    /// Prints the URL that would open, with the words of the page at which it opens
    #[arg(long)]
    pub print: bool,
    /// The stacks.
    #[command(flatten)]
    pub stacks: StackFlags,
}

/// The page to open of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The page with a label.
    Page(PageLabel),
    /// The page that proves the claim with a number best.
    Claim(usize),
}

impl Choice {
    fn parse(text: &str) -> Result<Self, String> {
        let claim =
            text.strip_prefix('C').and_then(|number| number.parse().ok()).filter(|number| *number > 0);
        let choice = claim.map(Self::Claim).or_else(|| PageLabel::parse(text).map(Self::Page));
        choice.ok_or_else(|| "write a number from 1 up, a letter or a claim, as in 2, a or C3".to_owned())
    }
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let (catalog, id) = load::entry(&options.stacks, &options.id, context)?;
    let Some(entry) = catalog.entry(id) else { return Ok(Outcome::Negative) };
    let (label, page) = page(entry, options.page)?;
    let settings = context.configuration.browser();
    if options.print {
        print(&settings.address(&page), out)?;
        return Ok(Outcome::Found);
    }
    // What is told about it has no words of the page in it.
    let url = page.url.clone();
    let environment = Environment::from_process();
    let plan = browser::plan(&settings.address(&page), &settings, &environment);
    if let Plan::Foreground(_) = plan {
        foreground::end_with_this_process();
    }
    match browser::run(&plan, &environment) {
        Ok(opened) => {
            let line = Line::new(Role::Text, &format!("{label} {opened}: "));
            let line = line.with(Role::Address, url.as_str());
            // Ignore a failed stderr write: the page is open.
            let _ = context.stderr.line(&line).and_then(|()| context.stderr.finish());
            Ok(Outcome::Found)
        }
        Err(error) => {
            print(&url, out)?;
            let failure = Failure::new(Outcome::External, error.to_string());
            Err(match plan {
                Plan::NoBrowser { .. } => {
                    failure.hint("open the printed URL yourself, or name a browser in BROWSER")
                }
                _ => failure.hint("open the printed URL yourself"),
            })
        }
    }
}

fn print(url: &SourceUrl, out: &mut Output<'_>) -> std::io::Result<()> {
    out.line(&Line::new(Role::Text, url.as_str()))?;
    out.finish()
}

/// The page to open: that with a label, or the one that proves a claim; without a choice the best proof of the entry.
///
/// It comes with its label, or with `homepage`, `repository` or the title of a link.
fn page(entry: Entry<'_>, choice: Option<Choice>) -> Result<(String, Destination), Failure> {
    let name = entry.name();
    let missing = |message: String| Failure::new(Outcome::Negative, message);
    let without_url = |label: String, title: &str| missing(format!("{label} of {name} has no URL: {title}"));
    match choice {
        None => {
            let proof = entry.best_proof().and_then(|proof| Some((proof.index, proof.destination()?)));
            let proof = proof.map(|(index, page)| (label_of(entry, index), page));
            proof.or_else(|| first_page(entry)).ok_or_else(|| missing(format!("{name} has no URL")))
        }
        Some(Choice::Page(label)) => {
            let page = entry.page(label).ok_or_else(|| missing(labels(entry, label)))?;
            let title = page.title().unwrap_or_default();
            let page = entry.destination(&page, None);
            let page = page.ok_or_else(|| without_url(format!("source {label}"), title))?;
            Ok((label.to_string(), page))
        }
        Some(Choice::Claim(number)) => {
            let claim = entry.claims().nth(number.saturating_sub(1));
            let claims = entry.claims().len();
            let claim =
                claim.ok_or_else(|| missing(known(name, "claim", ("C1", &format!("C{claims}")), claims)))?;
            let proof = entry
                .best_proof_of(claim)
                .ok_or_else(|| missing(format!("C{number} of {name} has no source")))?;
            let label = label_of(entry, proof.index);
            let title = proof.source.title();
            proof
                .destination()
                .map(|page| (label.clone(), page))
                .ok_or_else(|| without_url(format!("source {label}"), title))
        }
    }
}

/// The label of a source among the pages of an entry, as text.
fn label_of(entry: Entry<'_>, index: SourceIndex) -> String {
    let at = entry.sources().iter().position(|(known, _)| *known == index);
    PageLabel::Number(at.unwrap_or_default() + 1).to_string()
}

/// The first page of an entry with a URL.
fn first_page(entry: Entry<'_>) -> Option<(String, Destination)> {
    let first = |page: EntryPage<'_>| {
        let label = match page.kind {
            PageKind::Source(_) => page.label.to_string(),
            PageKind::Link(_) => page.title().unwrap_or(page.word()).to_owned(),
            _ => page.word().to_owned(),
        };
        Some((label, page.target()?.into()))
    };
    entry.pages().into_iter().find_map(first)
}

/// The labels that an entry has of the kind of one that it does not have.
fn labels(entry: Entry<'_>, label: PageLabel) -> String {
    let pages = entry.pages();
    let same =
        pages.iter().map(|page| page.label).filter(|other| discriminant(other) == discriminant(&label));
    let all: Vec<String> = same.map(|label| label.to_string()).collect();
    let word =
        if matches!(label, PageLabel::Number(_)) && !entry.sources().is_empty() { "source" } else { "link" };
    let ends = (all.first().map_or("", |label| label), all.last().map_or("", |label| label));
    known(entry.name(), word, ends, all.len())
}

fn known(name: &str, word: &str, (first, last): (&str, &str), count: usize) -> String {
    match count {
        0 => format!("{name} has no {word}s"),
        1 => format!("{name} has one {word}, {first}"),
        _ => format!("{name} has {word}s {first} to {last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{bundled, sample};
    use crate::dataset::{
        ClaimParts, Confidence, EntryParts, OptionalText, SourceKind, SourceParts, StackBuilder, StackKind,
    };
    use crate::export::json;
    use crate::format::{File, toml};

    fn address(id: &str, choice: &str) -> Result<String, String> {
        let catalog = sample::catalog();
        let entry = catalog.entry(catalog.find(id).expect("there")).expect("there");
        page(entry, Some(Choice::parse(choice)?))
            .map(|(_, page)| page.url.to_string())
            .map_err(|failure| failure.message.expect("a message"))
    }

    #[test]
    fn a_label_is_that_of_the_page_in_show() {
        assert_eq!(address("scylladb", "1"), Ok("https://example.org/blog/move".into()));
        assert_eq!(address("scylladb", "[2]"), Ok("https://example.org/blog/rows".into()));
        assert_eq!(address("scylladb", "b"), Ok("https://github.com/scylladb/scylladb".into()));
        assert_eq!(address("scylladb", "3"), Err("ScyllaDB has sources [1] to [2]".into()));
        assert_eq!(address("scylladb", "c"), Err("ScyllaDB has links [a] to [b]".into()));
        assert_eq!(address("redis", "2"), Err("Redis has one source, [1]".into()));
        assert!(address("redis", "0").is_err() && address("redis", "!").is_err());
    }

    #[test]
    fn every_label_that_show_has_opens_its_page() {
        let orchard = File::new("orchard.toml", include_str!("../../tests/fixtures/orchard.toml"));
        let orchard = toml::read(vec![orchard]).stack.expect("a stack");
        let mut opened = 0;
        for stack in [bundled::discord(), sample::stack(), orchard] {
            for (_, entry) in stack.entries() {
                let id_of = |at| stack.entry(at).map_or("", Entry::id).into();
                let shown = json::EntryFull::new(entry.id().into(), entry, id_of).pages;
                assert_eq!(shown.len(), entry.pages().len());
                for (shown, known) in shown.iter().zip(entry.pages()) {
                    assert_eq!(shown.url, known.url.as_ref().map(ToString::to_string));
                    let choice = Choice::parse(&shown.label).expect("a label");
                    match (page(entry, Some(choice)), known.target()) {
                        (Ok((label, page)), Some(target)) => {
                            assert_eq!((label, page.url), (known.label.to_string(), target));
                            opened += 1;
                        }
                        (found, target) => assert!(found.is_err() && target.is_none(), "{}", shown.label),
                    }
                }
            }
        }
        assert!(opened > 500, "{opened}");
    }

    #[test]
    fn a_numbered_source_opens_where_it_proves_a_claim() {
        let mut placed = 0;
        for (_, entry) in bundled::discord().entries() {
            for (number, (index, _)) in (1..).zip(entry.sources()) {
                let passages = entry.claims().flat_map(|claim| claim.passages().collect::<Vec<_>>());
                let is_placed = passages.filter(|place| place.source() == index).count() > 0;
                let label = Choice::Page(PageLabel::Number(number));
                let Ok((_, opened)) = page(entry, Some(label)) else {
                    continue;
                };
                assert_eq!(opened.words.is_some(), is_placed, "{} [{number}]", entry.id());
                placed += u32::from(is_placed);
            }
        }
        assert!(placed > 300, "{placed}");
    }

    #[test]
    fn a_claim_opens_its_best_proof() {
        assert_eq!(address("scylladb", "C1"), Ok("https://example.org/blog/move".into()));
        assert_eq!(address("scylladb", "C3"), Err("ScyllaDB has claims C1 to C2".into()));
    }

    /// The page that opens without a number, for an entry with these URLs of sources, homepage, repository and links.
    fn first(
        sources: &[&str],
        homepage: &str,
        repository: &str,
        links: &[(&str, &str)],
    ) -> Option<(String, String)> {
        let mut builder = StackBuilder::new(StackKind::List, "list", "List", "", "", None);
        builder.category("all", "All", "", None);
        for url in sources {
            builder.source(&SourceParts {
                id: "source",
                title: "A source",
                url,
                former_urls: vec![],
                kind: SourceKind::Reference,
                publisher: "",
                author: "",
                published: None,
            });
        }
        let numbers = (0..).zip(sources).map(|(at, _)| at).collect();
        builder.entry(&EntryParts {
            id: "one",
            name: "One",
            homepage,
            texts: &[(OptionalText::Repository, repository)],
            links: links.to_vec(),
            claims: vec![ClaimParts::new("It is there.", Confidence::Confirmed, numbers)],
            ..EntryParts::default()
        });
        let stack = builder.build();
        let entry = stack.entry(stack.find("one")?)?;
        page(entry, None).ok().map(|(label, page)| (label, page.url.to_string()))
    }

    #[test]
    fn without_a_number_the_first_url_opens_and_is_labelled() {
        let (a, b) = ("https://example.org/a", "https://example.org/b");
        let is = |what: &str, url: &str| Some((what.to_owned(), url.to_owned()));
        assert_eq!(first(&["", a], b, "", &[]), is("[2]", a));
        assert_eq!(first(&[""], b, "", &[]), is("homepage", b));
        assert_eq!(first(&[], "", b, &[("Talk", a)]), is("repository", b));
        assert_eq!(first(&[], "", "", &[("Talk", a)]), is("Talk", a));
        assert_eq!(first(&[], "", "", &[("", a)]), is("link", a));
        assert_eq!(first(&[""], "", "", &[]), None);
    }
}
