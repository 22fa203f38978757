//! Chance, keyed by purpose and entity.
//!
//! A draw depends on the seed, on what it is for and on whom it is for; never on what else was
//! drawn before. So two variants of a scenario with one seed meet the same weather:
//!
//! ```text
//! seed ───────────────────────────▶ key ────┐
//! entity: name, names and numbers ──┐       ├──▶ ChaCha8 ──▶ 64 bits, 64 bits, …
//! purpose: its name ────────────────┴─▶ stream
//! ```
//!
//! Streams of ChaCha are independent however near their numbers are, so all that matters is that
//! two of them never get the same number. Each step from an entity to one under it, and from an
//! entity to the stream of a purpose, maps 64 bits one to one: the numbers of one entity never
//! collide, and neither do the purposes of one entity. Any other two collide with the chance of
//! 2^-64: of 37 million runs with a million streams each, one finds such a pair.

mod distribution;
mod normal;

pub use distribution::Distribution;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Declares the purposes, each with the name that is part of its key.
macro_rules! purposes {
    ($($(#[$doc:meta])* $purpose:ident = $name:literal;)*) => {
        /// What a draw is for. The name is part of the key, so it is never changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Purpose {
            $($(#[$doc])* $purpose,)*
        }

        impl Purpose {
            /// All purposes.
            pub const ALL: &[Self] = &[$(Self::$purpose,)*];

            /// The name in the key: the room, then what takes its time or is chosen.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$purpose => $name,)*
                }
            }
        }
    };
}

purposes! {
    /// RunInstances to `running`.
    InstanceLaunch = "ec2.instanceLaunch";
    /// `running` to the registration of the agent.
    InstanceRegistration = "ec2.instanceRegistration";
    /// Shutting down to `terminated`.
    InstanceTermination = "ec2.instanceTermination";
    /// Stopping to `stopped`.
    InstanceStop = "ec2.instanceStop";
    /// PROVISIONING of a task.
    TaskProvisioning = "ecs.taskProvisioning";
    /// PENDING of a task: until the agent has picked it up.
    TaskPickup = "ecs.taskPickup";
    /// Image pull and container start.
    TaskLaunch = "ecs.taskLaunch";
    /// The start of a container to its first good answer.
    TaskStartup = "ecs.taskStartup";
    /// When the probes of a container fail.
    TaskHealth = "ecs.taskHealth";
    /// Which of several sick or recovered tasks is stopped.
    TaskChoice = "ecs.taskChoice";
    /// Whether a task fails to start.
    TaskStartFailure = "ecs.taskStartFailure";
    /// The stop signal to the exit.
    TaskShutdown = "ecs.taskShutdown";
    /// DEPROVISIONING of a task.
    TaskRelease = "ecs.taskRelease";
    /// How long a task runs before it ends by itself.
    TaskRun = "ecs.taskRun";
    /// When an agent sees the notice of a Spot interruption.
    SpotPoll = "ecs.spotPoll";
    /// When ECS learns that an instance or a zone has ended.
    InstanceLearned = "ecs.instanceLearned";
    /// Which instance takes a standalone task.
    TaskPlacement = "ecs.taskPlacement";
    /// Which task is stopped, where the tie-break is `random`.
    TaskStop = "ecs.taskStop";
    /// Which zone comes first for Fargate tasks.
    FargateZone = "ecs.fargateZone";
    /// How late a schedule with a flexible window fires.
    FlexibleWindow = "eventbridge.flexibleWindow";
    /// When a throttled call of a target is made again.
    TargetRetry = "eventbridge.targetRetry";
    /// When objects are put into a bucket.
    Upload = "world.upload";
    /// Whom a mishap of the timeline hits.
    Mishap = "world.mishap";
    /// Which of several equal instances a group terminates.
    GroupTermination = "autoscaling.groupTermination";
}

/// Whom a draw is for: names and numbers that are the same in every variant of a scenario.
///
/// ```
/// use ecsim::engine::Entity;
///
/// let web = Entity::named("service").and("web");
/// assert_eq!(web.number(1), Entity::named("service").and("web").number(1));
/// assert_ne!(web.number(1), web.number(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entity(u64);

impl Entity {
    /// The entity of that name.
    pub const fn named(name: &str) -> Self {
        Self(join(0, hash(name)))
    }

    /// The entity of that name under this one.
    #[must_use]
    pub const fn and(self, name: &str) -> Self {
        Self(join(self.0, hash(name)))
    }

    /// The entity of that number under this one: a task of a service, an instance of a group.
    #[must_use]
    pub const fn number(self, number: u64) -> Self {
        Self(join(self.0, number))
    }

    /// Half of its key, for an event that has to stay small. Of 10,000 entities two share theirs
    /// with a chance of 1 in 86; all that they share then is their luck.
    #[expect(clippy::cast_possible_truncation, reason = "half of it is wanted")]
    pub const fn short(self) -> u32 {
        (self.0 ^ (self.0 >> 32)) as u32
    }
}

/// The source of all draws of one run.
///
/// ```
/// use ecsim::engine::{Draws, Entity, Purpose};
///
/// let draws = Draws::new(1);
/// let task = Entity::named("web").number(7);
/// let chance = draws.stream(Purpose::TaskLaunch, task).unit();
/// // Whatever else is drawn, for this purpose and task it stays the same.
/// draws.stream(Purpose::TaskLaunch, Entity::named("web").number(8)).unit();
/// assert_eq!(draws.stream(Purpose::TaskLaunch, task).unit(), chance);
/// ```
#[derive(Clone, Debug)]
pub struct Draws {
    key: [u8; 32],
}

impl Draws {
    /// The source for a seed.
    pub fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self { key }
    }

    /// The stream of one purpose for one entity, from its beginning.
    pub fn stream(&self, purpose: Purpose, entity: Entity) -> Stream {
        let mut generator = ChaCha8Rng::from_seed(self.key);
        generator.set_stream(join(entity.0, hash(purpose.name())));
        Stream(generator)
    }
}

/// A stream of draws for one purpose and entity.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// A number in `[0, 1)` with 53 bits.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `bound`, from one draw. All are equally likely but for one part in
    /// 2^64 / `bound`: taking another draw to mend that would shift the draws that follow.
    ///
    /// # Panics
    /// If `bound` is 0, for no number is below it.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "no number is below 0");
        let product = u128::from(self.0.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).expect("the upper half of a product fits")
    }
}

/// FNV-1a of 64 bits: small, and fixed for ever.
const fn hash(name: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut rest = name.as_bytes();
    while let [byte, tail @ ..] = rest {
        hash = (hash ^ *byte as u64).wrapping_mul(0x0000_0100_0000_01b3);
        rest = tail;
    }
    hash
}

/// The key of `part` under `whole`, one to one in each of them. SplitMix64 (Steele, Lea and Flood:
/// Fast splittable pseudorandom number generators, 2014) spreads `whole` over all bits before the
/// next part comes, so that parts in another order, or moved to a neighbour, make another key.
const fn join(whole: u64, part: u64) -> u64 {
    let mut bits = (whole ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The first three draws below 10^9 of each purpose, for seed 1 and the entity `web` 1. A
    /// change to a line is a breaking change: with the same seed, every scenario gets other
    /// results. New purposes get a new line.
    const GOLDEN: &[&str] = &[
        "ec2.instanceLaunch 47021804 480562314 243232426",
        "ec2.instanceRegistration 681792090 239520827 679254675",
        "ec2.instanceTermination 223168802 820259892 554616685",
        "ec2.instanceStop 318170311 106769705 315571242",
        "ecs.taskProvisioning 421057830 529955481 829251977",
        "ecs.taskPickup 212797095 229872016 919940962",
        "ecs.taskLaunch 250713931 503004427 920702920",
        "ecs.taskStartup 952519538 355196252 74616034",
        "ecs.taskHealth 595671790 968744951 326348422",
        "ecs.taskChoice 86558152 957408626 685836375",
        "ecs.taskStartFailure 846725950 878515983 390225025",
        "ecs.taskShutdown 710069179 72078866 714870827",
        "ecs.taskRelease 643425827 936040950 147286382",
        "ecs.taskRun 86332073 628887732 151305755",
        "ecs.spotPoll 767339747 625680762 32943415",
        "ecs.instanceLearned 247307291 991741408 763055707",
        "ecs.taskPlacement 947939444 361372371 674723614",
        "ecs.taskStop 343269103 381280639 487065992",
        "ecs.fargateZone 436481913 17225121 801114524",
        "eventbridge.flexibleWindow 895302346 585632949 257639280",
        "eventbridge.targetRetry 108220830 741727613 30210548",
        "world.upload 814784049 90997201 482839301",
        "world.mishap 218943358 143635749 326993715",
        "autoscaling.groupTermination 837391340 43296538 151499890",
    ];

    #[test]
    fn the_first_draws_of_each_purpose_never_change() {
        let entity = Entity::named("web").number(1);
        let lines = Purpose::ALL.iter().map(|purpose| {
            let mut stream = Draws::new(1).stream(*purpose, entity);
            let [first, second, third] = [(); 3].map(|()| stream.below(1_000_000_000));
            format!("{} {first} {second} {third}", purpose.name())
        });
        let lines: Vec<String> = lines.collect();
        assert_eq!(lines, GOLDEN, "as it is now: {lines:#?}");
    }

    #[test]
    fn no_two_streams_of_many_services_are_the_same() {
        let mut streams: Vec<u64> = Vec::new();
        for service in 0..40 {
            let service = Entity::named("service").and(&format!("web-{service}"));
            for task in (0..500).chain((1..500).map(|step| step << 32)) {
                for purpose in [Purpose::TaskLaunch, Purpose::TaskRun] {
                    let entity = service.number(task);
                    streams.push(join(entity.0, hash(purpose.name())));
                }
            }
        }
        let count = streams.len();
        streams.sort_unstable();
        streams.dedup();
        assert_eq!(streams.len(), count);
    }

    #[test]
    fn the_order_of_names_matters() {
        let (web, api) = (Entity::named("web"), Entity::named("api"));
        assert_ne!(web.and("api"), api.and("web"));
        assert_ne!(Entity::named("webapi"), web.and("api"));
        assert_ne!(web.number(1).number(2), web.number(2).number(1));
    }

    #[test]
    fn every_purpose_has_its_own_name() {
        let mut names: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Purpose::ALL.len());
    }

    #[test]
    fn below_one_is_zero() {
        let mut stream = Draws::new(1).stream(Purpose::Mishap, Entity::named("zone"));
        assert_eq!([(); 100].map(|()| stream.below(1)), [0; 100]);
    }

    #[test]
    #[should_panic(expected = "no number is below 0")]
    fn nothing_is_below_zero() {
        let mut stream = Draws::new(1).stream(Purpose::Mishap, Entity::named("zone"));
        stream.below(0);
    }

    #[test]
    fn every_number_below_the_bound_is_equally_likely() {
        let mut stream = Draws::new(1).stream(Purpose::Mishap, Entity::named("zone"));
        let mut counts = [0_i64; 7];
        for _ in 0..70_000 {
            counts[usize::try_from(stream.below(7)).unwrap()] += 1;
        }
        // The standard deviation of a count is 93.
        assert!(
            counts.iter().all(|count| (count - 10_000).abs() < 400),
            "{counts:?}"
        );
    }

    fn any_purpose() -> impl Strategy<Value = Purpose> {
        prop::sample::select(Purpose::ALL)
    }

    fn any_entity() -> impl Strategy<Value = Entity> {
        ("[a-z]{1,8}", any::<u64>()).prop_map(|(name, number)| Entity::named(&name).number(number))
    }

    proptest! {
        #[test]
        fn draws_do_not_depend_on_what_else_was_drawn(
            seed: u64,
            purpose in any_purpose(),
            entity in any_entity(),
            others in prop::collection::vec((any_purpose(), any_entity(), 1..5), 0..10),
        ) {
            let mut alone = Draws::new(seed).stream(purpose, entity);
            let draws = Draws::new(seed);
            let mut among = draws.stream(purpose, entity);
            for (purpose, entity, count) in others {
                let mut other = draws.stream(purpose, entity);
                for _ in 0..count {
                    other.unit();
                }
                prop_assert_eq!(among.below(u64::MAX), alone.below(u64::MAX));
            }
        }

        #[test]
        fn another_seed_purpose_or_number_draws_otherwise(
            seed: u64,
            purpose in any_purpose(),
            other_purpose in any_purpose(),
            number in 0..u64::MAX,
        ) {
            let web = Entity::named("web");
            let draw = |seed, purpose, number| {
                let mut stream = Draws::new(seed).stream(purpose, web.number(number));
                stream.below(u64::MAX)
            };
            let drawn = draw(seed, purpose, number);
            prop_assert_ne!(drawn, draw(seed.wrapping_add(1), purpose, number));
            prop_assert_ne!(drawn, draw(seed, purpose, number + 1));
            prop_assert_eq!(
                drawn == draw(seed, other_purpose, number),
                purpose == other_purpose
            );
        }

        #[test]
        fn a_draw_below_a_bound_is_below_it(seed: u64, bound in 1..=u64::MAX) {
            let mut stream = Draws::new(seed).stream(Purpose::Mishap, Entity::named("zone"));
            prop_assert!(stream.below(bound) < bound);
            prop_assert!((0.0..1.0).contains(&stream.unit()));
        }
    }
}
