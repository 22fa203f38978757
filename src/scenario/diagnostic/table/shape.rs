//! Fields, types, words, units.

use super::super::codes::{self, CodeEntry};
use super::entry;

pub(super) const ENTRIES: &[CodeEntry] = &[
    entry(
        codes::UNKNOWN_FIELD,
        "unknown field",
        "In `aws` every field of AWS's own request is known, also those without effect here, so \
         an unknown one is misspelt or belongs elsewhere. In the other sections `ecsim schema` \
         lists the fields.",
        "aws: {services: [{serviceName: web, desiredCont: 8}]}",
        "aws: {services: [{serviceName: web, desiredCount: 8}]}",
    ),
    entry(
        codes::WRONG_TYPE,
        "wrong type",
        "A list stands where a mapping should, a text where a number should, and so on. YAML 1.2 \
         knows only `true` and `false`: `yes`, `no`, `on` and `off` are texts, and so is a number \
         with a leading zero.",
        "aws: {services: [{serviceName: web, desiredCount: many}]}",
        "aws: {services: [{serviceName: web, desiredCount: 8}]}",
    ),
    entry(
        codes::UNKNOWN_WORD,
        "unknown word",
        "Only some words may stand here, in exactly this spelling: AWS's enumerations are in capitals.",
        "aws: {services: [{serviceName: web, launchType: ec2}]}",
        "aws: {services: [{serviceName: web, launchType: EC2}]}",
    ),
    entry(
        codes::OUT_OF_RANGE,
        "out of range",
        "A number, or the length of a text or list, is outside of what AWS or the format allows, \
         or it is no finite number.",
        "seed: -1",
        "seed: 1",
    ),
    entry(
        codes::MISSING_FIELD,
        "missing field",
        "A field without a default was left out. In `aws` these are the fields that AWS requires, \
         and a few that have no value one could guess.",
        "aws: {containerInstances: [{count: 2}]}",
        "aws: {containerInstances: [{instanceType: m5.large, count: 2}]}",
    ),
    entry(
        codes::UNIT,
        "a value without its unit",
        "Times, sizes and rates are written with their unit, for a bare number says nothing: \
         `90s`, `15m`, `1h30m`, `512MiB`. Fields of AWS keep AWS's own units (`stopTimeout: 30`).",
        "duration: 3600",
        "duration: 1h",
    ),
    entry(
        codes::EXACTLY_ONE,
        "not exactly one",
        "Of some fields exactly one has to be written: an entry of the timeline is one call or \
         one mishap, a distribution is of one kind.",
        "timeline: [{at: 10m}]",
        "timeline: [{at: 10m, updateService: {service: web, desiredCount: 8}}]",
    ),
    entry(
        codes::SCHEMA_VERSION,
        "unknown schema version",
        "`schema` is the version of the format. This program reads version 1; a newer one may read others.",
        "schema: 7",
        "schema: 1",
    ),
];
