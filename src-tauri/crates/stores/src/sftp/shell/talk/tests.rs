//! Answers as a hostile far side would give them.

use super::*;
use std::collections::VecDeque;

/// Says what it was given, piece by piece, then is silent or ends.
struct Says {
    pieces: VecDeque<Vec<u8>>,
    then_ends: bool,
}

impl FarProcess for Says {
    fn write(&mut self, _bytes: &[u8]) -> StoreResult<()> {
        Ok(())
    }

    fn close_input(&mut self) -> StoreResult<()> {
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], _within: Duration) -> StoreResult<usize> {
        match self.pieces.pop_front() {
            Some(piece) => {
                into[..piece.len()].copy_from_slice(&piece);
                Ok(piece.len())
            }
            None if self.then_ends => Ok(0),
            None => Err(fault(StoreErrorKind::TimedOut, "silence")),
        }
    }

    fn wait(self: Box<Self>, _within: Duration) -> StoreResult<Exit> {
        Ok(Exit::default())
    }
}

fn talk(pieces: &[&[u8]], then_ends: bool) -> Talk {
    let pieces = pieces.iter().map(|p| p.to_vec()).collect();
    Talk {
        begun: Instant::now(),
        process: Box::new(Says { pieces, then_ends }),
        greeting: b"hello".to_vec(),
        greeted: false,
        pending: Vec::new(),
        deadline: None,
    }
}

fn kind<T: std::fmt::Debug>(result: StoreResult<T>) -> StoreErrorKind {
    result.unwrap_err().kind
}

#[test]
fn what_a_login_prints_first_is_passed_over() {
    let mut talk = talk(&[b"Welcome!\nYou have mail.\nhel", b"lo\nfir", b"st\nsecond\n"], true);
    assert_eq!(talk.line().unwrap(), b"first");
    assert_eq!(talk.line().unwrap(), b"second");
}

#[test]
fn signs_of_life_are_taken_out_wherever_they_land() {
    let mut talk = talk(&[b"\x06hel\x06lo\n\x06", b"ans\x06wer\x06\n"], true);
    assert_eq!(talk.line().unwrap(), b"answer");
}

#[test]
fn an_end_before_the_answer_is_an_error() {
    assert_eq!(kind(talk(&[b"hello\nhalf"], true).line()), StoreErrorKind::Gone);
}

#[test]
fn silence_is_an_error() {
    assert_eq!(kind(talk(&[b"hello\n"], false).line()), StoreErrorKind::TimedOut);
}

#[test]
fn signs_of_life_alone_do_not_hold_off_a_deadline() {
    let beats: Vec<&[u8]> = vec![b"\x06"; 10];
    let mut talk = talk(&beats, false);
    talk.answer_within(Duration::ZERO);
    assert_eq!(kind(talk.greet()), StoreErrorKind::TimedOut);
}

#[test]
fn noise_without_end_is_not_listened_to() {
    let block = [b'x'; 4096];
    let endless: Vec<&[u8]> = vec![&block; 100];
    assert_eq!(kind(talk(&endless, false).greet()), StoreErrorKind::Io);
    let lines = [b'\n'; 4096];
    let endless: Vec<&[u8]> = vec![&lines; 100];
    assert_eq!(kind(talk(&endless, false).greet()), StoreErrorKind::Io);
}

#[test]
fn a_line_without_end_is_refused() {
    let block = [b'x'; 4096];
    let mut endless: Vec<&[u8]> = vec![b"hello\n"];
    endless.extend(std::iter::repeat_n(&block[..], 100));
    assert_eq!(kind(talk(&endless, false).line()), StoreErrorKind::Io);
}
