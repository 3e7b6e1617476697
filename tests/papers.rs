//! The papers: every link between them leads somewhere.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Markdown files of a folder.
fn pages_of(folder: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(folder).expect("the folder is there");
    let paths = items.map(|item| item.expect("it is there").path());
    paths.filter(|path| path.extension().is_some_and(|end| end == "md")).collect()
}

/// The name by which a heading is linked: lower case, hyphens instead of spaces, no other punctuation.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ if c.is_alphanumeric() => Some(c.to_ascii_lowercase()),
        _ => None,
    });
    kept.collect()
}

/// A page without its blocks of code.
fn text_of(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.split("```").step_by(2).collect()
}

/// The targets of the links and pictures of a page.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|after| after.split_once(')').map(|(target, _)| target))
}

#[test]
fn every_link_between_the_papers_leads_to_a_file_and_a_heading() {
    let pages = ["", "docs", "data"].map(|folder| pages_of(&root().join(folder))).concat();
    assert!(pages.len() > 10, "{pages:?}");
    let mut dead = Vec::new();
    for page in &pages {
        let text = text_of(page);
        for target in targets(&text).filter(|target| !target.contains("://")) {
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { page.clone() } else { page.with_file_name("").join(path) };
            let leads = path.exists()
                && (heading.is_empty()
                    || text_of(&path).lines().any(|line| line.starts_with('#') && anchor(line) == heading));
            if !leads {
                dead.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert_eq!(dead, [""; 0]);
}

#[test]
fn the_front_page_leads_to_every_page_of_the_manual() {
    let front = text_of(&root().join("README.md"));
    let missing = pages_of(&root().join("docs")).into_iter().filter(|page| {
        let name = page.file_name().expect("a name").to_string_lossy();
        !targets(&front).any(|target| target == format!("docs/{name}"))
    });
    assert_eq!(missing.collect::<Vec<_>>(), [""; 0].map(PathBuf::from));
}
