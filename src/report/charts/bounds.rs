//! Minimum, maximum and desired count of a service as lines, with their values where they change.

use super::axis::CountScale;
use super::canvas::{Align, Area, Canvas, Font, Point};
use super::font;
use super::frame::{Entry, Frame, Sign};
use super::palette::{INK, PAPER};
use crate::engine::SimTime;
use crate::report::ServiceState;
use crate::report::words::thousands;

/// Size of the labels.
const SIZE: i32 = 20;

/// The least distance between labels.
const APART: i32 = 24;

/// Length of a dash and of the gap after it.
const DASH: i32 = 10;

/// The three lines of a service.
pub(super) struct Bounds {
    /// From the one drawn first; no maximum if it is too far up.
    lines: Vec<Bound>,
    /// The last maximum, if it is not drawn.
    far: Option<u32>,
}

/// One line.
struct Bound {
    kind: Kind,
    points: Vec<Point>,
    /// From when on which value holds.
    values: Vec<(SimTime, u32)>,
}

/// Which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// maxT.
    Maximum,
    /// `desiredCount`.
    Desired,
    /// minH.
    Minimum,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Maximum, Self::Desired, Self::Minimum];

    fn of(self, state: &ServiceState) -> u32 {
        match self {
            Self::Maximum => state.max_total,
            Self::Desired => state.desired,
            Self::Minimum => state.min_healthy,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Maximum => "maximum",
            Self::Desired => "desired",
            Self::Minimum => "minimum",
        }
    }
}

impl Bounds {
    /// The lines through these states.
    pub(super) fn new(
        states: &[&ServiceState],
        with_maximum: bool,
        frame: &Frame,
        scale: CountScale,
    ) -> Self {
        let kinds = Kind::ALL.into_iter();
        let lines = kinds.filter(|kind| with_maximum || *kind != Kind::Maximum);
        let last = states.last().map(|state| state.max_total);
        Self {
            lines: lines
                .map(|kind| Bound {
                    kind,
                    points: line(states, kind, frame, scale),
                    values: values(states, kind),
                })
                .collect(),
            far: last.filter(|_| !with_maximum),
        }
    }

    /// Draws the lines.
    pub(super) fn draw(&self, canvas: &mut dyn Canvas) {
        // A dashed line on top of a whole one would not be seen.
        let order = [Kind::Desired, Kind::Maximum, Kind::Minimum];
        for kind in order {
            for bound in self.lines.iter().filter(|bound| bound.kind == kind) {
                draw(canvas, kind, &bound.points);
            }
        }
    }

    /// Writes what the lines are, over everything else.
    pub(super) fn draw_labels(&self, canvas: &mut dyn Canvas, frame: &Frame) {
        for (area, text) in self.changes(frame) {
            canvas.fill(area, PAPER);
            let y = i32::midpoint(area.top, area.bottom);
            canvas.text(&text, (area.left + 4, y), FONT);
        }
        self.draw_ends(canvas, frame);
    }

    /// What the lines are at the end, right of the plot, one below the other.
    fn draw_ends(&self, canvas: &mut dyn Canvas, frame: &Frame) {
        let mut ends: Vec<(i32, String)> = Vec::new();
        for bound in &self.lines {
            if let (Some(&(_, y)), Some(&(_, value))) = (bound.points.last(), bound.values.last()) {
                ends.push((y, label(bound.kind, value)));
            }
        }
        ends.sort_by_key(|(y, _)| *y);
        let places = apart(&ends.iter().map(|(y, _)| *y).collect::<Vec<i32>>());
        for ((_, text), y) in ends.iter().zip(places) {
            canvas.text(text, (frame.plot.right + 10, y), FONT);
        }
    }

    /// What the lines were before they changed, and where there is room to say so.
    fn changes(&self, frame: &Frame) -> Vec<(Area, String)> {
        let mut labels: Vec<(Area, String)> = Vec::new();
        for bound in &self.lines {
            for pair in bound.values.windows(2) {
                let ((from, value), (to, _)) = (pair[0], pair[1]);
                let (left, right) = (frame.time.x(from) + 6, frame.time.x(to) - 6);
                let text = label(bound.kind, value);
                // A viewer of an SVG may have a wider font.
                let width = font::width(&text, SIZE) * 6 / 5 + 8;
                let Some(y) = height_at(&bound.points, left) else {
                    continue;
                };
                let area = beside(bound.kind, (left, y), width);
                let is_free = !labels.iter().any(|(other, _)| meet(other, &area));
                if is_free && area.right <= right && area.bottom <= frame.plot.bottom {
                    labels.push((area, text));
                }
            }
        }
        labels
    }

    /// What the lines mean.
    pub(super) fn legend(&self) -> Vec<Entry> {
        let entry = |sign, text: &str| Entry {
            sign,
            text: text.to_owned(),
        };
        let far = self
            .far
            .map(|most| format!("maximum: {}, far up", thousands(most.into())));
        let mut entries: Vec<Entry> = far.iter().map(|text| entry(Sign::Line(2), text)).collect();
        entries.extend(self.lines.iter().map(|bound| match bound.kind {
            Kind::Maximum => entry(Sign::Line(2), "maximum of all tasks"),
            Kind::Minimum => entry(Sign::Line(4), "minimum of ready tasks"),
            Kind::Desired => {
                let sign = Sign::Drawn(|canvas, (x, y)| {
                    draw(canvas, Kind::Desired, &[(x - 16, y), (x + 16, y)]);
                });
                entry(sign, "desired count")
            }
        }));
        entries
    }
}

const FONT: Font = Font {
    size: SIZE,
    color: INK,
    align: Align::Left,
};

/// `minimum 14`.
fn label(kind: Kind, value: u32) -> String {
    format!("{} {}", kind.name(), thousands(value.into()))
}

/// Draws a line: thin for the maximum, thick for the minimum, dashed for what is desired.
fn draw(canvas: &mut dyn Canvas, kind: Kind, points: &[Point]) {
    let width = match kind {
        Kind::Maximum | Kind::Desired => 2,
        Kind::Minimum => 4,
    };
    // A white rim keeps the line apart from any colour under it.
    canvas.steps(points, PAPER, width + 3);
    if kind != Kind::Desired {
        canvas.steps(points, INK, width);
        return;
    }
    for pair in points.windows(2) {
        let ((left, y), (right, to)) = (pair[0], pair[1]);
        if y != to {
            canvas.line(pair[0], pair[1], INK, 1);
            continue;
        }
        let mut x = left - left.rem_euclid(2 * DASH);
        while x < right {
            let (from, to) = (x.max(left), (x + DASH).min(right));
            if from < to {
                canvas.line((from, y), (to, y), INK, width);
            }
            x += 2 * DASH;
        }
    }
}

/// Beside a line: the minimum below it, the others above.
fn beside(kind: Kind, (left, y): Point, width: i32) -> Area {
    let top = match kind {
        Kind::Minimum => y + 5,
        Kind::Maximum | Kind::Desired => y - 5 - APART,
    };
    Area {
        left,
        top,
        right: left + width,
        bottom: top + APART,
    }
}

fn meet(one: &Area, other: &Area) -> bool {
    one.left < other.right
        && other.left < one.right
        && one.top < other.bottom
        && other.top < one.bottom
}

/// How high a line is there.
fn height_at(points: &[Point], x: i32) -> Option<i32> {
    let next = points.partition_point(|point| point.0 <= x);
    points.get(next.checked_sub(1)?).map(|point| point.1)
}

/// The places from the top down, moved so that labels at them do not overlap.
fn apart(places: &[i32]) -> Vec<i32> {
    // Those that would overlap stand around their common middle.
    let mut groups: Vec<Vec<i32>> = Vec::new();
    let middle =
        |group: &[i32]| group.iter().sum::<i32>() / i32::try_from(group.len()).unwrap_or(1);
    let half = |group: &[i32]| i32::try_from(group.len()).unwrap_or(1) * APART / 2;
    for &place in places {
        let mut group = vec![place];
        while let Some(mut last) =
            groups.pop_if(|last| middle(last) + half(last) > middle(&group) - half(&group))
        {
            last.append(&mut group);
            group = last;
        }
        groups.push(group);
    }
    let spread = |group: Vec<i32>| {
        let first = middle(&group) - half(&group) + APART / 2;
        (0..)
            .zip(group)
            .map(move |(place, _)| first + place * APART)
    };
    groups.into_iter().flat_map(spread).collect()
}

/// From when on which value holds.
fn values(states: &[&ServiceState], kind: Kind) -> Vec<(SimTime, u32)> {
    let mut values: Vec<(SimTime, u32)> = Vec::new();
    for state in states {
        let value = kind.of(state);
        if values.last().is_none_or(|(_, last)| *last != value) {
            values.push((state.time, value));
        }
    }
    values
}

/// A step line through the states; where several fall on one pixel, up and down at that pixel.
fn line(states: &[&ServiceState], kind: Kind, frame: &Frame, scale: CountScale) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for state in states {
        let (x, y) = (frame.time.x(state.time), scale.y(kind.of(state)));
        match points.last() {
            Some(&(_, before)) if before == y => {}
            Some(&(_, before)) => points.extend([(x, before), (x, y)]),
            None => points.push((x, y)),
        }
        // At one pixel, only the lowest, the highest and the last place can be seen.
        let at_pixel = points.iter().rev().take_while(|point| point.0 == x).count();
        if at_pixel > 8 {
            let here = points.split_off(points.len() - at_pixel);
            let highest = here.iter().map(|point| point.1).min().unwrap_or(y);
            let lowest = here.iter().map(|point| point.1).max().unwrap_or(y);
            points.extend([here[0], (x, lowest), (x, highest), (x, y)]);
        }
    }
    if let Some(&(_, y)) = points.last() {
        points.push((frame.plot.right, y));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::axis::Range;
    use super::*;
    use crate::report::{RunResult, testdata};

    fn frame(result: &RunResult) -> Frame<'_> {
        let range = Range::whole(result.duration);
        Frame::new(result, "tasks of web", "", 110, None, range)
    }

    fn bounds(result: &RunResult) -> Bounds {
        let frame = frame(result);
        let states: Vec<&ServiceState> = result.service_states.iter().collect();
        let scale = CountScale::new(&frame.plot, 10);
        Bounds::new(&states, true, &frame, scale)
    }

    #[test]
    fn bounds_that_change_all_the_time_stay_few_points() {
        let mut result = testdata::tiny();
        let first = result.service_states[0];
        result.service_states = (0..100_000)
            .map(|number| ServiceState {
                time: SimTime::from_micros(2_000 * u64::from(number)),
                min_healthy: number % 7,
                ..first
            })
            .collect();
        let bounds = bounds(&result);
        let points = bounds.lines[2].points.len();
        assert!(points < 20_000, "{points}");
    }

    #[test]
    fn every_value_of_a_line_is_known_with_its_time() {
        let mut result = testdata::tiny();
        let half = result.service_states.len() / 2;
        for state in &mut result.service_states[half..] {
            state.desired = 6;
        }
        let changed = result.service_states[half].time;
        let desired = &bounds(&result).lines[1];
        assert_eq!(desired.kind, Kind::Desired);
        assert_eq!(desired.values, [(SimTime::ZERO, 4), (changed, 6)]);
        let labels = bounds(&result).changes(&frame(&result));
        let texts: Vec<&str> = labels.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["desired 4"]);
    }

    #[test]
    fn labels_of_one_height_stand_around_it() {
        assert_eq!(apart(&[100, 300]), [100, 300]);
        assert_eq!(apart(&[100, 100]), [88, 112]);
        assert_eq!(apart(&[100, 110, 300]), [93, 117, 300]);
        assert_eq!(apart(&[100, 100, 130]), [86, 110, 134]);
    }
}
