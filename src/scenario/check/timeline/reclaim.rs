//! Reclaims of Spot capacity.

use crate::scenario::check::Check;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::{Action, Aws, Capacity, Market, SpotInterruption, SpotTarget};
use crate::scenario::raw;
use crate::scenario::source::Path;

/// A reclaim, among capacity that is on Spot.
pub(super) fn check(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::mishap::SpotInterruption,
    aws: &Aws,
) -> Option<Action> {
    let count = raw.count.map(|count| {
        let most = i64::from(u32::MAX);
        check.within(
            codes::OUT_OF_RANGE,
            &at.key("count"),
            count,
            1,
            most,
            "`count` of a reclaim",
        )
    });
    let target = if let Some(name) = &raw.auto_scaling_group {
        let path = at.key("autoScalingGroup");
        let group = check.find(|known| &known.groups, &path, name)?;
        let template = aws.auto_scaling_groups[group].template;
        if aws
            .launch_templates
            .get(template)
            .is_some_and(|it| it.market != Market::Spot)
        {
            let message =
                format!("the group {name} has no Spot instances that could be taken back");
            let help = "write `instanceMarketOptions: {marketType: spot}` in its launch template";
            check.wrong(codes::CAPACITY, &path, message, help);
        }
        let most = aws.auto_scaling_groups[group].sizes.max;
        if let Some(count) = count.filter(|count| *count > most) {
            let message = format!("{count} instances, and the group {name} has at most {most}");
            let help = "all that are there are taken back; leave out `count` if that is meant";
            let diagnostic = Diagnostic::new(codes::MORE_THAN_THERE_CAN_BE, message).help(help);
            check.tell(&at.key("count"), "more than there can be", diagnostic);
        }
        SpotTarget::Group(group)
    } else if let Some(name) = &mut raw.service {
        let path = at.key("service");
        let service = check.service(aws, &path, None, name)?;
        if aws.services[service].capacity != Capacity::FargateSpot {
            let message = format!("the service {name} does not run on Fargate Spot");
            let help = "write `capacityProviderStrategy: [{capacityProvider: FARGATE_SPOT}]` there, or name a group or instances";
            check.wrong(codes::CAPACITY, &path, message, help);
        }
        SpotTarget::Service(service)
    } else if let Some(names) = &mut raw.instances {
        SpotTarget::Instances(check.instances(aws, &at.key("instances"), names))
    } else {
        let names = raw.tasks.as_mut()?;
        SpotTarget::Tasks(check.tasks(aws, &at.key("tasks"), names))
    };
    Some(Action::SpotInterruption(SpotInterruption { target, count }))
}
