//! The instant at which most was reserved.

use super::{Packer, Stay};
use crate::engine::SimTime;
use crate::report::packing::{Amounts, Resource};

impl Packer<'_> {
    /// The first instant after which most was reserved: of the resource of which tasks took the
    /// largest share of all that was ever registered at once.
    pub(super) fn peak(&self, end: SimTime) -> SimTime {
        // What is registered or reserved from then on, or less of it.
        let mut changes: Vec<(SimTime, bool, bool, Amounts)> = Vec::new();
        let mut add = |stay: Stay, is_task: bool, amounts: Amounts| {
            changes.push((stay.from, is_task, true, amounts));
            changes.extend(stay.until.map(|until| (until, is_task, false, amounts)));
        };
        for (stay, registered) in self.instances.values() {
            add(*stay, false, *registered);
        }
        for task in &self.tasks {
            add(self.stay(task), true, self.need(task.definition));
        }
        changes.sort_unstable_by_key(|(at, ..)| *at);
        let instants = || changes.chunk_by(|one, other| one.0 == other.0);
        let mut most = [0; Resource::ALL.len()];
        let mut sums = [[0; Resource::ALL.len()]; 2];
        for instant in instants() {
            count(&mut sums, instant);
            for (most, sum) in most.iter_mut().zip(sums[0]) {
                *most = sum.max(*most);
            }
        }
        let (mut peak, mut highest) = (SimTime::ZERO, 0);
        let mut sums = [[0; Resource::ALL.len()]; 2];
        for instant in instants().take_while(|instant| instant[0].0 <= end) {
            count(&mut sums, instant);
            let shares = sums[1].iter().zip(most);
            let shares = shares.map(|(part, whole)| part * 1_000_000 / whole.max(1));
            let share = shares.max().unwrap_or(0);
            if share > highest {
                (peak, highest) = (instant[0].0, share);
            }
        }
        peak
    }
}

/// Adds up what is registered and what is reserved.
fn count(sums: &mut [[u64; Resource::ALL.len()]; 2], changes: &[(SimTime, bool, bool, Amounts)]) {
    // Sums do not fall below nothing between, if what comes is counted first.
    for pass in [true, false] {
        for (_, is_task, comes, amounts) in changes {
            let sums = &mut sums[usize::from(*is_task)];
            for (sum, resource) in sums.iter_mut().zip(Resource::ALL) {
                let amount = u64::from(amounts.of(resource));
                match (pass, *comes) {
                    (true, true) => *sum += amount,
                    (false, false) => *sum -= amount,
                    _ => {}
                }
            }
        }
    }
}
