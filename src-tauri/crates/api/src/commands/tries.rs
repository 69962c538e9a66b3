//! Trying a place before it is one: a file is really copied there and read back, and nothing is kept of it
//! but, on a far machine, an empty folder that was missing.

use super::far_places::{address, check_address, check_secret, connect, unmake};
use super::places::{check_folder, check_medium, check_name, is_settled, make_folder};
use super::{Answer, Api, Open, with_open};
use crate::far;
use crate::faults;
use crate::requests::{AddFolderRequest, AddSftpRequest};
use crate::say;
use crate::sentences::{Context as Words, at_place};
use crate::settings::far::usual_options;
use crate::watcher::Watcher;
use crate::wire::{self, Tried, TriedStep};
use elderphoto_engine::error::{Error, Result as EngineResult};
use elderphoto_engine::establish;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::Store;
use elderphoto_engine::time::FileTime;
use elderphoto_stores::folder::FolderStore;
use elderphoto_stores::sftp::{self, Address};

/// How far a try came, and what was found on the way.
struct Way {
    steps: Vec<TriedStep>,
    free_bytes: Option<u64>,
    host_key: Option<wire::HostKeyFacts>,
}

impl Way {
    fn new(words: Vec<String>) -> Self {
        let steps = words.into_iter().map(|word| TriedStep { word, done: false }).collect();
        Self { steps, free_bytes: None, host_key: None }
    }

    /// The next step was done.
    fn done(&mut self) {
        if let Some(step) = self.steps.iter_mut().find(|step| !step.done) {
            step.done = true;
        }
    }

    fn ended(self, result: EngineResult<()>, name: &str, words: Words) -> Tried {
        let failure = result.err().map(|e| faults::failure_with(&e, words));
        let host_key = failure.as_ref().and_then(|f| f.host_key.as_deref().cloned()).or(self.host_key);
        Tried {
            ok: failure.is_none(),
            steps: self.steps,
            sentence: match &failure {
                None => say!("tried-well", at_place = at_place(name)),
                Some(failure) => failure.message.clone(),
            },
            failure,
            host_key,
            free_bytes: self.free_bytes,
        }
    }
}

impl Api {
    /// Tries a folder of this computer.
    pub fn try_folder(&self, request: AddFolderRequest) -> Answer<Tried> {
        with_open(self, Open::to_know, |open| {
            let mut way = Way::new(vec![say!("try-folder"), say!("try-free"), say!("try-copied")]);
            let result = try_folder(open, &request, &mut way);
            let words = Words::new().place(&request.name).path(request.path.display().to_string());
            Ok(way.ended(result, &request.name, words))
        })
    }

    /// Tries a folder of a far machine. Nothing secret is sent before it has shown the key that the request
    /// vouches for.
    pub fn try_sftp(&self, request: AddSftpRequest) -> Answer<Tried> {
        with_open(self, Open::to_know, |open| {
            let words = [
                say!("try-answers"),
                say!("try-known"),
                say!("try-let-in"),
                say!("try-free"),
                say!("try-copied"),
            ];
            let mut way = Way::new(words.into());
            let result = try_far(open, &request, &mut way);
            let path = String::from_utf8_lossy(&request.path).into_owned();
            Ok(way.ended(result, &request.name, Words::new().place(&request.name).path(path)))
        })
    }

    /// Who a far machine says it is. Nothing is sent to it.
    pub fn far_host_key(&self, host: &str, port: Option<u16>) -> Answer<wire::HostKeyFacts> {
        let asked = AddSftpRequest {
            host: host.into(),
            port,
            // Nobody signs in.
            user: "nobody".into(),
            path: b"/".to_vec(),
            ..AddSftpRequest::default()
        };
        let met = address(&asked).and_then(|at| sftp::host_key(&at, &usual_options()).map_err(far::fault));
        met.map(|key| far::facts(&key, &[])).map_err(|e| faults::failure_with(&e, Words::new().place(host)))
    }
}

fn try_folder(open: &Open, request: &AddFolderRequest, way: &mut Way) -> EngineResult<()> {
    check_name(&open.settings, &request.name, None)?;
    check_medium(request.medium.as_deref())?;
    check_folder(&open.settings, &request.path)?;
    let made = make_folder(&request.path)?;
    let tried = FolderStore::open(&request.path).map_err(Error::from).and_then(|store| {
        way.done();
        try_store(open, &store, request.use_existing, way)
    });
    if made {
        // Only if it is empty again.
        let _ = std::fs::remove_dir(&request.path);
    }
    tried
}

fn try_far(open: &Open, request: &AddSftpRequest, way: &mut Way) -> EngineResult<()> {
    check_name(&open.settings, &request.name, None)?;
    check_medium(request.medium.as_deref())?;
    let address: Address = address(request)?;
    check_address(&open.settings, &address)?;
    if let Some(secret) = request.sign_in.secret() {
        check_secret(secret)?;
        open.secrets.check()?;
    }
    let met = far::meet(&address, &usual_options(), request.accept_host_key.as_deref());
    if met.as_ref().map_or_else(|e| far::host_key_of(e).is_some(), |_| true) {
        way.done();
    }
    let met = met?;
    way.host_key = Some(far::facts(&met, std::slice::from_ref(&met)));
    way.done();
    let mut made = false;
    let tried = connect(&address, request, &met, &mut made).and_then(|store| {
        way.done();
        try_store(open, &store, request.use_existing, way)
    });
    if made {
        unmake(&address, request, &met);
    }
    tried
}

/// The folder may become a place; a file is copied there and read back; what was made goes again.
fn try_store(open: &Open, store: &dyn Store, use_existing: bool, way: &mut Way) -> EngineResult<()> {
    is_settled(open, &establish::look(store, &open.settings.library.id, use_existing)?)?;
    way.done();
    let ours = [".elderphoto/incoming", ".elderphoto"].map(RelPath::literal);
    let were_there: Vec<bool> = ours.iter().map(|path| matches!(store.stat(path), Ok(Some(_)))).collect();
    let mtime = FileTime::from_parts(open.clock.now().as_unix(), 0);
    let tried = establish::try_write(store, mtime, &Watcher::silent());
    for (path, _) in ours.iter().zip(were_there).filter(|(_, was_there)| !was_there) {
        // Only if it is empty again.
        let _ = store.remove_folder(path);
    }
    tried?;
    way.done();
    way.free_bytes = store.space()?.map(|space| space.free_bytes);
    Ok(())
}
