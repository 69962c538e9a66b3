//! What a run that ended says in one sentence.

use super::*;
use crate::wire::BackupPlace;

fn problem(code: Code) -> Problem {
    Problem {
        code: code.as_str().to_owned(),
        path: "a.jpg".into(),
        path_b64: None,
        place: Some("At home".into()),
        message: String::new(),
        details: None,
        host_key: None,
    }
}

fn run(copied: u64, codes: &[Code]) -> Backup {
    let place = BackupPlace {
        name: "At home".into(),
        outcome: PlaceOutcome::Attention,
        copied,
        copied_bytes: 0,
        kept_versions: 0,
        removed_from_mirror: 0,
        problems: codes.iter().copied().map(problem).collect(),
    };
    Backup {
        outcome: Outcome::Attention,
        snapshot: None,
        scanned: 3,
        places: vec![place],
        problems: Vec::new(),
        left_out: Vec::new(),
    }
}

#[test]
fn a_copy_that_was_healed_needs_nobody() {
    assert_eq!(
        backed_up(&run(1, &[Code::DamagedHealed])),
        "1 new copy was made. One that was damaged or gone is as it should be again. There is nothing left to do."
    );
    assert_eq!(
        backed_up(&run(5, &[Code::DamagedHealed, Code::MissingHealed])),
        "5 new copies were made. 2 that were damaged or gone are as they should be again. There is nothing left \
         to do."
    );
}

#[test]
fn only_what_needs_someone_is_counted_as_that() {
    assert_eq!(
        backed_up(&run(2, &[Code::DamagedHealed, Code::NotWritten])),
        "2 new copies were made, but 1 thing needs you."
    );
}
