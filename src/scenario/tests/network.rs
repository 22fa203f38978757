//! Which subnets a scenario means, and what is reached from them.

use crate::ids::SubnetId;
use crate::scenario::model::Endpoint::{self, EcrDkr, S3};
use crate::scenario::model::Scenario;
use crate::scenario::{Overrides, load_text};

fn scenario(aws: &str) -> Scenario {
    let text = format!("duration: 1h\naws:\n{aws}");
    let loaded = load_text("net.yaml", &text, &Overrides::default());
    let said = loaded.diagnostics.render(false);
    loaded.scenario.unwrap_or_else(|| panic!("{said}"))
}

/// Name and free addresses of each subnet.
fn free(scenario: &Scenario) -> Vec<(String, u32)> {
    let subnets = scenario.aws.subnets.iter();
    subnets
        .map(|(_, subnet)| (subnet.name.clone(), subnet.available))
        .collect()
}

#[test]
fn every_zone_has_a_subnet_with_a_way_out() {
    let plain = scenario("  region: us-west-2\n");
    let private = |letter| (format!("private-us-west-2{letter}"), 4091);
    assert_eq!(free(&plain), ['a', 'b', 'c'].map(private));
    for id in plain.aws.subnets.ids() {
        assert!(plain.aws.network.reaches(id, false, Endpoint::Internet));
    }
}

/// NET-30, NET-31: an endpoint has an address in each of its subnets.
#[test]
fn addresses_are_those_of_the_block_unless_they_are_counted() {
    let declared = scenario(
        "  subnets:
    - {subnetId: a, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/28}
    - {subnetId: b, availabilityZone: us-east-1b, cidrBlock: 10.0.1.0/28, availableIpAddressCount: 9}
    - {subnetId: b2, availabilityZone: us-east-1b}
  vpcEndpoints:
    - {serviceName: ecr.dkr, subnetIds: [a, b]}
    - {serviceName: ecr.api, subnetIds: [a]}
",
    );
    let expected = [
        ("a", 9),
        ("b", 9),
        ("b2", 4091),
        ("private-us-east-1c", 4091),
    ];
    let expected = expected.map(|(name, count)| (name.to_owned(), count));
    assert_eq!(free(&declared), expected);
}

/// NET-40: a public subnet, a private one with NAT, and one with endpoints alone.
#[test]
fn routes_and_endpoints_say_what_is_reached() {
    let three = scenario(
        "  subnets:
    - {subnetId: public, availabilityZone: us-east-1a}
    - {subnetId: private, availabilityZone: us-east-1b}
    - {subnetId: isolated, availabilityZone: us-east-1c}
    - {subnetId: nameless, availabilityZone: us-east-1c}
  routeTables:
    - routeTableId: rtb-main
      associations: [{main: true}]
      routes: [{destinationCidrBlock: 10.0.0.0/16, gatewayId: local}]
    - routeTableId: rtb-public
      associations: [{subnetId: public}]
      routes: [{destinationCidrBlock: 0.0.0.0/0, gatewayId: igw-1}]
    - routeTableId: rtb-private
      associations: [{subnetId: private}]
      routes: [{DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1}]
    - {routeTableId: rtb-isolated, associations: [{subnetId: isolated}]}
  vpcEndpoints:
    - {serviceName: com.amazonaws.us-east-1.ecr.dkr, vpcEndpointType: Interface, subnetIds: [isolated]}
    - {serviceName: ecr.api, subnetIds: [isolated], privateDnsEnabled: false}
    - {serviceName: com.amazonaws.us-east-1.s3, routeTableIds: [rtb-isolated]}
",
    );
    let reached = |subnet, public_ip| {
        let all = Endpoint::ALL.into_iter();
        let network = &three.aws.network;
        let reached = all.filter(|it| network.reaches(SubnetId(subnet), public_ip, *it));
        reached.collect::<Vec<_>>()
    };
    assert_eq!(reached(0, true), Endpoint::ALL);
    assert_eq!(
        reached(0, false),
        [EcrDkr],
        "the private name leads anywhere in the VPC"
    );
    assert_eq!(reached(1, false), Endpoint::ALL);
    assert_eq!(reached(2, false), [EcrDkr, S3]);
    assert_eq!(
        reached(3, false),
        [EcrDkr],
        "the main table has no gateway for S3"
    );
}

#[test]
fn a_group_launches_in_its_subnets_else_in_the_first_of_a_zone() {
    let groups = scenario(
        "  availabilityZones: [us-east-1a, us-east-1b]
  subnets:
    - {subnetId: a1, availabilityZone: us-east-1a}
    - {subnetId: a2, availabilityZone: us-east-1a}
    - {subnetId: b1, availabilityZone: us-east-1b}
  launchTemplates: [{launchTemplateName: tmpl, launchTemplateData: {instanceType: m5.large}}]
  autoScalingGroups:
    - {autoScalingGroupName: named, launchTemplate: {launchTemplateName: tmpl}, minSize: 0, maxSize: 1, vpcZoneIdentifier: \"a2, a1\"}
    - {autoScalingGroupName: plain, launchTemplate: {launchTemplateName: tmpl}, minSize: 0, maxSize: 1}
",
    );
    let subnets = groups.aws.auto_scaling_groups.iter();
    let subnets: Vec<_> = subnets.map(|(_, group)| group.subnets.clone()).collect();
    assert_eq!(
        subnets,
        [[SubnetId(1), SubnetId(0)], [SubnetId(0), SubnetId(2)]]
    );
}
