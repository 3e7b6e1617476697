//! `open`: a source of an entry, in the browser.

use super::output::{Line, Output, Role};
use super::{Failure, Outcome};
use crate::catalog::{Catalog, EntryId};
use crate::dataset::{Entry, Link, SourceUrl};
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

/// Opens or prints the address of source `number` of an entry.
pub(super) fn run(
    catalog: &Catalog,
    id: EntryId,
    number: usize,
    deed: Deed,
    out: &mut Output<'_>,
    beside: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let Some(entry) = catalog.entry(id) else { return Ok(Outcome::Nothing) };
    let page = page(entry, number)?;
    if deed == Deed::Print {
        print(&page.url, out)?;
        return Ok(Outcome::Found);
    }
    let environment = Environment::of_process();
    let plan = browser::plan(&page.url, &Settings::default(), &environment);
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
    /// `[2]`, or the word for an address that is no source.
    what: String,
    url: SourceUrl,
}

/// The page that a number means; 1 is the homepage, or else any address, of an entry that has no sources.
fn page(entry: Entry<'_>, number: usize) -> Result<Page, Failure> {
    let sources = entry.sources();
    let name = entry.name();
    let missing = |message: String| Err(Failure::new(Outcome::Nothing, message));
    if sources.is_empty() {
        let mut links = entry.links().filter_map(Link::url);
        let own = entry.homepage().or_else(|| entry.repository()).or_else(|| links.next());
        return match own.filter(|_| number == 1) {
            Some(url) => Ok(Page { what: "homepage".to_owned(), url }),
            None => missing(format!("{name} has no sources")),
        };
    }
    match sources.get(number - 1) {
        Some((_, source)) => match source.url() {
            Some(url) => Ok(Page { what: format!("[{number}]"), url }),
            None => missing(format!("source [{number}] of {name} has no address: {}", source.title())),
        },
        None if sources.len() == 1 => missing(format!("{name} has one source")),
        None => missing(format!("{name} has sources [1] to [{}]", sources.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    fn address(id: &str, number: usize) -> Result<String, String> {
        let catalog = sample::catalog();
        let entry = catalog.entry(catalog.find(id).expect("there")).expect("there");
        page(entry, number)
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
}
