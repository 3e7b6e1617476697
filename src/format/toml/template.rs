//! What a new stack begins with, and the description of the format for editors.

use super::write::escaped;

/// The description of the format as a JSON Schema (draft 7), as editors read it.
pub const JSON_SCHEMA: &str = include_str!("../../../assets/stack.schema.json");

const TEMPLATE: &str = include_str!("../../../assets/template.toml");

/// A stack to begin with, with comments: it says what can be written where, and passes every check.
///
/// The id must be one, and the name must be fit for a stack.
#[must_use]
pub fn template(id: &str, name: &str) -> String {
    TEMPLATE
        .replace("\"the-id\"", &format!("\"{}\"", escaped(id)))
        .replace("\"The name\"", &format!("\"{}\"", escaped(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::File;
    use crate::format::toml::read;

    #[test]
    fn a_new_stack_passes_every_check_and_is_what_it_was_called() {
        let reading = read(vec![File::new("new.toml", template("my-own", "My \"own\""))]);
        assert_eq!(reading.findings, []);
        let stack = reading.stack.expect("a stack");
        assert_eq!((stack.id(), stack.name()), ("my-own", "My \"own\""));
    }

    #[test]
    fn a_new_stack_names_the_description_of_the_format_in_its_first_line() {
        assert!(template("a", "A").starts_with("#:schema ./stack.schema.json\n"));
        assert!(JSON_SCHEMA.starts_with("{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\""));
    }

    #[test]
    fn every_address_of_it_is_an_example() {
        let text = template("a", "A");
        let hosts = text.split("https://").skip(1).filter_map(|rest| rest.split(['/', '"']).next());
        assert!(hosts.clone().count() > 3 && hosts.into_iter().all(|host| host == "example.org"));
    }
}
