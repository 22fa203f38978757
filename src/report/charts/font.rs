//! How wide the signs of our font are, so that texts can be measured and set without opening it.
//!
//! Plotters sets the signs of a bitmap side by side without the white that belongs left of each;
//! words fall apart that way. With these numbers each sign goes where its designer wanted it.

use crate::report::words::shorten_until;

/// Ascender to descender of Ubuntu Light, in thousandths of an em: what plotters calls its size.
const LINE: i32 = 1_121;

/// Advance and left bearing of the signs from space to `~`, in thousandths of an em.
/// Fact: tables `hmtx` and `cmap` of Ubuntu-Light.ttf.
const SIGNS: [(i16, i16); 95] = [
    (228, 0),
    (274, 82),
    (392, 84),
    (653, 47),
    (564, 75),
    (831, 59),
    (648, 50),
    (240, 84),
    (310, 83),
    (310, 9),
    (472, 39),
    (564, 56),
    (246, 49),
    (282, 28),
    (246, 68),
    (359, -23),
    (564, 59),
    (564, 107),
    (564, 69),
    (564, 67),
    (564, 50),
    (564, 72),
    (564, 77),
    (564, 69),
    (564, 66),
    (564, 63),
    (246, 68),
    (246, 49),
    (564, 55),
    (564, 56),
    (564, 55),
    (380, 20),
    (940, 72),
    (641, 10),
    (630, 90),
    (609, 62),
    (702, 90),
    (555, 90),
    (520, 90),
    (658, 62),
    (692, 90),
    (248, 90),
    (487, 8),
    (599, 90),
    (502, 90),
    (865, 73),
    (709, 90),
    (774, 62),
    (592, 90),
    (774, 62),
    (618, 90),
    (517, 34),
    (548, 18),
    (680, 87),
    (624, 10),
    (921, 36),
    (608, 27),
    (569, 10),
    (560, 38),
    (310, 100),
    (359, -23),
    (310, 8),
    (564, 62),
    (490, -5),
    (376, 60),
    (509, 48),
    (583, 86),
    (460, 55),
    (583, 55),
    (548, 55),
    (376, 86),
    (573, 55),
    (569, 86),
    (237, 70),
    (237, -63),
    (495, 86),
    (255, 85),
    (863, 86),
    (569, 86),
    (582, 55),
    (583, 86),
    (583, 55),
    (374, 86),
    (428, 40),
    (387, 82),
    (569, 80),
    (480, 20),
    (775, 23),
    (499, 28),
    (474, 1),
    (455, 38),
    (319, 43),
    (262, 100),
    (319, 8),
    (564, 50),
];

/// Advance and left bearing of a sign. What is not in the table is as wide as most letters.
fn metrics(sign: char) -> (i32, i32) {
    let (advance, bearing) = match sign {
        ' '..='~' => SIGNS[sign as usize - ' ' as usize],
        '–' => (496, -2),
        '…' => (996, 110),
        '→' => (700, 40),
        _ => (580, 55),
    };
    (advance.into(), bearing.into())
}

/// Where each sign of a text begins, in pixels from the start of the text.
pub(super) fn places(text: &str, size: i32) -> impl Iterator<Item = (char, i32)> {
    let mut pen = 0;
    text.chars().map(move |sign| {
        let (advance, bearing) = metrics(sign);
        let start = (pen * size + LINE / 2) / LINE + (bearing * size).div_euclid(LINE);
        pen += advance;
        (sign, start)
    })
}

/// How wide a text is, in pixels.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let advances: i32 = text.chars().map(|sign| metrics(sign).0).sum();
    (advances * size + LINE - 1) / LINE
}

/// The text, cut in its middle so that it is no wider than that.
pub(super) fn fit(text: &str, size: i32, room: i32) -> String {
    shorten_until(text, |cut| width(cut, size) <= room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_its_signs() {
        assert_eq!(width("", 20), 0);
        assert_eq!(width("web", 1_121), 775 + 548 + 583);
        assert!(width("web", 20) < width("webs", 20));
    }

    #[test]
    fn signs_stand_behind_each_other() {
        let places: Vec<i32> = places("t3.medium", 22).map(|(_, place)| place).collect();
        assert!(places.is_sorted());
        assert_eq!(places[0], 1, "the white left of a t");
    }

    #[test]
    fn what_is_too_wide_keeps_both_ends() {
        assert_eq!(fit("web", 20, 100), "web");
        let cut = fit("updateService web to web:12", 20, 140);
        assert!(cut.starts_with("upd") && cut.ends_with(":12"), "{cut}");
        assert!(cut.contains('…') && width(&cut, 20) <= 140);
        assert_eq!(fit("web", 20, 1), "");
    }
}
