//! Lists what stands in the mirror: the nodes of folders that changed, then the snapshot that names them,
//! each durable before the next.

use super::batch::Batch;
use super::commit::Ending;
use super::content;
use super::small_files;
use super::trees;
use super::writer::Writer;
use crate::catalog::{held, snapshots};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::snapshot::Snapshot;
use crate::format::tree::Encoded;
use crate::path::{FolderKey, RelPath};
use crate::store::{Meta, Move, StoreErrorKind, StoreResult};
use std::collections::BTreeSet;

impl Writer<'_> {
    /// Trees, then the snapshot, each durable before the next. Nothing is listed when the newest
    /// listed snapshot says the same already.
    pub(super) fn list(
        &self,
        batch: &Batch,
        changed: &BTreeSet<FolderKey>,
        ending: Ending,
    ) -> Result<Vec<FolderKey>> {
        let made = trees::make(&self.run.catalog.write(), self.session.no, changed)?;
        let complete = ending == Ending::Complete;
        let already =
            matches!(&self.state().listed, Some((_, root, was)) if *root == made.root && (*was || !complete));
        if already {
            return Ok(made.gone);
        }
        let nodes = self.stage_nodes(&batch.incoming, &made.new)?;
        let (snapshot, listing) = self.stage_snapshot(&batch.incoming, made.root, complete)?;
        self.session.check_again()?;
        self.list_staged(&nodes, listing)?;
        self.supersede(&snapshot)?;
        Ok(made.gone)
    }

    /// Nodes first, durable, then the snapshot: by one call, over a line by one command.
    fn list_staged(&self, nodes: &[Move], listing: Move) -> Result<()> {
        let store = &*self.session.store;
        let listing = [listing];
        let steps: Vec<&[Move]> = [nodes, &listing].into_iter().filter(|step| !step.is_empty()).collect();
        let mut done = store.commit_steps(&steps)?;
        let listed = if done.len() == steps.len() { done.pop() } else { None };
        for (one, result) in nodes.iter().zip(done.into_iter().flatten()) {
            match result {
                Ok(()) => {}
                Err(e) if e.kind == StoreErrorKind::AlreadyExists => self.keep_or_replace_node(one)?,
                Err(e) => return Err(e.into()),
            }
        }
        let listed = match listed {
            Some(results) => results,
            // A node stood there already: it was looked at before anything that names it is listed.
            None => store.commit(&listing)?,
        };
        Ok(listed.into_iter().collect::<StoreResult<()>>()?)
    }

    fn stage_nodes(&self, incoming: &RelPath, nodes: &[Encoded]) -> Result<Vec<Move>> {
        let store = &*self.session.store;
        let meta = Meta { mtime: self.now(), mode: None };
        let waiting = incoming.join(b"trees").map_err(Error::internal)?;
        let mut moves = Vec::with_capacity(nodes.len());
        let mut seen = BTreeSet::new();
        for node in nodes {
            if !seen.insert(node.digest) {
                continue;
            }
            let from = waiting.join(node.digest.to_hex().as_bytes()).map_err(Error::internal)?;
            store.stage_whole(&from, &node.bytes, &meta)?;
            moves.push(Move { from, to: layout::tree(&node.digest) });
        }
        Ok(moves)
    }

    /// A node of that digest stands there: fine if its bytes are right, else it is replaced.
    fn keep_or_replace_node(&self, one: &Move) -> Result<()> {
        let store = &*self.session.store;
        let text = String::from_utf8_lossy(one.from.name()).into_owned();
        let digest = Digest::from_hex(&text).ok_or_else(|| Error::internal("a node's name"))?;
        if !content::is(store, &one.to, &digest, self.run.monitor)? {
            store.remove(&one.to)?;
            for result in store.commit(std::slice::from_ref(one))? {
                result?;
            }
        }
        Ok(())
    }

    /// The snapshot, and the move that lists it.
    fn stage_snapshot(&self, incoming: &RelPath, root: Digest, complete: bool) -> Result<(Snapshot, Move)> {
        let store = &*self.session.store;
        let (files, bytes) = held::totals(&self.run.catalog.write(), self.session.no)?;
        let id = if complete {
            self.run.id.clone()
        } else {
            let mut state = self.state();
            state.checkpoints += 1;
            self.run.id.checkpoint(state.checkpoints)
        };
        let problems = self.state().tally.problems.len() as u64
            + self.run.unread.load(std::sync::atomic::Ordering::Relaxed);
        let snapshot = Snapshot {
            format: crate::format::VERSION,
            id: id.clone(),
            sequence: id.sequence(),
            complete,
            started: self.run.started,
            finished: self.run.clock.now(),
            library_id: self.run.library_id.clone(),
            by: self.run.by.clone(),
            root,
            files,
            bytes,
            problems,
        };
        let bytes = snapshot.to_bytes().map_err(Error::internal)?;
        let from = incoming.join(b"snapshot").map_err(Error::internal)?;
        store.stage_whole(&from, &bytes, &Meta { mtime: self.now(), mode: None })?;
        Ok((snapshot, Move { from, to: layout::snapshot(&id) }))
    }

    /// Notes the new snapshot; this run's earlier checkpoint says nothing more than it.
    fn supersede(&self, snapshot: &Snapshot) -> Result<()> {
        snapshots::put(&self.run.catalog.write(), self.session.no, snapshot)?;
        let earlier = {
            let mut state = self.state();
            state.listed = Some((snapshot.id.clone(), snapshot.root, snapshot.complete));
            let earlier = state.own_checkpoint.take();
            if !snapshot.complete {
                state.own_checkpoint = Some(snapshot.id.clone());
            }
            earlier
        };
        if let Some(earlier) = earlier {
            small_files::remove_if_there(&*self.session.store, &layout::snapshot(&earlier))?;
            snapshots::remove(&self.run.catalog.write(), self.session.no, &earlier)?;
        }
        Ok(())
    }
}
