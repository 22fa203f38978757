//! The document of results made by hand.

use super::*;
use crate::report::{summary, testdata};

#[test]
fn every_number_has_its_unit() {
    let document = summary::json(&Summary::of(&testdata::tiny()));
    assert_eq!(document["schema"], 1);
    assert_eq!(document["seed"], 42);
    assert_eq!(document["name"], "tiny");
    assert_eq!(
        document["duration"],
        json!({"value": 200, "unit": "seconds"})
    );
    let web = &document["services"][0];
    assert_eq!(web["desiredAtEnd"], json!({"value": 4, "unit": "tasks"}));
    assert_eq!(
        web["minReady"],
        json!({"value": 4, "unit": "tasks", "at": {"value": 0, "unit": "seconds"}})
    );
    assert_eq!(
        web["deployments"][1],
        json!({
            "id": "web/d-2",
            "taskDefinition": "web:2",
            "state": "COMPLETED",
            "status": "SUCCESSFUL",
            "createdAt": {"value": 60, "unit": "seconds"},
            "duration": {"value": 70.5, "unit": "seconds"},
        })
    );
    assert_eq!(
        document["tasks"]["stopped"]["serviceSchedulerInitiated"]["value"],
        4
    );
}

#[test]
fn a_number_that_does_not_exist_is_left_out() {
    let mut result = testdata::tiny();
    result.service_states.clear();
    result.deployments[1].completed_at = None;
    let document = summary::json(&Summary::of(&result));
    let web = &document["services"][0];
    for key in [
        "desiredAtEnd",
        "minReady",
        "readyBelowDesired",
        "onceReadyInFull",
    ] {
        assert!(web.get(key).is_none(), "{key}");
    }
    assert!(web["deployments"][1].get("duration").is_none());
}

#[test]
fn keys_are_camel_case() {
    assert_eq!(camel_case("SpotInterruption"), "spotInterruption");
    assert_eq!(camel_case("on-demand"), "onDemand");
    assert_eq!(camel_case("zone lost"), "zoneLost");
}
