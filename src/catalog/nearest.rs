//! The name that somebody probably meant.

/// How many letters of a name must agree before its rest may be missing.
const SHORTEST_PREFIX: usize = 3;

/// The candidate nearest to a name that is none of them; nothing if none is near.
///
/// Near is: about one slip for three letters, case aside; else one is the beginning of the other.
///
/// ```
/// use ecsim::catalog::nearest;
///
/// let names = ["desiredCount", "taskDefinition", "launchType"];
/// assert_eq!(nearest("desierdCount", names), Some("desiredCount"));
/// assert_eq!(nearest("desired", names), Some("desiredCount"));
/// assert_eq!(nearest("replicas", names), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let Some(slips) = slips(&wanted, &candidate.to_lowercase()) else {
            continue;
        };
        // The first of several equally near ones stays: the order of the candidates decides.
        if best.is_none_or(|(fewest, _)| slips < fewest) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How far two names are apart, if they are near at all. A prefix is further than any slips.
fn slips(wanted: &str, candidate: &str) -> Option<usize> {
    let letters = wanted.chars().count().max(candidate.chars().count());
    let slips = strsim::osa_distance(wanted, candidate);
    if slips <= (letters / 3).max(1) && slips < letters {
        return Some(slips);
    }
    let shorter = wanted.chars().count().min(candidate.chars().count());
    let prefix = candidate.starts_with(wanted) || wanted.starts_with(candidate);
    (prefix && shorter >= SHORTEST_PREFIX).then_some(slips + letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_name() {
        let types = ["m5.large", "m5.xlarge", "m6.large", "t3.micro"];
        assert_eq!(nearest("m5.lage", types), Some("m5.large"));
        assert_eq!(nearest("T3.Micro", types), Some("t3.micro"));
        assert_eq!(nearest("m5_large", types), Some("m5.large"));
    }

    #[test]
    fn a_beginning_finds_the_whole() {
        assert_eq!(
            nearest("memoryReservation", ["memory", "image"]),
            Some("memory")
        );
        assert_eq!(
            nearest("cap", ["capacityProviders"]),
            Some("capacityProviders")
        );
    }

    #[test]
    fn what_is_far_away_is_not_offered() {
        assert_eq!(nearest("pods", ["services", "clusters"]), None);
        assert_eq!(nearest("", ["services"]), None);
        assert_eq!(nearest("ab", ["cd"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn of_equally_near_names_the_first_counts() {
        assert_eq!(nearest("web-3", ["web-1", "web-2"]), Some("web-1"));
    }
}
