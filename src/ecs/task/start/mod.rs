//! What keeps a task from RUNNING: one file for each topic says what fails, when, and in which
//! words; [`Ecs::launch_task`] asks them in the order in which AWS meets them.
//!
//! | | on Fargate | on an instance |
//! | --- | --- | --- |
//! | 1 | ECS assumes the roles | the same |
//! | 2 | secrets and parameters, a token of ECR | secrets and parameters |
//! | 3 | files of variables | files of variables |
//! | 4 | streams for logs | file systems are mounted |
//! | 5 | file systems are mounted | images are pulled, or taken from the cache |
//! | 6 | images are pulled | streams for logs |
//!
//! What holds when a task becomes ACTIVATING decides: what changes during a launch concerns the
//! next one. All of it ends a task with `TaskFailedToStart` before it was RUNNING, so it counts for
//! the throttling of starts and for the circuit breaker.
//!
//! Facts: ECS Developer Guide, "Amazon ECS stopped tasks error codes" and "CannotPullContainer task
//! errors". Texts have no id of a task in them, so that the same cause is the same text.

mod access;
mod launch;
pub(in crate::ecs) mod pull;
pub(in crate::ecs) mod registry;
mod storage;

use self::pull::PullFault;
use crate::ecs::Ecs;
use crate::ids::{EntryId, ImageId, RoleId, SubnetId, TaskDefinitionId};
use crate::scenario::model::{Action, Refusal};

/// Why a task fails to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartFault {
    /// Its application says so.
    Application(TaskDefinitionId),
    /// A mishap of the timeline says so.
    Mishap(EntryId),
    /// EC2 has no address for it in this subnet.
    NoAddress(SubnetId),
    /// Its instance has no room for its network interface, and ECS did not know.
    InterfaceTimeout,
    /// ECS cannot assume one of its roles.
    NotAssumed(RoleId),
    /// Its role gets no token of ECR (Fargate).
    NoToken {
        /// The role.
        role: Option<RoleId>,
        /// Why.
        why: Refusal,
    },
    /// Its agent does not get something.
    Refused {
        /// What it is of.
        definition: TaskDefinitionId,
        /// What: its place in what the agent gets.
        get: u16,
        /// Why.
        why: Refusal,
        /// Who asked.
        role: Option<RoleId>,
        /// Whether on Fargate, which has words of its own.
        on_fargate: bool,
    },
    /// The Docker daemon of its instance is down.
    DockerDown,
    /// A file system cannot be mounted where it is.
    NoMountTarget {
        /// What it is of.
        definition: TaskDefinitionId,
        /// Which of its volumes.
        volume: u16,
        /// Whether on Fargate, which has words of its own.
        on_fargate: bool,
    },
    /// An image cannot be pulled.
    Pull {
        /// Which.
        image: ImageId,
        /// Why.
        why: PullFault,
        /// Whether on Fargate, which has words of its own.
        on_fargate: bool,
    },
}

impl StartFault {
    /// Whether nothing answered, which takes its time.
    pub(in crate::ecs) fn is_timeout(self) -> bool {
        match self {
            Self::NoToken { why, .. } | Self::Refused { why, .. } => why == Refusal::Unreachable,
            Self::Pull { why, .. } => why == PullFault::NoRoute,
            _ => false,
        }
    }
}

impl Ecs {
    /// `stoppedReason` of a task that failed to start.
    pub fn start_fault_reason(&self, fault: StartFault) -> String {
        match fault {
            StartFault::Application(definition) => {
                let definition = &self.aws.task_definitions[definition];
                let failure = definition.start_failure.as_ref();
                failure.map_or_else(String::new, |failure| failure.reason.clone())
            }
            StartFault::Mishap(entry) => match &self.calls[entry] {
                Action::TaskStartFailure(mishap) => mishap.reason.clone(),
                _ => String::new(),
            },
            StartFault::NoAddress(subnet) => format!(
                "Unexpected EC2 error while attempting to Create Network Interface in subnet \
                 '{}': InsufficientFreeAddressesInSubnet",
                self.aws.subnets[subnet].name
            ),
            StartFault::InterfaceTimeout => {
                "Timeout waiting for network interface provisioning to complete.".to_owned()
            }
            StartFault::DockerDown => "CannotStartContainerError: Cannot connect to the Docker daemon \
                                       at unix:///var/run/docker.sock. Is the docker daemon running?"
                .to_owned(),
            StartFault::NotAssumed(role) => access::not_assumed(&self.aws, role),
            StartFault::NoToken { role, why } => access::no_token(&self.aws, role, why),
            StartFault::Refused {
                definition,
                get,
                why,
                role,
                on_fargate,
            } => {
                let gets = &self.aws.task_definitions[definition].access.gets;
                let get = &gets[usize::from(get)];
                access::refused(&self.aws, get, (role, why), on_fargate)
            }
            StartFault::NoMountTarget {
                definition,
                volume,
                on_fargate,
            } => {
                let volume = &self.aws.task_definitions[definition].volumes[usize::from(volume)];
                storage::not_mounted(&self.aws.region, volume, on_fargate)
            }
            StartFault::Pull {
                image,
                why,
                on_fargate,
            } => {
                let tries = self.settings.starts.pull_retries.attempts;
                pull::reason(&self.aws.images[image], why, on_fargate, tries)
            }
        }
    }
}
