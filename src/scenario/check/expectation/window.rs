//! The part of the run that a sentence is about, and the share of runs.

use std::ops::Range;

use super::sentence::Sentence;
use crate::engine::SimTime;
use crate::scenario::diagnostic::codes;
use crate::scenario::expectation::syntax::{self, Literal, Spanned};
use crate::scenario::expectation::{Bound, Measure, Unit, Window, events};

impl Sentence<'_, '_> {
    /// The window; the whole run if none is written.
    pub(super) fn window(&mut self, written: Option<&Spanned<syntax::Window>>) -> Option<Window> {
        let end = SimTime::ZERO + self.duration;
        let Some(written) = written else {
            return Some(Window::Whole);
        };
        match &written.it {
            syntax::Window::During(from, until) => {
                let (start, stop) = (self.instant(from)?, self.instant(until)?);
                if start >= stop {
                    let message = "the window ends before it begins".to_owned();
                    let help = "write the earlier time first: `during 10m..20m`";
                    let span = written.span.clone();
                    self.wrong(codes::OUTSIDE_THE_RUN, span, message, help);
                    return None;
                }
                Some(Window::During(start, stop))
            }
            syntax::Window::After(from) => {
                let start = self.instant(from)?;
                if start == end {
                    let message = "the run ends there: nothing comes after it".to_owned();
                    let span = from.text.span.clone();
                    self.wrong(codes::OUTSIDE_THE_RUN, span, message, "");
                    return None;
                }
                Some(Window::After(start))
            }
            syntax::Window::Within(span, event, resource) => {
                let length = self.span(span)?;
                if length.is_zero() {
                    let message = "the window has no length".to_owned();
                    self.wrong(codes::OUTSIDE_THE_RUN, span.text.span.clone(), message, "");
                    return None;
                }
                if !events().contains(&event.it.as_str()) {
                    self.unknown("event", event, events().iter().copied());
                    return None;
                }
                Some(Window::Within {
                    span: length,
                    event: event.it.clone(),
                    resource: resource.as_ref().map(|name| name.it.clone()),
                })
            }
        }
    }

    /// Tells a window after something that is not spread over time.
    pub(super) fn check_window(&mut self, measure: &Measure, span: Range<usize>) -> Option<()> {
        let (what, help) = match measure {
            Measure::At(..) => ("`at` names an instant", "leave the window out"),
            Measure::Deployment(..) => (
                "a deployment is one thing",
                "leave the window out; `deployment(web/d-2)` names a certain one",
            ),
            Measure::Series(..) | Measure::Held(..) | Measure::Rows(..) => return Some(()),
        };
        let message = format!("{what}, so there is nothing to choose a window from");
        self.wrong(codes::SENTENCE, span, message, help);
        None
    }

    /// Checks in how many percent of runs it must hold. Of a single run that is all of them.
    pub(super) fn check_share(&mut self, written: Option<&Literal>) -> Option<()> {
        let Some(written) = written else {
            return Some(());
        };
        let read = Unit::Percent.read(&written.text.it, written.quoted);
        let message = match read {
            Ok(Bound::Number(share)) if share > 0.0 && share <= 100.0 => return Some(()),
            Ok(_) => "a share of runs is more than 0% and at most 100%".to_owned(),
            Err(wanted) => format!("the share has to be {wanted}"),
        };
        self.wrong(codes::OUT_OF_RANGE, written.text.span.clone(), message, "");
        None
    }
}
