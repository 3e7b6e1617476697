//! The reader of technology radars, as `build-your-own-radar` reads them: an array of JSON with name, ring, quadrant, isNew and
//! description, or a table in CSV with these columns.
//!
//! A quadrant is a category; the ring is a tag, and so is `new`. A description may be HTML, whose links are links.

use serde_json::Value;
use serde_json::value::RawValue;

use super::csv;
use super::foreign::{Drafted, Imported};
use super::table::{Column, Table};
use super::texts::Excerpt;
use crate::dataset::{Code, FileSpan, Finding, quoted};
use crate::format::File;

/// Maximum number of bytes that are looked at.
const MAX_START: usize = 16_384;

/// Whether a text is a radar: a table with its columns, or an array of objects with its keys.
pub(super) fn matches(bytes: &[u8]) -> bool {
    is_json(bytes) || csv::is_radar(bytes)
}

fn is_json(bytes: &[u8]) -> bool {
    let start = bytes.get(..MAX_START.min(bytes.len())).unwrap_or_default();
    let text = String::from_utf8_lossy(start).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with(['[', '{'])
        && ["\"name\"", "\"ring\"", "\"quadrant\""].iter().all(|key| text.contains(key))
}

/// Reads a radar.
pub fn read(file: File) -> Imported {
    if csv::is_radar(&file.bytes) {
        return csv::read(file);
    }
    Imported::from_file(file, |text| match table(&text.text) {
        Ok(table) => table.finish().draft(&text.name),
        Err(error) => broken(&text.text, &error),
    })
}

/// The result for a text that is no JSON.
fn broken(text: &str, error: &serde_json::Error) -> Drafted {
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let start = text.floor_char_boundary(line + error.column().saturating_sub(1));
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
    let finding = Finding::error(Code::ImportSyntax, FileSpan::of_only_file(start..start), message);
    Drafted::refused(finding.help("a radar is an array of objects with name, ring and quadrant".to_owned()))
}

fn table(text: &str) -> Result<Table, serde_json::Error> {
    let blips: Vec<&RawValue> = serde_json::from_str(text)?;
    let mut table = Table::default();
    for blip in blips {
        // The slice is a part of the text.
        let start = blip.get().as_ptr().addr() - text.as_ptr().addr();
        let at = start..start + blip.get().len();
        let Ok(Value::Object(fields)) = serde_json::from_str(blip.get()) else {
            table.items().skip(
                &at,
                "this is no object, and is left out",
                "a blip has name, ring and quadrant",
            );
            continue;
        };
        let mut cells: Vec<(Column, String)> = Vec::new();
        for (key, value) in fields {
            let text = match value {
                Value::String(text) => text,
                Value::Bool(value) => value.to_string(),
                Value::Number(number) => number.to_string(),
                Value::Null => continue,
                Value::Array(_) | Value::Object(_) => {
                    table.items().skip(
                        &at,
                        format!("the value of {} is not read", quoted(&key)),
                        "it is no text",
                    );
                    continue;
                }
            };
            match Column::named(&key) {
                Some(column) => cells.push((column, text)),
                None => table.items().skip(
                    &at,
                    format!("the key {} is not read", quoted(&key)),
                    "its value is left out",
                ),
            }
        }
        table.row(&cells, &at);
    }
    table.items().title = Excerpt::default();
    Ok(table)
}
