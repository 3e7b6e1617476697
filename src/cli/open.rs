//! `open`: a source of an entry, in the browser.

use std::num::NonZeroUsize;

use super::load;
use super::options::{StackFlags, UNUSED_FORMS, positive, unused};
use super::outcome::{Failure, Outcome, RunResult};
use super::output::{Line, Output, Role};
use super::settings::Context;
use crate::dataset::{Entry, SourceUrl};
use crate::system::browser::{self, Plan, Settings};
use crate::system::{Environment, foreground};

/// Options of `open`.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
#[command(
    before_help = "Examples:\n  stacklore open scylladb\n  stacklore open scylladb 2\n  stacklore open scylladb --print",
    after_help = "Without a browser the URL is printed, and the exit code is 4.",
    args = UNUSED_FORMS.map(unused)
)]
pub struct Options {
    /// Id of the entry
    pub id: String,
    /// Number of the source in `show` [default: the first source with a URL, else the homepage]
    #[arg(value_name = "N", value_parser = positive)]
    pub number: Option<NonZeroUsize>,
    /// Prints the URL instead of opening it
    #[arg(long)]
    pub print: bool,
    /// The stacks.
    #[command(flatten)]
    pub stacks: StackFlags,
}

pub(super) fn run(options: &Options, context: &mut Context<'_>, out: &mut Output<'_>) -> RunResult {
    let (catalog, id) = load::entry(&options.stacks, &options.id, context)?;
    let Some(entry) = catalog.entry(id) else { return Ok(Outcome::Negative) };
    let (label, url) = page(entry, options.number)?;
    if options.print {
        print(&url, out)?;
        return Ok(Outcome::Found);
    }
    let settings = Settings { command: context.configuration.settings.open_command.clone() };
    let environment = Environment::from_process();
    let plan = browser::plan(&url, &settings, &environment);
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

/// The URL to open, with `[2]` for a source, else `homepage`, `repository` or the title of a link.
///
/// It is the source with a number; without a number the first source with a URL, else the entry's first other URL.
fn page(entry: Entry<'_>, number: Option<NonZeroUsize>) -> Result<(String, SourceUrl), Failure> {
    let sources = entry.sources();
    let name = entry.name();
    let missing = |message: String| Err(Failure::new(Outcome::Negative, message));
    let Some(number) = number.map(NonZeroUsize::get) else {
        let mut numbered = (1..).zip(&sources);
        let cited = numbered.find_map(|(number, (_, source))| Some((format!("[{number}]"), source.url()?)));
        return cited.or_else(|| other_page(entry)).map_or_else(|| missing(format!("{name} has no URL")), Ok);
    };
    match sources.get(number - 1) {
        Some((_, source)) => match source.url() {
            Some(url) => Ok((format!("[{number}]"), url)),
            None => missing(format!("source [{number}] of {name} has no URL: {}", source.title())),
        },
        None => missing(match sources.len() {
            0 => format!("{name} has no sources"),
            1 => format!("{name} has one source"),
            many => format!("{name} has sources [1] to [{many}]"),
        }),
    }
}

/// The first URL of an entry that is not one of its sources, with its label.
fn other_page(entry: Entry<'_>) -> Option<(String, SourceUrl)> {
    let pages = [("homepage", entry.homepage()), ("repository", entry.repository())];
    let links = entry.links().map(|link| (link.title().unwrap_or("link"), link.url()));
    pages.into_iter().chain(links).find_map(|(what, url)| Some((what.to_owned(), url?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::dataset::{
        ClaimParts, Confidence, EntryParts, OptionalText, SourceKind, SourceParts, StackBuilder, StackKind,
    };

    fn address(id: &str, number: usize) -> Result<String, String> {
        let catalog = sample::catalog();
        let entry = catalog.entry(catalog.find(id).expect("there")).expect("there");
        page(entry, NonZeroUsize::new(number))
            .map(|(_, url)| url.to_string())
            .map_err(|failure| failure.message.expect("a message"))
    }

    #[test]
    fn a_number_is_that_of_the_source_in_show() {
        assert_eq!(address("scylladb", 1), Ok("https://example.org/blog/move".into()));
        assert_eq!(address("scylladb", 2), Ok("https://example.org/blog/rows".into()));
        assert_eq!(address("scylladb", 3), Err("ScyllaDB has sources [1] to [2]".into()));
        assert_eq!(address("redis", 2), Err("Redis has one source".into()));
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
        page(entry, None).ok().map(|(label, url)| (label, url.to_string()))
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
