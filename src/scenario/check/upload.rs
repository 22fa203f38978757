//! What is put into buckets: once in a while, or by an entry of the timeline.

use super::Check;
use crate::engine::{Arena, SimTime, Span};
use crate::ids::UploadId;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::{Action, ObjectKey, PutObject, Upload};
use crate::scenario::raw::value::{Duration, Rate};
use crate::scenario::raw::world::Arrivals;
use crate::scenario::raw::{self, File};
use crate::scenario::source::Path;

/// The longest name of a bucket, and its shortest.
const BUCKET: std::ops::RangeInclusive<usize> = 3..=63;

/// The longest key, in bytes.
const KEY: usize = 1024;

pub(super) fn check(check: &mut Check<'_>, file: &mut File, end: Span) -> Arena<UploadId, Upload> {
    let mut uploads = Arena::default();
    for (index, raw) in file.world.uploads.iter_mut().enumerate() {
        let at = Path::default().key("world").key("uploads").index(index);
        if let Some(upload) = upload(check, &at, raw, end) {
            uploads.push(upload);
        }
    }
    uploads
}

fn upload(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::world::Upload,
    end: Span,
) -> Option<Upload> {
    bucket(check, &at.key("bucket"), &raw.bucket);
    let key = match (&raw.key, &raw.prefix) {
        (Some(text), _) => {
            key(check, &at.key("key"), text);
            ObjectKey::Same(text.clone())
        }
        (None, prefix) => ObjectKey::Prefix(prefix.clone().unwrap_or_default()),
    };
    let Rate(rate) = raw.rate?;
    let Duration(from) = *raw.from.get_or_insert(Duration(Span::ZERO));
    let says_until = raw.until.is_some();
    let Duration(until) = *raw.until.get_or_insert(Duration(end));
    if until < from {
        let message = "`until` is before `from`";
        check.wrong(codes::DURATION, &at.key("until"), message, "");
    }
    let path = at.key("rate");
    if rate.millionths == 0 {
        check.wrong(codes::OUT_OF_RANGE, &path, "a rate is above zero", "");
        return None;
    }
    let most = defaults::MOST_REPETITIONS;
    // Without a duration the run seems to go on for ever, and that is told already.
    let duration = Path::default().key("duration");
    let is_known = says_until || !check.was_told(&duration);
    if is_known && rate.time_of(most) < until.min(end).saturating_sub(from) {
        let message = format!("more than {most} objects would be put");
        check.wrong(
            codes::DURATION,
            &path,
            message,
            "look at the unit of `rate`",
        );
    }
    Some(Upload {
        bucket: raw.bucket.clone(),
        key,
        rate,
        regular: *raw.arrivals.get_or_insert(Arrivals::Poisson) == Arrivals::Regular,
        from: SimTime::ZERO + from,
        until: SimTime::ZERO + until,
    })
}

/// PutObject of the timeline.
pub(super) fn put_object(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut raw::timeline::PutObject,
) -> Action {
    bucket(check, &at.key("bucket"), &raw.bucket);
    key(check, &at.key("key"), &raw.key);
    let count = *raw.count.get_or_insert(1);
    let most = defaults::PUT_OBJECTS;
    let path = at.key("count");
    let what = "`count` of objects put at once";
    Action::PutObject(PutObject {
        bucket: raw.bucket.clone(),
        key: raw.key.clone(),
        count: check.within(codes::OUT_OF_RANGE, &path, count, 1, most, what),
    })
}

fn bucket(check: &mut Check<'_>, path: &Path, name: &str) {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
    let ends = name.starts_with(['.', '-']) || name.ends_with(['.', '-']);
    if !BUCKET.contains(&name.len()) || !name.chars().all(fine) || ends {
        let message = "InvalidBucketName: a bucket has 3 to 63 small letters, digits, `.` and `-`, with a letter or digit at both ends";
        check.wrong(codes::BAD_NAME, path, message, "");
    }
}

fn key(check: &mut Check<'_>, path: &Path, key: &str) {
    if key.is_empty() || key.len() > KEY || key.chars().any(char::is_control) {
        let message =
            "KeyTooLongError: a key has 1 to 1024 bytes, none of them a control character";
        check.wrong(codes::BAD_NAME, path, message, "");
    }
}
