//! Objects that are put into buckets of S3: by the timeline, and by the world at a rate.

use super::World;
use super::event::{Event, Fact, Pending};
use crate::engine::{Agenda, Distribution, Entity, Purpose, SimTime, Span};
use crate::eventbridge::{ObjectId, Origin};
use crate::ids::UploadId;
use crate::scenario::model::{ObjectKey, Upload};

impl World<'_> {
    /// The first object of each upload, caused by the row that started the run.
    pub(super) fn begin_uploads(&self, started: u32, agenda: &mut Agenda<Pending>) {
        for (id, upload) in self.scenario.world.uploads.iter() {
            self.schedule_upload(started, id, 1, upload.from, agenda);
        }
    }

    /// An object of an upload is there, and the time of the next one is drawn.
    pub(super) fn on_upload(
        &mut self,
        now: SimTime,
        cause: u32,
        object: ObjectId,
        agenda: &mut Agenda<Pending>,
    ) {
        if let Origin::Upload(id) = object.origin {
            self.schedule_upload(cause, id, object.number + 1, now, agenda);
        }
        self.tell(now, cause, Fact::ObjectCreated(object), agenda);
    }

    fn schedule_upload(
        &self,
        cause: u32,
        id: UploadId,
        number: u32,
        last: SimTime,
        agenda: &mut Agenda<Pending>,
    ) {
        let upload = &self.scenario.world.uploads[id];
        let at = if upload.regular {
            upload.from + upload.rate.time_of(u64::from(number))
        } else {
            last + self.gap(upload, number)
        };
        if at <= upload.until {
            let origin = Origin::Upload(id);
            let event = Event::Upload(ObjectId { origin, number });
            agenda.schedule(at, event.order(), Pending { cause, event });
        }
    }

    /// How long after the one before an object comes. It depends on the bucket, the key and the
    /// number alone: nothing that is done about objects changes when they come.
    fn gap(&self, upload: &Upload, number: u32) -> Span {
        let key = match &upload.key {
            ObjectKey::Same(key) => Entity::named("upload:").and(&upload.bucket).and(key),
            ObjectKey::Prefix(prefix) => Entity::named("uploads:").and(&upload.bucket).and(prefix),
        };
        let entity = key.number(u64::from(number));
        let mut stream = self.draws.stream(Purpose::Upload, entity);
        Distribution::Exponential(upload.rate.time_of(1)).sample(&mut stream)
    }
}
