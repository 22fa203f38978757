//! Embedded data, parsed on first use.
