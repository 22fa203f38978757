//! How large a scenario may be. Beyond these a file is a mistake or an attack, and both deserve a
//! message in bounded time and memory.

/// Mappings and lists inside each other.
pub(in crate::scenario) const DEPTH: usize = 64;

/// Values, counted after aliases are put in.
pub(in crate::scenario) const VALUES: usize = 1_000_000;

/// Bytes of one file.
pub(in crate::scenario) const FILE_BYTES: usize = 16 << 20;

/// Bytes of all texts, counted after aliases are put in: a long text with many aliases is an alias
/// bomb too.
pub(in crate::scenario) const TEXT_BYTES: usize = 64 << 20;

/// Files that extend each other.
pub(in crate::scenario) const FILES: usize = 16;
