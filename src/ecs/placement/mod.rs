//! Which container instance takes a task, and why none does.
//!
//! The funnel of AWS:
//!
//! ```text
//! ACTIVE instances ─▶ agent ─▶ attributes ─▶ zone ─▶ memberOf ─▶ distinctInstance     constraints
//!   ─▶ ports ─▶ network interfaces ─▶ GPUs ─▶ memory ─▶ CPU                           room
//!   ─▶ first strategy ─▶ second ─▶ … ─▶ the one that registered first                 order
//! ```
//! Each strategy keeps those that are best for it, and equal ones pass on to the next. So the
//! choice is the least of all by a key that has a part for each strategy: tasks of the group in the
//! same bucket or on the same instance, CPU or memory left. [`Fleet`] keeps the instances so that
//! the least is found without looking at each of them; [`Fleet::scan`] looks at each, and says the
//! same.
//!
//! Everything here is plain values: what an instance offers ([`Remaining`]), what a task asks
//! ([`Wish`]), and who is where.
//!
//! Facts: ECS Developer Guide, "Amazon ECS task placement", "How Amazon ECS places tasks on
//! container instances", "Amazon ECS services"; AWS Compute Blog, "Amazon ECS Task Placement" (the
//! default of RunTask). The order of the filters, the order of equal instances and what becomes of
//! ties between strategies are assumed.

mod choice;
mod fleet;
mod funnel;
mod group;
mod ordered;
mod remaining;
mod shortlist;
mod wish;

pub use fleet::{Fleet, SlotId, Standing};
pub use funnel::{Funnel, Stage};
pub use remaining::Remaining;
pub use wish::{ConditionId, Part, Port, Wish, WishId};

#[cfg(test)]
mod tests;
