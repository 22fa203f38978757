//! The part of a run that a sentence is about.

use super::Judge;
use super::course::Spell;
use crate::engine::SimTime;
use crate::scenario::expectation::Window;

impl Judge<'_> {
    /// The times that a window means, apart and in order; an event that never happened means none.
    pub(super) fn spells(&self, window: &Window) -> Vec<Spell> {
        let end = self.end;
        let from = |from| Spell { from, until: end };
        // What happens at the very end has a window without length: rows of that instant are in it.
        match window {
            Window::Whole => vec![from(SimTime::ZERO)],
            Window::During(start, until) => vec![Spell {
                from: *start,
                until: *until,
            }],
            Window::After(start) => vec![from(*start)],
            Window::Within {
                span,
                event,
                resource,
            } => {
                let mut spells: Vec<Spell> = Vec::new();
                for time in self.happened(event, resource.as_deref()) {
                    let until = (time + *span).min(end);
                    match spells.last_mut() {
                        Some(last) if time <= last.until => last.until = until,
                        _ => spells.push(Spell { from: time, until }),
                    }
                }
                spells
            }
        }
    }

    /// When an event happened, in order of time.
    fn happened(&self, event: &str, resource: Option<&str>) -> Vec<SimTime> {
        let journal = &self.result.journal;
        let mut about = String::new();
        let mut times = Vec::new();
        for &seq in self.index.of_event(self.result, event) {
            let is_it = resource.is_none_or(|wanted| {
                journal.resource(seq, &mut about);
                about == wanted
            });
            if is_it {
                times.push(journal.head(seq).time);
            }
        }
        times
    }
}
