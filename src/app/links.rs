//! The list of every link of an entry.

use tui_input::Input;

use super::selection::Selection;
use crate::dataset::{Entry, SourceUrl};

/// One address of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// Its number in the list, from 1.
    pub number: usize,
    /// What it is: a source's kind, or `homepage`.
    pub kind: String,
    /// When it was published, if known.
    pub date: String,
    /// What it is called.
    pub title: String,
    /// Where it leads.
    pub url: SourceUrl,
    /// The claims that it backs, as `C1 C3`.
    pub backs: String,
}

/// The list, with what was typed to filter it.
#[derive(Clone, Debug)]
pub struct Links {
    /// Whose links these are.
    pub of: String,
    pub(super) input: Input,
    rows: Vec<LinkRow>,
    selection: Selection,
}

impl Links {
    /// Every distinct address of an entry: its sources in their order, then its own pages.
    pub(super) fn new(entry: Entry<'_>) -> Self {
        let mut rows: Vec<LinkRow> = Vec::new();
        let mut add = |kind: &str, date: String, title: &str, url: Option<SourceUrl>, backs: String| {
            if let Some(url) = url
                && !rows.iter().any(|row| row.url == url)
            {
                let number = rows.len() + 1;
                rows.push(LinkRow {
                    number,
                    kind: kind.to_owned(),
                    date,
                    title: title.to_owned(),
                    url,
                    backs,
                });
            }
        };
        for (index, source) in entry.sources() {
            let backing =
                entry.claims().enumerate().filter(|(_, claim)| claim.source_indexes().any(|at| at == index));
            let backs: Vec<String> = backing.map(|(at, _)| format!("C{}", at + 1)).collect();
            let date = source.published().map(|date| date.to_string()).unwrap_or_default();
            add(source.kind().name(), date, source.title(), source.url(), backs.join(" "));
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
        Self { of: entry.name().to_owned(), input: Input::default(), rows, selection: Selection::default() }
    }

    /// What was typed.
    #[must_use]
    pub fn filter(&self) -> &str {
        self.input.value()
    }

    /// How many links there are in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no link at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The links that the filter leaves: a number means the link with that number, a text whatever contains it.
    #[must_use]
    pub fn rows(&self) -> Vec<&LinkRow> {
        let filter = self.filter().trim().to_lowercase();
        let matches = |row: &&LinkRow| match filter.parse::<usize>() {
            Ok(_) => row.number.to_string().starts_with(&filter),
            Err(_) => {
                [&row.title, &row.kind].iter().any(|text| text.to_lowercase().contains(&filter))
                    || row.url.as_str().to_lowercase().contains(&filter)
            }
        };
        self.rows.iter().filter(matches).collect()
    }

    /// The selected link among those the filter leaves, and the links scrolled out at the top.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The address of the selected link.
    #[must_use]
    pub fn chosen(&self) -> Option<SourceUrl> {
        self.rows().get(self.selection.at()).map(|row| row.url.clone())
    }

    pub(super) fn move_by(&mut self, rows: isize) {
        self.selection.move_by(rows, self.rows().len());
    }

    pub(super) fn keep_visible(&mut self, lines: usize) {
        self.selection.keep_visible(self.rows().len(), (lines / LINK_LINES).max(1));
    }
}

/// How many lines a link takes.
pub const LINK_LINES: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn every_address_is_listed_once_and_a_number_chooses_it() {
        let catalog = sample::catalog();
        let entry = catalog.entry(catalog.find("scylladb").unwrap()).unwrap();
        let mut links = Links::new(entry);
        let hosts: Vec<&str> = links.rows().iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(hosts, ["article", "article", "homepage", "repository"]);
        assert_eq!(links.rows()[0].backs, "C1 C2");
        links.input = Input::from("2");
        assert_eq!(
            links.chosen().map(|url| url.to_string()).as_deref(),
            Some("https://example.org/blog/rows")
        );
        links.input = Input::from("github");
        assert_eq!(links.rows().len(), 1);
        links.input = Input::from("nothing of the kind");
        assert_eq!(links.chosen(), None);
    }
}
