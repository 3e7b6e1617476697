//! `open`: a source of an entry, in the browser.

use std::num::NonZeroUsize;

use super::output::{Line, Output, Role};
use super::{Failure, Outcome};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Entry, SourceUrl};
use crate::system::Environment;
use crate::system::browser::{self, Plan, Settings};

/// What is to be done with the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// A browser gets it.
    Open,
    /// It is printed.
    Print,
}

/// Opens or prints the address of source `number` of an entry, or else of the first that has one.
pub(super) fn run(
    catalog: &Catalog,
    id: EntryId,
    number: Option<NonZeroUsize>,
    deed: Deed,
    settings: &Settings,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Some(entry) = catalog.entry(id) else { return Ok(Outcome::Nothing) };
    let page = page(entry, number)?;
    if deed == Deed::Print {
        print(&page.url, out)?;
        return Ok(Outcome::Found);
    }
    let environment = Environment::from_process();
    let plan = browser::plan(&page.url, settings, &environment);
    match browser::run(&plan, &environment) {
        Ok(opened) => {
            let line = Line::new().with(Role::Text, &format!("{} {opened}: ", page.what));
            // That this cannot be told is no reason to fail: the page is open.
            let _ = beside.line(&line.with(Role::Address, page.url.as_str())).and_then(|()| beside.finish());
            Ok(Outcome::Found)
        }
        Err(error) => {
            // Whoever cannot be shown the page can still be given its address.
            print(&page.url, out)?;
            let failure = Failure::new(Outcome::Outside, error.to_string());
            Err(match plan {
                Plan::NoBrowser { .. } => {
                    failure.hint("the address is printed instead; BROWSER names a browser to use")
                }
                _ => failure.hint("the address is printed instead"),
            })
        }
    }
}

fn print(url: &SourceUrl, out: &mut Output<'_>) -> std::io::Result<()> {
    out.line(&Line::new().with(Role::Text, url.as_str()))?;
    out.finish()
}

/// A page to open.
#[derive(Debug)]
struct Page {
    /// `[2]`, or what an address is that is no source: `homepage`, `repository`, the title of a link.
    what: String,
    url: SourceUrl,
}

/// The page that a number means; without one the first source that has an address, or else the entry's first own page.
fn page(entry: Entry<'_>, number: Option<NonZeroUsize>) -> Result<Page, Failure> {
    let sources = entry.sources();
    let name = entry.name();
    let missing = |message: String| Err(Failure::new(Outcome::Nothing, message));
    let Some(number) = number.map(NonZeroUsize::get) else {
        let mut numbered = (1..).zip(&sources);
        let cited = numbered.find_map(|(number, (_, source))| Some((format!("[{number}]"), source.url()?)));
        return match cited.or_else(|| own(entry)) {
            Some((what, url)) => Ok(Page { what, url }),
            None => missing(format!("{name} has no address")),
        };
    };
    match sources.get(number - 1) {
        Some((_, source)) => match source.url() {
            Some(url) => Ok(Page { what: format!("[{number}]"), url }),
            None => missing(format!("source [{number}] of {name} has no address: {}", source.title())),
        },
        None => missing(match sources.len() {
            0 => format!("{name} has no sources"),
            1 => format!("{name} has one source"),
            many => format!("{name} has sources [1] to [{many}]"),
        }),
    }
}

/// The first address of an entry that is no source, and what it is.
fn own(entry: Entry<'_>) -> Option<(String, SourceUrl)> {
    let pages = [("homepage", entry.homepage()), ("repository", entry.repository())];
    let links = entry.links().map(|link| (link.title().unwrap_or("link"), link.url()));
    pages.into_iter().chain(links).find_map(|(what, url)| Some((what.to_owned(), url?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;
    use crate::dataset::{
        Confidence, EntryParts, OptionalText, SourceKind, SourceParts, StackBuilder, StackKind,
    };

    fn address(id: &str, number: usize) -> Result<String, String> {
        let catalog = sample::catalog();
        let entry = catalog.entry(catalog.find(id).expect("there")).expect("there");
        page(entry, NonZeroUsize::new(number))
            .map(|page| page.url.to_string())
            .map_err(|failure| failure.message.expect("words"))
    }

    #[test]
    fn a_number_means_the_source_that_show_gives_it() {
        assert_eq!(address("scylladb", 1), Ok("https://example.org/blog/move".into()));
        assert_eq!(address("scylladb", 2), Ok("https://example.org/blog/rows".into()));
        assert_eq!(address("scylladb", 3), Err("ScyllaDB has sources [1] to [2]".into()));
        assert_eq!(address("redis", 2), Err("Redis has one source".into()));
    }

    /// What opens without a number for an entry with these sources (by address) and these pages of its own.
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
            claims: vec![("It is there.", Confidence::Confirmed, numbers)],
            ..EntryParts::default()
        });
        let stack = builder.build();
        let entry = stack.entry(stack.find("one")?)?;
        page(entry, None).ok().map(|page| (page.what, page.url.to_string()))
    }

    #[test]
    fn without_a_number_the_first_address_opens_and_is_called_what_it_is() {
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
