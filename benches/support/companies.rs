//! Made stacks of companies that have many technologies in common, with claims, sources and replacements; the same on every run.
//!
//! They weigh as much as real ones: some 1.7 KB an entry.

use std::fmt::Write as _;

use crate::corpus::{CATEGORIES, words};
use crate::dice::Dice;

/// The stack of a company as TOML, by its number.
pub fn company(number: u32, entries: u32) -> String {
    let mut company =
        Company { dice: Dice(u64::from(number) * 7_919 + 1), text: String::new(), former: None };
    let _ = write!(
        company.text,
        "schema = 2\n\n[stack]\nid = \"company-{number}\"\nname = \"Company {number}\"\nsummary = \"Made.\"\n\
         homepage = \"https://company-{number}.example.org\"\nreviewed = 2026-01-01\n"
    );
    for name in CATEGORIES {
        let id = name.to_lowercase();
        let _ =
            write!(company.text, "\n[[category]]\nid = \"{id}\"\nname = \"{name}\"\nsummary = \"{name}.\"\n");
    }
    let mut taken = vec![false; POOL * entries as usize];
    for at in 0..entries {
        company.entry(at, &mut taken);
    }
    company.text
}

/// The number of technologies that exist, for each entry of a company.
const POOL: usize = 4;

/// The technologies that most companies have.
const POPULAR: &[&str] = &[
    "Redis",
    "PostgreSQL",
    "nginx",
    "Python",
    "Kubernetes",
    "MySQL",
    "Elasticsearch",
    "Go",
    "HAProxy",
    "MongoDB",
    "Kafka",
    "Memcached",
    "Prometheus",
    "Grafana",
    "RabbitMQ",
    "Cassandra",
    "ScyllaDB",
    "Docker",
    "Terraform",
    "Rust",
    "Ruby",
    "Java",
    "Node.js",
    "React",
    "Fastly",
    "Cloudflare",
    "Jenkins",
    "Puppet",
    "Ansible",
    "Varnish",
];

/// A stack that is being written.
struct Company {
    dice: Dice,
    text: String,
    /// A former entry that nothing has replaced yet.
    former: Option<String>,
}

impl Company {
    /// Writes an entry and its sources: a technology of the pool, or for one in six an event or a service of its own.
    fn entry(&mut self, at: u32, taken: &mut [bool]) {
        let (year, month) = (2005 + self.dice.below(18), 1 + self.dice.below(12));
        let since = format!("\"{year}-{month:02}\"");
        match self.dice.below(12) {
            0 => {
                let title = self.words(4);
                self.fields(
                    &format!("incident-{at}"),
                    &format!("{title} {at}"),
                    "incident",
                    &format!("since = {year}-{month:02}-13"),
                );
                self.claims(at, &since);
            }
            1 => {
                let facts = format!("status = \"current\"\nsince = {since}");
                self.fields(&format!("own-{at}"), &format!("Service {at}"), "service", &facts);
                self.claims(at, &since);
            }
            kind => self.technology(at, kind, taken, (year, &since)),
        }
        self.sources(at, year);
    }

    /// Writes the most popular technologies in most companies, the others in few.
    fn technology(&mut self, at: u32, kind: usize, taken: &mut [bool], (year, since): (usize, &str)) {
        let drawn = self.dice.below(taken.len()) * self.dice.below(taken.len()) / taken.len();
        let free = |taken: &[bool]| {
            (drawn..taken.len()).chain(0..drawn).find(|rank| taken.get(*rank) == Some(&false))
        };
        let Some(rank) = free(taken) else { return };
        if let Some(taken) = taken.get_mut(rank) {
            *taken = true;
        }
        let name = POPULAR.get(rank).map_or_else(|| format!("Technology {rank}"), |name| (*name).to_owned());
        let id = name.to_lowercase().replace([' ', '.'], "-");
        let is_former = kind < 5;
        let (status, until) = if is_former {
            ("former", format!("\nuntil = \"{}\"", year + 3))
        } else {
            ("current", String::new())
        };
        let facts = format!(
            "status = \"{status}\"\nsince = {since}{until}\nhomepage = \"https://{id}.example.org/\"\ntags = [\"{}\", \"{}\"]",
            self.words(1),
            ["cache", "queue", "sql", "edge"].get(kind % 4).copied().unwrap_or_default()
        );
        self.fields(
            &id,
            &name,
            ["database", "tool", "library"].get(rank % 3).copied().unwrap_or_default(),
            &facts,
        );
        self.claims(at, since);
        if is_former {
            self.former = Some(id);
        } else if let Some(replaced) = self.former.take() {
            let _ = write!(
                self.text,
                "[[entry.relation]]\nkind = \"replaced\"\ntarget = \"{replaced}\"\nsource = \"s{at}a\"\n"
            );
        }
    }

    fn fields(&mut self, id: &str, name: &str, kind: &str, facts: &str) {
        let category = self.dice.pick(CATEGORIES).to_lowercase();
        let summary = self.words(12);
        let _ = write!(
            self.text,
            "\n[[entry]]\nid = \"{id}\"\nname = \"{name}\"\ncategory = \"{category}\"\nkind = \"{kind}\"\n{facts}\n\
             summary = \"{summary}.\"\n"
        );
    }

    fn claims(&mut self, at: u32, since: &str) {
        for source in ["a", "b", "a"].into_iter().take(2 + self.dice.below(2)) {
            let (text, passage) = (self.words(24), self.words(5));
            let _ = write!(
                self.text,
                "[[entry.claim]]\ntext = \"{text}.\"\nconfidence = \"confirmed\"\nsources = [\"s{at}{source}\"]\n\
                 when = {since}\npassage = \"{passage}\"\n"
            );
        }
    }

    fn sources(&mut self, at: u32, year: usize) {
        for which in ["a", "b"] {
            let title = self.words(7);
            let _ = write!(
                self.text,
                "\n[[source]]\nid = \"s{at}{which}\"\ntitle = \"{title}\"\nurl = \"https://example.org/blog/{year}/{at}-{which}\"\n\
                 kind = \"article\"\npublisher = \"Example\"\npublished = {year}-05-02\n"
            );
        }
    }

    fn words(&mut self, count: usize) -> String {
        words(&mut self.dice, count)
    }
}
