//! Stacked areas over time, exact where there is room and true to the extremes where there is not.

use super::axis::{CountScale, TimeScale};
use super::canvas::{Area, Canvas};
use super::hatch;
use super::palette::Look;
use crate::engine::SimTime;

/// One layer of a stack, from the bottom up.
pub(super) struct Layer {
    /// How it is filled.
    pub(super) look: Look,
    /// Whether it counts as what matters: ready tasks, registered instances.
    pub(super) is_primary: bool,
}

/// A layer grows or shrinks by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    /// When.
    pub(super) time: SimTime,
    /// Which, from the bottom up.
    pub(super) layer: usize,
    /// Whether it grows.
    pub(super) is_more: bool,
}

/// Adds a stay in a layer, from then to then; without an end, to the end of the run. A stay of no
/// length is none.
pub(super) fn stay(changes: &mut Vec<Change>, layer: usize, from: SimTime, to: Option<SimTime>) {
    if to.is_some_and(|to| to <= from) {
        return;
    }
    changes.push(Change {
        time: from,
        layer,
        is_more: true,
    });
    if let Some(time) = to {
        changes.push(Change {
            time,
            layer,
            is_more: false,
        });
    }
}

/// Layers over time, one set of counts per pixel.
pub(super) struct Stack {
    layers: Vec<Layer>,
    /// The counts of all layers, pixel after pixel from the left.
    counts: Vec<u32>,
    /// The highest total.
    pub(super) most: u32,
    /// Where the first pixel is.
    left: i32,
}

/// Pixels that share what happened in them: one shows the least of what matters, the other the
/// most of all.
const BUCKET: i32 = 2;

impl Stack {
    /// Counts the changes over the width of a plot.
    pub(super) fn new(
        layers: Vec<Layer>,
        mut changes: Vec<Change>,
        plot: &Area,
        time: TimeScale,
    ) -> Self {
        changes.sort_unstable_by_key(|change| change.time);
        let mut sweep = Sweep {
            layers: &layers,
            now: vec![0; layers.len()],
            most: 0,
        };
        let buckets = (plot.width() + BUCKET - 1) / BUCKET;
        let mut counts = Vec::new();
        let begin = changes.partition_point(|change| change.time < time.range.from);
        let end = changes.partition_point(|change| change.time <= time.range.to);
        sweep.play(&changes[..begin]);
        let mut rest = &changes[begin..end];
        for bucket in 0..buckets {
            let end = plot.left + (bucket + 1) * BUCKET;
            let is_last = bucket + 1 == buckets;
            let inside = rest.partition_point(|change| is_last || time.x(change.time) < end);
            let (here, later) = rest.split_at(inside);
            rest = later;
            // What was before has its part in the bucket; before the start there was nothing.
            let carries = bucket > 0
                || time.range.from > SimTime::ZERO
                || here.first().is_none_or(|c| c.time > SimTime::ZERO);
            sweep.bucket(here, carries, &mut counts);
        }
        let most = sweep.most;
        Self {
            layers,
            counts,
            most,
            left: plot.left,
        }
    }

    /// Whether a layer holds anything at any time.
    pub(super) fn is_seen(&self, layer: usize) -> bool {
        self.column(layer).any(|count| count > 0)
    }

    /// What a layer looks like.
    pub(super) fn look(&self, layer: usize) -> Look {
        self.layers[layer].look
    }

    /// The counts of one layer, pixel after pixel.
    fn column(&self, layer: usize) -> impl Iterator<Item = u32> {
        self.counts
            .chunks_exact(self.layers.len().max(1))
            .map(move |counts| counts[layer])
    }

    /// Draws all layers.
    pub(super) fn draw(&self, canvas: &mut dyn Canvas, plot: &Area, scale: CountScale) {
        let pixels = self.counts.len() / self.layers.len().max(1);
        let mut floor = vec![0; pixels];
        for (place, layer) in self.layers.iter().enumerate() {
            let mut columns: Vec<Area> = Vec::new();
            for ((x, count), floor) in (self.left..).zip(self.column(place)).zip(&mut floor) {
                let (bottom, top) = (scale.y(*floor), scale.y(*floor + count));
                *floor += count;
                if x >= plot.right {
                    break;
                }
                let is_same = |last: &Area| last.top == top && last.bottom == bottom;
                match columns.last_mut() {
                    Some(last) if is_same(last) => last.right = x + 1,
                    _ => columns.push(Area {
                        left: x,
                        top,
                        right: x + 1,
                        bottom,
                    }),
                }
            }
            // An area that is interrupted would be joined by a line of no height.
            for filled in columns.split(|column| column.height() == 0) {
                if !filled.is_empty() {
                    hatch::columns(canvas, filled, layer.look);
                }
            }
        }
    }
}

/// Follows the counts through time.
struct Sweep<'a> {
    layers: &'a [Layer],
    /// The count of each layer.
    now: Vec<u32>,
    /// The highest total so far.
    most: u32,
}

impl Sweep<'_> {
    /// Plays the changes of one bucket and appends its two pixels: the state with the least of what
    /// matters and the state with the most in all, in the order in which they came.
    fn bucket(&mut self, changes: &[Change], carries: bool, counts: &mut Vec<u32>) {
        let mut least: Option<(u32, Vec<u32>)> = None;
        let mut most: Option<(u32, Vec<u32>)> = None;
        let mut is_most_later = false;
        let mut look = |now: &[u32], layers: &[Layer]| {
            let total: u32 = now.iter().sum();
            let primary: u32 = now
                .iter()
                .zip(layers)
                .filter(|(_, layer)| layer.is_primary)
                .map(|(count, _)| count)
                .sum();
            if most.as_ref().is_none_or(|(count, _)| total > *count) {
                most = Some((total, now.to_vec()));
                is_most_later = true;
            }
            if least.as_ref().is_none_or(|(count, _)| primary < *count) {
                least = Some((primary, now.to_vec()));
                is_most_later = false;
            }
        };
        if carries {
            look(&self.now, self.layers);
        }
        for instant in changes.chunk_by(|a, b| a.time == b.time) {
            self.play(instant);
            look(&self.now, self.layers);
        }
        let Some(((_, least), (total, most))) = least.zip(most) else {
            return;
        };
        self.most = self.most.max(total);
        let (first, second) = if is_most_later {
            (least, most)
        } else {
            (most, least)
        };
        counts.extend(first);
        counts.extend(second);
    }

    /// All changes of one instant; in the middle of it, a count means nothing.
    fn play(&mut self, instant: &[Change]) {
        for change in instant.iter().filter(|change| change.is_more) {
            self.now[change.layer] += 1;
        }
        for change in instant.iter().filter(|change| !change.is_more) {
            self.now[change.layer] -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::axis::Range;
    use super::*;
    use crate::engine::Span;
    use crate::report::charts::palette::{hue, plain};

    const PLOT: Area = Area {
        left: 0,
        top: 0,
        right: 100,
        bottom: 100,
    };

    /// A primary layer and another one over 100 s, with stays of the first in milliseconds.
    fn part(stays: &[(u64, Option<u64>)], range: Range) -> Stack {
        let layer = |is_primary| Layer {
            look: plain(hue(0)),
            is_primary,
        };
        let at = |millis| SimTime::ZERO + Span::from_millis(millis);
        let mut changes = Vec::new();
        for &(from, to) in stays {
            stay(&mut changes, 0, at(from), to.map(at));
        }
        let time = TimeScale::new(&PLOT, range);
        Stack::new(vec![layer(true), layer(false)], changes, &PLOT, time)
    }

    fn stack(stays: &[(u64, Option<u64>)]) -> Stack {
        part(stays, Range::whole(Span::from_secs(100)))
    }

    #[test]
    fn a_stay_is_as_wide_as_its_time() {
        let stack = stack(&[(0, Some(50_000)), (20_000, None)]);
        let column: Vec<u32> = stack.column(0).collect();
        assert_eq!(column.len(), 100);
        assert_eq!(column[0], 1);
        assert_eq!(column[30], 2);
        assert_eq!(column[99], 1);
        assert_eq!(stack.most, 2);
        assert!(stack.is_seen(0) && !stack.is_seen(1));
    }

    #[test]
    fn a_dip_and_a_peak_of_a_moment_are_not_lost() {
        // For 5 ms, nobody was there; for 5 ms, three were.
        let dip = stack(&[(0, Some(40_000)), (40_005, None)]);
        assert_eq!(dip.column(0).min(), Some(0));
        let peak = stack(&[(0, None), (70_000, Some(70_005)), (70_000, Some(70_005))]);
        assert_eq!(peak.column(0).max(), Some(3));
        assert_eq!(peak.most, 3);
    }

    #[test]
    fn one_that_leaves_as_another_comes_is_no_dip() {
        let stack = stack(&[(0, Some(40_000)), (40_000, None)]);
        assert!(stack.column(0).all(|count| count == 1));
    }

    #[test]
    fn a_part_of_a_run_begins_with_what_was_before_and_ends_in_time() {
        let range = Range {
            from: SimTime::from_secs(40),
            to: SimTime::from_secs(60),
        };
        let stays = [(0, Some(20_000)), (0, None), (50_000, None), (70_000, None)];
        let stack = part(&stays, range);
        let column: Vec<u32> = stack.column(0).collect();
        assert_eq!(
            (column[0], column[48], column[52], column[99]),
            (1, 1, 2, 2)
        );
        assert_eq!(stack.most, 2, "what came later is not shown");
    }

    #[test]
    fn a_stay_of_no_length_is_none() {
        let stack = stack(&[(10_000, Some(10_000))]);
        assert_eq!(stack.most, 0);
    }
}
