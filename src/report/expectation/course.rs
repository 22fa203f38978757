//! The course of a value over time, and what statistics and conditions make of it.
//!
//! What changes in steps holds from one change to the next, so its mean, percentiles and sum are
//! those of time: exact, however short a dip is. A metric has one value per period, each of which
//! counts as one.

use crate::engine::{SimTime, Span};
use crate::scenario::expectation::Statistic;

/// A value that held for a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// From then on.
    pub(super) from: SimTime,
    /// Until then, that instant not included.
    pub(super) until: SimTime,
    /// So much.
    pub(super) value: f64,
}

/// The pieces of a value in order of time, perhaps with gaps between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Course {
    pub(super) pieces: Vec<Piece>,
    /// Whether the value is known all the time, and not once per period.
    pub(super) steps: bool,
}

/// A time from an instant to before another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spell {
    pub(super) from: SimTime,
    pub(super) until: SimTime,
}

impl Spell {
    /// How long it is.
    pub(super) fn length(self) -> Span {
        self.until.since(self.from)
    }
}

/// All spells together.
pub(super) fn total(spells: &[Spell]) -> Span {
    let micros = spells.iter().map(|spell| spell.length().as_micros());
    Span::from_micros(micros.sum())
}

impl Course {
    /// What changes in steps: each value holds until the next one, the last one until `end`.
    pub(super) fn of_steps(steps: impl Iterator<Item = (SimTime, f64)>, end: SimTime) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for (from, value) in steps {
            match pieces.last_mut() {
                Some(last) if same(last.value, value) => continue,
                Some(last) => last.until = from,
                None => {}
            }
            let until = end.max(from);
            pieces.push(Piece { from, until, value });
        }
        Self {
            pieces,
            steps: true,
        }
    }

    /// One value per period.
    pub(super) fn of_periods(
        points: impl Iterator<Item = (SimTime, f64)>,
        period: Span,
        end: SimTime,
    ) -> Self {
        let piece = |(from, value)| Piece {
            from,
            until: (from + period).min(end).max(from),
            value,
        };
        let pieces = points.map(piece).collect();
        Self {
            pieces,
            steps: false,
        }
    }

    /// What lies in these spells, which are apart and in order. A value of a period belongs to the
    /// instant at which its period begins.
    pub(super) fn within(&self, spells: &[Spell]) -> Self {
        let mut pieces = Vec::new();
        for spell in spells {
            let first = self
                .pieces
                .partition_point(|piece| piece.until <= spell.from);
            let later = self.pieces[first..].iter();
            for piece in later.take_while(|piece| piece.from < spell.until) {
                let from = piece.from.max(spell.from);
                let until = piece.until.min(spell.until);
                if self.steps && from < until {
                    pieces.push(Piece {
                        from,
                        until,
                        ..*piece
                    });
                } else if !self.steps && piece.from >= spell.from {
                    pieces.push(*piece);
                }
            }
        }
        let steps = self.steps;
        Self { pieces, steps }
    }

    /// The value at an instant.
    pub(super) fn at(&self, time: SimTime) -> Option<Piece> {
        let after = self.pieces.partition_point(|piece| piece.from <= time);
        let piece = *self.pieces.get(after.checked_sub(1)?)?;
        // What changes in steps has a value at the end too.
        let is_last = self.steps && after == self.pieces.len() && time == piece.until;
        (time < piece.until || is_last || piece.from == time).then_some(piece)
    }

    /// What a statistic makes of it, if there is anything.
    pub(super) fn statistic(&self, statistic: Statistic) -> Option<f64> {
        let values = || self.pieces.iter().map(|piece| piece.value);
        if statistic == Statistic::Count {
            #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53 values")]
            return Some(self.pieces.len() as f64);
        }
        let last = self.pieces.last()?;
        Some(match statistic {
            Statistic::Min => values().fold(f64::INFINITY, f64::min),
            Statistic::Max => values().fold(f64::NEG_INFINITY, f64::max),
            Statistic::Sum => self.sum(),
            Statistic::Mean => self.sum() / self.weights(),
            Statistic::Percentile(percent) => self.percentile(percent)?,
            Statistic::First => self.pieces[0].value,
            Statistic::Last => last.value,
            Statistic::Count => unreachable!("counted above"),
        })
    }

    /// When it has that value for the first time, if ever.
    pub(super) fn reaches(&self, value: f64) -> Option<SimTime> {
        let piece = self.pieces.iter().find(|piece| same(piece.value, value));
        piece.map(|piece| piece.from)
    }

    /// For what changes in steps, in microseconds times its unit.
    fn sum(&self) -> f64 {
        self.pieces
            .iter()
            .map(|piece| piece.value * self.weight(piece))
            .sum()
    }

    /// When the sum reaches that much, if it does.
    pub(super) fn sum_reaches(&self, bound: f64) -> Option<SimTime> {
        let mut sum = 0.0;
        for piece in &self.pieces {
            let more = piece.value * self.weight(piece);
            if sum + more >= bound && more > 0.0 {
                let into = if self.steps {
                    (bound - sum) / piece.value
                } else {
                    0.0
                };
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a time"
                )]
                let into = Span::from_micros(into.max(0.0) as u64);
                return Some(piece.from + into);
            }
            sum += more;
        }
        None
    }

    fn weights(&self) -> f64 {
        self.pieces.iter().map(|piece| self.weight(piece)).sum()
    }

    /// How much a piece counts: as long as it is, or as one.
    #[expect(clippy::cast_precision_loss, reason = "285 years are exact")]
    fn weight(&self, piece: &Piece) -> f64 {
        if self.steps {
            piece.until.since(piece.from).as_micros() as f64
        } else {
            1.0
        }
    }

    /// The least value that so many percent are at most.
    fn percentile(&self, percent: f64) -> Option<f64> {
        let mut sorted: Vec<&Piece> = self.pieces.iter().collect();
        sorted.sort_by(|one, other| one.value.total_cmp(&other.value));
        // Rounding must not ask for more: 2.2 % of 1,500 s are 33 s, and not a little more.
        let wanted = self.weights() * percent / 100.0 * (1.0 - 4.0 * f64::EPSILON);
        let mut reached = 0.0;
        for piece in &sorted {
            reached += self.weight(piece);
            if reached >= wanted {
                return Some(piece.value);
            }
        }
        sorted.last().map(|piece| piece.value)
    }

    /// When a condition on the value holds; what touches is one spell.
    pub(super) fn spells(&self, holds: impl Fn(f64) -> bool) -> Vec<Spell> {
        let mut spells: Vec<Spell> = Vec::new();
        for piece in self.pieces.iter().filter(|piece| holds(piece.value)) {
            match spells.last_mut() {
                Some(last) if last.until == piece.from => last.until = piece.until,
                _ => spells.push(Spell {
                    from: piece.from,
                    until: piece.until,
                }),
            }
        }
        spells.retain(|spell| spell.from < spell.until);
        spells
    }

    /// This value taken together with another one at the same time, where both are known.
    pub(super) fn with(&self, other: &Self, make: impl Fn(f64, f64) -> f64) -> Self {
        let mut pieces = Vec::new();
        let (mut one, mut two) = (0, 0);
        while let (Some(left), Some(right)) = (self.pieces.get(one), other.pieces.get(two)) {
            let (from, until) = (left.from.max(right.from), left.until.min(right.until));
            if from < until {
                let value = make(left.value, right.value);
                pieces.push(Piece { from, until, value });
            }
            if left.until <= right.until {
                one += 1;
            } else {
                two += 1;
            }
        }
        let steps = self.steps;
        Self { pieces, steps }
    }
}

/// Whether a value is still the same one.
#[expect(clippy::float_cmp, reason = "counts are whole numbers")]
fn same(one: f64, other: f64) -> bool {
    one == other
}

#[cfg(test)]
mod properties;
