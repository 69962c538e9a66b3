//! What putting back finds wrong at a place is noted as a check notes it: in the catalog, and in the records, which
//! neither a later look at the place nor a lost catalog makes forget it.

use crate::backup::Context;
use crate::catalog::held::{self, HeldState};
use crate::catalog::places;
use crate::digest::Digest;
use crate::error::Result;
use crate::place::session::Session;
use crate::place::writer::lock_of;
use crate::records::Proof;

/// Notes that a copy in a mirror was found other than recorded, or not at all: it is no longer counted.
pub(super) fn copy_is_wrong(context: &Context<'_>, session: &Session, copy: Proof, state: HeldState) {
    told(try_copy_is_wrong(context, session, copy, state));
}

fn try_copy_is_wrong(context: &Context<'_>, session: &Session, copy: Proof, state: HeldState) -> Result<()> {
    // A place that went away meanwhile says nothing of its copies.
    session.check_again()?;
    {
        let conn = context.catalog.write();
        held::set_state(&conn, session.no, &copy.key, state)?;
        places::mark_behind(&conn, session.no)?;
    }
    let mut records = lock_of(context.records);
    let place = records.place(&session.location.location_id)?;
    records.disprove(place, &[copy])
}

/// Notes that the history of a place has a content wrong, or no more.
pub(super) fn history_is_wrong(context: &Context<'_>, session: &Session, content: &Digest, state: HeldState) {
    told(try_history_is_wrong(context, session, content, state));
}

fn try_history_is_wrong(
    context: &Context<'_>,
    session: &Session,
    content: &Digest,
    state: HeldState,
) -> Result<()> {
    session.check_again()?;
    {
        let conn = context.catalog.write();
        if state == HeldState::Missing && !held::has_object(&conn, session.no, content)? {
            // It was not thought to be there: the mirror has it.
            return Ok(());
        }
        held::set_object_bad(&conn, session.no, content, true)?;
    }
    let mut records = lock_of(context.records);
    let place = records.place(&session.location.location_id)?;
    records.history_is_wrong(place, std::slice::from_ref(content))
}

/// What cannot be noted keeps nobody from the photo: another place may have it.
fn told(noted: Result<()>) {
    if let Err(e) = noted {
        tracing::warn!("what is wrong at a place could not be noted: {e}");
    }
}
