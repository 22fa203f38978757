//! The text and YAML.

use super::super::codes::{self, CodeEntry};
use super::entry;

pub(super) const ENTRIES: &[CodeEntry] = &[
    entry(
        codes::NOT_UTF8,
        "not UTF-8",
        "A scenario is a text in UTF-8. The file has a byte that UTF-8 does not know; perhaps it \
         was saved in another encoding, or it is no text at all.",
        "description: Gr\\xFC\\xDFe    # the bytes of Latin-1",
        "description: Grüße",
    ),
    entry(
        codes::NOT_YAML,
        "not YAML",
        "The text breaks a rule of YAML 1.2: most often an indentation that is not that of its \
         neighbours, a bracket that is not closed, or a text with `: ` or ` #` in it that needs \
         quotes.",
        "description: [what happens",
        "description: what happens",
    ),
    entry(
        codes::EMPTY,
        "nothing written",
        "The file is empty, or holds only comments.",
        "# a comment",
        "seed: 7",
    ),
    entry(
        codes::NOT_A_MAPPING,
        "not a mapping",
        "A scenario is a mapping from keys such as `duration` and `aws` to values. A list or a \
         single value cannot be one.",
        "- duration: 1h",
        "duration: 1h",
    ),
    entry(
        codes::SEVERAL_DOCUMENTS,
        "several documents",
        "A line `---` begins a new YAML document, and a scenario is a single one.",
        "seed: 1\n---\nseed: 2",
        "seed: 2",
    ),
    entry(
        codes::TOO_DEEP,
        "too deeply nested",
        "Lists and mappings may stand 64 levels inside each other. No scenario needs more; a file \
         that has more was made by mistake.",
        "aws: [[[[[[[[ 1 ]]]]]]]]    # and so on, 65 levels",
        "aws: {region: us-east-1}",
    ),
    entry(
        codes::TOO_MANY_VALUES,
        "too many values",
        "A scenario holds at most a million values and 64 MiB of text. An alias (`*name`) counts \
         with everything that it stands for, so a few lines of aliases of aliases can pass the \
         limit.",
        "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n# … and so on",
        "count: 1000000   # where the format has a number for it",
    ),
    entry(
        codes::TOO_LARGE,
        "file too large",
        "A file of a scenario has at most 16 MiB. Where many things are equal, the format has a number for it.",
        "# a file of 20 MiB",
        "# count: 500 in place of 500 entries",
    ),
    entry(
        codes::DUPLICATE_KEY,
        "the same key twice",
        "A key may stand once in a mapping. YAML readers differ in which of two they take, so it \
         is an error. In `aws` the case of a field's first letter does not matter: `DesiredCount` \
         and `desiredCount` are one.",
        "seed: 1\nseed: 2",
        "seed: 2",
    ),
    entry(
        codes::BAD_MERGE,
        "nothing to merge",
        "`<<` puts the members of a mapping, or of each mapping of a list, into the one in which \
         it stands. It takes nothing else.",
        "world: {<<: instant}",
        "world: {profile: instant}",
    ),
    entry(
        codes::TAG,
        "a tag",
        "YAML's tags (`!something`) have no meaning in a scenario.",
        "description: !secret what happens",
        "description: what happens",
    ),
    entry(
        codes::KEY_IS_NO_TEXT,
        "a key that is no text",
        "YAML allows a list or a mapping as a key; a scenario does not.",
        "{[a, b]: 1}",
        "{seed: 1}",
    ),
    entry(
        codes::CLOUDFORMATION_FUNCTION,
        "a function of CloudFormation",
        "A resource of CloudFormation can be pasted, but its functions (`!Ref`, `!Sub`, \
         `Fn::GetAtt`, …) are evaluated by CloudFormation with values that only it knows.",
        "aws: {services: [{ServiceName: web, DesiredCount: !Ref Count}]}",
        "aws: {services: [{ServiceName: web, DesiredCount: 4}]}",
    ),
    entry(
        codes::FOREIGN,
        "a file of another tool",
        "The file looks like one of CloudFormation, Docker Compose, Kubernetes or Terraform, or \
         like a single request of the AWS API. A scenario has lists of such requests in `aws`, \
         and a `duration`.",
        "Resources: {Web: {Type: AWS::ECS::Service, Properties: {ServiceName: web}}}",
        "aws: {services: [{Type: AWS::ECS::Service, Properties: {ServiceName: web}}]}",
    ),
    entry(
        codes::EXTENDS,
        "extends names no file",
        "`extends` is the path of another scenario, relative to the file in which it stands. That \
         file cannot be read, or the scenario does not come from a file.",
        "extends: bas.yaml",
        "extends: base.yaml",
    ),
    entry(
        codes::EXTENDS_CYCLE,
        "files extend each other in a circle",
        "A file that extends another one is laid over it. If the way leads back to the first \
         file, nothing is at the bottom.",
        "# a.yaml\nextends: b.yaml\n# b.yaml\nextends: a.yaml",
        "# a.yaml\nextends: b.yaml\n# b.yaml\nduration: 1h",
    ),
    entry(
        codes::SET,
        "--set has no PATH=VALUE",
        "The argument of `--set` is a path, `=`, and a value in YAML. A path has keys with dots \
         between them; an entry of a list stands in brackets, by its name or its position from 0; \
         keys with dots stand in quotes.",
        "--set 'aws.services[web].desiredCount'",
        "--set 'aws.services[web].desiredCount=8'",
    ),
    entry(
        codes::SET_NAMES_NOTHING,
        "--set names nothing",
        "The path leads to an entry of a list that is not there, or into something that is \
         neither a list nor a mapping. A key that is not there yet is made; an entry is not.",
        "--set 'aws.services[wob].desiredCount=8'",
        "--set 'aws.services[web].desiredCount=8'",
    ),
];
