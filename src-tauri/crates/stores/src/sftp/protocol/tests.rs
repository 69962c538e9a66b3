//! The client against servers of every kind of malice, over a line in memory.

use super::packet::{self, Name, StatVfs};
use super::*;
use crate::sftp::fault::Fault;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

/// A line whose other end is a function of the request.
struct Server {
    answers: Receiver<Vec<u8>>,
    send: Sender<Vec<u8>>,
    serve: Mutex<Box<Serve>>,
    rest: Mutex<Vec<u8>>,
}

/// From a request (kind, id, rest) to the bytes that come back.
type Serve = dyn FnMut(u8, u32, &[u8]) -> Vec<Vec<u8>> + Send;

impl Line for Server {
    fn send(&self, bytes: Vec<u8>) -> Result<(), Fault> {
        let answers = match bytes[4] {
            1 => vec![vec![2, 0, 0, 0, 3]],
            kind => {
                let id = u32::from_be_bytes(bytes[5..9].try_into().unwrap());
                (self.serve.lock().unwrap())(kind, id, &bytes[9..])
            }
        };
        for packet in answers {
            let mut framed = (packet.len() as u32).to_be_bytes().to_vec();
            framed.extend(packet);
            self.send.send(framed).unwrap();
        }
        Ok(())
    }
    fn send_at_once(&self, bytes: Vec<u8>) -> Result<(), Fault> {
        self.send(bytes)
    }
    fn receive(&self, into: &mut [u8]) -> Result<usize, Fault> {
        let mut rest = self.rest.lock().unwrap();
        if rest.is_empty() {
            *rest = self.answers.recv().map_err(Fault::gone)?;
        }
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        rest.drain(..count);
        Ok(count)
    }
}

fn client(serve: impl FnMut(u8, u32, &[u8]) -> Vec<Vec<u8>> + Send + 'static) -> Client {
    let (send, answers) = unbounded();
    let serve: Box<Serve> = Box::new(serve);
    let server = Server { answers, send, serve: Mutex::new(serve), rest: Mutex::default() };
    Client::open(Arc::new(server), Arc::new(AtomicUsize::new(0))).unwrap()
}

fn packet(kind: u8, id: u32, fields: &[&[u8]]) -> Vec<u8> {
    let mut out = vec![kind];
    out.extend(id.to_be_bytes());
    fields.iter().for_each(|f| out.extend_from_slice(f));
    out
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

fn status(id: u32, code: u32) -> Vec<u8> {
    packet(101, id, &[&code.to_be_bytes(), &string(b"text"), &string(b"")])
}

fn handle(id: u32) -> Vec<u8> {
    packet(102, id, &[&string(b"h")])
}

fn names(id: u32, all: &[&[u8]]) -> Vec<u8> {
    let mut out = packet(104, id, &[&(all.len() as u32).to_be_bytes()]);
    for name in all {
        out.extend(string(name));
        out.extend(string(b"-rw-r--r-- for people"));
        out.extend(0u32.to_be_bytes());
    }
    out
}

fn is_nonsense<T: std::fmt::Debug>(result: Result<T, Refusal>) {
    match result {
        Err(Refusal::Line(fault)) => assert!(fault.cause.contains("nonsense"), "{fault}"),
        other => panic!("{other:?}"),
    }
}

fn listed(answers: Vec<Vec<u8>>) -> (Result<(), Refusal>, Vec<Vec<u8>>) {
    let mut answers = answers.into_iter();
    let client = client(move |kind, id, _| match kind {
        11 => vec![handle(id)],
        12 => match answers.next() {
            Some(mut answer) => {
                answer[1..5].copy_from_slice(&id.to_be_bytes());
                vec![answer]
            }
            None => vec![status(id, 1)],
        },
        _ => vec![status(id, 0)],
    });
    let mut seen = Vec::new();
    let result = list(&client, b"/place", &mut |name: Name| {
        seen.push(name.name);
        Ok(())
    });
    (result, seen)
}

#[test]
fn names_that_lead_elsewhere_are_left_out() {
    let hostile: [&[u8]; 10] =
        [b"a.jpg", b"..", b".", b"", b"../x", b"/etc/passwd", b"a/b", b"a\0b", b"b\xff.jpg", b" "];
    let (result, seen) = listed(vec![names(0, &hostile)]);
    result.unwrap();
    assert_eq!(seen, [&b"a.jpg"[..], b"b\xff.jpg", b" "]);
}

#[test]
fn a_listing_that_neither_goes_on_nor_ends_is_ended() {
    is_nonsense(listed(vec![names(0, &[])]).0);
    is_nonsense(listed(vec![handle(0)]).0);
}

#[test]
fn a_listing_without_end_is_ended_and_never_gathered() {
    let many: Vec<Vec<u8>> = (0..2_000u32).map(|n| n.to_string().into_bytes()).collect();
    let refs: Vec<&[u8]> = many.iter().map(Vec::as_slice).collect();
    let page = names(0, &refs);
    let client = client(move |kind, id, _| {
        let mut page = page.clone();
        page[1..5].copy_from_slice(&id.to_be_bytes());
        if kind == 11 { vec![handle(id)] } else { vec![page] }
    });
    let mut seen = 0u64;
    is_nonsense(list(&client, b"/", &mut |_| {
        seen += 1;
        Ok(())
    }));
    assert!((9_000_000..=10_000_000).contains(&seen), "{seen}");
}

#[test]
fn counts_and_lengths_are_not_believed() {
    let huge = u32::MAX.to_be_bytes();
    for answer in [
        packet(104, 0, &[&huge]),
        packet(104, 0, &[&1u32.to_be_bytes(), &huge, b"name"]),
        packet(102, 0, &[&huge, b"short"]),
        packet(105, 0, &[&0x8000_0000u32.to_be_bytes(), &huge]),
        packet(77, 0, &[]),
        vec![104],
    ] {
        let client = client(move |_, id, _| {
            let mut answer = answer.clone();
            if answer.len() >= 5 {
                answer[1..5].copy_from_slice(&id.to_be_bytes());
            }
            vec![answer]
        });
        is_nonsense(client.ask(&Request::Lstat { path: b"x" }).and_then(|t| t.wait()));
        // Nothing more is asked of such a server.
        assert!(matches!(client.ask(&Request::Lstat { path: b"y" }), Err(Refusal::Line(_))));
    }
}

#[test]
fn a_packet_longer_than_any_is_not_read() {
    let (send, answers) = unbounded();
    let serve: Box<Serve> = Box::new(|_, _, _| Vec::new());
    let server = Arc::new(Server { answers, send, serve: Mutex::new(serve), rest: Mutex::default() });
    let client = Client::open(server.clone(), Arc::new(AtomicUsize::new(0))).unwrap();
    let ticket = client.ask(&Request::Lstat { path: b"x" }).unwrap();
    server.send.send(0xffff_fff0u32.to_be_bytes().to_vec()).unwrap();
    is_nonsense(ticket.wait());
}

#[test]
fn an_answer_to_no_question_ends_the_conversation() {
    let client = client(|_, id, _| vec![status(id + 1_000, 0)]);
    is_nonsense(client.ask(&Request::Lstat { path: b"x" }).and_then(|t| t.wait()));
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let client = client(|_, id, _| vec![handle(id)]);
    is_nonsense(client.ask(&Request::Lstat { path: b"x" }).and_then(|t| t.attributes()));
    is_nonsense(client.ask(&Request::Remove { path: b"x" }).and_then(|t| t.done()));
}

/// A file of `size_bytes` on a server that gives at most `most` a read.
fn reader(size_bytes: usize, most: usize) -> (Vec<u8>, RemoteReader) {
    let content: Vec<u8> = (0..size_bytes).map(|n| (n * 31 % 251) as u8).collect();
    let file = content.clone();
    let client = client(move |kind, id, rest| {
        if kind != 5 {
            return vec![status(id, 0)];
        }
        let at = u64::from_be_bytes(rest[5..13].try_into().unwrap()) as usize;
        let length = u32::from_be_bytes(rest[13..17].try_into().unwrap()) as usize;
        match file.get(at..(at + length.min(most)).min(file.len())) {
            Some(piece) if !piece.is_empty() => vec![packet(103, id, &[&string(piece)])],
            _ => vec![status(id, 1)],
        }
    });
    (content, RemoteReader::new(&client, b"h".to_vec(), 0, None))
}

fn read_all(reader: &mut RemoteReader) -> Result<Vec<u8>, Refusal> {
    let mut all = Vec::new();
    let mut block = [0; 10_000];
    loop {
        match reader.read(&mut block)? {
            0 => return Ok(all),
            count => all.extend_from_slice(&block[..count]),
        }
    }
}

#[test]
fn a_server_that_gives_less_than_it_is_asked_for_gives_all_in_the_end() {
    for (size, most) in
        [(0, 1), (1, 1), (32_768, 40_000), (32_769, 40_000), (300_000, 1_000), (300_000, 32_767)]
    {
        let (content, mut reader) = reader(size, most);
        assert!(read_all(&mut reader).unwrap() == content, "{size} bytes, {most} at a time");
    }
}

#[test]
fn more_than_was_asked_for_is_refused() {
    let client = client(|_, id, _| vec![packet(103, id, &[&string(&vec![7; 40_000])])]);
    let mut reader = RemoteReader::new(&client, b"h".to_vec(), 0, None);
    is_nonsense(reader.read(&mut [0; 100]));
}

#[test]
fn sizes_that_cannot_be_are_only_numbers() {
    let size = (1u64 << 63).to_be_bytes();
    let client = client(move |_, id, _| vec![packet(105, id, &[&1u32.to_be_bytes(), &size])]);
    let of = client.ask(&Request::Lstat { path: b"x" }).and_then(|t| t.attributes()).unwrap();
    assert_eq!(of.size, Some(1 << 63));
}

#[test]
fn a_write_that_is_refused_is_told() {
    let client = client(|kind, id, _| vec![status(id, if kind == 6 { 4 } else { 0 })]);
    let mut writer = RemoteWriter::new(&client, b"h".to_vec(), 0);
    let written = writer.write(&[1; 100_000]).and_then(|()| writer.finish(Attributes::default()));
    assert!(matches!(written, Err(Refusal::Failure(_))), "{written:?}");
}

#[test]
fn a_file_shorter_than_what_was_written_is_told() {
    let client = client(|kind, id, _| match kind {
        8 => vec![packet(105, id, &[&1u32.to_be_bytes(), &5u64.to_be_bytes()])],
        _ => vec![status(id, 0)],
    });
    let mut writer = RemoteWriter::new(&client, b"h".to_vec(), 0);
    writer.write(b"six bytes").unwrap();
    assert!(matches!(writer.finish(Attributes::default()), Err(Refusal::Line(_))));
}

#[test]
fn room_is_read_and_a_short_answer_refused() {
    let eleven: Vec<u8> = (1..=11u64).flat_map(u64::to_be_bytes).collect();
    let room = StatVfs::decode(&eleven).unwrap();
    assert_eq!((room.block_bytes, room.blocks, room.free_blocks, room.free_files), (2, 3, 5, 8));
    assert!(StatVfs::decode(&eleven[..79]).is_err());
}

#[test]
fn the_greeting_is_checked() {
    assert!(packet::decode_version(&[2, 0, 0, 0, 3]).is_ok());
    for wrong in [&[][..], &[1, 0, 0, 0, 3], &[2, 0, 0], &[2, 0, 0, 0, 3, 0, 0, 0, 9, b'x']] {
        assert!(packet::decode_version(wrong).is_err(), "{wrong:?}");
    }
}

fn list(
    client: &Client,
    path: &[u8],
    visit: &mut dyn FnMut(Name) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    client.folder(client.ask(&Request::Opendir { path })?)?.each(visit)
}
