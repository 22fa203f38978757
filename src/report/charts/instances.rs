//! Instances over time, zone upon zone: in each, registered ones below, those that come and go
//! above.

use super::Chart;
use super::axis::{CountScale, Range};
use super::canvas::Canvas;
use super::frame::{Entry, Frame, Sign};
use super::palette::{ALARM, Look, Shade, darker, lighter, look, plain, zone_hue};
use super::revisions::heading;
use super::stack::{Change, Layer, Stack, stay};
use crate::engine::SimTime;
use crate::report::{InstanceRow, RunResult};

/// How to read it.
const HINT: &str = "Zone upon zone. Full colours take tasks: On-Demand dark, Spot bright. Hatched: \
                    agent away, or draining. Faint: launching.";

/// What there is of each zone, from the bottom of its part of the stack to the top.
const PARTS: [&str; 5] = ["On-Demand", "Spot", "agent away", "draining", "launching"];

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
                    2 => Look {
                        fill: lighter(hue, 50),
                        hatch: Some(ALARM),
                    },
                    3 => look(hue, Shade::Ending),
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

/// From and until when; without an end, until that of the run.
pub(super) type Stay = (SimTime, Option<SimTime>);

/// The parts of an instance's life.
pub(super) struct Life {
    /// Launched, until its agent registered.
    pub(super) launching: Stay,
    /// Registered and taking tasks.
    pub(super) registered: Vec<Stay>,
    /// Registered, while its agent was away: nothing is placed there, nothing heard from there.
    pub(super) away: Vec<Stay>,
    /// Draining, until it took tasks again or ended.
    pub(super) draining: Vec<Stay>,
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
        let (mut here, mut away) = (Vec::new(), Vec::new());
        for stay in registered {
            part(stay, &instance.away, &mut here, &mut away);
        }
        Self {
            launching: (instance.launched_at, registered_at.or(end)),
            registered: here,
            away,
            draining: drains.map(|(from, until)| (*from, until.or(end))).collect(),
        }
    }
}

/// Parts a stay into that in which none of some spells holds, and that in which one does; they are
/// apart and in order.
pub(super) fn part(stay: Stay, spells: &[Stay], outside: &mut Vec<Stay>, within: &mut Vec<Stay>) {
    let (mut from, until) = stay;
    let is_before = |time: SimTime, end: Option<SimTime>| end.is_none_or(|end| time < end);
    for &(begin, end) in spells {
        if !is_before(begin, until) {
            break;
        }
        if !is_before(from, end) {
            continue;
        }
        if from < begin {
            outside.push((from, Some(begin)));
        }
        let end = end.filter(|end| is_before(*end, until));
        within.push((begin.max(from), end.or(until)));
        match end {
            Some(end) => from = end,
            None => return,
        }
    }
    outside.push((from, until));
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
        stay(&mut changes, layer(4), from, to);
        for (from, to) in life.registered {
            let market = usize::from(instance.market == "spot");
            stay(&mut changes, layer(market), from, to);
        }
        for (from, to) in life.away {
            stay(&mut changes, layer(2), from, to);
        }
        for (from, to) in life.draining {
            stay(&mut changes, layer(3), from, to);
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
    fn a_lost_agent_parts_the_stay_of_an_instance_but_not_its_draining() {
        let at = SimTime::from_secs;
        let mut instance = InstanceRow {
            registered_at: Some(at(10)),
            terminated_at: Some(at(100)),
            away: vec![(at(20), Some(at(30))), (at(70), None)],
            ..InstanceRow::default()
        };
        let of = |instance: &InstanceRow| {
            let life = Life::of(instance);
            (life.registered, life.away)
        };
        let here = vec![(at(10), Some(at(20))), (at(30), Some(at(70)))];
        let away = vec![(at(20), Some(at(30))), (at(70), Some(at(100)))];
        assert_eq!(of(&instance), (here, away));
        // It drains while the agent is away, and takes tasks again before that is back.
        instance.drains = vec![(at(15), Some(at(25))), (at(80), None)];
        let here = vec![(at(10), Some(at(15))), (at(30), Some(at(70)))];
        let away = vec![(at(25), Some(at(30))), (at(70), Some(at(80)))];
        assert_eq!(of(&instance), (here, away));
        instance.away = vec![(at(0), Some(at(10))), (at(100), None)];
        let here = vec![(at(10), Some(at(15))), (at(25), Some(at(80)))];
        assert_eq!(of(&instance), (here, vec![]));
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
        assert_eq!(looks[PARTS.len()].fill, darker(zone_hue(1)));
        for (place, look) in looks.iter().enumerate() {
            assert!(!looks[place + 1..].contains(look), "{place}");
        }
    }
}
