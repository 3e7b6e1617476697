//! A page that stands alone: everything of one or several stacks in one HTML file, which fetches nothing.
//!
//! The entries are plain HTML, so the page can be read, printed and searched by the browser without its script. The script
//! shows one entry at a time, adds the search (a port of [`crate::search`] that `tests/page.rs` compares with it), and moves
//! the page to a date. A policy in the head allows this one style and this one script, by their hashes, and no request.
//!
//! - `axis`: the months of the page, and the presence of an entry in each
//! - `element`: links, states and dates as HTML
//! - `outline`: the tree of categories, as the navigation and as the sections of the page
//! - `entry`: an entry with claims, sources and relations
//! - `index`: what the search of the page reads besides the text of the page

mod axis;
mod element;
mod entry;
mod index;
mod outline;

use std::borrow::Cow;

use self::axis::Axis;
use self::outline::Outline;
use super::markup::escaped;
use crate::catalog::{Catalog, Node};
use crate::dataset::Stack;
use crate::format::report::counted;

/// The page around its parts, each of which it names in double braces.
const PAGE: &str = include_str!("../../assets/page/page.html");

/// The style of the page, which `build.rs` strips.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/page.css"));

/// The script of the page, which `build.rs` joins from its files.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/page.js"));

/// The hash of the style, as a policy names it.
const STYLE_HASH: &str = include_str!(concat!(env!("OUT_DIR"), "/page.css.sha256"));

/// The hash of the script.
const SCRIPT_HASH: &str = include_str!(concat!(env!("OUT_DIR"), "/page.js.sha256"));

/// Writes the page of a stack.
pub fn write(stack: &Stack) -> String {
    write_all(vec![stack.clone()])
}

/// Writes the page of some stacks; each entry names the other stacks that have it.
pub fn write_all(stacks: Vec<Stack>) -> String {
    let catalog = Catalog::new(stacks);
    let axis = Axis::new(&catalog);
    let outline = Outline::new(&catalog, axis);
    filled(PAGE, |part| match part {
        "title" => Cow::Owned(escaped(&title(&catalog))),
        "style" => STYLE.into(),
        "style hash" => STYLE_HASH.into(),
        "script" => SCRIPT.into(),
        "script hash" => SCRIPT_HASH.into(),
        "date" => axis.map(date_input).unwrap_or_default().into(),
        "navigation" => outline.navigation().into(),
        "overview" => outline.overview().into(),
        "sections" => outline.sections().into(),
        "footer" => footer(&catalog).into(),
        "index" => index::packed(&catalog).into(),
        _ => "".into(),
    })
}

/// A template with its parts; the texts of the parts are not looked into.
fn filled<'a>(template: &'a str, part: impl Fn(&str) -> Cow<'a, str>) -> String {
    let pieces = template.split("{{").map(|piece| match piece.split_once("}}") {
        Some((name, rest)) => [part(name), rest.into()].concat(),
        None => piece.to_owned(),
    });
    pieces.collect()
}

/// The name of the page: those of its stacks, or their number where they are many.
fn title(catalog: &Catalog) -> String {
    let names = (0..).zip(catalog.stacks()).map(|(at, _)| catalog.name(Node::Stack(at)).into_owned());
    match catalog.stacks().len() {
        0..=3 => names.collect::<Vec<_>>().join(", "),
        count => counted(count, "stack"),
    }
}

/// The control of the date as of which the page is shown.
fn date_input(axis: Axis) -> String {
    format!(
        "<label for=\"_date\">As of</label><input id=\"_date\" type=\"range\" min=\"0\" max=\"{0}\" value=\"{0}\" \
         data-year=\"{1}\" data-width=\"{2}\" aria-valuetext=\"today\"><output id=\"_at\" for=\"_date\">today</output>",
        axis.last_step(),
        axis.first_year(),
        axis.width()
    )
}

/// When the facts were reviewed, and what made the page.
fn footer(catalog: &Catalog) -> String {
    let reviews = (0..).zip(catalog.stacks()).filter_map(|(at, stack)| {
        let (name, date) = (catalog.name(Node::Stack(at)), stack.reviewed()?);
        Some(format!("{} reviewed {}", escaped(&name), date))
    });
    let made = "written by stacklore: every claim names the page that proves it".to_owned();
    reviews.chain([made]).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_once() {
        let part = |name: &str| Cow::Owned(if name == "a" { "{{b}}".to_owned() } else { "x".to_owned() });
        assert_eq!(filled("<{{a}}>{{b}}{{", part), "<{{b}}>x");
    }
}
