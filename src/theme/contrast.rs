//! Colours as numbers: their contrast, and the nearest of the 256 that most terminals have.

/// A colour: the strengths of red, green and blue.
pub type Rgb = [u8; 3];

/// The lowest contrast of a text with its background that most people read without effort: level AA of WCAG 2.
pub const READABLE: f64 = 4.5;

/// The contrast of two colours, from 1 (the same) to 21 (black and white).
///
/// After "Web Content Accessibility Guidelines (WCAG) 2.2", definitions of relative luminance and contrast ratio
/// (w3.org/TR/WCAG22/#dfn-contrast-ratio).
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Whether white text is easier to read on a colour than black.
pub fn is_dark(background: Rgb) -> bool {
    contrast(background, [255; 3]) > contrast(background, [0; 3])
}

/// The relative luminance of a colour, from 0 (black) to 1 (white).
fn luminance(colour: Rgb) -> f64 {
    let linear = |strength: u8| {
        let share = f64::from(strength) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The number of the nearest of the 256 colours, and that colour; of those that are readable on a background, if one is given.
///
/// The first 16 are left out, since each terminal has its own.
pub fn nearest_of_256(colour: Rgb, background: Option<Rgb>) -> (u8, Rgb) {
    let is_readable =
        |(_, other): &(u8, Rgb)| background.is_none_or(|background| contrast(*other, background) >= READABLE);
    let distance = |(_, other): &(u8, Rgb)| -> u32 {
        let parts = colour.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other)));
        parts.map(|part| part * part).sum()
    };
    let numbered = || (16..=255).map(|number| (number, of_256(number)));
    // Black or white is readable on any background.
    numbered().filter(is_readable).min_by_key(distance).unwrap_or((231, [255; 3]))
}

/// One of the colours 16 to 255: a cube of 6x6x6, then a ramp of greys.
fn of_256(number: u8) -> Rgb {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    match number.saturating_sub(16) {
        cube @ ..216 => [cube / 36, cube / 6 % 6, cube % 6].map(level),
        grey => [8 + 10 * (grey - 216); 3],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_contrast_is_that_of_the_guidelines() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.01, "the grey that just fails");
        assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01, "and the one that just passes");
        assert!(is_dark([0x1d, 0x18, 0x14]) && !is_dark([0xfb, 0xf4, 0xea]));
    }

    #[test]
    fn the_256_colours_are_those_of_xterm() {
        assert_eq!((of_256(16), of_256(231)), ([0; 3], [255; 3]));
        assert_eq!((of_256(67), of_256(208)), ([95, 135, 175], [255, 135, 0]));
        assert_eq!((of_256(232), of_256(255)), ([8; 3], [238; 3]));
        assert_eq!(nearest_of_256([254, 136, 3], None).0, 208);
    }

    proptest! {
        #[test]
        fn the_nearest_colour_stays_readable(colour: Rgb, background: Rgb) {
            prop_assert!(contrast(nearest_of_256(colour, Some(background)).1, background) >= READABLE);
        }
    }
}
