//! A wind tunnel for Amazon ECS.

pub mod catalog;
pub mod engine;
pub mod ids;
pub mod report;
pub mod scenario;
