//! What the check warns of is what the run then shows.

use crate::support::Bench;

/// A start-up of 100 s: UNHEALTHY at 90 s, the first good probe at 120 s. A grace period that ends
/// a second before that is warned of, and no task becomes healthy; one that does not is not.
#[test]
fn the_grace_period_that_is_warned_of_is_the_one_that_replaces_tasks() {
    for (grace, is_too_short) in [(119, true), (120, false)] {
        let container =
            "{name: app, image: shop/web, memory: 64, healthCheck: {command: [CMD, ok]}}";
        let text = format!(
            "duration: 15m
aws:
  containerInstances: [{{instanceType: m5.large, count: 4}}]
  taskDefinitions:
    - {{family: web, containerDefinitions: [{container}]}}
    - {{family: web, containerDefinitions: [{container}]}}
  services:
    - {{serviceName: web, taskDefinition: 'web:1', desiredCount: 1, healthCheckGracePeriodSeconds: {grace}}}
world: {{applications: {{'web:2': {{startup: 100s}}}}}}
timeline: [{{at: 1m, updateService: {{service: web, taskDefinition: 'web:2'}}}}]
"
        );
        let bench = Bench::new();
        let file = bench.file("grace.yaml", &text);
        let output = bench.ecsim(&["check", file.to_str().unwrap()]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        assert_eq!(said.contains("W0009"), is_too_short, "{said}");
        let results = bench.play(&text);
        let completed = results.first("SERVICE_DEPLOYMENT_COMPLETED");
        assert_eq!(completed.is_none(), is_too_short, "{completed:?}");
    }
}
