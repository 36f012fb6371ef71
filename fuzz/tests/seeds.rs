//! Every seed through its target. What once failed is a seed.

use std::fs;
use std::path::Path;

fn replay(target: &str, check: fn(&[u8])) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let mut count = 0;
    for seed in fs::read_dir(&directory).expect("every target has seeds") {
        let path = seed.expect("a directory that can be read").path();
        println!("{}", path.display());
        check(&fs::read(&path).expect("a seed that can be read"));
        count += 1;
    }
    assert!(count > 0, "{} is empty", directory.display());
}

macro_rules! targets {
    ($($target:ident)*) => {
        $(#[test]
        fn $target() {
            replay(stringify!($target), keystoneclient_fuzz::$target::check);
        })*

        #[test]
        fn every_directory_of_seeds_and_every_target_is_replayed() {
            let known = [$(stringify!($target)),*];
            for folder in ["seeds", "fuzz_targets"] {
                for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect(folder) {
                    let name = entry.expect("an entry").path().with_extension("");
                    let name = name.file_name().expect("a name");
                    assert!(known.iter().any(|known| **known == *name), "{name:?}");
                }
            }
        }
    };
}

targets! {
    catalog_filter destination environment error_response form_answer header_fields http_answer pages params pem
    redaction redirect saved_state time token_v2 token_v3 url value version_document
}
