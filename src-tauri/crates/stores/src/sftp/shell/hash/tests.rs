//! Answers as a program, a talkative one or a hostile one would give them.

use super::*;

const DIGEST: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn paths() -> Vec<RelPath> {
    ["a/1.jpg", "b 2.jpg"].map(RelPath::literal).to_vec()
}

#[test]
fn a_digest_with_the_path_that_was_asked_counts() {
    let paths = paths();
    let mut answers = Answers::expected(&paths);
    for line in [format!("{DIGEST}  ./a/1.jpg"), format!("{DIGEST} *./b 2.jpg"), "2 handled".into()] {
        assert!(!answers.take(line.as_bytes(), 2).unwrap());
    }
    assert!(answers.take(b"end", 2).unwrap());
    for result in answers.results(&paths) {
        assert_eq!(result.unwrap().to_hex(), DIGEST);
    }
}

#[test]
fn nothing_else_ever_becomes_a_digest() {
    let upper = DIGEST.to_uppercase();
    for line in [
        format!("{DIGEST}  ./another.jpg"),
        format!("{DIGEST} ./a/1.jpg"),
        format!("{DIGEST}  a/1.jpg"),
        format!("\\{DIGEST}  ./a/1.jpg"),
        format!("{upper}  ./a/1.jpg"),
        format!("{}  ./a/1.jpg", &DIGEST[1..]),
        format!("0 ={}", &DIGEST[1..]),
        format!("2 ={DIGEST}"),
        format!("-1 ={DIGEST}"),
        format!("00000000000 ={DIGEST}"),
        format!("0  ={DIGEST}"),
        format!("SHA256(./a/1.jpg)= {DIGEST}"),
        "end".into(),
        "3 handled".into(),
        "0 well".into(),
        String::new(),
    ] {
        let paths = paths();
        let mut answers = Answers::expected(&paths);
        assert_eq!(answers.take(line.as_bytes(), 2).unwrap_err().kind, StoreErrorKind::Io, "{line:?}");
    }
}

#[test]
fn a_second_answer_that_differs_is_refused() {
    let paths = paths();
    let mut answers = Answers::expected(&paths);
    answers.take(format!("{DIGEST}  ./a/1.jpg").as_bytes(), 2).unwrap();
    let other = "0".repeat(64);
    assert!(answers.take(format!("{other}  ./a/1.jpg").as_bytes(), 2).is_err());
    assert!(answers.take(b"0 missing", 2).is_err());
}

#[test]
fn what_was_never_answered_could_not_be_read() {
    let paths = paths();
    let mut answers = Answers::expected(&paths);
    answers.take(b"2 handled", 2).unwrap();
    answers.take(b"end", 2).unwrap();
    for result in answers.results(&paths) {
        assert_eq!(result.unwrap_err().kind, StoreErrorKind::Io);
    }
}

#[test]
fn names_that_programs_print_in_their_own_way_are_hashed_alone() {
    for odd in [&b"a\nb"[..], b"a\\b", b"a\rb", b"a\x06b"] {
        assert!(!may_be_printed(&RelPath::parse(odd).unwrap()), "{odd:?}");
    }
    assert!(may_be_printed(&RelPath::parse(b"a 'b\" \xff-.jpg").unwrap()));
}
