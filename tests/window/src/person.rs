//! What a person does in the window: reads, presses what has a name, fills in what has a label.

use crate::window::Window;
use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(50);

/// Everything that can be pressed, by the name a screen reader says.
const PRESSABLE: &str = "const [name, kinds] = arguments;
    const words = (e) => (e.getAttribute('aria-label') ?? e.textContent).replace(/\\s+/g, ' ').trim();
    const fits = (e) => words(e) === name || (name.endsWith('…') && words(e).startsWith(name.slice(0, -1)));
    return [...document.querySelectorAll(kinds)].find((e) => fits(e) && !e.disabled && e.checkVisibility()) ?? null;";

impl Window {
    /// Presses the button or link of this name, as soon as there is one; `…` at its end stands for any words.
    pub async fn press(&self, name: &str) {
        let pressed = async || self.find(name, "button, a[href], summary, [role=button]").await.click().await;
        Self::again(name, pressed).await;
    }

    /// Ticks or chooses the box whose words begin so.
    pub async fn choose(&self, name: &str) {
        let chosen = async || {
            let label = self.find(&format!("{name}…"), "label").await;
            let is_chosen = "return arguments[0].querySelector('input').checked";
            let given = vec![serde_json::to_value(&label)?];
            if self.client.execute(is_chosen, given).await? != true {
                label.click().await?;
            }
            Ok(())
        };
        Self::again(name, chosen).await;
    }

    /// Ticks the box of this name.
    pub async fn choose_box(&self, name: &str) {
        let chosen = async || {
            let input = self.find(name, "input").await;
            let given = vec![serde_json::to_value(&input)?];
            // A person turns the page until nothing lies over it.
            let label = "const label = arguments[0].closest('label');
                label.scrollIntoView({ block: 'center' });
                return label;";
            let label = self.client.execute(label, given).await?;
            Element::from_element_id(self.client.clone(), element_id(&label)).click().await
        };
        Self::again(name, chosen).await;
    }

    /// Types into the field of this label, in place of what stands there.
    pub async fn fill(&self, label: &str, text: &str) {
        let filled = async || {
            let named = self.find(label, "label").await;
            let id = named.attr("for").await?.expect("a label for a field");
            let field = self.client.find(Locator::Id(&id)).await?;
            field.clear().await?;
            field.send_keys(text).await
        };
        Self::again(label, filled).await;
    }

    /// Does it until it is done: the page may draw anew what was found before it is pressed, and a person
    /// presses again.
    async fn again(name: &str, act: impl AsyncFn() -> Result<(), CmdError>) {
        let begun = Instant::now();
        while let Err(e) = act().await {
            assert!(begun.elapsed() < PATIENCE, "{name:?} cannot be used: {e}");
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Whether there is such a button or link now.
    pub async fn offers(&self, name: &str) -> bool {
        let kinds = "button, a[href], summary, [role=button]";
        !self.client.execute(PRESSABLE, vec![json!(name), json!(kinds)]).await.unwrap().is_null()
    }

    /// Waits until the page says this.
    pub async fn reads(&self, words: &str) {
        self.until(&format!("the page says {words:?}"), async |window| window.says().await.contains(words))
            .await;
    }

    /// All that the page says now.
    pub async fn says(&self) -> String {
        let said = self.client.execute("return document.body.innerText", Vec::new()).await.unwrap();
        said.as_str().unwrap_or_default().replace('\u{a0}', " ")
    }

    /// Waits for something.
    pub async fn until(&self, what: &str, is_so: impl AsyncFn(&Self) -> bool) {
        let begun = Instant::now();
        while !is_so(self).await {
            if begun.elapsed() > PATIENCE {
                self.picture("failed").await;
                panic!("not so: {what}. The page says:\n{}", self.says().await);
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    async fn find(&self, name: &str, kinds: &str) -> Element {
        let begun = Instant::now();
        loop {
            let found = self.client.execute(PRESSABLE, vec![json!(name), json!(kinds)]).await.unwrap();
            if !found.is_null() {
                return Element::from_element_id(self.client.clone(), element_id(&found));
            }
            if begun.elapsed() > PATIENCE {
                self.picture("failed").await;
                panic!("nothing is named {name:?}. The page says:\n{}", self.says().await);
            }
            tokio::time::sleep(GLANCE).await;
        }
    }
}

/// The number that stands right before these words, "4,213" included.
#[must_use]
pub fn number_before(text: &str, words: &str) -> Option<usize> {
    let before = &text[..text.find(words)?];
    let digits: String = before.chars().rev().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    digits.chars().rev().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

fn element_id(found: &Value) -> fantoccini::elements::ElementRef {
    // WebDriver's own key for an element, section 12.1 of its standard.
    let id = found["element-6066-11e4-a52e-4f735466cecf"].as_str().expect("an element");
    fantoccini::elements::ElementRef::from(id.to_owned())
}
