//! A recording: an asciicast, and the animated SVG that is made from it.
//!
//! The times are those of the script and not of a clock, so that the same program gives the same recording. A marker of the
//! asciicast names what is seen from then on; the SVG has a picture for each marker, with that name below it.

use std::fmt::Write;
use std::num::NonZeroU16;

use serde_json::{Value, json};

use super::svg;

/// Height of the line below the screen, in pixels.
const CAPTION: u32 = 34;

/// A recording in the making, in asciicast format 2.
pub struct Cast {
    lines: Vec<Value>,
    /// Milliseconds since the start.
    now: u32,
}

impl Cast {
    pub fn new(title: &str, rows: NonZeroU16, columns: NonZeroU16) -> Self {
        let env = json!({"TERM": "xterm-256color"});
        let head = json!({"version": 2, "width": columns, "height": rows, "title": title, "env": env});
        Self { lines: vec![head], now: 0 }
    }

    /// Adds what the program has written, which stays on the screen for some milliseconds.
    pub fn add(&mut self, caption: &str, output: &[u8], milliseconds: u32) {
        let at = f64::from(self.now) / 1000.0;
        self.lines.push(json!([at, "o", String::from_utf8_lossy(output)]));
        self.lines.push(json!([at, "m", caption]));
        self.now += milliseconds;
    }

    /// The text of the file.
    pub fn text(mut self) -> String {
        // Without it nobody would know how long the last picture stays.
        self.lines.push(json!([f64::from(self.now) / 1000.0, "o", ""]));
        self.lines.iter().fold(String::new(), |mut text, line| {
            let _ = writeln!(text, "{line}");
            text
        })
    }
}

/// A picture of the film: its beginning in seconds, and what is drawn.
struct Picture {
    from: f64,
    drawing: String,
}

/// The animated SVG of an asciicast, or none if the text is no asciicast with markers.
pub fn svg_of(cast: &str) -> Option<String> {
    let mut lines = cast.lines().map(serde_json::from_str::<Value>);
    let head = lines.next()?.ok()?;
    let size = |key: &str| NonZeroU16::new(u16::try_from(head.get(key)?.as_u64()?).ok()?);
    let mut parser = vt100::Parser::new(size("height")?, size("width")?, 0);
    let (width, height) = svg::extent(parser.screen());
    let (mut pictures, mut end) = (Vec::new(), 0.0);
    for line in lines {
        let line = line.ok()?;
        let (at, kind, data) = (line.get(0)?.as_f64()?, line.get(1)?.as_str()?, line.get(2)?.as_str()?);
        end = at;
        match kind {
            "o" => parser.process(data.as_bytes()),
            "m" => {
                let mut drawing = svg::body(parser.screen());
                let (x, y) = (svg::MARGIN, height + CAPTION / 2);
                let _ = writeln!(
                    drawing,
                    "<text x=\"{x}\" y=\"{y}\" fill=\"{}\" font-weight=\"bold\">{}</text>",
                    svg::INK,
                    svg::escaped(data)
                );
                pictures.push(Picture { from: at, drawing });
            }
            _ => {}
        }
    }
    let title = head.get("title")?.as_str()?;
    let mut out = svg::head((width, height + CAPTION), title);
    write(&mut out, &pictures, end);
    out.push_str("</svg>\n");
    Some(out)
}

/// Writes the pictures, of which one is visible at a time: the last one where nothing may move.
fn write(out: &mut String, pictures: &[Picture], end: f64) {
    out.push_str("<style>\n");
    for (at, picture) in pictures.iter().enumerate() {
        let percent = |seconds: f64| 100.0 * seconds / end;
        let hidden = if at == 0 { "" } else { "0%{visibility:hidden}" };
        let until = pictures
            .get(at + 1)
            .map_or(String::new(), |next| format!("{:.3}%{{visibility:hidden}}", percent(next.from)));
        let last = if at + 1 == pictures.len() { "visible" } else { "hidden" };
        let _ = writeln!(
            out,
            "#p{at}{{visibility:{last};animation:f{at} {end}s step-end infinite}}\n\
             @keyframes f{at}{{{hidden}{:.3}%{{visibility:visible}}{until}}}",
            percent(picture.from)
        );
    }
    out.push_str("@media (prefers-reduced-motion:reduce){g{animation:none!important}}\n</style>\n");
    for (at, picture) in pictures.iter().enumerate() {
        let _ = writeln!(out, "<g id=\"p{at}\">\n{}</g>", picture.drawing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded() -> String {
        let size = |number| NonZeroU16::new(number).unwrap();
        let mut cast = Cast::new("a & b", size(2), size(20));
        cast.add("first", b"\x1b[?25lone", 1500);
        cast.add("then <this>", b"\r\x1b[Ktwo", 500);
        cast.text()
    }

    #[test]
    fn a_recording_is_an_asciicast_of_format_2() {
        let cast = recorded();
        let lines: Vec<Value> = cast.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(
            (&lines[0]["version"], &lines[0]["width"], &lines[0]["height"]),
            (&json!(2), &json!(20), &json!(2))
        );
        assert_eq!(lines[3], json!([1.5, "o", "\r\u{1b}[Ktwo"]));
        assert_eq!(lines.last(), Some(&json!([2.0, "o", ""])));
    }

    #[test]
    fn each_picture_is_visible_in_its_time_and_the_last_one_where_nothing_moves() {
        let svg = svg_of(&recorded()).unwrap();
        assert!(svg.contains("#p0{visibility:hidden;animation:f0 2s step-end infinite}"), "{svg}");
        assert!(svg.contains("@keyframes f0{0.000%{visibility:visible}75.000%{visibility:hidden}}"), "{svg}");
        assert!(svg.contains("#p1{visibility:visible;"), "{svg}");
        assert!(svg.contains("@keyframes f1{0%{visibility:hidden}75.000%{visibility:visible}}"), "{svg}");
        assert!(svg.contains(">one</text>") && svg.contains(">two</text>"));
        assert!(svg.contains(">then &lt;this&gt;</text>") && svg.contains("<title>a &amp; b</title>"));
    }

    #[test]
    fn another_text_is_no_recording() {
        assert_eq!(svg_of("{}\n"), None);
        assert_eq!(svg_of("hello"), None);
    }
}
