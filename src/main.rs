//! The command `ecsim`.

fn main() {}
