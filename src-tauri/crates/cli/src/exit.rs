//! What a script learns from the exit status: 0 all well, 1 finished with something that needs
//! attention, 2 could not do it.

use elderphoto_api::wire::{
    Backup, Drill, Health, HealthLevel, Init, Outcome, PlaceOutcome, Places, Restore, Verify,
};
use std::process::ExitCode;

/// How a command ended. Ordered: the worse counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All well.
    Well,
    /// Finished with something that needs attention.
    Attention,
    /// Could not do it.
    CouldNot,
}

impl Exit {
    /// The number.
    pub const fn status(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Attention => 1,
            Self::CouldNot => 2,
        }
    }

    const fn attention_if(attention: bool) -> Self {
        if attention { Self::Attention } else { Self::Well }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Completed => Self::Well,
            Outcome::Attention | Outcome::Stopped => Self::Attention,
            Outcome::Failed => Self::CouldNot,
        }
    }
}

impl From<&Init> for Exit {
    fn from(init: &Init) -> Self {
        init.outcome.into()
    }
}

impl From<&Places> for Exit {
    fn from(places: &Places) -> Self {
        let trouble = |p: &elderphoto_api::wire::PlaceInfo| p.problem.is_some() || p.reachable == Some(false);
        Self::from(places.outcome).max(Self::attention_if(places.places.iter().any(trouble)))
    }
}

impl From<&Backup> for Exit {
    fn from(backup: &Backup) -> Self {
        let incomplete = backup.places.iter().any(|p| p.outcome != PlaceOutcome::Completed);
        Self::from(backup.outcome).max(Self::attention_if(incomplete || !backup.problems.is_empty()))
    }
}

impl From<&Verify> for Exit {
    fn from(verify: &Verify) -> Self {
        let wrong = verify.places.iter().any(|p| p.outcome != PlaceOutcome::Completed);
        Self::from(verify.outcome).max(Self::attention_if(wrong))
    }
}

impl From<&Drill> for Exit {
    fn from(drill: &Drill) -> Self {
        Self::from(drill.outcome)
    }
}

impl From<&Restore> for Exit {
    fn from(restore: &Restore) -> Self {
        Self::from(restore.outcome).max(Self::attention_if(!restore.problems.is_empty()))
    }
}

impl From<&Health> for Exit {
    fn from(health: &Health) -> Self {
        match health.health {
            HealthLevel::Healthy => Self::Well,
            HealthLevel::Degraded => Self::Attention,
            HealthLevel::Critical => Self::CouldNot,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;
    use crate::output::samples;
    use elderphoto_api::wire::{HealthLevel, Outcome, PlaceOutcome};

    #[test]
    fn the_outcome_decides() {
        for (outcome, status) in
            [(Outcome::Completed, 0), (Outcome::Attention, 1), (Outcome::Stopped, 1), (Outcome::Failed, 2)]
        {
            assert_eq!(Exit::from(outcome).status(), status, "{outcome:?}");
        }
    }

    #[test]
    fn a_place_that_is_not_complete_is_never_all_well() {
        for outcome in [
            PlaceOutcome::Attention,
            PlaceOutcome::Held,
            PlaceOutcome::Unreachable,
            PlaceOutcome::Refused,
            PlaceOutcome::Full,
            PlaceOutcome::Stopped,
            PlaceOutcome::Failed,
        ] {
            let mut backup = samples::backup();
            assert_eq!(Exit::from(&backup), Exit::Well);
            backup.places[1].outcome = outcome;
            assert_eq!(Exit::from(&backup), Exit::Attention, "{outcome:?}");

            let mut verify = samples::verify();
            assert_eq!(Exit::from(&verify), Exit::Well);
            verify.places[0].outcome = outcome;
            assert_eq!(Exit::from(&verify), Exit::Attention, "{outcome:?}");
        }
    }

    #[test]
    fn problems_are_never_all_well() {
        let mut backup = samples::backup();
        backup.problems.push(samples::problem("a.jpg"));
        assert_eq!(Exit::from(&backup), Exit::Attention);

        let mut restore = samples::restore();
        assert_eq!(Exit::from(&restore), Exit::Well);
        restore.problems.push(samples::problem("a.jpg"));
        assert_eq!(Exit::from(&restore), Exit::Attention);

        let mut places = samples::places();
        assert_eq!(Exit::from(&places), Exit::Well);
        places.places[0].reachable = Some(false);
        assert_eq!(Exit::from(&places), Exit::Attention);
    }

    #[test]
    fn a_failed_run_could_not_be_done_whatever_its_places_say() {
        let backup = elderphoto_api::wire::Backup { outcome: Outcome::Failed, ..samples::backup() };
        assert_eq!(Exit::from(&backup), Exit::CouldNot);
    }

    #[test]
    fn health_is_its_level() {
        for (level, status) in
            [(HealthLevel::Healthy, 0), (HealthLevel::Degraded, 1), (HealthLevel::Critical, 2)]
        {
            assert_eq!(Exit::from(&samples::health(level)).status(), status);
        }
    }
}
