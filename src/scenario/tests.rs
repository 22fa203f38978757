//! Whole scenarios, from text to model.

use super::*;

fn load_ok(text: &str) -> Scenario {
    let loaded = load_text("first.yaml", text, &Overrides::default());
    let rendered = loaded.diagnostics.render(false);
    loaded.scenario.unwrap_or_else(|| panic!("{rendered}"))
}

#[test]
fn a_small_scenario_is_enough() {
    let scenario = load_ok(
        "
duration: 1h
aws:
  containerInstances: [{instanceType: m5.large, count: 2}]
  taskDefinitions:
    - family: web
      containerDefinitions: [{name: app, image: shop/web, cpu: 256, memory: 512}]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 4}]
",
    );
    assert_eq!(scenario.name, "first");
    println!("{}", scenario.resolved);
    println!("{:#?}", scenario.aws);
}
