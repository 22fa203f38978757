//! A report in the form of JUnit: a suite per scenario, a case per sentence.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::case::{Became, Case};

/// The whole report as XML.
pub(super) fn report(cases: &[Case]) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new("ecsim");
    for case in cases {
        let mut suite = TestSuite::new(case.path.display().to_string());
        suite.set_time(case.took);
        match &case.became {
            Became::Skipped | Became::Listed(_) => continue,
            Became::Refused(refused) => {
                suite.add_test_case(error("scenario", &refused.first_line(), &refused.text));
            }
            Became::Stopped(stopped) => {
                suite.add_test_case(error("scenario", &stopped.why, &stopped.why));
            }
            Became::Judged(judged) => {
                for sentence in &judged.sentences {
                    let status = if sentence.holds {
                        TestCaseStatus::success()
                    } else {
                        failure(&sentence.short, &sentence.explained.join("\n"))
                    };
                    let mut one = TestCase::new(sentence.text.as_str(), status);
                    one.set_classname(judged.name.as_str());
                    suite.add_test_case(one);
                }
                if let Some(table) = judged.moved_text() {
                    let status = failure("numbers have moved from the baseline", &table);
                    let mut one = TestCase::new("baseline", status);
                    one.set_classname(judged.name.as_str());
                    suite.add_test_case(one);
                }
            }
        }
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn failure(message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_message(message)
        .set_type("expectation")
        .set_description(text);
    status
}

fn error(name: &str, message: &str, text: &str) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status
        .set_message(message)
        .set_type("could not run")
        .set_description(text);
    TestCase::new(name, status)
}
