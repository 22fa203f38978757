//! The three sizes of an Auto Scaling group, and what a call makes of them: the check refuses by
//! the same rule by which the group does.
//!
//! Fact: EC2 Auto Scaling API reference, SetDesiredCapacity and UpdateAutoScalingGroup: a new
//! minimum above the desired capacity raises it, a new maximum below it lowers it.

/// `minSize`, `maxSize` and `desiredCapacity` of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupSizes {
    /// The least number of instances.
    pub min: u32,
    /// The greatest number of instances.
    pub max: u32,
    /// How many it holds.
    pub desired: u32,
}

/// What a call says about the sizes of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// Another least number.
    pub min: Option<u32>,
    /// Another greatest number.
    pub max: Option<u32>,
    /// Another desired capacity.
    pub desired: Option<u32>,
}

/// Why the sizes may not change so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeError {
    /// The desired capacity would be below the minimum or above the maximum.
    Outside {
        /// The one.
        desired: u32,
        /// The others.
        min: u32,
        /// As above.
        max: u32,
    },
    /// The maximum would be below the minimum.
    Crossed {
        /// The one.
        max: u32,
        /// The other.
        min: u32,
    },
    /// The group would hold less than its minimum.
    AtMin {
        /// Which it holds already.
        min: u32,
    },
}

impl GroupSizes {
    /// The sizes after a change, or why it is refused.
    ///
    /// ```
    /// use ecsim::scenario::model::{GroupChange, GroupSizes};
    ///
    /// let sizes = GroupSizes { min: 1, max: 5, desired: 2 };
    /// let raised = GroupChange { min: Some(3), ..GroupChange::default() };
    /// assert_eq!(sizes.changed(raised).map(|sizes| sizes.desired), Ok(3));
    /// ```
    pub fn changed(self, change: GroupChange) -> Result<Self, SizeError> {
        let min = change.min.unwrap_or(self.min);
        let max = change.max.unwrap_or(self.max);
        if max < min {
            return Err(SizeError::Crossed { max, min });
        }
        let desired = change.desired.unwrap_or(self.desired.clamp(min, max));
        if (min..=max).contains(&desired) {
            Ok(Self { min, max, desired })
        } else {
            Err(SizeError::Outside { desired, min, max })
        }
    }

    /// The sizes of a group that loses an instance for good.
    pub fn decremented(self) -> Result<Self, SizeError> {
        if self.desired <= self.min {
            return Err(SizeError::AtMin { min: self.min });
        }
        Ok(Self {
            desired: self.desired - 1,
            ..self
        })
    }
}

impl SizeError {
    /// In AWS's words; SetDesiredCapacity has its own.
    pub fn text(self, is_set: bool) -> String {
        match self {
            Self::Outside { desired, max, .. } if is_set && desired > max => format!(
                "New SetDesiredCapacity value {desired} is above max value {max} for the \
                 AutoScalingGroup"
            ),
            Self::Outside { desired, min, .. } if is_set => format!(
                "New SetDesiredCapacity value {desired} is below min value {min} for the \
                 AutoScalingGroup"
            ),
            Self::Outside { desired, min, max } => format!(
                "Desired capacity:{desired} must be between the specified min size:{min} and max \
                 size:{max}"
            ),
            Self::Crossed { max, min } => {
                format!("Max bound, {max}, must be greater than or equal to min bound, {min}")
            }
            Self::AtMin { min } => format!(
                "Currently, desiredSize equals minSize ({min}). Terminating instance without \
                 replacement will violate group's min size constraint. Either set \
                 shouldDecrementDesiredCapacity flag to false or lower group's min size"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: GroupSizes = GroupSizes {
        min: 1,
        max: 5,
        desired: 3,
    };

    #[test]
    fn sizes_change_as_the_table_says() {
        // Written: min, max, desired. Then: min, max, desired.
        let outside = |desired| SizeError::Outside {
            desired,
            min: 1,
            max: 5,
        };
        let sizes = |min, max, desired| Ok(GroupSizes { min, max, desired });
        for (min, max, desired, then) in [
            (None, None, None, Ok(NOW)),
            (None, None, Some(5), sizes(1, 5, 5)),
            (None, None, Some(1), sizes(1, 5, 1)),
            (None, None, Some(6), Err(outside(6))),
            (None, None, Some(0), Err(outside(0))),
            (Some(4), None, None, sizes(4, 5, 4)),
            (None, Some(2), None, sizes(1, 2, 2)),
            (None, Some(9), Some(9), sizes(1, 9, 9)),
            (Some(0), None, Some(0), sizes(0, 5, 0)),
            (
                Some(6),
                None,
                None,
                Err(SizeError::Crossed { max: 5, min: 6 }),
            ),
            (Some(6), Some(8), None, sizes(6, 8, 6)),
        ] {
            let change = GroupChange { min, max, desired };
            assert_eq!(NOW.changed(change), then, "{change:?}");
        }
    }

    #[test]
    fn a_group_at_its_minimum_gives_up_nothing() {
        let mut sizes = NOW;
        for desired in [2, 1] {
            sizes = sizes.decremented().expect("it holds more than one");
            assert_eq!(sizes.desired, desired);
        }
        assert_eq!(sizes.decremented(), Err(SizeError::AtMin { min: 1 }));
    }
}
