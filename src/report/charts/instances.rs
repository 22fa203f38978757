//! Instances over time, zone upon zone: in each, registered ones below, those that come and go
//! above.

use super::Chart;
use super::axis::{CountScale, Range};
use super::canvas::Canvas;
use super::frame::{Entry, Frame, Sign};
use super::palette::{Shade, darker, look, plain, zone_hue};
use super::revisions::heading;
use super::stack::{Change, Layer, Stack, stay};
use crate::engine::SimTime;
use crate::report::{InstanceRow, RunResult};

/// How to read it.
const HINT: &str = "Zone upon zone. Full colours take tasks: On-Demand dark, Spot bright. Hatched: \
                    draining. Faint: launching, not registered yet.";

/// What there is of each zone, from the bottom of its part of the stack to the top.
const PARTS: [&str; 4] = ["On-Demand", "Spot", "draining", "launching"];

/// A chart of all instances.
pub(super) struct Instances<'a> {
    frame: Frame<'a>,
    stack: Stack,
    scale: CountScale,
    zones: &'a [String],
}

impl<'a> Instances<'a> {
    /// The chart of a run.
    pub(super) fn new(result: &'a RunResult) -> Self {
        let what = "instances by Availability Zone";
        let range = Range::whole(result.duration);
        let frame = Frame::new(result, what, HINT, 126, None, range);
        let layer = |place: usize, part: usize| {
            let hue = zone_hue(place);
            Layer {
                look: match part {
                    0 => plain(darker(hue)),
                    1 => plain(hue),
                    2 => look(hue, Shade::Ending),
                    _ => look(hue, Shade::Faint),
                },
                is_primary: part < 2,
            }
        };
        let places = 0..result.zones.len();
        let layers = places
            .flat_map(|place| (0..PARTS.len()).map(move |part| layer(place, part)))
            .collect();
        let changes = changes(result);
        let stack = Stack::new(layers, changes, &frame.plot, frame.time);
        let scale = CountScale::new(&frame.plot, stack.most);
        Self {
            frame,
            stack,
            scale,
            zones: &result.zones,
        }
    }

    /// Zone by zone from the top down, as they lie upon each other.
    fn legend(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (place, zone) in self.zones.iter().enumerate().rev() {
            let parts = (0..PARTS.len()).rev();
            let seen: Vec<usize> = parts
                .filter(|part| self.stack.is_seen(place * PARTS.len() + part))
                .collect();
            if !seen.is_empty() {
                entries.push(heading(zone));
            }
            entries.extend(seen.into_iter().map(|part| Entry {
                sign: Sign::Box(self.stack.look(place * PARTS.len() + part)),
                text: PARTS[part].to_owned(),
            }));
        }
        entries
    }
}

impl Chart for Instances<'_> {
    fn size(&self) -> (u32, u32) {
        self.frame.size()
    }

    fn draw(&self, canvas: &mut dyn Canvas) {
        self.frame.draw_below(canvas);
        self.scale.draw(canvas, &self.frame.plot, "instances");
        self.stack.draw(canvas, &self.frame.plot, self.scale);
        self.frame.draw_above(canvas);
        self.frame.draw_legend(canvas, self.legend());
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
    for instance in &result.instances {
        let Some(place) = result.zones.iter().position(|zone| *zone == instance.zone) else {
            continue;
        };
        let layer = |part: usize| place * PARTS.len() + part;
        let life = Life::of(instance);
        let (from, to) = life.launching;
        stay(&mut changes, layer(3), from, to);
        for (from, to) in life.registered {
            let market = usize::from(instance.market == "spot");
            stay(&mut changes, layer(market), from, to);
        }
        for (from, to) in life.draining {
            stay(&mut changes, layer(2), from, to);
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::super::palette::Look;
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
        let texts: Vec<String> = chart.legend().into_iter().map(|one| one.text).collect();
        assert_eq!(texts[..2], ["us-east-1c", "launching"]);
        assert_eq!(texts.last().map(String::as_str), Some("On-Demand"));
        assert!(texts.contains(&"Spot".into()) && texts.contains(&"draining".into()));
    }

    #[test]
    fn all_of_a_zone_lies_together_and_spot_looks_unlike_on_demand() {
        let result = testdata::medium();
        let chart = Instances::new(&result);
        let layers = 0..result.zones.len() * PARTS.len();
        let looks: Vec<Look> = layers.map(|layer| chart.stack.look(layer)).collect();
        assert_eq!(looks[1].fill, zone_hue(0));
        assert_eq!(looks[4].fill, darker(zone_hue(1)));
        for (place, look) in looks.iter().enumerate() {
            assert!(!looks[place + 1..].contains(look), "{place}");
        }
    }
}
