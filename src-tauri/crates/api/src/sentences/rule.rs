//! Three copies, two kinds of storage, one away from home: what is missing, in plain words.

use crate::say;

/// What is missing from the rule; nothing when it holds. `copies` counts this computer too.
pub fn rule_missing(copies: u64, kinds: u64, offsite: u64) -> Vec<String> {
    let mut missing = Vec::new();
    if copies < 3 {
        missing.push(say!("rule-copies", copies = copies));
    }
    if kinds < 2 {
        missing.push(say!("rule-kinds"));
    }
    if offsite < 1 {
        missing.push(say!("rule-offsite"));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::rule_missing;

    #[test]
    fn nothing_is_missing_when_the_rule_holds() {
        assert!(rule_missing(3, 2, 1).is_empty());
    }

    #[test]
    fn each_missing_part_has_its_sentence() {
        assert_eq!(rule_missing(1, 1, 0).len(), 3);
        assert_eq!(
            rule_missing(2, 2, 1),
            ["There are 2 copies of your photos, this computer included; three are safer."]
        );
    }
}
