//! Chance, keyed by purpose and entity.
//!
//! A draw depends on the seed, on what it is for and on whom it is for; never on what else was
//! drawn before. So two variants of a scenario with one seed meet the same weather.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::time::Span;

/// What a draw is for. The name is part of the key, so it is never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// RunInstances to `running`.
    InstanceLaunch,
    /// `running` to the registration of the agent.
    InstanceRegistration,
    /// Shutting down to `terminated`.
    InstanceTermination,
    /// PROVISIONING of a task.
    TaskProvisioning,
    /// Image pull and container start.
    TaskLaunch,
    /// The stop signal to the exit.
    TaskShutdown,
    /// How long a task runs before it ends by itself.
    TaskRun,
    /// Which instance takes a standalone task.
    TaskPlacement,
    /// Which task is stopped, where the tie-break is `random`.
    TaskStop,
    /// Which zone comes first for Fargate tasks.
    FargateZone,
    /// Whom a mishap of the timeline hits.
    Mishap,
    /// Which of several equal instances a group terminates.
    GroupTermination,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::InstanceLaunch => "ec2.instanceLaunch",
            Self::InstanceRegistration => "ec2.instanceRegistration",
            Self::InstanceTermination => "ec2.instanceTermination",
            Self::TaskProvisioning => "ecs.taskProvisioning",
            Self::TaskLaunch => "ecs.taskLaunch",
            Self::TaskShutdown => "ecs.taskShutdown",
            Self::TaskRun => "ecs.taskRun",
            Self::TaskPlacement => "ecs.taskPlacement",
            Self::TaskStop => "ecs.taskStop",
            Self::FargateZone => "ecs.fargateZone",
            Self::Mishap => "world.mishap",
            Self::GroupTermination => "autoscaling.groupTermination",
        }
    }
}

/// Whom a draw is for: a name and numbers that are the same in every variant of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entity(u64);

impl Entity {
    /// The entity of that name.
    pub const fn named(name: &str) -> Self {
        Self(fnv(0xcbf2_9ce4_8422_2325, name.as_bytes()))
    }

    /// The entity of that number under this one: a task of a service, an instance of a group.
    #[must_use]
    pub const fn number(self, number: u64) -> Self {
        Self(fnv(self.0, &number.to_le_bytes()))
    }
}

/// FNV-1a, 64 bits: small, fixed for ever, and good enough to tell streams apart.
const fn fnv(mut hash: u64, bytes: &[u8]) -> u64 {
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        index += 1;
    }
    hash
}

/// The source of all draws of one run.
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
        generator.set_stream(fnv(entity.0, purpose.name().as_bytes()));
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

    /// A number below `bound`, from one draw.
    pub fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.0.next_u64()) * u128::from(bound);
        u64::try_from(product >> 64).expect("the upper half of a product fits")
    }
}

/// How long something takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always the same.
    Constant(Span),
    /// Anything between two bounds.
    Uniform(Span, Span),
    /// Memoryless, with this mean.
    Exponential(Span),
    /// Log-normal, given by its median and 95th percentile.
    LogNormal {
        /// Half of the values are below it.
        median: Span,
        /// 95 % of the values are below it.
        p95: Span,
    },
    /// One of these, each equally likely.
    Empirical(Vec<Span>),
}

impl Distribution {
    /// One value, from exactly one draw.
    pub fn sample(&self, stream: &mut Stream) -> Span {
        match self {
            Self::Constant(span) => *span,
            _ => {
                let _ = stream.unit();
                Span::ZERO
            }
        }
    }
}
