//! The container instances of a cluster, as placement sees them.
//!
//! An instance gets a *slot* when it registers, and keeps it; slots are in order of registration.
//! Instances that no strategy and no lasting constraint can tell apart share a *cell*: the same
//! zone, the same values of the attributes that strategies spread over, the same conditions. What
//! they have left and whose tasks they hold tells those of a cell apart, and changes.

use std::collections::BTreeMap;

use super::group::GroupPlaces;
use super::ordered::{Key, Ordered};
use super::remaining::{Offer, Remaining};
use super::shortlist::Shortlists;
use super::wish::{ConditionId, Kept, Part, Port, Way, Wish, WishId};
use crate::ecs::task::TaskGroupId;
use crate::engine::{Arena, Id};
use crate::ids::{InstanceId, ZoneId};
use crate::typed_id;

typed_id! {
    /// An instance in the order of registration.
    pub SlotId;
}

/// At most so many conditions are part of what makes a cell; the others are asked one by one.
const KEYED: usize = 64;

/// AWS: an instance has at most so many reserved host ports, its own included.
///
/// Fact: API reference, PortMapping.
const MOST_PORTS: usize = 100;

/// Whether tasks can be put on an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// ACTIVE, with its agent.
    Open,
    /// ACTIVE, without its agent.
    Away,
    /// Anything else.
    Closed,
}

/// A container instance.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) instance: InstanceId,
    pub(super) cell: usize,
    pub(super) standing: Standing,
    pub(super) left: Remaining,
    pub(super) ports: Vec<Port>,
    /// A bit for each condition.
    conditions: Vec<u64>,
    /// Tasks of any group that hold room.
    tasks: i32,
    /// Tasks that count, by group.
    groups: Vec<(TaskGroupId, u32)>,
    is_gone: bool,
}

/// Instances that differ only in what they have left and whose tasks they hold.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// By attribute; the first is the zone.
    pub(super) values: Vec<u32>,
    /// Which of the conditions that last hold.
    holds: u64,
    pub(super) slots: Vec<SlotId>,
}

/// The container instances of a cluster.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    pub(super) slots: Arena<SlotId, Slot>,
    pub(super) cells: Vec<Cell>,
    cell_of: BTreeMap<(Vec<u32>, u64), usize>,
    /// The conditions that are part of what makes a cell.
    keyed: Vec<ConditionId>,
    /// By zone, how many instances are open.
    open: Vec<u32>,
    /// Every order that some wish goes by.
    pub(super) orders: Vec<(Vec<Part>, Ordered)>,
    groups: Vec<GroupPlaces>,
    pub(super) wishes: Arena<WishId, Kept>,
    wish_of: BTreeMap<Wish, WishId>,
    pub(super) shortlists: Shortlists,
}

impl Fleet {
    /// No instance yet. `lasting` are the conditions that tasks do not change by coming and going.
    pub fn new(lasting: impl IntoIterator<Item = ConditionId>) -> Self {
        Self {
            keyed: lasting.into_iter().take(KEYED).collect(),
            ..Self::default()
        }
    }

    /// An instance registers, with the numbers of its zone and of its values of the attributes
    /// that strategies spread over. It is closed until it is shown.
    pub fn register(&mut self, instance: InstanceId, values: Vec<u32>, ports: Vec<Port>) -> SlotId {
        let slot = self.slots.push(Slot {
            instance,
            cell: 0,
            standing: Standing::Closed,
            left: Remaining::default(),
            ports,
            conditions: Vec::new(),
            tasks: 0,
            groups: Vec::new(),
            is_gone: false,
        });
        self.enter(slot, values, 0);
        slot
    }

    /// An instance left its cluster and does not come back.
    pub fn retire(&mut self, slot: SlotId) {
        self.show(slot, Standing::Closed, Remaining::default());
        if !self.slots[slot].is_gone {
            self.leave_cell(slot);
            self.slots[slot].is_gone = true;
        }
    }

    /// Whether an instance takes tasks, and what it has left for them.
    pub fn show(&mut self, slot: SlotId, standing: Standing, left: Remaining) {
        let zone = self.zone(slot).index();
        let state = &mut self.slots[slot];
        if state.is_gone {
            return;
        }
        self.open[zone] -= u32::from(state.standing == Standing::Open);
        self.open[zone] += u32::from(standing == Standing::Open);
        state.standing = standing;
        state.left = left;
        self.changed(slot);
    }

    /// A task takes its host ports; what it leaves is to be shown.
    pub fn reserve(&mut self, slot: SlotId, ports: &[Port]) {
        let state = &mut self.slots[slot];
        state.tasks += 1;
        state.ports.extend_from_slice(ports);
    }

    /// A task gives its host ports back; what is there then is to be shown.
    pub fn release(&mut self, slot: SlotId, ports: &[Port]) {
        let state = &mut self.slots[slot];
        state.tasks -= 1;
        state.ports.retain(|port| !ports.contains(port));
    }

    /// A task of a group counts on an instance from now on.
    pub fn join(&mut self, group: TaskGroupId, slot: SlotId) {
        self.count(group, slot, 1);
    }

    /// It was told to stop, or has ended.
    pub fn leave(&mut self, group: TaskGroupId, slot: SlotId) {
        self.count(group, slot, -1);
    }

    fn count(&mut self, group: TaskGroupId, slot: SlotId, tasks: i32) {
        let state = &mut self.slots[slot];
        let found = state.groups.iter().position(|(known, _)| *known == group);
        let place = found.unwrap_or(state.groups.len());
        if found.is_none() {
            state.groups.push((group, 0));
        }
        let count = &mut state.groups[place].1;
        *count = count
            .checked_add_signed(tasks)
            .expect("a task leaves where it was put");
        let is_empty = *count == 0;
        if is_empty {
            state.groups.swap_remove(place);
        }
        let cell = state.cell;
        let index = group.index();
        if self.groups.len() <= index {
            self.groups.resize_with(index + 1, GroupPlaces::default);
        }
        let places = &mut self.groups[index];
        places.add(&self.cells[cell].values, tasks);
        if is_empty {
            places.slots.remove(&slot);
        } else {
            places.slots.insert(slot);
        }
        self.refile_of(group, slot);
    }

    /// Says which of some conditions hold on an instance now.
    pub fn judge(
        &mut self,
        slot: SlotId,
        conditions: impl IntoIterator<Item = ConditionId>,
        holds: impl Fn(ConditionId) -> bool,
    ) {
        let before = self.slots[slot].conditions.clone();
        let words = &mut self.slots[slot].conditions;
        for condition in conditions {
            let (word, bit) = (condition.index() / 64, condition.index() % 64);
            if words.len() <= word {
                words.resize(word + 1, 0);
            }
            words[word] = words[word] & !(1 << bit) | u64::from(holds(condition)) << bit;
        }
        if self.slots[slot].conditions != before {
            let values = self.cells[self.slots[slot].cell].values.clone();
            self.set_values(slot, values);
        }
    }

    /// Puts an instance where its values and its conditions belong.
    pub fn set_values(&mut self, slot: SlotId, values: Vec<u32>) {
        if self.slots[slot].is_gone {
            return;
        }
        let holds = self.mask(|condition| self.meets(slot, condition));
        let cell = &self.cells[self.slots[slot].cell];
        if (&cell.values, cell.holds) != (&values, holds) {
            self.leave_cell(slot);
            self.recount(slot, -1);
            self.enter(slot, values, holds);
            self.recount(slot, 1);
        }
        self.changed(slot);
    }

    fn enter(&mut self, slot: SlotId, values: Vec<u32>, holds: u64) {
        let next = self.cells.len();
        let cell = *self.cell_of.entry((values.clone(), holds)).or_insert(next);
        if cell == next {
            let zone = values[0] as usize;
            if self.open.len() <= zone {
                self.open.resize(zone + 1, 0);
            }
            self.cells.push(Cell {
                values,
                holds,
                slots: Vec::new(),
            });
        }
        self.cells[cell].slots.push(slot);
        self.slots[slot].cell = cell;
        let offer = self.offer(slot);
        for order in 0..self.orders.len() {
            let key = self.key(&self.orders[order].0, slot);
            self.orders[order].1.insert(cell, key, offer);
        }
    }

    fn leave_cell(&mut self, slot: SlotId) {
        let cell = self.slots[slot].cell;
        self.cells[cell].slots.retain(|other| *other != slot);
        for (_, ordered) in &mut self.orders {
            ordered.remove(cell, slot.0);
        }
    }

    /// The tasks of an instance are counted where its values are.
    fn recount(&mut self, slot: SlotId, sign: i32) {
        let state = &self.slots[slot];
        for (group, count) in &state.groups {
            let tasks = i32::try_from(*count).expect("few tasks on an instance") * sign;
            self.groups[group.index()].add(&self.cells[state.cell].values, tasks);
        }
    }

    /// Something about an instance changed: the orders follow.
    fn changed(&mut self, slot: SlotId) {
        if self.slots[slot].is_gone {
            return;
        }
        let (cell, offer) = (self.slots[slot].cell, self.offer(slot));
        for order in 0..self.orders.len() {
            let key = self.key(&self.orders[order].0, slot);
            self.orders[order].1.change(cell, key, offer);
        }
        self.refile(slot);
    }

    fn offer(&self, slot: SlotId) -> Offer {
        let state = &self.slots[slot];
        match state.standing {
            Standing::Open => Offer::new(state.left),
            Standing::Away | Standing::Closed => Offer::NONE,
        }
    }

    /// Where an instance stands in an order.
    pub(super) fn key(&self, order: &[Part], slot: SlotId) -> Key {
        let mut parts = [0; 3];
        for (part, value) in order.iter().zip(&mut parts) {
            *value = self.own(*part, slot);
        }
        let slot = slot.0;
        Key { parts, slot }
    }

    /// What an order goes by that is the instance's own.
    pub(super) fn own(&self, part: Part, slot: SlotId) -> i32 {
        let state = &self.slots[slot];
        match part {
            Part::Cpu => state.left.cpu,
            Part::Memory => state.left.memory_mib,
            Part::Tasks => state.tasks,
            Part::Bucket(_) | Part::Count | Part::Random => 0,
        }
    }

    /// Takes down a wish; equal ones have one number.
    pub fn keep(&mut self, wish: Wish) -> WishId {
        let wish = wish.normal();
        if let Some(known) = self.wish_of.get(&wish) {
            return *known;
        }
        let (way, order) = wish.way();
        let order = match way {
            Way::Scanned => 0,
            Way::Ordered { .. } | Way::Sampled => self.order(order),
        };
        let leading = wish.leading();
        self.wish_of.insert(wish.clone(), self.wishes.next_id());
        self.wishes.push(Kept {
            wish,
            way,
            leading,
            order,
        })
    }

    fn order(&mut self, order: Vec<Part>) -> usize {
        if let Some(known) = self.orders.iter().position(|(known, _)| *known == order) {
            return known;
        }
        let mut ordered = Ordered::default();
        for (slot, state) in self.slots.iter().filter(|(_, state)| !state.is_gone) {
            ordered.insert(state.cell, self.key(&order, slot), self.offer(slot));
        }
        self.orders.push((order, ordered));
        self.orders.len() - 1
    }

    /// Which of the lasting conditions hold, as bits.
    pub(super) fn mask(&self, holds: impl Fn(ConditionId) -> bool) -> u64 {
        let keyed = self.keyed.iter().zip(0..);
        keyed.fold(0, |mask, (condition, bit)| {
            mask | u64::from(holds(*condition)) << bit
        })
    }

    /// Whether all instances of a cell meet what a mask asks.
    pub(super) fn cell_has(&self, cell: usize, mask: u64) -> bool {
        self.cells[cell].holds & mask == mask
    }

    /// Whether a condition holds on an instance.
    pub fn meets(&self, slot: SlotId, condition: ConditionId) -> bool {
        let index = condition.index();
        let word = self.slots[slot].conditions.get(index / 64);
        word.is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Whether the host ports of a task are free on an instance.
    pub fn has_ports(&self, slot: SlotId, wanted: &[Port]) -> bool {
        let taken = &self.slots[slot].ports;
        let is_free = |port| !taken.contains(port);
        wanted.is_empty() || wanted.iter().all(is_free) && taken.len() + wanted.len() <= MOST_PORTS
    }

    /// Whether an instance takes a task of a group.
    pub(super) fn takes(&self, slot: SlotId, wish: &Wish, group: TaskGroupId) -> bool {
        let state = &self.slots[slot];
        state.standing == Standing::Open
            && state.left.holds(wish.need)
            && self.suits(slot, wish)
            && !(wish.distinct && self.on_instance(group, slot) > 0)
    }

    /// Whether ports, attributes and expressions are as a task wants them.
    pub(super) fn suits(&self, slot: SlotId, wish: &Wish) -> bool {
        let mut conditions = wish.attributes.iter().chain(&wish.member_of);
        self.has_ports(slot, &wish.ports)
            && conditions.all(|condition| self.meets(slot, *condition))
    }

    /// How many tasks of a group count on an instance.
    pub fn on_instance(&self, group: TaskGroupId, slot: SlotId) -> u32 {
        let mut groups = self.slots[slot].groups.iter();
        let found = groups.find(|(known, _)| *known == group);
        found.map_or(0, |(_, count)| *count)
    }

    /// How many tasks of a group count in a bucket.
    pub fn in_bucket(&self, group: TaskGroupId, attribute: u8, slot: SlotId) -> u32 {
        self.load(group, attribute, self.slots[slot].cell)
    }

    pub(super) fn load(&self, group: TaskGroupId, attribute: u8, cell: usize) -> u32 {
        let value = self.cells[cell].values[usize::from(attribute)];
        let places = self.places(group);
        places.map_or(0, |places| places.in_bucket(attribute, value))
    }

    pub(super) fn places(&self, group: TaskGroupId) -> Option<&GroupPlaces> {
        self.groups.get(group.index())
    }

    /// The groups with tasks that count on an instance, and how many.
    pub fn groups_on(&self, slot: SlotId) -> &[(TaskGroupId, u32)] {
        &self.slots[slot].groups
    }

    /// Whether tasks can be put on an instance.
    pub fn standing(&self, slot: SlotId) -> Standing {
        self.slots[slot].standing
    }

    /// Which instance has a slot.
    pub fn instance(&self, slot: SlotId) -> InstanceId {
        self.slots[slot].instance
    }

    /// The zone of an instance.
    pub fn zone(&self, slot: SlotId) -> ZoneId {
        ZoneId(self.cells[self.slots[slot].cell].values[0])
    }

    /// What a wish asks.
    pub fn wish(&self, wish: WishId) -> &Wish {
        &self.wishes[wish].wish
    }

    /// What an instance has left for tasks.
    pub fn left(&self, slot: SlotId) -> Remaining {
        self.slots[slot].left
    }

    /// Whether any instance of a zone takes tasks at all.
    pub fn is_open(&self, zone: ZoneId) -> bool {
        self.open.get(zone.index()).is_some_and(|open| *open > 0)
    }

    /// The static host ports that are taken on an instance.
    pub fn ports(&self, slot: SlotId) -> &[Port] {
        &self.slots[slot].ports
    }
}
