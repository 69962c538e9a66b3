//! How fast it is, for whoever wants to know: `cargo test -p elderphoto-stores --test shell -- --ignored
//! --nocapture measure`.

use crate::fixture::*;
use elderphoto_engine::store::Move;
use std::time::Instant;

const FILES: usize = 20_000;
const FILES_A_FOLDER: usize = 100;

/// One machine of each kind that makes a difference.
fn measured() -> impl Iterator<Item = Machine> {
    machines().into_iter().filter(|m| ["perl", "python", "dash alone", "busybox"].contains(&m.name))
}

#[test]
#[ignore = "measures"]
fn measure_staging_and_committing_small_files() {
    let bytes: Vec<u8> = (0..50_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for machine in measured() {
        let place = Place::on(&machine);
        let shell = place.shell();
        let batch = path(".elderphoto/incoming/b");
        let moves: Vec<_> = (0..FILES)
            .map(|n| Move {
                from: path(&format!(".elderphoto/incoming/b/{}/IMG_{n}.jpg", n / FILES_A_FOLDER)),
                to: path(&format!("2024/{}/IMG_{n}.jpg", n / FILES_A_FOLDER)),
            })
            .collect();
        let begun = Instant::now();
        let lane = shell.lane(&batch, 2).unwrap();
        for one in &moves {
            lane.stage(&one.from, &bytes, &META).unwrap();
        }
        lane.finish().unwrap();
        let staged = begun.elapsed();
        let results = shell.commit(&moves).unwrap();
        assert!(results.iter().all(Result::is_ok));
        let committed = begun.elapsed() - staged;
        let flushed = Instant::now();
        shell.commit(&[]).unwrap();
        println!(
            "{:26} {FILES} files of 50 KB: staged {staged:.1?}, committed {committed:.1?}, an empty commit {:.1?}",
            machine.name,
            flushed.elapsed()
        );
        let hashed = Instant::now();
        let paths: Vec<_> = moves.iter().map(|m| m.to.clone()).collect();
        for group in paths.chunks(256) {
            assert!(shell.hash(group).unwrap().iter().all(Result::is_ok));
        }
        println!("{:26} {FILES} files of 50 KB: hashed {:.1?}", machine.name, hashed.elapsed());
    }
}

#[test]
#[ignore = "measures"]
fn measure_hashing_a_gigabyte() {
    for machine in measured() {
        let place = Place::on(&machine);
        let paths: Vec<_> = (0..250).map(|n| path(&format!("2024/{n}"))).collect();
        for (n, path) in paths.iter().enumerate() {
            place.put(path, &vec![n as u8; 4 << 20]);
        }
        let shell = place.shell();
        for round in ["first", "second"] {
            let begun = Instant::now();
            assert!(shell.hash(&paths).unwrap().iter().all(Result::is_ok));
            println!("{:26} 250 files of 4 MiB, {round} time: {:.2?}", machine.name, begun.elapsed());
        }
    }
}
