//! [`crash_sweep`](../crash_sweep.rs) at a far machine: the program dies at every single operation of the
//! same story, the place being a folder of a real sshd on this machine. With the commands of a shell
//! there, and without one.
//!
//! A death cuts every connection: what the server had begun it may still finish. The first run is made
//! once and copied for each death, the place with it.

// A fault in a test's own preparation ends it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../stores/tests/far/mod.rs"]
mod far;
mod world;

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Kind, Listed, Store, StoreResult};
use elderphoto_stores::fault::Fault;
use elderphoto_stores::folder::FolderStore;
use elderphoto_stores::sftp::SftpStore;
use far::Sshd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use world::story::{finishes, first_state, second_state};
use world::{Seen, State, World, restored, run_well, snapshots};

/// So many deaths are played at the same time: each mostly waits for a server to answer.
const AT_ONCE: usize = 4;
/// New photos beside those of the story: enough for them to travel as a stream where there is a shell.
const MORE_PHOTOS: usize = 14;

/// What lies at the far place, seen from this side of its disk.
struct OnDisk(FolderStore);

impl OnDisk {
    fn at(root: &Path) -> Self {
        Self(FolderStore::open(root).unwrap())
    }

    fn add_below(&self, folder: &RelPath, files: &mut Vec<RelPath>) {
        let mut folders = Vec::new();
        let mut note = |listed: Listed| -> StoreResult<()> {
            let path = folder.join(&listed.name).unwrap();
            if listed.stat.kind == Kind::Folder {
                folders.push(path)
            } else {
                files.push(path)
            }
            Ok(())
        };
        self.0.list(folder, &mut note).unwrap();
        folders.iter().for_each(|folder| self.add_below(folder, files));
    }
}

impl Seen for OnDisk {
    fn paths(&self) -> Vec<RelPath> {
        let mut files = Vec::new();
        self.add_below(&RelPath::root(), &mut files);
        files
    }
    fn read_whole(&self, path: &RelPath) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut self.0.open(path, 0, false).ok()?, &mut bytes).ok()?;
        Some(bytes)
    }
    fn as_store(&self) -> &dyn Store {
        &self.0
    }
}

/// The family before its second run, and the far machine.
struct Prepared {
    server: Sshd,
    root: PathBuf,
    world: World<SftpStore>,
    first: State,
}

impl Prepared {
    fn on(settings: &str) -> Self {
        let server = Sshd::start(settings);
        let (store, root) = server.store();
        let mut world = World::without_places();
        world.add_place(store);
        first_state(&world);
        run_well(&world);
        let first = world.state();
        second_state(&world);
        for n in 0..MORE_PHOTOS {
            world.write(&format!("new/{n}.jpg"), format!("photo {n}").as_bytes());
        }
        Self { server, root, world, first }
    }

    /// The same family with a copy of the place, and where that lies.
    fn twin(&self) -> (World<SftpStore>, PathBuf) {
        let root = self.server.new_root();
        let copied = std::process::Command::new("cp").arg("-a").arg(self.root.join(".")).arg(&root).status();
        assert!(copied.unwrap().success());
        let world = self.world.twin(self.server.open(&root));
        world.places[0].faults.pass_whole_calls(true);
        (world, root)
    }

    fn operations_of_second_run(&self) -> u64 {
        let (world, _) = self.twin();
        run_well(&world);
        world.places[0].faults.operations()
    }

    fn die_at(&self, number: u64) {
        let (mut world, root) = self.twin();
        world.places[0].faults.fail_at(number, Fault::Crash);
        let report = world.run().unwrap();
        assert!(report.places[0].error.is_some(), "operation {number} did not end the run");
        // Whoever died holds no connection.
        world.places[0].store.canceller().cancel();
        let seen = OnDisk::at(&root);
        let oldest = snapshots(&seen)[0].clone();
        assert_eq!(restored(&seen, &oldest), self.first, "after dying at operation {number}");
        world.replace_store(0, self.server.open(&root));
        world.places[0].faults.pass_whole_calls(true);
        finishes(&world, &seen, &self.first, number);
        world.places[0].store.canceller().cancel();
        std::fs::remove_dir_all(&root).unwrap();
    }
}

fn dies_at_every_operation(settings: &str, has_shell: bool) {
    let prepared = Prepared::on(settings);
    assert_eq!(prepared.world.places[0].store.has_shell().unwrap(), has_shell);
    let operations = prepared.operations_of_second_run();
    assert!(operations > 60, "{operations} operations");
    let next = AtomicU64::new(1);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number > operations {
                        return;
                    }
                    prepared.die_at(number);
                }
            });
        }
    });
}

#[test]
fn killed_at_every_operation_at_a_machine_with_a_shell_nothing_is_lost() {
    dies_at_every_operation("", true);
}

#[test]
fn killed_at_every_operation_at_a_machine_without_a_shell_nothing_is_lost() {
    dies_at_every_operation("ForceCommand internal-sftp", false);
}
