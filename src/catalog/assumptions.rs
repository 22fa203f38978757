//! Everything that AWS does not fix, or has changed over the years, by name: one table.
//!
//! A value in the scenario beats the scenario's date, that beats the profile. The values of a name
//! are checked against [`Assumption::kind`]; rooms read them from [`Assumptions`].

mod table;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::assumed::{AssumedValue, Assumptions};
use crate::engine::{Distribution, Span};

pub use table::TABLE;

/// A named number, rule or word that the simulation needs and AWS does not give for all times.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// `area.camelCase`; the area is the room that reads it.
    pub name: &'static str,
    /// What may stand for it in a scenario.
    pub kind: AssumptionKind,
    /// Its value in the profile `realistic`: what an account sees today.
    pub realistic: AssumedValue,
    /// Its value in the profile `instant`: every delay that AWS does not fix is 0.
    pub instant: AssumedValue,
    /// Values of earlier years, ascending: each holds before its day (00:00 UTC).
    pub dated: &'static [(Date, AssumedValue)],
    /// Its value in Regions that are not [`LARGE_REGIONS`], where it is another one there.
    pub elsewhere: Option<&'static AssumedValue>,
    /// How well it is known.
    pub tag: Tag,
    /// Why it has this value, and where it is from.
    pub reason: &'static str,
}

/// What the default of an assumption depends on.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// `world.profile`.
    pub profile: Profile,
    /// `asOf`.
    pub as_of: Option<Date>,
    /// `aws.region`.
    pub region: &'a str,
}

/// The Regions in which Fargate launches at its full rate.
///
/// Fact: AWS General Reference, "Amazon ECS endpoints and quotas"; ECS Developer Guide, "AWS
/// Fargate throttling quotas".
pub const LARGE_REGIONS: [&str; 16] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-central-1",
    "eu-north-1",
    "ap-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "sa-east-1",
];

/// What may stand for an assumption in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssumptionKind {
    /// A time: an [`AssumedValue::Time`], at most [`LONGEST_TIME`].
    Time {
        /// Whether it may be a distribution, drawn anew each time.
        drawn: bool,
        /// The shortest time: what is done again after no time never ends.
        least: Span,
    },
    /// A whole number of such things: an [`AssumedValue::Count`].
    Count {
        /// `tasks`.
        unit: &'static str,
        /// The least number.
        least: u64,
        /// The greatest number: what is simulated has to fit into memory.
        most: u64,
    },
    /// A size: an [`AssumedValue::Count`] of bytes.
    Bytes,
    /// Bytes a second, or `unlimited`: an [`AssumedValue::Rate`].
    Rate,
    /// A mapping of `burst`, `refill` and `per`: an [`AssumedValue::Bucket`].
    Bucket,
    /// `true` or `false`: an [`AssumedValue::Flag`].
    Flag,
    /// One of these: an [`AssumedValue::Word`].
    Word(&'static [&'static str]),
}

/// No time of an assumption is longer than the longest scenario: ten years.
pub const LONGEST_TIME: Span = Span::from_secs(3653 * 86_400);

/// No image is larger: 1 TiB, a hundred times what registries take.
pub const MOST_BYTES: u64 = 1 << 40;

/// How well an assumption is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// AWS says so.
    Documented,
    /// Practitioners or public code say so.
    Observed,
    /// Our choice.
    Assumed,
}

/// Which set of values a scenario starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// Delays as accounts see them.
    #[default]
    Realistic,
    /// Every delay that AWS does not itself fix is 0: for study and tables.
    Instant,
}

impl Profile {
    /// As a scenario writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Realistic => "realistic",
            Self::Instant => "instant",
        }
    }
}

impl Tag {
    /// In lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
        }
    }
}

/// Whether no bound, mean or median of a time is longer than any scenario.
pub fn fits(time: &Distribution) -> bool {
    let longest = match time {
        Distribution::Constant(span) | Distribution::Exponential(span) => *span,
        Distribution::Uniform(_, most) => *most,
        Distribution::LogNormal { p95, .. } => *p95,
        Distribution::Empirical(values) => values.iter().copied().max().unwrap_or(Span::ZERO),
    };
    longest <= LONGEST_TIME
}

impl AssumptionKind {
    /// Whether a value is of this kind.
    pub fn admits(self, value: &AssumedValue) -> bool {
        match (self, value) {
            (Self::Time { drawn, least }, AssumedValue::Time(time)) => match time {
                Distribution::Constant(span) => (least..=LONGEST_TIME).contains(span),
                _ => drawn && fits(time),
            },
            (Self::Word(words), AssumedValue::Word(word)) => words.contains(word),
            (Self::Count { least, most, .. }, AssumedValue::Count(count)) => {
                (least..=most).contains(count)
            }
            (Self::Bytes, AssumedValue::Count(bytes)) => *bytes <= MOST_BYTES,
            (Self::Rate, AssumedValue::Rate(rate)) => *rate != Some(0),
            (Self::Bucket, AssumedValue::Bucket(bucket)) => bucket.is_reasonable(),
            (Self::Flag, AssumedValue::Flag(_)) => true,
            _ => false,
        }
    }
}

impl Assumption {
    /// What may stand for it in a scenario.
    pub const fn kind(&self) -> AssumptionKind {
        self.kind
    }

    /// The unit of its values, for tables.
    pub const fn unit(&self) -> &'static str {
        match self.kind {
            AssumptionKind::Time { .. } => "time",
            AssumptionKind::Count { unit, .. } => unit,
            AssumptionKind::Bytes => "bytes",
            AssumptionKind::Rate => "bytes/s",
            AssumptionKind::Bucket => "tokens",
            AssumptionKind::Flag => "flag",
            AssumptionKind::Word(_) => "word",
        }
    }

    /// Its value where the scenario gives none.
    ///
    /// ```
    /// use ecsim::catalog::{AssumedValue, Circumstances, Profile, assumption};
    ///
    /// let limit = assumption("ecs.tasksPerService").expect("it is in the table");
    /// let (profile, region) = (Profile::Realistic, "us-east-1");
    /// let on = |as_of| limit.default(Circumstances { profile, as_of, region });
    /// assert_eq!(on(Some(jiff::civil::date(2021, 1, 1))), &AssumedValue::Count(2000));
    /// assert_eq!(on(None), &AssumedValue::Count(5000));
    /// ```
    pub fn default(&self, at: Circumstances<'_>) -> &AssumedValue {
        let is_later = |day: Date| self.dated.iter().find(|(until, _)| day < *until);
        if let Some((_, earlier)) = at.as_of.and_then(is_later) {
            return earlier;
        }
        match self.elsewhere {
            Some(value) if !LARGE_REGIONS.contains(&at.region) => value,
            _ => self.today(at.profile),
        }
    }

    /// Its newest value in a profile, in a large Region.
    pub fn today(&self, profile: Profile) -> &AssumedValue {
        match profile {
            Profile::Realistic => &self.realistic,
            Profile::Instant => &self.instant,
        }
    }
}

/// The assumption of that name.
pub fn assumption(name: &str) -> Option<&'static Assumption> {
    let index = TABLE
        .binary_search_by_key(&name, |assumption| assumption.name)
        .ok()?;
    Some(&TABLE[index])
}

/// The values that hold in a run: those of the scenario, else of its day, else of its profile.
///
/// # Panics
/// If an override is of another kind than its name: the check of a scenario prevents that.
pub fn resolve(
    at: Circumstances<'_>,
    overrides: &BTreeMap<&'static str, AssumedValue>,
) -> Assumptions {
    let value = |assumption: &'static Assumption| {
        let default = assumption.default(at);
        let value = overrides.get(assumption.name).unwrap_or(default);
        let name = assumption.name;
        assert!(assumption.kind.admits(value), "{name} cannot be {value}");
        (name, value.clone())
    };
    Assumptions::new(TABLE.iter().map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn on(profile: Profile, as_of: Option<Date>) -> Circumstances<'static> {
        Circumstances {
            profile,
            as_of,
            region: "us-east-1",
        }
    }

    #[test]
    fn fargate_launches_at_a_quarter_of_the_rate_outside_the_large_regions() {
        let burst = |name, region, as_of| {
            let at = Circumstances {
                region,
                ..on(Profile::Realistic, as_of)
            };
            resolve(at, &BTreeMap::new()).bucket(name).burst
        };
        assert_eq!(burst("ecs.fargateLaunchRate", "eu-west-1", None), 100);
        assert_eq!(burst("ecs.fargateLaunchRate", "eu-south-2", None), 25);
        let old = Some(date(2021, 1, 1));
        assert_eq!(burst("ecs.fargateLaunchRate", "eu-south-2", old), 10);
        assert_eq!(
            burst("ecs.fargateServiceLaunchRate", "eu-south-2", None),
            125
        );
        assert_eq!(burst("ecs.serviceLaunchRate", "eu-south-2", None), 500);
    }

    #[test]
    fn names_are_sorted_unique_and_well_formed() {
        assert!(TABLE.is_sorted_by(|a, b| a.name < b.name));
        for Assumption { name, .. } in TABLE {
            let (area, rest) = name.split_once('.').expect(name);
            let letters = |text: &str| {
                text.starts_with(|letter: char| letter.is_ascii_lowercase())
                    && text.chars().all(|letter| letter.is_ascii_alphanumeric())
            };
            assert!(letters(area) && letters(rest), "{name}");
            assert_eq!(assumption(name).map(|found| found.name), Some(*name));
        }
        assert_eq!(assumption("ecs.unheardOf"), None);
    }

    #[test]
    fn every_value_is_of_its_kind_and_every_reason_is_a_sentence() {
        for assumption in TABLE {
            let Assumption {
                name,
                kind,
                dated,
                reason,
                ..
            } = assumption;
            for profile in [Profile::Realistic, Profile::Instant] {
                assert!(kind.admits(assumption.today(profile)), "{name}");
            }
            assert!(dated.iter().all(|(_, value)| kind.admits(value)), "{name}");
            assert!(dated.is_sorted_by(|a, b| a.0 < b.0), "{name}");
            assert!(
                reason.ends_with('.') && reason.len() > 20,
                "{name}: {reason}"
            );
        }
    }

    #[test]
    fn instant_has_no_delay_that_aws_does_not_fix() {
        let fixed_by_aws = [
            "autoscaling.launchRetryBase",
            "autoscaling.launchRetryMax",
            "ecs.anonymousPullsPer",
            "ecs.azRebalancingRetry",
            "ecs.ecrTokenLife",
            "ecs.eniAttachTimeout",
            "ecs.imageCleanupAge",
            "ecs.imageCleanupInterval",
            "ecs.placementRetryBurst",
            "ecs.placementRetryInterval",
            "ecs.placementRetryStep",
            "ecs.readyAfterRunning",
            "ecs.startThrottleBase",
            "ecs.startThrottleMax",
            "ecs.stopTimeout",
            "ecs.taskCleanupWait",
            "elb.deregistrationDelay",
            "eventbridge.retryBase",
            "eventbridge.retryMax",
            "managedScaling.drainingLimit",
            "spot.noticeLead",
            "world.outageLaunchWindow",
        ];
        let no_time = AssumedValue::Time(Distribution::Constant(Span::ZERO));
        for assumption in TABLE {
            let instant = assumption.today(Profile::Instant);
            if matches!(instant, AssumedValue::Time(_)) && !fixed_by_aws.contains(&assumption.name)
            {
                assert_eq!(instant, &no_time, "{}", assumption.name);
            }
        }
    }

    #[test]
    fn a_day_has_the_rules_of_its_time() {
        let at = |name, day| {
            let assumption = assumption(name).expect(name);
            assumption
                .default(on(Profile::Realistic, Some(day)))
                .to_string()
        };
        for (name, day, expected) in [
            ("ecs.tasksPerService", date(2020, 8, 23), "1000"),
            ("ecs.tasksPerService", date(2020, 8, 24), "2000"),
            ("ecs.tasksPerService", date(2021, 1, 1), "2000"),
            ("ecs.tasksPerService", date(2021, 6, 8), "5000"),
            ("ecs.tasksPerService", date(2026, 11, 20), "5000"),
            ("ecs.servicesPerCluster", date(2021, 6, 7), "2000"),
            ("ecs.servicesPerCluster", date(2021, 6, 8), "5000"),
            ("ecs.instancesPerCluster", date(2022, 4, 13), "2000"),
            ("ecs.instancesPerCluster", date(2022, 4, 14), "5000"),
            (
                "ecs.fargateLaunchRate",
                date(2022, 4, 13),
                "{burst: 10, refill: 1, per: 1s}",
            ),
            (
                "ecs.fargateLaunchRate",
                date(2022, 4, 14),
                "{burst: 100, refill: 20, per: 1s}",
            ),
            ("ecs.scaleOutRevisions", date(2025, 10, 31), "new"),
            ("ecs.scaleOutRevisions", date(2025, 11, 1), "both"),
            ("ecs.replacementRevision", date(2025, 10, 31), "new"),
            ("ecs.replacementRevision", date(2025, 11, 1), "own"),
            ("ecs.unhealthyReplacement", date(2023, 10, 22), "stopFirst"),
            ("ecs.unhealthyReplacement", date(2023, 10, 23), "startFirst"),
            ("feature.azRebalancing", date(2024, 11, 17), "false"),
            ("feature.azRebalancing", date(2024, 11, 18), "true"),
            (
                "ecs.fargateSpotStopCode",
                date(2023, 12, 31),
                "TerminationNotice",
            ),
            (
                "ecs.fargateSpotStopCode",
                date(2024, 1, 1),
                "SpotInterruption",
            ),
            ("feature.capacityProviders", date(2019, 12, 2), "false"),
            ("feature.capacityProviders", date(2019, 12, 3), "true"),
            ("feature.fargateLarge", date(2022, 9, 15), "false"),
            ("feature.fargateLarge", date(2022, 9, 16), "true"),
        ] {
            assert_eq!(at(name, day), expected, "{name} on {day}");
        }
    }

    #[test]
    fn the_scenario_beats_its_day_and_that_its_profile() {
        let old = Some(date(2020, 1, 1));
        let none = BTreeMap::new();
        let wake = |profile| resolve(on(profile, None), &none).flag("ecs.placementWake");
        assert_eq!(
            (wake(Profile::Realistic), wake(Profile::Instant)),
            (false, true)
        );
        assert_eq!(
            resolve(on(Profile::Instant, old), &none).count("ecs.tasksPerService"),
            1000
        );
        let written = BTreeMap::from([("ecs.tasksPerService", AssumedValue::Count(7))]);
        assert_eq!(
            resolve(on(Profile::Instant, old), &written).count("ecs.tasksPerService"),
            7
        );
    }

    #[test]
    #[should_panic(expected = "ecs.placementWake cannot be 7")]
    fn an_override_of_another_kind_is_a_defect() {
        let written = BTreeMap::from([("ecs.placementWake", AssumedValue::Count(7))]);
        resolve(on(Profile::Realistic, None), &written);
    }
}
