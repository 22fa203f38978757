//! The codes. A number is never changed and never used again for something else.

use super::Severity;

/// The code of a kind of problem: `E0201`, `W0001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(&'static str);

impl Code {
    /// The text of the code.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// What the first letter says.
    pub const fn severity(self) -> Severity {
        match self.0.as_bytes()[0] {
            b'W' => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

/// What stands in the book of codes about one of them.
#[derive(Clone, Copy, Debug)]
pub struct CodeEntry {
    /// The code.
    pub code: Code,
    /// A few words.
    pub title: &'static str,
    /// What it means, and why AWS would refuse it or surprise you.
    pub explanation: &'static str,
    /// A fragment that has the problem.
    pub wrong: &'static str,
    /// The same without it.
    pub right: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal;)*) => {
        $(pub(in crate::scenario) const $name: Code = Code($code);)*

        /// All of them, for the test that each has an entry in the table.
        #[cfg(test)]
        pub(super) const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    // The text and YAML.
    NOT_UTF8 = "E0101";
    NOT_YAML = "E0102";
    EMPTY = "E0103";
    NOT_A_MAPPING = "E0104";
    SEVERAL_DOCUMENTS = "E0105";
    TOO_DEEP = "E0106";
    TOO_MANY_VALUES = "E0107";
    TOO_LARGE = "E0108";
    DUPLICATE_KEY = "E0109";
    BAD_MERGE = "E0110";
    TAG = "E0111";
    KEY_IS_NO_TEXT = "E0112";
    CLOUDFORMATION_FUNCTION = "E0113";
    FOREIGN = "E0114";
    EXTENDS = "E0120";
    EXTENDS_CYCLE = "E0121";
    SET = "E0130";
    SET_NAMES_NOTHING = "E0131";
    // The shape.
    UNKNOWN_FIELD = "E0201";
    WRONG_TYPE = "E0202";
    UNKNOWN_WORD = "E0203";
    OUT_OF_RANGE = "E0204";
    MISSING_FIELD = "E0205";
    UNIT = "E0206";
    EXACTLY_ONE = "E0207";
    SCHEMA_VERSION = "E0208";
    // Names.
    UNKNOWN_NAME = "E0301";
    DUPLICATE_NAME = "E0302";
    BAD_NAME = "E0303";
    NAME_NEEDED = "E0304";
    // Limits of AWS.
    QUOTA = "E0401";
    PERCENT = "E0402";
    FARGATE_SIZE = "E0403";
    CONTAINERS = "E0404";
    PORTS = "E0405";
    TASK_SIZE = "E0406";
    NETWORK_MODE = "E0407";
    DEPENDENCIES = "E0408";
    GROUP_SIZE = "E0409";
    STOP_TIMEOUT = "E0410";
    ZONES = "E0411";
    CAPACITY = "E0412";
    HEALTH_CHECK = "E0413";
    DAEMON = "E0414";
    VOLUMES = "E0415";
    SCHEDULE_EXPRESSION = "E0420";
    EVENT_PATTERN = "E0421";
    RULE = "E0422";
    EXPRESSION = "E0430";
    PLACEMENT = "E0431";
    ATTRIBUTE = "E0432";
    SUBNET = "E0440";
    ROUTES = "E0441";
    TARGET_GROUP = "E0445";
    ROLE = "E0450";
    POLICY = "E0451";
    ENVIRONMENT_FILE = "E0452";
    // Time.
    DURATION = "E0501";
    NOT_YET_IN_AWS = "E0502";
    BEYOND_TIME = "E0503";
    // What this version does not play.
    NOT_PLAYED = "E0601";
    // Expectations.
    SENTENCE = "E0701";
    UNIT_OF_BOUND = "E0702";
    OUTSIDE_THE_RUN = "E0703";
    // Surprises.
    STUCK = "W0001";
    BOTH_PERCENTS_100 = "W0002";
    AFTER_THE_END = "W0003";
    UNUSED_IMAGE = "W0004";
    UNPLAYED_FIELD = "W0005";
    UNKNOWN_REGION = "W0006";
    MORE_THAN_THERE_CAN_BE = "W0007";
    EMPTY_PROMISE = "W0008";
    GRACE_TOO_SHORT = "W0009";
    NEVER_HEALTHY = "W0010";
    STOPS_TOO_SLOWLY = "W0011";
    HELD_BY_PROTECTION = "W0012";
    LEFT_OUT_OF_ACCOUNT = "W0013";
    NEVER_FIRES = "W0020";
    LEFT_OUT = "W0021";
    BARE_PARENTHESES = "W0030";
    NO_SUCH_ATTRIBUTE = "W0031";
    UNEQUAL_AND_MISSING = "W0032";
    TOO_FEW_ADDRESSES = "W0040";
    EPHEMERAL_PORT = "W0041";
    NO_TRUNKING = "W0042";
    CANNOT_START = "W0050";
    NEVER_REGISTERS = "W0051";
}
