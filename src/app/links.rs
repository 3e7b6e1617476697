//! The popup that lists the links of an entry.

use super::keys::Command;
use super::message::{Effect, Response};
use super::selection::Selection;
use super::text_input::TextInput;
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

/// The links of an entry, with a filter.
#[derive(Clone, Debug)]
pub struct Links {
    /// The name of the entry.
    pub entry_name: String,
    pub(super) input: TextInput,
    rows: Vec<LinkRow>,
    selection: Selection,
}

impl Links {
    /// Every distinct URL of an entry: its sources in their order, then its own pages.
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
        let (input, selection) = (TextInput::default(), Selection::default());
        Self { entry_name: entry.name().to_owned(), input, rows, selection }
    }

    /// The number of links, whether they match the filter or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no link at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The links that match the filter: a number selects by number, a text by title, kind and URL.
    #[must_use]
    pub fn rows(&self) -> Vec<&LinkRow> {
        let filter = self.input.text().trim().to_lowercase();
        let matches = |row: &&LinkRow| match filter.parse::<usize>() {
            Ok(_) => row.number.to_string().starts_with(&filter),
            Err(_) => {
                [&row.title, &row.kind].iter().any(|text| text.to_lowercase().contains(&filter))
                    || row.url.as_str().to_lowercase().contains(&filter)
            }
        };
        self.rows.iter().filter(matches).collect()
    }

    /// The selected one of the links that match, and the scroll offset.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// The response to a command; `None` leaves it to the panes.
    pub(super) fn perform(&self, command: Command) -> Option<Response> {
        match (command, self.chosen().map(Effect::Open)) {
            (Command::Follow, Some(open)) => Some(Response::CloseAndDo(open)),
            (Command::OpenHit, Some(open)) => Some(Response::Effect(open)),
            (Command::Follow, None) => Some(Response::Ignored),
            _ => None,
        }
    }

    fn chosen(&self) -> Option<SourceUrl> {
        self.rows().get(self.selection.at).map(|row| row.url.clone())
    }

    pub(super) fn move_by(&mut self, rows: isize) {
        self.selection.move_by(rows, self.rows().len());
    }

    pub(super) fn keep_visible(&mut self, lines: usize) {
        self.selection.keep_visible(self.rows().len(), (lines / LINK_LINES).max(1));
    }
}

/// Height of a link in the list, in lines.
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
        links.input = TextInput::from("2");
        assert_eq!(
            links.chosen().map(|url| url.to_string()).as_deref(),
            Some("https://example.org/blog/rows")
        );
        links.input = TextInput::from("github");
        assert_eq!(links.rows().len(), 1);
        links.input = TextInput::from("nothing of the kind");
        assert_eq!(links.chosen(), None);
    }
}
