//! Colours that readers with any colour vision tell apart, and what they stand for.
//!
//! Okabe and Ito, "Color Universal Design" (2008). Vermillion is kept for what goes wrong, black
//! for bounds and marks; the other six are hues for revisions, then the same in dark, then all of
//! them hatched. Zones have hues of their own, from Paul Tol's "Colour Schemes" (2021).

use super::canvas::Color;

/// Behind everything.
pub(super) const PAPER: Color = Color(255, 255, 255);

/// Titles, bounds and marks.
pub(super) const INK: Color = Color(0, 0, 0);

/// Labels of axes, explanations.
pub(super) const QUIET: Color = Color(85, 85, 85);

/// Lines of a grid.
pub(super) const GRID: Color = Color(222, 222, 222);

/// What goes wrong.
pub(super) const ALARM: Color = Color(213, 94, 0);

/// What has no hue of its own any more.
const OTHERS: Color = Color(140, 140, 140);

const HUES: [Color; 6] = [
    Color(0, 114, 178),
    Color(230, 159, 0),
    Color(0, 158, 115),
    Color(204, 121, 167),
    Color(86, 180, 233),
    Color(240, 228, 66),
];

/// How many things have a hue of their own.
const HUE_COUNT: usize = 2 * HUES.len();

/// How many things look unlike each other.
pub(super) const LOOK_COUNT: usize = 2 * HUE_COUNT;

/// Those of zones.
const ZONE_HUES: [Color; 6] = [
    Color(120, 94, 240),
    Color(221, 204, 119),
    Color(68, 170, 153),
    Color(170, 68, 153),
    Color(153, 153, 51),
    Color(136, 204, 238),
];

/// The hue of the zone at that place; grey for all that are too many.
pub(super) fn zone_hue(place: usize) -> Color {
    ZONE_HUES.get(place).copied().unwrap_or(OTHERS)
}

/// The hue of the thing at that place, which those have again that are hatched; grey for all that
/// are too many.
pub(super) fn hue(place: usize) -> Color {
    let place = if place < LOOK_COUNT {
        place % HUE_COUNT
    } else {
        place
    };
    let again = place.checked_sub(HUES.len());
    let dark = again
        .and_then(|place| HUES.get(place))
        .map(|&hue| darker(hue));
    HUES.get(place).copied().or(dark).unwrap_or(OTHERS)
}

/// A dark tone of a hue.
pub(super) fn darker(color: Color) -> Color {
    let channel = |channel: u8| (u16::from(channel) * 55 / 100).to_le_bytes()[0];
    Color(channel(color.0), channel(color.1), channel(color.2))
}

/// How far something has come, told by the strength of its hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shade {
    /// As it should be: the full hue.
    Full,
    /// Nearly there: a light one.
    Half,
    /// Only begun: a faint one.
    Faint,
    /// Not as it should be any more: a light one, hatched as what goes wrong.
    Bad,
    /// On its way out: faint and hatched.
    Ending,
}

/// What an area is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Its colour.
    pub(super) fill: Color,
    /// That of the hatching, if it is hatched.
    pub(super) hatch: Option<Color>,
}

/// What something of that hue looks like.
pub(super) fn look(hue: Color, shade: Shade) -> Look {
    match shade {
        Shade::Full => plain(hue),
        Shade::Half => plain(lighter(hue, 50)),
        Shade::Faint => plain(lighter(hue, 22)),
        Shade::Bad => Look {
            fill: lighter(hue, 50),
            hatch: Some(ALARM),
        },
        Shade::Ending => Look {
            fill: lighter(hue, 22),
            hatch: Some(hue),
        },
    }
}

/// What the thing at that place looks like: in the second round of hues, hatched against what it
/// would be in the first.
pub(super) fn look_at(place: usize, shade: Shade) -> Look {
    let hue = hue(place);
    let first = look(hue, shade);
    if !(HUE_COUNT..LOOK_COUNT).contains(&place) {
        return first;
    }
    if shade == Shade::Bad {
        // The hatching is taken: a darker ground tells it.
        return Look {
            fill: lighter(hue, 75),
            ..first
        };
    }
    let hatch = match shade {
        Shade::Full | Shade::Half if ink_on(first.fill) == PAPER => PAPER,
        Shade::Full | Shade::Half | Shade::Faint => darker(hue),
        Shade::Ending | Shade::Bad => INK,
    };
    Look {
        fill: first.fill,
        hatch: Some(hatch),
    }
}

/// A colour without hatching.
pub(super) fn plain(fill: Color) -> Look {
    Look { fill, hatch: None }
}

/// The colour with so many percent of it left, the rest white.
pub(super) fn lighter(color: Color, percent: u16) -> Color {
    let mix = |channel: u8| {
        let white = 255 * (100 - percent);
        let mixed = (u16::from(channel) * percent + white) / 100;
        mixed.to_le_bytes()[0]
    };
    Color(mix(color.0), mix(color.1), mix(color.2))
}

/// Black or white, whichever is read more easily on that colour.
pub(super) fn ink_on(color: Color) -> Color {
    let brightness = 299 * u32::from(color.0) + 587 * u32::from(color.1) + 114 * u32::from(color.2);
    if brightness > 118_000 { INK } else { PAPER }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lighter_colour_is_nearer_to_white() {
        assert_eq!(lighter(INK, 100), INK);
        assert_eq!(lighter(INK, 0), PAPER);
        assert_eq!(lighter(Color(0, 100, 200), 50), Color(127, 177, 227));
    }

    #[test]
    fn every_place_has_another_look() {
        let shades = [
            Shade::Full,
            Shade::Half,
            Shade::Faint,
            Shade::Bad,
            Shade::Ending,
        ];
        let places = (0..=LOOK_COUNT).flat_map(|place| shades.map(|shade| look_at(place, shade)));
        let all: Vec<Look> = places.collect();
        for (place, one) in all.iter().enumerate() {
            assert!(!all[place + 1..].contains(one), "{place}");
        }
        assert_eq!(hue(HUE_COUNT), hue(0));
        assert_eq!(hue(LOOK_COUNT), OTHERS);
    }

    #[test]
    fn zones_have_hues_of_their_own() {
        for zone in 0..ZONE_HUES.len() {
            assert!((0..=LOOK_COUNT).all(|place| hue(place) != zone_hue(zone)));
        }
    }

    #[test]
    fn text_is_dark_on_light_and_light_on_dark() {
        assert_eq!(ink_on(hue(0)), PAPER);
        assert_eq!(ink_on(hue(1)), INK);
        assert_eq!(ink_on(hue(5)), INK);
    }
}
