//! What AWS offers, charges, accepts and assumes: data only, embedded and parsed on first use.
//!
//! | file | holds |
//! | --- | --- |
//! | `instance_types.rs` | EC2 instance types: size, network interfaces, price, Spot discount |
//! | `fargate.rs` | sizes and prices of Fargate |
//! | `shapes.rs` | the members of the API requests that a scenario may hold |
//! | `assumptions.rs` | what AWS does not fix or has changed over the years, by name |
//!
//! All but the last are made from the tables in `data/`.
//!
//! Prices are those of us-east-1 for Linux, in billionths of a dollar, without tax. Left out: other
//! Regions, Savings Plans, Reserved Instances, types without a price in us-east-1.

mod assumed;
mod assumptions;
mod fargate;
mod instance_types;
mod nearest;
mod shapes;
mod table;

pub use assumed::{AssumedValue, Assumptions, Bucket};
pub use assumptions::{
    Assumption, AssumptionKind, Circumstances, LARGE_REGIONS, LONGEST_TIME, MOST_BYTES, Profile,
    TABLE as ASSUMPTIONS, Tag, assumption, fits, resolve,
};
pub use fargate::{
    FargatePrice, FargateSize, Os, cpu_choices, fargate_price, fargate_sizes, is_fargate_size,
    memory_choices,
};
pub use instance_types::{Arch, InstanceType, instance_type, instance_types};
pub use nearest::nearest;
pub use shapes::{Element, Kind, Member, Operation, Shape, Structure, operations, shape};
