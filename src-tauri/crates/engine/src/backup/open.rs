//! Opens the place a target names.

use super::{Context, Target};
use crate::catalog::held::{self, HeldState};
use crate::catalog::places;
use crate::error::Result;
use crate::place::reconcile::Look;
use crate::place::session::Session;
use crate::place::standing::standing;
use crate::place::writer::{Standing, lock_of};

impl Target {
    /// Opens the place, if it is the expected one.
    pub(crate) fn session(&self, context: &Context<'_>) -> Result<Session> {
        let no = places::get_or_add(&context.catalog.write(), &self.expected.location_id)?.no;
        self.connect(no)
    }

    /// [`Self::session`] for a place whose number in the catalog is known.
    pub(crate) fn connect(&self, no: i64) -> Result<Session> {
        let store = (self.open)()?;
        Session::open(&self.name, no, store, &self.expected)
    }

    /// Looks how it stands, and brings the catalog to it.
    pub(crate) fn standing(&self, context: &Context<'_>, session: &Session) -> Result<Standing> {
        let look = Look {
            take_over: self.take_over,
            records: context.records,
            library: context.library,
            clock: context.clock,
            monitor: context.monitor,
        };
        let standing = standing(session, context.catalog, &look)?;
        if standing.was_dirty {
            remember_wrong_copies(context, session)?;
        }
        Ok(standing)
    }
}

/// A long look trusts size and time; which copies a check found wrong, only the records know.
fn remember_wrong_copies(context: &Context<'_>, session: &Session) -> Result<()> {
    let wrong = {
        let records = lock_of(context.records);
        records.found_wrong(records.place(&session.location.location_id)?)?
    };
    if wrong.is_empty() {
        return Ok(());
    }
    let mut conn = context.catalog.write();
    let tx = conn.transaction()?;
    for copy in &wrong {
        let is_it = |row: &held::HeldRow| row.sha == copy.sha && row.state == HeldState::Copied;
        if held::get(&tx, session.no, &copy.key)?.as_ref().is_some_and(is_it) {
            held::set_state(&tx, session.no, &copy.key, HeldState::Damaged)?;
            places::mark_behind(&tx, session.no)?;
        }
    }
    Ok(tx.commit()?)
}
