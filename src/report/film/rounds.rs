//! What repeats itself in a film is told once: a pure search for equal rounds.

use std::ops::Range;

/// The longest round, in steps.
const LONGEST: usize = 12;

/// The fewest steps that are worth a line which says that they are left out.
const LEAST: usize = 3;

/// Rounds that are left out because they are equal to the one before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rounds {
    /// The steps that are left out.
    pub(super) steps: Range<usize>,
    /// How many steps a round has.
    pub(super) length: usize,
}

impl Rounds {
    /// How many rounds are left out.
    pub(super) fn count(&self) -> usize {
        self.steps.len() / self.length
    }
}

/// Where steps with these keys go round: the first round of each is told, the others are not.
pub(super) fn rounds<K: PartialEq>(keys: &[K]) -> Vec<Rounds> {
    let mut found: Vec<Rounds> = Vec::new();
    let mut at = 0;
    while at < keys.len() {
        match longest(keys, at) {
            Some(rounds) => {
                at = rounds.steps.end;
                found.push(rounds);
            }
            None => at += 1,
        }
    }
    found
}

/// The rounds from a step on that leave out most; of those that leave out as much, the shortest.
fn longest<K: PartialEq>(keys: &[K], at: usize) -> Option<Rounds> {
    let mut best: Option<Rounds> = None;
    for length in 1..=LONGEST.min((keys.len() - at) / 2) {
        let first = &keys[at..at + length];
        let rest = keys[at + length..].chunks_exact(length);
        let equal = rest.take_while(|round| *round == first).count();
        let least = best.as_ref().map_or(LEAST, |best| best.steps.len() + 1);
        if equal * length >= least {
            let from = at + length;
            best = Some(Rounds {
                steps: from..from + equal * length,
                length,
            });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps with those that are left out as dots.
    fn folded(steps: &str) -> String {
        let mut letters: Vec<char> = steps.chars().collect();
        for rounds in rounds(&letters.clone()) {
            letters[rounds.steps].fill('.');
        }
        letters.iter().collect()
    }

    #[test]
    fn equal_rounds_are_told_once() {
        for (steps, told) in [
            ("", ""),
            ("abc", "abc"),
            ("aaa", "aaa"),
            ("aaaa", "a..."),
            ("xababab", "xab...."),
            ("xabababa", "xab....a"),
            ("abcabcz", "abc...z"),
            ("aaaabbbbc", "a...b...c"),
            ("aabaab", "aab..."),
            // Two rounds of two are no gain.
            ("abab", "abab"),
        ] {
            assert_eq!(folded(steps), told);
        }
    }

    #[test]
    fn rounds_are_counted() {
        let found = rounds(&"abababab".chars().collect::<Vec<_>>());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].count(), found[0].length), (3, 2));
    }
}
