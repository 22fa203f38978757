//! A condition that held for too long, too often, too late, not enough, or never.

use super::series::since_when;
use super::{Broken, is_bounded_above, most_allowed, series};
use crate::engine::{SimTime, Span};
use crate::report::expectation::course::Spell;
use crate::report::expectation::words::{spells as told, with_unit};
use crate::report::expectation::{Judge, in_micros, is_true};
use crate::report::words::instant;
use crate::scenario::expectation::{
    Against, Bound, Comparison, Condition, Expectation, Holding, Statistic,
};

impl Judge<'_> {
    /// A condition that held, but not as it should have.
    pub(super) fn of_condition(
        &self,
        expectation: &Expectation,
        holding: Holding,
        condition: &Condition,
        spells: &[Spell],
    ) -> Broken {
        let held = self.truth(condition).within(spells).spells(is_true);
        let matters = match holding {
            Holding::Last => held.len().saturating_sub(1),
            Holding::Count => most_allowed(expectation).unwrap_or(0),
            Holding::First | Holding::Duration => 0,
        };
        let mut remarks = vec![match held[..] {
            [] => "it never held".to_owned(),
            _ => format!("it held {}", told(&held, self.end, matters)),
        }];
        let broke = self.broke(expectation, holding, &held);
        if let (Holding::Duration, Some((at, _)), Bound::Number(bound)) =
            (holding, broke, &expectation.bound)
            && *bound > 0.0
        {
            let bound = with_unit(expectation.unit, *bound);
            remarks.push(format!("the {bound} were over at {}", instant(at)));
        }
        let whole = self.course(&condition.series);
        let Some((at, begin)) = broke.or(held.first().map(|first| (first.from, first.from))) else {
            remarks.extend(series::range(&whole.within(spells), &condition.series));
            return Broken {
                remarks,
                ..Broken::default()
            };
        };
        Broken {
            at: Some(at),
            ..since_when(Some(begin), remarks, &condition.series, &whole)
        }
    }

    /// When a condition broke its bound, and when what broke it began.
    fn broke(
        &self,
        expectation: &Expectation,
        holding: Holding,
        held: &[Spell],
    ) -> Option<(SimTime, SimTime)> {
        let Bound::Number(bound) = expectation.bound else {
            return None;
        };
        let whole = |spell: &Spell| (spell.from, spell.from);
        match holding {
            Holding::Duration if is_bounded_above(expectation) || bound <= 0.0 => {
                let may_reach = expectation.comparison != Comparison::Less;
                used_up(held, bound, may_reach)
            }
            Holding::Duration => None,
            Holding::Count => held.get(most_allowed(expectation)?).map(whole),
            Holding::First => held.first().map(whole),
            Holding::Last => held.last().map(|spell| {
                let ends = spell.until.min(self.end);
                (ends, if ends == self.end { spell.from } else { ends })
            }),
        }
    }

    /// A condition that never held, and what there was instead.
    pub(super) fn never(
        &self,
        holding: Holding,
        condition: &Condition,
        spells: &[Spell],
    ) -> Broken {
        let whole = self.course(&condition.series);
        let course = whole.within(spells);
        let Some(range) = series::range(&course, &condition.series) else {
            let name = series::name(&condition.series);
            return Broken::nothing(format!("no samples: {name} has no values in that time"));
        };
        let mut remarks = vec![format!("no samples: it never held; {range}")];
        if let Against::Series(other) = &condition.against {
            remarks.extend(series::range(&self.course(other).within(spells), other));
        }
        if holding == Holding::Last {
            remarks.push("`duration(…) == 0s` would say that it shall never hold".to_owned());
        }
        let nearest = match condition.comparison {
            Comparison::Less | Comparison::AtMost => course.statistic(Statistic::Min),
            _ => course.statistic(Statistic::Max),
        };
        let is_nearest =
            |value: f64| nearest.is_some_and(|nearest| nearest.total_cmp(&value).is_eq());
        let nearest = course.pieces.iter().find(|piece| is_nearest(piece.value));
        let at = nearest.map(|piece| piece.from);
        since_when(at, remarks, &condition.series, &whole)
    }
}

/// When so much time of these spells was over, and when the spell began in which it was; it may be
/// reached, if only more breaks the bound.
fn used_up(spells: &[Spell], micros: f64, may_reach: bool) -> Option<(SimTime, SimTime)> {
    let mut left = micros;
    for spell in spells {
        let length = in_micros(spell.length());
        if length > left || (length >= left && !may_reach) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a time"
            )]
            let into = Span::from_micros(left as u64);
            return Some((spell.from + into, spell.from));
        }
        left -= length;
    }
    None
}
