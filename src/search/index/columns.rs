//! Columns of texts and of lists, one row per entry, in one allocation each.

use crate::search::needle::Needle;

/// Separator of the fields of a row; no query contains it.
pub(in crate::search) const FIELD_BREAK: u8 = b'\n';

/// A text per row, found by position.
#[derive(Debug)]
pub(in crate::search) struct TextColumn {
    pub(in crate::search) text: String,
    /// Byte at which each row starts, then the end of the last one.
    starts: Vec<u32>,
}

impl TextColumn {
    pub(super) fn new() -> Self {
        Self { text: String::new(), starts: vec![0] }
    }

    /// Returns the memory that is not needed.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// Ends the row that was written to `text` since the last call.
    pub(super) fn end_row(&mut self) {
        self.starts.push(number(self.text.len()));
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.end_row();
    }

    pub(in crate::search) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Byte at which a row starts.
    pub(in crate::search) fn start(&self, at: usize) -> usize {
        self.starts.get(at).map_or(self.text.len(), |start| *start as usize)
    }

    pub(in crate::search) fn get(&self, at: usize) -> &str {
        self.text.get(self.start(at)..self.start(at + 1)).unwrap_or_default()
    }

    /// The value of each row: `value` of those that contain a needle, `absent` for the others. Empty if no row contains
    /// it. In each row only some `candidates` for the needle are examined.
    pub(in crate::search) fn map_containing<T: Clone>(
        &self,
        needle: &Needle,
        candidates: usize,
        absent: T,
        value: impl Fn(&str) -> T,
    ) -> Vec<T> {
        let mut values = Vec::new();
        let (mut at, mut from, mut left) = (0, 0, candidates);
        while let Some((place, is_match)) = needle.seek(self.text.as_bytes(), from, self.text.len()) {
            while self.start(at + 1) <= place {
                (at, left) = (at + 1, candidates);
            }
            left -= 1;
            from = if is_match || left == 0 { self.start(at + 1) } else { place + 1 };
            if is_match {
                values.resize(self.len(), absent.clone());
                if let Some(cell) = values.get_mut(at) {
                    *cell = value(self.get(at));
                }
            }
        }
        values
    }
}

impl<S: AsRef<str>> FromIterator<S> for TextColumn {
    fn from_iter<I: IntoIterator<Item = S>>(rows: I) -> Self {
        let mut column = Self::new();
        rows.into_iter().for_each(|row| column.push(row.as_ref()));
        column.shrink();
        column
    }
}

/// A list per row; takes no memory if all lists are empty.
#[derive(Debug)]
pub(in crate::search) struct ListColumn<T> {
    starts: Vec<u32>,
    pub(super) items: Vec<T>,
}

impl<T> ListColumn<T> {
    pub(super) fn new() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }

    /// Ends the row whose items were added since the last call.
    pub(super) fn end_row(&mut self) {
        self.starts.push(number(self.items.len()));
    }

    /// Returns the memory that is not needed.
    pub(super) fn shrink(&mut self) {
        if self.items.is_empty() {
            self.starts = Vec::new();
        }
        self.items.shrink_to_fit();
    }

    pub(in crate::search) fn get(&self, at: usize) -> &[T] {
        match self.starts.get(at..=at + 1) {
            Some([start, end]) => self.items.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// The fields of a row, each with the byte of the row at which it starts.
pub(in crate::search) fn fields(row: &str) -> impl Iterator<Item = (usize, &str)> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let mut from = 0;
    row.split('\n').map(move |field| {
        let start = from;
        from += field.len() + 1;
        (start, field)
    })
}

/// A count or position as `u32`; there are always fewer than 4 billion.
pub(in crate::search) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
