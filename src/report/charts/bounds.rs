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

/// Width of the maximum and of dashes.
const THIN: u32 = 2;

/// Width of the minimum.
const THICK: u32 = 4;

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

    /// Draws the lines, the dashed one on top.
    pub(super) fn draw(&self, canvas: &mut dyn Canvas) {
        let points = |kind| {
            let bound = self.lines.iter().find(|bound| bound.kind == kind);
            bound.map_or(&[][..], |bound| &bound.points)
        };
        let [maximum, desired, minimum] = Kind::ALL.map(points);
        // A white rim keeps a line apart from any colour under it.
        canvas.steps(desired, PAPER, THIN + 3);
        for (points, width) in [(maximum, THIN), (minimum, THICK)] {
            canvas.steps(points, PAPER, width + 3);
            canvas.steps(points, INK, width);
        }
        draw_dashes(canvas, desired, |x, y| {
            let is_on = |points| height_at(points, x) == Some(y);
            match (is_on(maximum), is_on(minimum)) {
                (_, true) => Under::Thick,
                (true, false) => Under::Thin,
                _ => Under::Nothing,
            }
        });
    }

    /// The line on which the dashed one lies all the time.
    fn under(&self) -> Under {
        let values = |kind| self.lines.iter().find(|bound| bound.kind == kind);
        let is_on = |kind| {
            let pair = values(kind).zip(values(Kind::Desired));
            pair.is_some_and(|(one, other)| one.values == other.values)
        };
        match (is_on(Kind::Maximum), is_on(Kind::Minimum)) {
            (_, true) => Under::Thick,
            (true, false) => Under::Thin,
            _ => Under::Nothing,
        }
    }

    /// Writes what the lines are, over everything else.
    pub(super) fn draw_labels(&self, canvas: &mut dyn Canvas, frame: &Frame) {
        for (area, text) in self.changes(frame) {
            // What lies under it still shows a little.
            canvas.tint(area, PAPER, 0.8);
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
                let width = font::width(&text, SIZE) + 8;
                let Some(y) = height_at(&bound.points, left - 6) else {
                    continue;
                };
                let clear = frame.clear_of_marks(left, right, width);
                let is_first = from == bound.values[0].0;
                // The first level is told even if it does not last as long as its label is.
                let left = match clear {
                    Some(clear) => clear,
                    None if left + width <= right || is_first && left <= right + 10 => left,
                    None => continue,
                };
                let places = beside(bound.kind, (left, y), width);
                let is_free = |area: &&Area| {
                    area.top >= frame.plot.top
                        && area.bottom <= frame.plot.bottom
                        && !labels.iter().any(|(other, _)| meet(other, area))
                };
                let mut free = places.iter().filter(is_free);
                let best = free.clone().find(|area| !self.cross(area));
                if let Some(&area) = best.or(free.next()) {
                    labels.push((area, text));
                }
            }
        }
        labels
    }

    /// Whether any line goes through there.
    fn cross(&self, area: &Area) -> bool {
        let mut pairs = self.lines.iter().flat_map(|bound| bound.points.windows(2));
        pairs.any(|pair| {
            let line = Area {
                left: pair[0].0.min(pair[1].0),
                top: pair[0].1.min(pair[1].1),
                right: pair[0].0.max(pair[1].0) + 1,
                bottom: pair[0].1.max(pair[1].1) + 1,
            };
            meet(&line, area)
        })
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
            Kind::Maximum => entry(Sign::Line(THIN), "maximum of all tasks"),
            Kind::Minimum => entry(Sign::Line(THICK), "minimum of ready tasks"),
            Kind::Desired => entry(Sign::Drawn(self.under().sign()), "desired count"),
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

/// What a dashed line lies upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Under {
    Nothing,
    /// A thin line: its dashes are thicker than that.
    Thin,
    /// A thick line: its gaps are white.
    Thick,
}

impl Under {
    /// What dashes on it look like.
    fn sign(self) -> fn(&mut dyn Canvas, Point) {
        match self {
            Self::Nothing => |canvas, at| Self::Nothing.draw(canvas, at),
            Self::Thin => |canvas, at| Self::Thin.draw(canvas, at),
            Self::Thick => |canvas, at| Self::Thick.draw(canvas, at),
        }
    }

    fn draw(self, canvas: &mut dyn Canvas, (x, y): Point) {
        let points = [(x - 16, y), (x + 16, y)];
        match self {
            Self::Nothing => {}
            Self::Thin => canvas.steps(&points, INK, THIN),
            Self::Thick => canvas.steps(&points, INK, THICK),
        }
        draw_dashes(canvas, &points, |_, _| self);
    }
}

/// Draws a dashed line, seen on whatever lies under it.
fn draw_dashes(canvas: &mut dyn Canvas, points: &[Point], under: impl Fn(i32, i32) -> Under) {
    for pair in points.windows(2) {
        let ((left, y), (right, to)) = (pair[0], pair[1]);
        if y != to {
            canvas.line(pair[0], pair[1], INK, 1);
            continue;
        }
        let mut x = left - left.rem_euclid(2 * DASH);
        while x < right {
            let (from, middle, to) = (x.max(left), x + DASH, (x + 2 * DASH).min(right));
            let under = under(from, y);
            let width = if under == Under::Thin { 6 } else { THIN };
            if from < middle.min(right) {
                canvas.line((from, y), (middle.min(right), y), INK, width);
            }
            if under == Under::Thick && middle.max(left) < to {
                canvas.line((middle.max(left), y), (to, y), PAPER, THIN);
            }
            x += 2 * DASH;
        }
    }
}

/// Beside a line, the better place first: the minimum below it, the others above.
fn beside(kind: Kind, (left, y): Point, width: i32) -> [Area; 2] {
    let place = |top| Area {
        left,
        top,
        right: left + width,
        bottom: top + APART,
    };
    let (above, below) = (place(y - 5 - APART), place(y + 5));
    match kind {
        Kind::Minimum => [below, above],
        Kind::Maximum | Kind::Desired => [above, below],
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
    use crate::engine::Span;
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
    fn a_first_level_has_a_label_however_short() {
        let mut result = testdata::tiny();
        let first = result.service_states[0];
        let time = SimTime::ZERO + Span::from_micros(result.duration.as_micros() / 40);
        let (desired, min_healthy) = (8, 6);
        let later = ServiceState {
            time,
            desired,
            min_healthy,
            ..first
        };
        result.service_states = vec![first, later];
        let labels = bounds(&result).changes(&frame(&result));
        let texts: Vec<&str> = labels.iter().map(|(_, text)| text.as_str()).collect();
        let minimum = format!("minimum {}", first.min_healthy);
        assert_eq!(texts, ["desired 4", &minimum]);
        for (area, text) in &labels {
            assert!(area.width() <= font::width(text, SIZE) + 8);
        }
    }

    #[test]
    fn dashes_know_the_line_that_they_lie_on() {
        let mut result = testdata::tiny();
        for state in &mut result.service_states {
            state.min_healthy = state.desired / 2;
            state.max_total = state.desired * 2;
        }
        assert_eq!(bounds(&result).under(), Under::Nothing);
        for state in &mut result.service_states {
            state.max_total = state.desired;
        }
        assert_eq!(bounds(&result).under(), Under::Thin);
        for state in &mut result.service_states {
            state.min_healthy = state.desired;
        }
        assert_eq!(bounds(&result).under(), Under::Thick);
    }

    #[test]
    fn labels_of_one_height_stand_around_it() {
        assert_eq!(apart(&[100, 300]), [100, 300]);
        assert_eq!(apart(&[100, 100]), [88, 112]);
        assert_eq!(apart(&[100, 110, 300]), [93, 117, 300]);
        assert_eq!(apart(&[100, 100, 130]), [86, 110, 134]);
    }
}
