//! Opens the place a target names.

use super::{Context, Target};
use crate::catalog::places;
use crate::error::Result;
use crate::place::reconcile::Look;
use crate::place::session::Session;
use crate::place::standing::standing;
use crate::place::writer::Standing;

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
        standing(session, context.catalog, &look)
    }
}
