//! Many days of changes without any trouble: after each, the mirror is the library, every earlier
//! day restores, and a run without changes writes nothing.

use elderphoto_tests::{Story, assert_same, assert_untouched, check, contents, exact, mirror, number};

fn many_days(mut story: Story, days: u64) {
    story.family.place("home");
    let place = story.family.place_dir("home");
    let mut nights = Vec::new();
    for _ in 0..days {
        let run = story.family.backup();
        let (id, library) = (run.text("/snapshot"), contents(&story.family.library()));
        assert_same(&mirror(&place), &library);
        let before = exact(&place);
        assert_eq!(story.family.backup().text("/snapshot"), id);
        assert_untouched(&place, &before);
        nights.push((id, library));
        story.a_day_goes_by();
    }
    story.family.backup();
    assert_eq!(check(&place).complete().len(), nights.len() + 1);
    for (id, then) in nights.iter().step_by(5) {
        let dest = story.family.out(id);
        story.family.run(&["restore", "--all", "--at", id, "--to", dest.to_str().unwrap()]).expect(0);
        assert_same(&contents(&dest), then);
    }
    story.family.run(&["verify", "--full"]).expect(0);
    story.family.run(&["health"]).expect(0);
}

#[test]
fn photos_come_change_move_and_go() {
    many_days(Story::begin(11, 200), number("ELDERPHOTO_DAYS", 25));
}

#[test]
fn photos_that_stand_many_times_over_come_change_move_and_go() {
    many_days(Story::of_twins(12, 120), number("ELDERPHOTO_DAYS", 40));
}
