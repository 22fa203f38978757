//! Sentences of `expect`.

use super::super::codes::{self, CodeEntry};
use super::entry;

pub(super) const ENTRIES: &[CodeEntry] = &[
    entry(
        codes::SENTENCE,
        "not a sentence of `expect`",
        "A sentence measures something, compares it with a value, and may end with a window: \
         `min(web.ready) >= 4 during 10m..20m`. A series has many values in a run, so it needs a \
         statistic, or `at` a time.",
        "expect: [web.ready >= 4]",
        "expect: [min(web.ready) >= 4]",
    ),
    entry(
        codes::UNIT_OF_BOUND,
        "a value with another unit",
        "A value has the unit of what it is compared with: counts are plain numbers, times are \
         written `90s`, percentages `99.9%`, words are only equal or not. Anything else would \
         compare nothing with nothing.",
        "expect: [min(web.ready) >= 300ms]",
        "expect: [min(web.ready) >= 3]",
    ),
    entry(
        codes::OUTSIDE_THE_RUN,
        "outside the run",
        "A promise about a time that is not played can be neither kept nor broken. Windows and \
         instants have to lie in the run.",
        "expect: [min(web.ready) >= 3 during 50m..70m]",
        "expect: [min(web.ready) >= 3 during 50m..60m]",
    ),
];
