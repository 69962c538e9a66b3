//! Whether a screen can be used by everyone: axe's rules, and targets that are large enough to hit.

use crate::window::Window;
use serde_json::json;
use std::path::Path;

/// Targets are at least this wide and high, in pixels of the page.
const TARGET_PX: f64 = 44.0;
/// Words are at least this high.
const TYPE_PX: f64 = 18.0;

/// What can be pressed and is too small, with its size. A link within a sentence is as high as its line.
const TOO_SMALL: &str = "const least = arguments[0];
    const inSentence = (e) => e.tagName === 'A' && getComputedStyle(e).display === 'inline'
      && e.parentElement.tagName === 'P';
    const area = (e) => (e.tagName === 'INPUT' && e.closest('label')) || e;
    const covers = (e) => {
      const after = getComputedStyle(e, '::after');
      return after.content !== 'none' && after.position === 'absolute' && e.closest('article');
    };
    return [...document.querySelectorAll('button, a[href], input, summary, select')]
      .filter((e) => e.checkVisibility() && !inSentence(e))
      .map((e) => [e, (covers(e) || area(e)).getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5))
      .map(([e, box]) => `${e.outerHTML.slice(0, 120)}: ${box.width} × ${box.height}`);";

/// Words that are smaller than people with reading glasses want them, with their size.
const SMALL_TYPE: &str = "const least = arguments[0];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (words.nextNode()) {
      const e = words.currentNode.parentElement;
      const size = parseFloat(getComputedStyle(e).fontSize);
      if (words.currentNode.textContent.trim() !== '' && e.checkVisibility() && size < least - 0.1) {
        found.push(`${words.currentNode.textContent.trim().slice(0, 60)}: ${size}`);
      }
    }
    return found;";

const FINDINGS: &str = "const done = arguments[0];
    axe.run(document, { resultTypes: ['violations'] }).then(
      (found) => done(found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).join(' | ')}`)),
      (refused) => done([String(refused)]));";

impl Window {
    /// Holds the present screen to the rules, with text as it is and twice as large.
    pub async fn is_accessible(&self, screen: &str) {
        self.load_axe().await;
        for percent in ["", "225%"] {
            // 112.5 % is what the page begins with.
            let size = "document.documentElement.style.fontSize = arguments[0]";
            self.client.execute(size, vec![json!(percent)]).await.unwrap();
            let found = self.client.execute_async(FINDINGS, Vec::new()).await.unwrap();
            assert_eq!(found, json!([]), "{screen} at text size {percent:?}");
            let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            let wide = self.client.execute(wide, Vec::new()).await.unwrap();
            assert!(wide.as_i64().unwrap() <= 1, "{screen} is {wide} px too wide at text size {percent:?}");
            self.picture(&format!("{screen}{}", if percent.is_empty() { "" } else { "-large" })).await;
        }
        self.client.execute("document.documentElement.style.fontSize = ''", Vec::new()).await.unwrap();
        let small = self.client.execute(TOO_SMALL, vec![json!(TARGET_PX)]).await.unwrap();
        assert_eq!(small, json!([]), "{screen} has targets that are too small");
        let small = self.client.execute(SMALL_TYPE, vec![json!(TYPE_PX)]).await.unwrap();
        assert_eq!(small, json!([]), "{screen} has words that are too small");
    }

    async fn load_axe(&self) {
        let is_there = self.client.execute("return typeof axe", Vec::new()).await.unwrap();
        if is_there.as_str() != Some("object") {
            let at = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/node_modules/axe-core/axe.min.js");
            let axe = std::fs::read_to_string(&at)
                .unwrap_or_else(|e| panic!("{}: {e}; `npm --prefix ui ci` brings it", at.display()));
            self.client.execute(&format!("{axe}; window.axe = axe"), Vec::new()).await.unwrap();
        }
    }
}
