//! The house rules that a machine can check. An exception stands beside its rule, with its reason.

mod audited;
mod columns;
mod files;
mod graph;
mod tables;
mod words;

/// For lists of what breaks a rule.
const NOTHING: [String; 0] = [];
