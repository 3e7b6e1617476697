//! The popup that lists the links of an entry.

use super::content::backs;
use super::keys::Command;
use super::message::{Effect, Response};
use crate::dataset::{Entry, SourceUrl};

/// One link of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// Its number in the list, from 1.
    pub number: usize,
    /// The kind of the source, or `homepage`, `repository`, `link` or `former`.
    pub kind: String,
    /// The date of publication, if known.
    pub date: String,
    /// The title of the source or link.
    pub title: String,
    /// Its URL.
    pub url: SourceUrl,
    /// The claims that cite it, as `C1 C3`.
    pub backs: String,
}

/// The links of an entry.
#[derive(Clone, Debug)]
pub struct Links {
    /// The name of the entry.
    pub entry_name: String,
    /// The links, whether they match the filter or not.
    pub all: Vec<LinkRow>,
}

impl Links {
    /// Every distinct URL of an entry: its sources in their order, then its own pages.
    pub(super) fn new(entry: Entry<'_>) -> Self {
        let mut rows: Vec<LinkRow> = Vec::new();
        let mut add = |kind: &str, date: String, title: &str, url: Option<SourceUrl>, backs: String| {
            if let Some(url) = url
                && !rows.iter().any(|row| row.url == url)
            {
                let (number, kind, title) = (rows.len() + 1, kind.to_owned(), title.to_owned());
                rows.push(LinkRow { number, kind, date, title, url, backs });
            }
        };
        for (index, source) in entry.sources() {
            let date = source.published().map(|date| date.to_string()).unwrap_or_default();
            add(source.kind().name(), date, source.title(), source.url(), backs(entry, index));
        }
        add("homepage", String::new(), entry.name(), entry.homepage(), String::new());
        add("repository", String::new(), entry.name(), entry.repository(), String::new());
        for link in entry.links() {
            add("link", String::new(), link.title().unwrap_or_default(), link.url(), String::new());
        }
        for (_, source) in entry.sources() {
            for former in source.former_urls() {
                add("former", String::new(), source.title(), Some(former), String::new());
            }
        }
        Self { entry_name: entry.name().to_owned(), all: rows }
    }

    /// The links that match a filter: a number selects by number, a text by title, kind and URL.
    #[must_use]
    pub fn rows(&self, filter: &str) -> Vec<&LinkRow> {
        let filter = filter.trim().to_lowercase();
        let matches = |row: &&LinkRow| match filter.parse::<usize>() {
            Ok(_) => row.number.to_string().starts_with(&filter),
            Err(_) => {
                let texts = [&*row.title, &row.kind, row.url.as_str()];
                texts.iter().any(|text| text.to_lowercase().contains(&filter))
            }
        };
        self.all.iter().filter(matches).collect()
    }

    /// The response to a command on the selected one of the links that match; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command, at: usize, filter: &str) -> Option<Response> {
        let open = self.rows(filter).get(at).map(|row| Effect::Open(row.url.clone()));
        match (command, open) {
            (Command::Follow, Some(open)) => Some(Response::CloseAndDo(open)),
            (Command::OpenHit, Some(open)) => Some(Response::Effect(open)),
            (Command::Follow, None) => Some(Response::Ignored),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn every_address_is_listed_once_and_a_number_chooses_it() {
        let catalog = sample::catalog();
        let entry = catalog.entry(catalog.find("scylladb").unwrap()).unwrap();
        let links = Links::new(entry);
        let hosts: Vec<&str> = links.all.iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(hosts, ["article", "article", "homepage", "repository"]);
        assert_eq!(links.all[0].backs, "C1 C2");
        assert_eq!(links.rows("2")[0].url.as_str(), "https://example.org/blog/rows");
        assert_eq!(links.rows("github").len(), 1);
        assert_eq!(links.rows("nothing of the kind").len(), 0);
    }
}
