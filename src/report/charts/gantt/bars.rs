//! The bar of one task, and the sign of what ended it.

use super::bands::Bar;
use crate::engine::SimTime;
use crate::report::charts::canvas::{Align, Area, Canvas, Color, Font, Point};
use crate::report::charts::frame::Frame;
use crate::report::charts::palette::{ALARM, INK, PAPER, Shade, hue, ink_on, look_at};
use crate::report::charts::stages::stages;
use crate::report::charts::{font, hatch};
use crate::report::{InstanceEnd, InstanceRow, TaskRow, stop_codes};

/// What cut a task short: an end that nobody had asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Death {
    /// Spot capacity was taken back, of the task or of its instance.
    Spot,
    /// Its Availability Zone was lost.
    Zone,
    /// Its instance was terminated, by a call or by its group.
    Instance,
    /// Its container failed, or it never came up.
    Failure,
    /// Its health checks failed, so it was replaced.
    Unhealthy,
}

impl Death {
    /// All kinds, as the legend lists them.
    pub(super) const ALL: [Self; 5] = [
        Self::Spot,
        Self::Zone,
        Self::Instance,
        Self::Failure,
        Self::Unhealthy,
    ];

    /// How a task died, if it was not told to stop and was not done.
    pub(super) fn of(task: &TaskRow, host: Option<&InstanceRow>) -> Option<Self> {
        match task.stop_code {
            _ if task.interrupted => Some(Self::Spot),
            stop_codes::TERMINATION_NOTICE => Some(match host.and_then(|host| host.end) {
                Some(InstanceEnd::SpotInterruption) => Self::Spot,
                Some(InstanceEnd::ZoneLost) => Self::Zone,
                _ => Self::Instance,
            }),
            stop_codes::INFRASTRUCTURE_HEALTH => Some(Self::Zone),
            stop_codes::ESSENTIAL_CONTAINER_EXITED if task.is_done() => None,
            stop_codes::ESSENTIAL_CONTAINER_EXITED | stop_codes::TASK_FAILED_TO_START => {
                Some(Self::Failure)
            }
            stop_codes::SERVICE_SCHEDULER_INITIATED
                if stop_codes::is_unhealthy(&task.stopped_reason) =>
            {
                Some(Self::Unhealthy)
            }
            _ => None,
        }
    }

    /// What it means.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Spot => "Spot interruption",
            Self::Zone => "loss of its zone",
            Self::Instance => "end of its instance",
            Self::Failure => "failure of its own",
            Self::Unhealthy => "failed health checks",
        }
    }

    /// Its sign, as large as in the legend.
    pub(super) fn sign(self) -> fn(&mut dyn Canvas, Point) {
        match self {
            Self::Spot => |canvas, at| Self::Spot.draw(canvas, at, 8),
            Self::Zone => |canvas, at| Self::Zone.draw(canvas, at, 8),
            Self::Instance => |canvas, at| Self::Instance.draw(canvas, at, 8),
            Self::Failure => |canvas, at| Self::Failure.draw(canvas, at, 8),
            Self::Unhealthy => |canvas, at| Self::Unhealthy.draw(canvas, at, 8),
        }
    }

    /// A vermillion cross, a vermillion square, a black square, a black cross, an upright one; each
    /// with a white rim.
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
            Self::Failure => {
                cross(half + 1, PAPER, 6);
                cross(half, INK, 3);
            }
            Self::Unhealthy => {
                for (half, color, width) in [(half + 2, PAPER, 7), (half, INK, 3)] {
                    canvas.line((x - half, y), (x + half, y), color, width);
                    canvas.line((x, y - half), (x, y + half), color, width);
                }
            }
            Self::Zone | Self::Instance => {
                let half = half * 3 / 4;
                let color = if self == Self::Zone { ALARM } else { INK };
                canvas.fill(square(half + 1), PAPER);
                canvas.fill(square(half), color);
            }
        }
    }
}

/// Draws the bar of a task into its lane.
pub(super) fn draw(canvas: &mut dyn Canvas, bar: &Bar, lane: Area, frame: &Frame) {
    let (task, time) = (bar.task, frame.time);
    let right = |at: Option<SimTime>| at.map_or(lane.right, |at| time.x(at));
    let end = right(task.stopped_at).max(right(task.stops_at()));
    let begin = time.x(task.created_at);
    let inner = inner(lane);
    let mut parts: Vec<(Shade, Area)> = Vec::new();
    for (shade, (from, until)) in stages(task) {
        let (left, right) = (time.x(from), right(until));
        parts.push((
            shade,
            Area {
                left,
                right,
                ..inner
            },
        ));
    }
    // The id is read best where the colour is strongest.
    parts.sort_by_key(|(shade, area)| (*shade, area.left));
    for (shade, area) in &parts {
        hatch::fill(canvas, *area, look_at(bar.place, *shade));
    }
    // Even a task that lived for no time to be seen leaves a trace.
    if end - begin < 2 {
        let trace = Area {
            left: begin,
            right: begin + 2,
            ..inner
        };
        canvas.fill(trace, hue(bar.place));
    }
    // A sign at the end takes some of the room.
    let sign = if bar.death.is_some() { 10 } else { 0 };
    let place = |area: &Area| label_place(&task.id, area, sign, frame);
    let found = parts
        .iter()
        .find_map(|(shade, area)| Some((place(area)?, look_at(bar.place, *shade))));
    if let Some((left, look)) = found {
        label(canvas, &task.id, Area { left, ..inner }, ink_on(look.fill));
    }
}

/// Draws the sign of what ended a task, at the end of its bar.
pub(super) fn draw_death(canvas: &mut dyn Canvas, bar: &Bar, lane: Area, frame: &Frame) {
    if let (Some(death), Some(stopped)) = (bar.death, bar.task.stopped_at) {
        let inner = inner(lane);
        let stop = bar.task.stops_at().map_or(0, |at| frame.time.x(at));
        let end = frame.time.x(stopped).max(stop);
        let y = i32::midpoint(inner.top, inner.bottom);
        let half = (inner.height() / 2 - 1).clamp(3, 8);
        let x = inside(end, (inner.left, inner.right), half);
        death.draw(canvas, (x, y), half);
    }
}

/// Where the middle of a sign is, so that all of it is in the plot, also where a task ended with
/// the run.
fn inside(x: i32, (left, right): (i32, i32), half: i32) -> i32 {
    x.min(right - half - 1).max(left + half)
}

/// The part of a lane that bars fill.
fn inner(lane: Area) -> Area {
    Area {
        top: lane.top + 1,
        bottom: lane.bottom - i32::from(lane.height() > 8),
        ..lane
    }
}

/// How high a label in a lane may be.
fn label_size(area: &Area) -> i32 {
    18.min(area.height() - 2)
}

/// Where an id can be read there: no line of a mark goes through it.
fn label_place(id: &str, area: &Area, sign: i32, frame: &Frame) -> Option<i32> {
    let size = label_size(area);
    let width = font::width(id, size) * 6 / 5 + 6;
    if size < 13 || width + 6 > area.width() {
        return None;
    }
    frame.clear_of_marks(area.left + 6, area.right - sign, width)
}

/// Writes a task's id.
fn label(canvas: &mut dyn Canvas, id: &str, area: Area, color: Color) {
    let font = Font {
        size: label_size(&area),
        color,
        align: Align::Left,
    };
    let y = i32::midpoint(area.top, area.bottom);
    canvas.text(id, (area.left, y), font);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn death(code: &'static str, host: &InstanceRow) -> Option<Death> {
        let task = TaskRow {
            stop_code: code,
            container_instance: host.id.clone(),
            ..TaskRow::default()
        };
        Death::of(&task, Some(host))
    }

    fn host(end: Option<InstanceEnd>) -> InstanceRow {
        InstanceRow {
            id: "i-1".into(),
            end,
            ..InstanceRow::default()
        }
    }

    #[test]
    fn only_an_end_that_nobody_asked_for_is_marked() {
        let host = host(None);
        assert_eq!(death("ServiceSchedulerInitiated", &host), None);
        assert_eq!(death("UserInitiated", &host), None);
        assert_eq!(death("", &host), None);
        let failed = Some(Death::Failure);
        assert_eq!(death("EssentialContainerExited", &host), failed);
        assert_eq!(death("TaskFailedToStart", &host), failed);
        let unhealthy = TaskRow {
            stop_code: stop_codes::SERVICE_SCHEDULER_INITIATED,
            stopped_reason: stop_codes::UNHEALTHY.into(),
            ..TaskRow::default()
        };
        assert_eq!(Death::of(&unhealthy, None), Some(Death::Unhealthy));
    }

    #[test]
    fn the_end_of_an_instance_has_its_own_reasons() {
        let of = |end| death("TerminationNotice", &host(Some(end)));
        assert_eq!(of(InstanceEnd::ZoneLost), Some(Death::Zone));
        assert_eq!(of(InstanceEnd::SpotInterruption), Some(Death::Spot));
        assert_eq!(of(InstanceEnd::Call), Some(Death::Instance));
        assert_eq!(of(InstanceEnd::Group), Some(Death::Instance));
    }

    #[test]
    fn a_sign_never_leaves_the_plot() {
        let places = [100, 104, 500, 995, 1_000].map(|x| inside(x, (100, 1_000), 8));
        assert_eq!(places, [108, 108, 500, 991, 991]);
    }

    #[test]
    fn a_job_that_is_done_did_not_die() {
        let exited = |exit_code| TaskRow {
            stop_code: "EssentialContainerExited",
            exit_code: Some(exit_code),
            ..TaskRow::default()
        };
        assert_eq!(Death::of(&exited(0), None), None);
        assert_eq!(Death::of(&exited(1), None), Some(Death::Failure));
    }

    #[test]
    fn what_spot_took_back_is_marked_whatever_its_code_and_reason() {
        let mut task = TaskRow {
            stop_code: "TerminationNotice",
            interrupted: true,
            ..TaskRow::default()
        };
        assert_eq!(Death::of(&task, None), Some(Death::Spot));
        task.stop_code = "UserInitiated";
        task.stopped_reason = "Your Spot Task was interrupted.".into();
        task.interrupted = false;
        assert_eq!(Death::of(&task, None), None);
    }
}
