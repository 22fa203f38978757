//! What charts are drawn on: the same calls for either format.
//!
//! Coordinates are pixels of the PNG and units of the SVG. Nothing that is drawn into memory can
//! fail, so drawing gives nothing back.

use std::fmt::Debug;
use std::sync::Once;

use plotters::prelude::{
    BitMapBackend, DrawingBackend, FontStyle, IntoFont, SVGBackend, ShapeStyle, TextStyle,
};
use plotters::style::register_font;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{font, png};

/// Red, green, blue.
pub(super) use plotters::prelude::RGBColor as Color;

/// Right, then down.
pub(super) type Point = (i32, i32);

/// A rectangle of whole pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// The first column in it.
    pub(super) left: i32,
    /// The first row in it.
    pub(super) top: i32,
    /// The first column right of it.
    pub(super) right: i32,
    /// The first row below it.
    pub(super) bottom: i32,
}

impl Area {
    /// Its width.
    pub(super) const fn width(&self) -> i32 {
        self.right - self.left
    }

    /// Its height.
    pub(super) const fn height(&self) -> i32 {
        self.bottom - self.top
    }
}

/// Which point of a text stands where it is put; all texts are centred in height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    /// Its beginning.
    Left,
    /// Its middle.
    Center,
    /// Its end.
    Right,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Font {
    /// From the top of its highest to the foot of its deepest letters, in pixels.
    pub(super) size: i32,
    /// Its colour.
    pub(super) color: Color,
    /// Where it stands.
    pub(super) align: Align,
}

/// A picture that is being drawn.
pub(super) trait Canvas {
    /// Fills a rectangle.
    fn fill(&mut self, area: Area, color: Color);

    /// Lays a colour over a rectangle, of which so much shows.
    fn tint(&mut self, area: Area, color: Color, opacity: f64);

    /// Draws a line.
    fn line(&mut self, from: Point, to: Point, color: Color, width: u32);

    /// Draws a line through points that go only right, up and down.
    fn steps(&mut self, points: &[Point], color: Color, width: u32);

    /// Fills between two such lines, given as columns that touch: left, right, top, bottom.
    fn columns(&mut self, columns: &[Area], color: Color);

    /// Writes a text.
    fn text(&mut self, text: &str, at: Point, font: Font);
}

/// Families of which any viewer of an SVG has one; the first is ours in a PNG.
const FAMILY: &str = "Ubuntu, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

/// The family for the few signs that the first font does not have.
const SIGNS: &str = "Hack, 'DejaVu Sans Mono', monospace";

/// Draws on a picture and encodes it as SVG.
pub(super) fn svg((width, height): (u32, u32), draw: impl FnOnce(&mut dyn Canvas)) -> Vec<u8> {
    load_fonts();
    // Most charts need about so much.
    let mut text = String::with_capacity(1 << 16);
    let mut canvas = Plot {
        backend: SVGBackend::with_string(&mut text, (width, height)),
        is_vector: true,
    };
    draw(&mut canvas);
    done(canvas.backend.present());
    drop(canvas);
    text.into_bytes()
}

/// Draws on a picture and encodes it as PNG.
pub(super) fn png((width, height): (u32, u32), draw: impl FnOnce(&mut dyn Canvas)) -> Vec<u8> {
    load_fonts();
    let mut pixels = vec![0; 3 * width as usize * height as usize];
    let mut canvas = Plot {
        backend: BitMapBackend::with_buffer(&mut pixels, (width, height)),
        is_vector: false,
    };
    draw(&mut canvas);
    drop(canvas);
    png::encode(&pixels, width, height)
}

/// Makes our fonts known to plotters, once.
fn load_fonts() {
    static LOADED: Once = Once::new();
    LOADED.call_once(|| {
        for (family, bytes) in [
            (FAMILY, epaint_default_fonts::UBUNTU_LIGHT),
            (SIGNS, epaint_default_fonts::HACK_REGULAR),
        ] {
            let loaded = register_font(family, FontStyle::Normal, bytes);
            assert!(loaded.is_ok(), "the font that we ship can be read");
        }
    });
}

/// A canvas over a backend of plotters.
struct Plot<B> {
    backend: B,
    /// Whether a viewer will draw it, who knows wide lines, polygons and fonts by itself. In a
    /// bitmap, upright rectangles are filled many times faster than polygons, with sharp edges.
    is_vector: bool,
}

/// Both backends draw into memory, with fonts that were loaded before.
fn done<E: Debug>(result: Result<(), E>) {
    result.expect("drawing into memory does not fail");
}

impl<B: DrawingBackend> Canvas for Plot<B> {
    fn fill(&mut self, area: Area, color: Color) {
        if area.width() > 0 && area.height() > 0 {
            let (from, to) = ((area.left, area.top), (area.right, area.bottom));
            done(self.backend.draw_rect(from, to, &color, true));
        }
    }

    fn tint(&mut self, area: Area, color: Color, opacity: f64) {
        if area.width() > 0 && area.height() > 0 {
            let (from, to) = ((area.left, area.top), (area.right, area.bottom));
            let color = plotters::style::Color::mix(&color, opacity);
            done(self.backend.draw_rect(from, to, &color, true));
        }
    }

    fn line(&mut self, from: Point, to: Point, color: Color, width: u32) {
        if self.is_vector {
            done(self.backend.draw_line(from, to, &stroke(color, width)));
        } else if from.0 == to.0 || from.1 == to.1 {
            self.fill(thick(from, to, width), color);
        } else {
            // Wide lines would lose their smooth edges, so a few thin ones stand side by side.
            let width = i32::try_from(width).unwrap_or(1);
            for shift in -(width - 1) / 2..=width / 2 {
                let (from, to) = ((from.0 + shift, from.1), (to.0 + shift, to.1));
                done(self.backend.draw_line(from, to, &stroke(color, 1)));
            }
        }
    }

    fn steps(&mut self, points: &[Point], color: Color, width: u32) {
        if self.is_vector {
            let points = points.iter().copied();
            done(self.backend.draw_path(points, &stroke(color, width)));
            return;
        }
        for pair in points.windows(2) {
            self.line(pair[0], pair[1], color, width);
        }
    }

    fn columns(&mut self, columns: &[Area], color: Color) {
        if !self.is_vector {
            for &column in columns {
                self.fill(column, color);
            }
            return;
        }
        let upper = columns
            .iter()
            .flat_map(|area| [(area.left, area.top), (area.right, area.top)]);
        let lower = columns
            .iter()
            .rev()
            .flat_map(|area| [(area.right, area.bottom), (area.left, area.bottom)]);
        let mut outline: Vec<Point> = upper.chain(lower).collect();
        outline.dedup();
        done(self.backend.fill_polygon(outline, &color));
    }

    fn text(&mut self, text: &str, at: Point, font: Font) {
        let style = |family| {
            let h_pos = match font.align {
                Align::Left => HPos::Left,
                Align::Center => HPos::Center,
                Align::Right => HPos::Right,
            };
            TextStyle::from((family, font.size).into_font())
                .color(&font.color)
                .pos(Pos::new(h_pos, VPos::Center))
        };
        // Control characters are no text; in XML, they are not even allowed.
        let text = &text.replace(is_no_text, " ");
        // What a backend calls the centre is above the middle of small letters.
        if self.is_vector {
            let at = (at.0, at.1 + font.size / 20);
            done(self.backend.draw_text(text, &style(FAMILY), at));
            return;
        }
        let y = at.1 + font.size * 3 / 20;
        let left = match font.align {
            Align::Left => at.0,
            Align::Center => at.0 - font::width(text, font.size) / 2,
            Align::Right => at.0 - font::width(text, font.size),
        };
        let [plain, signs] = [FAMILY, SIGNS].map(|family| style(family).pos(LEFT));
        for (sign, place) in font::places(text, font.size) {
            if sign == ' ' {
                continue;
            }
            let style = if is_sign(sign) { &signs } else { &plain };
            let mut bytes = [0; 4];
            let sign = sign.encode_utf8(&mut bytes);
            done(self.backend.draw_text(sign, style, (left + place, y)));
        }
    }
}

/// Left and centred in height.
const LEFT: Pos = Pos {
    h_pos: HPos::Left,
    v_pos: VPos::Center,
};

/// Whether it is nothing to be seen, and makes a document invalid.
fn is_no_text(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

/// Whether the first font lacks it.
fn is_sign(letter: char) -> bool {
    letter == '→'
}

fn stroke(color: Color, width: u32) -> ShapeStyle {
    ShapeStyle::from(&color).stroke_width(width)
}

/// A line along an axis as the rectangle that it covers, its corners filled.
fn thick(from: Point, to: Point, width: u32) -> Area {
    let width = i32::try_from(width).unwrap_or(1);
    let before = width / 2;
    let after = width - before;
    Area {
        left: from.0.min(to.0) - before,
        top: from.1.min(to.1) - before,
        right: from.0.max(to.0) + after,
        bottom: from.1.max(to.1) + after,
    }
}
