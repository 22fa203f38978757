//! Instances over time, by Availability Zone: registered ones below, those that come and go above.

use super::Chart;
use super::axis::CountScale;
use super::canvas::Canvas;
use super::frame::{Entry, Frame, Sign};
use super::palette::{Shade, hue, look};
use super::stack::{Change, Layer, Stack, stay};
use crate::engine::SimTime;
use crate::report::{InstanceRow, RunResult};

/// How to read it.
const HINT: &str = "Registered instances in full colours; draining ones hatched; launching ones, \
                    which take no task yet, on top.";

/// States from the bottom of the stack to its top.
const SHADES: [(Shade, &str); 3] = [
    (Shade::Full, "registered"),
    (Shade::Ending, "draining"),
    (Shade::Faint, "launching"),
];

/// A chart of all instances.
pub(super) struct Instances<'a> {
    frame: Frame<'a>,
    stack: Stack,
    scale: CountScale,
}

impl<'a> Instances<'a> {
    /// The chart of a run.
    pub(super) fn new(result: &'a RunResult) -> Self {
        let frame = Frame::new(result, "instances by Availability Zone", HINT, 110, None);
        let layers = SHADES
            .iter()
            .flat_map(|&(shade, state)| {
                result
                    .zones
                    .iter()
                    .enumerate()
                    .map(move |(place, zone)| Layer {
                        text: format!("{zone} {state}"),
                        look: look(hue(place), shade),
                        is_primary: shade == Shade::Full,
                    })
            })
            .collect();
        let changes = changes(result);
        let stack = Stack::new(layers, changes, &frame.plot, frame.time);
        let scale = CountScale::new(&frame.plot, stack.most);
        Self {
            frame,
            stack,
            scale,
        }
    }
}

impl Chart for Instances<'_> {
    fn size(&self) -> (u32, u32) {
        self.frame.size()
    }

    fn draw(&self, canvas: &mut dyn Canvas) {
        self.frame.draw_below(canvas);
        self.scale.draw(canvas, &self.frame.plot);
        self.stack.draw(canvas, &self.frame.plot, self.scale);
        self.frame.draw_above(canvas);
        let entries: Vec<Entry> = self
            .stack
            .legend()
            .map(|layer| Entry {
                sign: Sign::Box(layer.look),
                text: layer.text.clone(),
            })
            .collect();
        self.frame.draw_legend(canvas, &entries);
    }
}

/// The parts of an instance's life.
pub(super) struct Life {
    /// Launched, until its agent registered.
    pub(super) launching: (SimTime, Option<SimTime>),
    /// Registered and taking tasks.
    pub(super) registered: Vec<(SimTime, Option<SimTime>)>,
    /// Draining, until it took tasks again or ended.
    pub(super) draining: Vec<(SimTime, Option<SimTime>)>,
}

impl Life {
    /// The life of an instance.
    pub(super) fn of(instance: &InstanceRow) -> Self {
        let end = instance.terminated_at;
        let registered_at = instance.registered_at;
        let mut registered = Vec::new();
        let mut from = registered_at;
        for (drains, until) in &instance.drains {
            registered.extend(from.map(|from| (from, Some(*drains))));
            from = *until;
        }
        registered.extend(from.map(|from| (from, end)));
        let drains = instance.drains.iter();
        Self {
            launching: (instance.launched_at, registered_at.or(end)),
            registered,
            draining: drains.map(|(from, until)| (*from, until.or(end))).collect(),
        }
    }
}

/// The way of each instance through the layers.
fn changes(result: &RunResult) -> Vec<Change> {
    let mut changes = Vec::with_capacity(result.instances.len() * 6);
    let zones = result.zones.len();
    for instance in &result.instances {
        let Some(place) = result.zones.iter().position(|zone| *zone == instance.zone) else {
            continue;
        };
        let life = Life::of(instance);
        stay(
            &mut changes,
            2 * zones + place,
            life.launching.0,
            life.launching.1,
        );
        for (from, to) in life.registered {
            stay(&mut changes, place, from, to);
        }
        for (from, to) in life.draining {
            stay(&mut changes, zones + place, from, to);
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    #[test]
    fn an_instance_that_never_registered_was_launching_all_its_life() {
        let at = |seconds| Some(SimTime::from_secs(seconds));
        let life = Life::of(&InstanceRow {
            launched_at: SimTime::from_secs(10),
            terminated_at: at(50),
            ..InstanceRow::default()
        });
        assert_eq!(life.launching, (SimTime::from_secs(10), at(50)));
        assert_eq!((life.registered, life.draining), (vec![], vec![]));
    }

    #[test]
    fn the_highest_number_counts_whatever_state_they_are_in() {
        let result = testdata::medium();
        let chart = Instances::new(&result);
        assert_eq!(chart.stack.most, 9, "7 stand or drain while 2 more come up");
        let texts: Vec<&str> = chart
            .stack
            .legend()
            .map(|layer| layer.text.as_str())
            .collect();
        assert_eq!(texts.last(), Some(&"us-east-1a registered"));
        assert!(texts.contains(&"us-east-1c draining"));
    }
}
