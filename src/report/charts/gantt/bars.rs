//! The bar of one task, and the sign of what ended it.

use super::bands::Bar;
use crate::engine::SimTime;
use crate::report::TaskRow;
use crate::report::charts::axis::TimeScale;
use crate::report::charts::canvas::{Align, Area, Canvas, Color, Font, Point};
use crate::report::charts::palette::{ALARM, INK, PAPER, Shade, ink_on, look};
use crate::report::charts::{font, hatch};

/// An end that nobody had asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Death {
    /// Spot capacity was taken back.
    Spot,
    /// The instance or its zone went away.
    Host,
    /// It ended by itself, or never came up.
    Exit,
}

impl Death {
    /// All kinds, as the legend lists them.
    pub(super) const ALL: [Self; 3] = [Self::Spot, Self::Host, Self::Exit];

    /// How a task died, if it was not told to stop.
    pub(super) fn of(task: &TaskRow) -> Option<Self> {
        match task.stop_code {
            _ if task.is_interrupted() => Some(Self::Spot),
            "TerminationNotice" | "InfrastructureHealth" => Some(Self::Host),
            "EssentialContainerExited" | "TaskFailedToStart" => Some(Self::Exit),
            _ => None,
        }
    }

    /// What it means.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Spot => "Spot interruption",
            Self::Host => "host lost",
            Self::Exit => "exited or failed to start",
        }
    }

    /// Its sign, as large as in the legend.
    pub(super) fn sign(self) -> fn(&mut dyn Canvas, Point) {
        match self {
            Self::Spot => |canvas, at| Self::Spot.draw(canvas, at, 8),
            Self::Host => |canvas, at| Self::Host.draw(canvas, at, 8),
            Self::Exit => |canvas, at| Self::Exit.draw(canvas, at, 8),
        }
    }

    /// A vermillion cross, a black square, a black cross; each with a white rim.
    fn draw(self, canvas: &mut dyn Canvas, (x, y): Point, half: i32) {
        let square = |half| Area {
            left: x - half,
            top: y - half,
            right: x + half + 1,
            bottom: y + half + 1,
        };
        let mut cross = |half: i32, color, width| {
            canvas.line((x - half, y - half), (x + half, y + half), color, width);
            canvas.line((x - half, y + half), (x + half, y - half), color, width);
        };
        match self {
            Self::Spot => {
                cross(half + 1, PAPER, 7);
                cross(half, ALARM, 4);
            }
            Self::Exit => {
                cross(half + 1, PAPER, 6);
                cross(half, INK, 3);
            }
            Self::Host => {
                let half = half * 3 / 4;
                canvas.fill(square(half + 1), PAPER);
                canvas.fill(square(half), INK);
            }
        }
    }
}

/// Draws the bar of a task into its lane.
pub(super) fn draw(canvas: &mut dyn Canvas, bar: &Bar, lane: Area, time: TimeScale) {
    let task = bar.task;
    let right = |at: Option<SimTime>| at.map_or(lane.right, |at| time.x(at));
    // Whatever would have come after it began to stop was never there.
    let stop = right(task.stops_at());
    let started = right(task.started_at).min(stop);
    let ready = right(task.ready_at).min(stop).max(started);
    let end = right(task.stopped_at).max(stop);
    let begin = time.x(task.created_at);
    let inner = Area {
        top: lane.top + 1,
        bottom: lane.bottom - i32::from(lane.height() > 8),
        ..lane
    };
    let parts = [
        (ready, stop, Shade::Full),
        (started, ready, Shade::Half),
        (begin, started, Shade::Faint),
        (stop, end, Shade::Ending),
    ]
    .map(|(left, right, shade)| {
        (
            Area {
                left,
                right,
                ..inner
            },
            look(bar.hue, shade),
        )
    });
    for (area, look) in parts {
        hatch::fill(canvas, area, look);
    }
    // Even a task that lived for no time to be seen leaves a trace.
    if end - begin < 2 {
        let trace = Area {
            left: begin,
            right: begin + 2,
            ..inner
        };
        canvas.fill(trace, bar.hue);
    }
    if let Some((area, look)) = parts.into_iter().find(|(area, _)| has_room(&task.id, area)) {
        label(canvas, &task.id, area, ink_on(look.fill));
    }
    if let (Some(death), Some(_)) = (Death::of(task), task.stopped_at) {
        let y = i32::midpoint(inner.top, inner.bottom);
        death.draw(canvas, (end, y), (inner.height() / 2 - 1).clamp(3, 8));
    }
}

/// How high a label in a lane may be.
fn label_size(area: &Area) -> i32 {
    18.min(area.height() - 2)
}

/// Whether an id can be read there.
fn has_room(id: &str, area: &Area) -> bool {
    let size = label_size(area);
    size >= 13 && font::width(id, size) * 6 / 5 + 12 <= area.width()
}

/// Writes a task's id.
fn label(canvas: &mut dyn Canvas, id: &str, area: Area, color: Color) {
    let font = Font {
        size: label_size(&area),
        color,
        align: Align::Left,
    };
    let y = i32::midpoint(area.top, area.bottom);
    canvas.text(id, (area.left + 6, y), font);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn death(code: &'static str, host: &str) -> Option<Death> {
        Death::of(&TaskRow {
            stop_code: code,
            container_instance: host.into(),
            ..TaskRow::default()
        })
    }

    #[test]
    fn only_an_end_that_nobody_asked_for_is_marked() {
        assert_eq!(death("ServiceSchedulerInitiated", "i-1"), None);
        assert_eq!(death("UserInitiated", "i-1"), None);
        assert_eq!(death("", "i-1"), None);
        assert_eq!(death("SpotInterruption", ""), Some(Death::Spot));
        assert_eq!(death("TerminationNotice", "i-1"), Some(Death::Host));
        assert_eq!(death("EssentialContainerExited", "i-1"), Some(Death::Exit));
        assert_eq!(death("TaskFailedToStart", "i-1"), Some(Death::Exit));
    }

    #[test]
    fn the_code_of_spot_tasks_before_there_was_one_is_known() {
        let task = TaskRow {
            stop_code: "TerminationNotice",
            stopped_reason: "Your Spot Task was interrupted.".into(),
            ..TaskRow::default()
        };
        assert_eq!(Death::of(&task), Some(Death::Spot));
    }
}
