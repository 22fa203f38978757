//! `packing.csv`: what was reserved on each container instance at the start, at the peak and at the
//! end.

use std::io;

use super::{Csv, Table};
use crate::report::RunResult;
use crate::report::packing::binds;

/// One row per picture and instance, by cluster, in order of the pictures and of launch. Without
/// container instances there is no such file.
pub(super) struct Packing;

/// The name of the file.
pub(in crate::report) const FILE: &str = "packing.csv";

impl Table for Packing {
    fn file(&self) -> &'static str {
        FILE
    }

    fn is_in(&self, result: &RunResult) -> bool {
        !result.packing.is_empty()
    }

    fn columns(&self) -> &'static str {
        "time_s,picture,cluster,instance,type,zone,cpu,cpu_reserved,memory_mib,memory_reserved_mib,\
         enis,enis_used,ports,ports_used,tasks,binding,gpus,gpus_reserved,definitions"
    }

    fn rows(&self, result: &RunResult, csv: &mut Csv) -> io::Result<()> {
        for cluster in &result.packing {
            let pictures = cluster.pictures.iter();
            let rows =
                pictures.flat_map(|picture| picture.instances.iter().map(move |it| (picture, it)));
            for (picture, packed) in rows {
                let instance = &result.instances[packed.instance as usize];
                let (has, taken) = (packed.registered, packed.reserved);
                let binding = binds::fullest(has, taken);
                csv.seconds(picture.time);
                csv.text(picture.when.name());
                csv.text(&cluster.name);
                csv.text(&instance.id);
                csv.text(&instance.instance_type);
                csv.text(&instance.zone);
                for (has, taken) in [
                    (has.cpu, taken.cpu),
                    (has.memory_mib, taken.memory_mib),
                    (has.enis, taken.enis),
                    (has.ports, taken.ports),
                ] {
                    csv.number(has);
                    csv.number(taken);
                }
                csv.number(packed.count());
                csv.text(binding.map_or("", |resource| resource.name()));
                let has_gpus = has.gpus > 0;
                csv.maybe_number(has_gpus.then_some(has.gpus));
                csv.maybe_number(has_gpus.then_some(taken.gpus));
                csv.text(&cluster.definitions(packed));
                csv.end()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{tables, testdata};

    #[test]
    fn a_row_is_an_instance_of_a_picture() {
        let result = testdata::packed(2);
        assert!(Packing.is_in(&result));
        assert_eq!(
            tables::text(&Packing, &result),
            "time_s,picture,cluster,instance,type,zone,cpu,cpu_reserved,memory_mib,\
             memory_reserved_mib,enis,enis_used,ports,ports_used,tasks,binding,gpus,gpus_reserved,\
             definitions\n\
             0,start,default,i-1,m5.large,us-east-1a,2048,1536,7764,1536,2,0,95,0,3,cpu,,,web:1=3\n\
             0,start,default,i-2,m5.large,us-east-1b,2048,0,7764,0,2,0,95,0,0,,,,\n\
             60,peak,default,i-1,m5.large,us-east-1a,2048,2048,7764,2048,2,0,95,0,4,cpu,,,\
             web:1=3 web:2=1\n\
             60,peak,default,i-2,m5.large,us-east-1b,2048,512,7764,512,2,0,95,0,1,cpu,,,web:1=1\n\
             600,end,default,i-1,m5.large,us-east-1a,2048,1536,7764,1536,2,0,95,0,3,cpu,,,web:2=3\n\
             600,end,default,i-2,m5.large,us-east-1b,2048,0,7764,0,2,0,95,0,0,,,,\n"
        );
        assert!(!Packing.is_in(&testdata::tiny()));
    }
}
