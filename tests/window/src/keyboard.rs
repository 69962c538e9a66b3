//! The window by keyboard alone, as for hands that cannot hold a mouse: Tab, Shift, Enter, Space, arrows and
//! Escape, sent as keys. Each step sees that the focus is in sight and drawn.

use crate::window::Window;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
/// How soon what is focused must be in sight.
const IN_SIGHT: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(50);
/// More than any screen has controls.
const ROUND: usize = 150;

/// The focused control: its name as a screen reader says it, what it is, and whether one sees that it is focused.
const FOCUSED: &str = "const e = document.activeElement;
    const words = (n) => (n?.textContent ?? '').replace(/\\s+/g, ' ').trim();
    const label = e.closest('label') ?? (e.id && document.querySelector(`label[for=\"${e.id}\"]`));
    const name = e.getAttribute('aria-label') ?? (label ? words(label) : words(e));
    const drawn = [getComputedStyle(e), getComputedStyle(e, '::after'), ...(label ? [getComputedStyle(label)] : [])]
      .some((s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
    const own = label && e.tagName === 'INPUT' ? label : e;
    const box = own.getBoundingClientRect();
    const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const line = own.getClientRects()[0] ?? box;
    const at = (from, to, room) => Math.min(Math.max((from + to) / 2, 0), room - 1);
    const hit = document.elementFromPoint(at(line.left, line.right, innerWidth), at(line.top, line.bottom, innerHeight));
    return { name, kind: e.tagName, checked: e.checked === true, nowhere: e === document.body,
      drawn, within, uncovered: hit !== null && own.contains(hit), value: e.value ?? '' };";

impl Window {
    /// Presses keys one after another.
    pub async fn keys(&self, keys: &[Key]) {
        for key in keys {
            self.key(char::from(*key)).await;
        }
    }

    /// Types into what is focused, in place of what stands there.
    pub async fn types(&self, text: &str) {
        let all = KeyActions::new("keys".into())
            .then(KeyAction::Down { value: Key::Control.into() })
            .then(KeyAction::Down { value: 'a' })
            .then(KeyAction::Up { value: 'a' })
            .then(KeyAction::Up { value: Key::Control.into() });
        self.client.perform_actions(all).await.unwrap();
        for letter in text.chars() {
            self.key(letter).await;
        }
    }

    async fn key(&self, value: char) {
        let press =
            KeyActions::new("keys".into()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.client.perform_actions(press).await.unwrap();
    }

    /// Goes on by Tab until the control of this name is focused; `…` at its end stands for any words. Every
    /// control on the way shows that it is focused.
    pub async fn tab_to(&self, name: &str) {
        let begun = Instant::now();
        loop {
            let mut passed = Vec::new();
            for _ in 0..ROUND {
                let focused = self.focused().await;
                if fits(&focused, name) {
                    self.shows_focus(&focused).await;
                    return;
                }
                if focused["nowhere"] == false
                    && focused["kind"] != "H1"
                    && focused["kind"] != "H2"
                    && focused["kind"] != "H3"
                {
                    self.shows_focus(&focused).await;
                }
                let told = focused["name"].as_str().unwrap_or_default().to_owned();
                if passed.len() > 3 && passed.first() == Some(&told) {
                    break;
                }
                passed.push(told);
                self.keys(&[Key::Tab]).await;
            }
            if begun.elapsed() > PATIENCE {
                self.picture("failed").await;
                panic!("the keyboard does not come to {name:?}, only to {passed:#?}.\n{}", self.says().await);
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Comes to it and presses Enter; afterwards the focus is somewhere.
    pub async fn enter(&self, name: &str) {
        self.tab_to(name).await;
        self.keys(&[Key::Enter]).await;
        self.keeps_focus(&format!("Enter on {name:?}")).await;
    }

    /// Comes to a box or a choice and chooses it with Space.
    pub async fn tick(&self, name: &str) {
        self.tab_to(name).await;
        if self.focused().await["checked"] == false {
            self.key(' ').await;
        }
        self.until(&format!("{name:?} is chosen"), async |w| w.focused().await["checked"] == true).await;
    }

    /// Chooses in a list by the letters that the choice begins with.
    pub async fn types_into_choice(&self, letters: &str) {
        for letter in letters.chars() {
            self.key(letter).await;
        }
    }

    /// Comes to a field and types.
    pub async fn write(&self, label: &str, text: &str) {
        self.tab_to(label).await;
        self.types(text).await;
        let is_written = async |w: &Self| w.focused().await["value"] == text;
        self.until(&format!("{text:?} is in {label:?}"), is_written).await;
    }

    /// Waits until the focus is somewhere: not lost with a control that went away.
    pub async fn keeps_focus(&self, after: &str) {
        let is_somewhere = async |w: &Self| w.focused().await["nowhere"] == false;
        self.until(&format!("after {after} something is focused"), is_somewhere).await;
    }

    /// Waits until this is focused: a control that cannot be used for a moment gets the focus back.
    pub async fn is_at(&self, name: &str) {
        self.until(&format!("{name:?} is focused"), async |w| w.focus().await == name).await;
    }

    /// The name of what is focused.
    pub async fn focus(&self) -> String {
        self.focused().await["name"].as_str().unwrap_or_default().to_owned()
    }

    async fn focused(&self) -> Value {
        self.client.execute(FOCUSED, vec![json!(null)]).await.unwrap()
    }

    /// Waits until one sees what is focused: a page scrolls to it when it is drawn next.
    async fn shows_focus(&self, focused: &Value) {
        let begun = Instant::now();
        let mut now = focused.clone();
        while ["drawn", "within", "uncovered"].iter().any(|seen| now[seen] != true) {
            if begun.elapsed() > IN_SIGHT {
                self.picture("failed").await;
                panic!("one does not see that this is focused: {now}");
            }
            tokio::time::sleep(GLANCE).await;
            now = self.focused().await;
        }
    }
}

fn fits(focused: &Value, name: &str) -> bool {
    let told = focused["name"].as_str().unwrap_or_default();
    match name.strip_suffix('…') {
        Some(beginning) => told.starts_with(beginning) || told == name,
        None => told == name,
    }
}
