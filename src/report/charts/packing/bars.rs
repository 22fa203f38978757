//! The bars of an instance, and the histogram of those that have none.

use super::super::canvas::{Align, Area, Canvas, Color, Font, Point};
use super::super::hatch;
use super::super::palette::{INK, Look, PAPER, QUIET, Shade, look_at};
use super::super::revisions::Revisions;
use crate::report::packing::{PackedCluster, PackedInstance, Resource, binds};
use crate::report::words::thousands;

/// What nobody reserves.
pub(super) const FREE: Look = Look {
    fill: Color(232, 232, 232),
    hatch: None,
};

/// Narrower bars have no letter below them.
const LETTERED: i32 = 10;

/// The widest bar.
const WIDEST: i32 = 64;

/// How bars are made.
pub(super) struct Bars<'a> {
    /// Whose kinds of tasks they have.
    pub(super) cluster: &'a PackedCluster,
    /// What each bar of a group is about, from left to right.
    pub(super) resources: Vec<Resource>,
    /// What kinds are drawn by, from the bottom up.
    pub(super) order: Vec<(usize, usize)>,
    /// The colours of the task definitions.
    pub(super) revisions: &'a Revisions<'a>,
}

impl Bars<'_> {
    /// Draws the bars of an instance.
    pub(super) fn draw(&self, canvas: &mut dyn Canvas, packed: &PackedInstance, area: Area) {
        let bars = i32::try_from(self.resources.len()).unwrap_or(1).max(1);
        let gap = if area.width() > 20 * bars { 4 } else { 1 };
        let air = (area.width() / 6).max(3);
        let width = ((area.width() - air) / bars - gap).clamp(2, WIDEST);
        let first = i32::midpoint(area.left, area.right) - (width + gap) * bars / 2;
        let binding = binds::fullest(packed.registered, packed.reserved);
        for (number, resource) in (0..).zip(&self.resources) {
            let left = first + number * (width + gap) + gap / 2;
            let bar = Area {
                left,
                right: left + width,
                ..area
            };
            self.draw_bar(canvas, packed, *resource, bar);
            if binding == Some(*resource) {
                outline(canvas, bar);
            }
            if width >= LETTERED {
                let font = Font {
                    size: 14,
                    color: QUIET,
                    align: Align::Center,
                };
                let at = (left + width / 2, area.bottom + 12);
                canvas.text(letter(*resource), at, font);
            }
        }
    }

    /// Draws one bar: the tasks kind upon kind, parted where they are high enough.
    fn draw_bar(
        &self,
        canvas: &mut dyn Canvas,
        packed: &PackedInstance,
        resource: Resource,
        bar: Area,
    ) {
        canvas.fill(bar, FREE.fill);
        let whole = i64::from(packed.registered.of(resource)).max(1);
        let y = |amount: i64| {
            let up = amount * i64::from(bar.height()) / whole;
            bar.bottom - i32::try_from(up).unwrap_or(bar.height()).min(bar.height())
        };
        let mut below = 0;
        let mut tasks: Vec<&(u32, u32)> = packed.tasks.iter().collect();
        tasks.sort_by_key(|(kind, _)| self.order[*kind as usize]);
        for (kind, count) in tasks {
            let kind = self.cluster.kind(*kind);
            let need = i64::from(kind.need.of(resource));
            let above = below + need * i64::from(*count);
            let look = look_at(self.revisions.place(&kind.definition), Shade::Full);
            let part = Area {
                top: y(above),
                bottom: y(below),
                ..bar
            };
            if part.height() > 0 {
                hatch::fill(canvas, part, look);
            }
            // Between tasks, and above the last one of a kind.
            if y(below) - y(below + need) >= 4 {
                for number in 1..=i64::from(*count) {
                    let y = y(below + need * number);
                    canvas.line((bar.left, y), (bar.right, y), PAPER, 1);
                }
            }
            below = above;
        }
    }
}

/// A frame round what is used up first.
fn outline(canvas: &mut dyn Canvas, bar: Area) {
    let corners = [
        (bar.left, bar.top),
        (bar.right, bar.top),
        (bar.right, bar.bottom),
        (bar.left, bar.bottom),
        (bar.left, bar.top),
    ];
    canvas.steps(&corners, INK, 2);
}

/// The same in the legend.
pub(super) fn sign(canvas: &mut dyn Canvas, (x, y): Point) {
    let area = Area {
        left: x - 16,
        top: y - 9,
        right: x + 16,
        bottom: y + 9,
    };
    canvas.fill(area, FREE.fill);
    outline(canvas, area);
}

/// Below a bar.
pub(super) const fn letter(resource: Resource) -> &'static str {
    match resource {
        Resource::Cpu => "C",
        Resource::Memory => "M",
        Resource::Interfaces => "N",
        Resource::Gpus => "G",
        Resource::Ports => "P",
    }
}

/// In the legend.
pub(super) const fn word(resource: Resource) -> &'static str {
    match resource {
        Resource::Cpu => "CPU",
        Resource::Memory => "memory",
        Resource::Interfaces => "network interfaces",
        Resource::Gpus => "GPUs",
        Resource::Ports => "static host ports",
    }
}

/// Draws how many instances are full to each tenth, from the emptiest at the bottom to the fullest
/// at the top.
pub(super) fn draw_tenths(canvas: &mut dyn Canvas, tenths: &[u32; 10], all: usize, area: Area) {
    let most = tenths.iter().copied().max().unwrap_or(0).max(1);
    let (left, room) = (area.left + 12, area.width() - 70);
    for (tenth, number) in (0..).zip(tenths.iter().copied()) {
        let bottom = area.bottom - area.height() * tenth / 10;
        let top = area.bottom - area.height() * (tenth + 1) / 10;
        if number == 0 {
            continue;
        }
        let wide = i64::from(room) * i64::from(number) / i64::from(most);
        let bar = Area {
            left,
            top: top + 1,
            right: left + i32::try_from(wide).unwrap_or(room).max(2),
            bottom: bottom - 1,
        };
        canvas.fill(bar, Color(140, 140, 140));
        let font = Font {
            size: 14,
            color: INK,
            align: Align::Left,
        };
        let at = (bar.right + 6, i32::midpoint(bar.top, bar.bottom));
        canvas.text(&thousands(u64::from(number)), at, font);
    }
    let font = Font {
        size: 16,
        color: INK,
        align: Align::Center,
    };
    let x = i32::midpoint(area.left, area.right);
    let text = format!("{} more, by tenths", thousands(all as u64));
    canvas.text(&text, (x, area.bottom + 32), font);
}
