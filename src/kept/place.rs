//! The place at which a set of open stacks was left.

use super::thing::StackName;

/// The place at which a set of stacks was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The stacks that were open, in their order.
    pub stacks: Vec<StackName>,
    /// The view, as properties with their values, in any number and order.
    pub parts: Vec<(String, String)>,
}

impl Place {
    /// The value of a property; of several the first.
    pub fn part(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a property, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.parts.iter().filter(move |(known, _)| known == name).map(|(_, value)| &**value)
    }
}
