//! The program as a user meets it: one binary, one module per concern.

#![allow(missing_docs, reason = "tests explain themselves by their names")]
#![allow(clippy::format_push_string, reason = "short texts in tests")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "cli/support.rs"]
mod support;

#[path = "cli/advice.rs"]
mod advice;
#[path = "cli/agents.rs"]
mod agents;
#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/baseline.rs"]
mod baseline;
#[path = "cli/circuit_breaker.rs"]
mod circuit_breaker;
#[path = "cli/commands.rs"]
mod commands;
#[path = "cli/containers.rs"]
mod containers;
#[path = "cli/counts.rs"]
mod counts;
#[path = "cli/daemon.rs"]
mod daemon;
#[path = "cli/determinism.rs"]
mod determinism;
#[path = "cli/docker.rs"]
mod docker;
#[path = "cli/documents.rs"]
mod documents;
#[path = "cli/draining.rs"]
mod draining;
#[path = "cli/events.rs"]
mod events;
#[path = "cli/expectations.rs"]
mod expectations;
#[path = "cli/film.rs"]
mod film;
#[path = "cli/groups.rs"]
mod groups;
#[path = "cli/health.rs"]
mod health;
#[path = "cli/images.rs"]
mod images;
#[path = "cli/life_cycle.rs"]
mod life_cycle;
#[path = "cli/limits.rs"]
mod limits;
#[path = "cli/mishaps.rs"]
mod mishaps;
#[path = "cli/network.rs"]
mod network;
#[path = "cli/packing.rs"]
mod packing;
#[path = "cli/placement.rs"]
mod placement;
#[path = "cli/promises.rs"]
mod promises;
#[path = "cli/protection.rs"]
mod protection;
#[path = "cli/query.rs"]
mod query;
#[path = "cli/reports.rs"]
mod reports;
#[path = "cli/roles.rs"]
mod roles;
#[path = "cli/rollback.rs"]
mod rollback;
#[path = "cli/rolling_update.rs"]
mod rolling_update;
#[path = "cli/scenarios.rs"]
mod scenarios;
#[path = "cli/service_page.rs"]
mod service_page;
#[path = "cli/start_throttle.rs"]
mod start_throttle;
#[path = "cli/study.rs"]
mod study;
#[path = "cli/summary.rs"]
mod summary;
#[path = "cli/target_health.rs"]
mod target_health;
#[path = "cli/volumes.rs"]
mod volumes;
#[path = "cli/zones.rs"]
mod zones;
