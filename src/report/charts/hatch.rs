//! Hatching: lines that fall to the left, ten pixels apart, clipped to what they fill.

use super::canvas::{Area, Canvas};
use super::palette::Look;

/// Pixels from one line to the next, along the row.
const GAP: i32 = 10;

/// Fills a rectangle, hatched or not.
pub(super) fn fill(canvas: &mut dyn Canvas, area: Area, look: Look) {
    columns(canvas, &[area], look);
}

/// Fills columns that touch, hatched or not. Hatching goes through from column to column.
pub(super) fn columns(canvas: &mut dyn Canvas, columns: &[Area], look: Look) {
    canvas.columns(columns, look.fill);
    let (Some(color), Some(first), Some(last)) = (look.hatch, columns.first(), columns.last())
    else {
        return;
    };
    let top = columns.iter().map(|area| area.top).min().unwrap_or(0);
    let bottom = columns.iter().map(|area| area.bottom).max().unwrap_or(0);
    // On a line, x + y is the same everywhere.
    let sums = (first.left + top) / GAP..=(last.right + bottom) / GAP;
    for sum in sums.map(|line| line * GAP) {
        for (from, to) in pieces(columns, sum) {
            canvas.line((from, sum - from), (to, sum - to), color, 2);
        }
    }
}

/// The parts of a line that lie in the columns, as ranges of x.
fn pieces(columns: &[Area], sum: i32) -> Vec<(i32, i32)> {
    let mut pieces: Vec<(i32, i32)> = Vec::new();
    for area in columns {
        // Where the line enters at the bottom and leaves at the top of this column.
        let from = area.left.max(sum - area.bottom);
        let to = area.right.min(sum - area.top);
        if from >= to {
            continue;
        }
        match pieces.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => pieces.push((from, to)),
        }
    }
    pieces.retain(|(from, to)| to - from > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(left: i32, right: i32, top: i32) -> Area {
        Area {
            left,
            top,
            right,
            bottom: 100,
        }
    }

    #[test]
    fn a_line_is_clipped_to_its_columns() {
        assert_eq!(pieces(&[column(0, 50, 50)], 100), [(0, 50)]);
        assert_eq!(pieces(&[column(0, 50, 80)], 100), [(0, 20)]);
        assert_eq!(pieces(&[column(0, 50, 50)], 40), []);
    }

    #[test]
    fn pieces_in_touching_columns_are_one() {
        let columns = [column(0, 20, 50), column(20, 50, 50)];
        assert_eq!(pieces(&columns, 110), [(10, 50)]);
        let broken = [column(0, 20, 0), column(20, 30, 95), column(30, 90, 0)];
        assert_eq!(pieces(&broken, 110).len(), 2);
    }
}
