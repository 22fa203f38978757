//! Why no instance takes a task: how many instances each filter leaves, and which one comes
//! closest.
//!
//! AWS says what the closest instance lacks and not what makes it the closest. Assumed: it passes
//! the most filters, then it lacks the least of what it lacks, then it registered first.

use super::fleet::{Fleet, SlotId, Standing};
use super::remaining::Remaining;
use super::wish::{Part, WishId};
use crate::ecs::task::TaskGroupId;
use crate::ids::{InstanceId, ZoneId};

/// A filter, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// `agentConnected`.
    Agent,
    /// The attributes that the task definition requires.
    Attribute,
    /// The zones of the subnets.
    Location,
    /// `memberOf`.
    MemberOf,
    /// `distinctInstance`.
    DistinctInstance,
    /// Static host ports.
    Ports,
    /// Network interfaces.
    Eni,
    /// GPUs.
    Gpu,
    /// Memory.
    Memory,
    /// CPU.
    Cpu,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::Agent,
        Self::Attribute,
        Self::Location,
        Self::MemberOf,
        Self::DistinctInstance,
        Self::Ports,
        Self::Eni,
        Self::Gpu,
        Self::Memory,
        Self::Cpu,
    ];

    /// As AWS names it in `failures`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Agent => "AGENT",
            Self::Attribute => "ATTRIBUTE",
            Self::Location => "LOCATION",
            Self::MemberOf => "MemberOf placement constraint unsatisfied.",
            Self::DistinctInstance => "DistinctInstance placement constraint unsatisfied.",
            Self::Ports => "RESOURCE:PORTS",
            Self::Eni => "RESOURCE:ENI",
            Self::Gpu => "RESOURCE:GPU",
            Self::Memory => "RESOURCE:MEMORY",
            Self::Cpu => "RESOURCE:CPU",
        }
    }
}

/// What the filters left of the instances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// ACTIVE instances.
    pub active: u32,
    /// After each filter, in order.
    pub left: [u32; Stage::ALL.len()],
    /// The instance that comes closest, and the first filter that it does not pass.
    pub closest: Option<(InstanceId, Stage)>,
    /// What the closest one has left for tasks.
    pub has: Remaining,
}

impl Funnel {
    /// How many instances a filter was the first to refuse.
    pub fn refused_by(&self, stage: Stage) -> u32 {
        let place = stage as usize;
        let before = if place == 0 {
            self.active
        } else {
            self.left[place - 1]
        };
        before - self.left[place]
    }
}

/// How far an instance is from taking a task: filters that it does not pass, and the part of what
/// is needed that it lacks, in millionths.
type Distance = (usize, u64);

impl Fleet {
    /// What the filters leave for a task of a group. Looks at every instance.
    pub fn funnel(&self, group: TaskGroupId, wish: WishId, zones: &[ZoneId]) -> Funnel {
        self.funnel_of(self.slots.ids(), group, wish, zones)
    }

    /// A placement that goes against its first strategy, because no instance of a better bucket
    /// takes the task: an instance of that bucket, and what the filters leave there.
    pub fn passed_over(
        &self,
        group: TaskGroupId,
        wish: WishId,
        zones: &[ZoneId],
        chosen: SlotId,
    ) -> Option<(SlotId, Funnel)> {
        let Some(Part::Bucket(attribute)) = self.wishes[wish].wish.chain.first() else {
            return None;
        };
        let load = |cell: usize| self.load(group, *attribute, cell);
        let limit = load(self.slots[chosen].cell);
        let cells = self.cells_in_order(group, wish, zones);
        let mut better = cells.into_iter().filter(|cell| load(*cell) < limit);
        better.find_map(|cell| {
            let slots = &self.cells[cell].slots;
            let funnel = self.funnel_of(slots.iter().copied(), group, wish, zones);
            (funnel.active > 0).then(|| (slots[0], funnel))
        })
    }

    fn funnel_of(
        &self,
        slots: impl IntoIterator<Item = SlotId>,
        group: TaskGroupId,
        wish: WishId,
        zones: &[ZoneId],
    ) -> Funnel {
        let mut funnel = Funnel::default();
        let mut closest: Option<(Distance, SlotId, Stage)> = None;
        for slot in slots {
            if self.slots[slot].standing == Standing::Closed {
                continue;
            }
            funnel.active += 1;
            let passes = Stage::ALL.map(|stage| self.passes(group, wish, zones, slot, stage));
            let first = passes.iter().position(|passes| !passes);
            for left in &mut funnel.left[..first.unwrap_or(passes.len())] {
                *left += 1;
            }
            let Some(first) = first else { continue };
            let failed = passes.iter().filter(|passes| !**passes).count();
            let distance = (failed, self.shortfall(wish, slot));
            if closest.is_none_or(|(known, ..)| distance < known) {
                closest = Some((distance, slot, Stage::ALL[first]));
            }
        }
        if let Some((_, slot, stage)) = closest {
            funnel.closest = Some((self.instance(slot), stage));
            funnel.has = self.left(slot);
        }
        funnel
    }

    fn passes(
        &self,
        group: TaskGroupId,
        wish: WishId,
        zones: &[ZoneId],
        slot: SlotId,
        stage: Stage,
    ) -> bool {
        let (at, wish) = (&self.slots[slot], &self.wishes[wish].wish);
        let (has, need) = (at.left, wish.need);
        let meets = |condition: &_| self.meets(slot, *condition);
        match stage {
            Stage::Agent => at.standing == Standing::Open,
            Stage::Attribute => wish.attributes.iter().all(meets),
            Stage::Location => zones.contains(&self.zone(slot)),
            Stage::MemberOf => wish.member_of.iter().all(meets),
            Stage::DistinctInstance => !wish.distinct || self.on_instance(group, slot) == 0,
            Stage::Ports => self.has_ports(slot, &wish.ports),
            Stage::Eni => need.enis <= has.enis,
            Stage::Gpu => need.gpus <= has.gpus,
            Stage::Memory => need.memory_mib <= has.memory_mib,
            Stage::Cpu => need.cpu <= has.cpu,
        }
    }

    /// The part of the room that is needed and not there, over all resources, in millionths.
    fn shortfall(&self, wish: WishId, slot: SlotId) -> u64 {
        let (has, need) = (self.left(slot), self.wishes[wish].wish.need);
        let pairs = [
            (need.cpu, has.cpu),
            (need.memory_mib, has.memory_mib),
            (need.enis, has.enis),
            (need.gpus, has.gpus),
        ];
        let missing = |(need, has): (i32, i32)| {
            let lacks = i64::from(need) - i64::from(has);
            let part = lacks.max(0) * 1_000_000 / i64::from(need).max(1);
            u64::try_from(part).unwrap_or(0)
        };
        pairs.into_iter().map(missing).sum()
    }
}
