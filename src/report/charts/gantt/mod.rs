//! Who ran where: a band per instance, a bar per task, what ended them.

use super::Chart;
use super::axis::Range;
use super::canvas::{Align, Area, Canvas, Color, Font};
use super::font::fit;
use super::frame::{Entry, Frame, Sign};
use super::hatch;
use super::instances::Life;
use super::palette::{GRID, INK, Look, PAPER, QUIET, lighter};
use super::revisions::{Revisions, heading, states};
use crate::engine::SimTime;
use crate::report::{InstanceRow, RunResult};
use bands::{Band, Bands, Bar, LEAST_LANE};
use bars::Death;

mod bands;
mod bars;

/// Room for the names of instances.
const LEFT: i32 = 300;

/// Height of the line that names a zone.
const ZONE: i32 = 34;

/// Above and below the lanes of a band.
const PADDING: i32 = 4;

/// The least height of a band: its name must be readable.
const LEAST_BAND: i32 = 24;

/// The height of a plot with few bands.
const ROOMY: i32 = 600;

/// A chart of tasks by instance.
pub(super) struct Gantt<'a> {
    frame: Frame<'a>,
    bands: Bands<'a>,
    /// The height of every lane.
    lane: i32,
    /// What each colour means.
    definitions: Vec<Entry>,
    /// The end of the run.
    end: SimTime,
}

impl<'a> Gantt<'a> {
    /// The chart of a run.
    pub(super) fn new(result: &'a RunResult, revisions: &Revisions) -> Self {
        let bands = Bands::choose(result, revisions);
        let lane = lane_height(&bands);
        let height = bands
            .zones()
            .map(|(_, bands)| zone_height(bands, lane))
            .sum();
        let hint = bands.hint();
        let range = Range::whole(result.duration);
        let mut frame = Frame::new(
            result,
            "tasks by instance",
            &hint,
            LEFT,
            Some(height),
            range,
        );
        let mut top = frame.plot.top;
        for (zone, bands) in bands.zones() {
            let bottom = top + zone_height(bands, lane);
            frame.zones.push((zone, (top, bottom)));
            top = bottom;
        }
        let mut definitions = bands.definitions();
        definitions.sort_by_key(|name| revisions.place(name));
        Self {
            definitions: revisions.legend(definitions.into_iter()),
            frame,
            bands,
            lane,
            end: SimTime::ZERO + result.duration,
        }
    }

    /// Names a zone above its bands.
    fn draw_zone(&self, canvas: &mut dyn Canvas, zone: &str, top: i32) {
        let plot = &self.frame.plot;
        let font = Font {
            size: 22,
            color: INK,
            align: Align::Left,
        };
        let name = if zone.is_empty() { "no zone yet" } else { zone };
        canvas.text(name, (30, top + ZONE / 2 + 2), font);
        canvas.line((30, top + 1), (plot.right, top + 1), QUIET, 1);
    }

    /// Draws an instance and its tasks.
    fn draw_band(&self, canvas: &mut dyn Canvas, band: &Band, area: Area) {
        self.draw_host(canvas, band.host, area);
        let size = 20.min(area.height());
        let font = Font {
            size,
            color: QUIET,
            align: Align::Left,
        };
        let y = i32::midpoint(area.top, area.bottom);
        let name = fit(&band.name(), size, (LEFT - 60) * 6 / 7);
        canvas.text(&name, (44, y), font);
        for bar in &band.bars {
            bars::draw(canvas, bar, self.lane_of(bar, area), &self.frame);
        }
        // Over all bars, or the next one in the lane would hide a half of it.
        for bar in &band.bars {
            bars::draw_death(canvas, bar, self.lane_of(bar, area), &self.frame);
        }
    }

    /// Where a bar lies in the area of its band.
    fn lane_of(&self, bar: &Bar, area: Area) -> Area {
        let top = area.top + PADDING + self.lane * i32::from(bar.lane);
        Area {
            top,
            bottom: top + self.lane,
            ..area
        }
    }

    /// The life of the instance, behind its tasks; a band of Fargate has none.
    fn draw_host(&self, canvas: &mut dyn Canvas, host: Option<&InstanceRow>, area: Area) {
        let inner = Area {
            top: area.top + 1,
            bottom: area.bottom - 1,
            ..area
        };
        let Some(host) = host else {
            canvas.fill(inner, lighter(GRID, 45));
            return;
        };
        let life = Life::of(host);
        let mut part = |(from, to): (SimTime, Option<SimTime>), look: Look| {
            let part = Area {
                left: self.frame.time.x(from),
                right: self.frame.time.x(to.unwrap_or(self.end)),
                ..inner
            };
            hatch::fill(canvas, part, look);
        };
        part(life.launching, LAUNCHING);
        for stay in life.registered {
            part(stay, REGISTERED);
        }
        for stay in life.away {
            part(stay, AWAY);
        }
        for stay in life.draining {
            part(stay, DRAINING);
        }
    }

    fn legend(&self) -> Vec<Entry> {
        let entry = |sign, text: &str| Entry {
            sign,
            text: text.to_owned(),
        };
        let mut entries = self.definitions.clone();
        entries.extend(states(self.bands.tasks()));
        let deaths: Vec<Death> = self.bands.deaths().collect();
        if !deaths.is_empty() {
            entries.push(heading("Cut short by"));
        }
        for death in deaths {
            entries.push(entry(Sign::Drawn(death.sign()), death.text()));
        }
        let lives: Vec<Life> = self.bands.hosts().map(Life::of).collect();
        if !lives.is_empty() {
            entries.push(heading("Instances"));
        }
        let takes_time = |(from, to): (SimTime, Option<SimTime>)| to != Some(from);
        for (look, text, is_there) in [
            (
                LAUNCHING,
                "launching",
                lives.iter().any(|life| takes_time(life.launching)),
            ),
            (
                REGISTERED,
                "registered",
                lives.iter().any(|life| !life.registered.is_empty()),
            ),
            (
                AWAY,
                "agent away",
                lives.iter().any(|life| !life.away.is_empty()),
            ),
            (
                DRAINING,
                "draining",
                lives.iter().any(|life| !life.draining.is_empty()),
            ),
        ] {
            if is_there {
                entries.push(entry(Sign::Box(look), text));
            }
        }
        entries
    }
}

/// An instance from its launch to its registration.
const LAUNCHING: Look = Look {
    fill: PAPER,
    hatch: Some(GRID),
};

/// An instance that takes tasks.
const REGISTERED: Look = Look {
    fill: Color(232, 232, 232),
    hatch: None,
};

/// An instance of whose tasks nothing is heard; they cover most of it.
const AWAY: Look = Look {
    fill: Color(232, 163, 116),
    hatch: None,
};

/// An instance that takes no more tasks.
const DRAINING: Look = Look {
    fill: Color(232, 232, 232),
    hatch: Some(Color(150, 150, 150)),
};

/// As high as fits into a picture of the usual height; never too low to be seen.
fn lane_height(bands: &Bands) -> i32 {
    let lanes: i32 = bands
        .zones()
        .flat_map(|(_, bands)| bands)
        .map(|band| i32::from(band.lanes))
        .sum();
    (ROOMY / lanes.max(1)).clamp(LEAST_LANE, 36)
}

/// The height of a zone: its name and its bands.
fn zone_height(bands: &[Band], lane: i32) -> i32 {
    ZONE + bands.iter().map(|band| height(band, lane)).sum::<i32>()
}

/// The height of a band with lanes of that height.
fn height(band: &Band, lane: i32) -> i32 {
    (lane * i32::from(band.lanes) + 2 * PADDING).max(LEAST_BAND)
}

impl Chart for Gantt<'_> {
    fn size(&self) -> (u32, u32) {
        self.frame.size()
    }

    fn draw(&self, canvas: &mut dyn Canvas) {
        self.frame.draw_below(canvas);
        let mut top = self.frame.plot.top;
        for (zone, bands) in self.bands.zones() {
            self.draw_zone(canvas, zone, top);
            top += ZONE;
            for band in bands {
                let area = Area {
                    top,
                    bottom: top + height(band, self.lane),
                    ..self.frame.plot
                };
                self.draw_band(canvas, band, area);
                top = area.bottom;
            }
        }
        self.frame.draw_above(canvas);
        self.frame.draw_legend(canvas, self.legend());
    }
}
