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

#[test]
fn a_check_that_found_only_older_versions_bad_asks_for_no_backup() {
    use crate::wire::VerifyPlace;
    let place = VerifyPlace {
        name: "At home".into(),
        outcome: PlaceOutcome::Attention,
        checked: 9,
        ok: 9,
        missing: vec![],
        damaged: vec![],
        unchecked: 0,
        history_checked: 2,
        history_damaged: vec!["ab12".into()],
        problems: vec![],
    };
    let mut verify = Verify { outcome: Outcome::Attention, places: vec![place] };
    assert_eq!(
        checked(&verify),
        "1 older version is damaged or gone; the photos as they are now are not affected. \
         If you have a second drive, use it, and have this one looked at."
    );
    verify.places[0].damaged.push("a.jpg".into());
    assert!(checked(&verify).starts_with("1 copy is damaged or gone. Back up now"), "{}", checked(&verify));
    verify.places[0].history_damaged.clear();
    assert!(!checked(&verify).contains("older"), "{}", checked(&verify));
}
