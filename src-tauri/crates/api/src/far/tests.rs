//! Codes, fingerprints, keys, and that a run which is stopped lets go of a machine that does not answer.

use super::*;
use std::time::Instant;

fn key(byte: u8) -> HostKey {
    HostKey { algorithm: "ssh-ed25519".into(), sha256: [byte; 32] }
}

#[test]
fn what_a_person_can_act_on_has_a_code_of_its_own() {
    let cause = String::new;
    let path = String::new;
    let all = [
        ConnectError::NameNotFound { cause: cause() },
        ConnectError::Unreachable { cause: cause() },
        ConnectError::Refused { cause: cause() },
        ConnectError::TimedOut { cause: cause() },
        ConnectError::NotSsh { cause: cause() },
        ConnectError::HostKeyUnknown { offered: key(1) },
        ConnectError::HostKeyChanged { pinned: vec![key(1)], offered: key(2) },
        ConnectError::PasswordWrong,
        ConnectError::KeyRefused,
        ConnectError::PasswordWantedToo,
        ConnectError::KeyWantedToo,
        ConnectError::KeyUnreadable { cause: cause() },
        ConnectError::PassphraseMissing,
        ConnectError::PassphraseWrong,
        ConnectError::AgentMissing,
        ConnectError::NoCredentials,
        ConnectError::NoSftp { cause: cause() },
        ConnectError::FolderMissing { path: path().into() },
        ConnectError::NotAFolder { path: path().into() },
        ConnectError::PermissionDenied { path: path().into() },
        ConnectError::Lost { cause: cause() },
    ];
    let count = all.len();
    let codes: std::collections::BTreeSet<Code> = all.map(|e| fault(e).code()).into_iter().collect();
    assert_eq!(codes.len(), count, "{codes:?}");
    assert!(!codes.contains(&Code::PlaceNotConnected) && !codes.contains(&Code::Internal));
}

#[test]
fn both_fingerprints_are_told_when_the_key_changed() {
    let changed = fault(ConnectError::HostKeyChanged { pinned: vec![key(1)], offered: key(2) });
    let failure = crate::faults::failure(&changed);
    assert_eq!(failure.code, "host_key_changed");
    let facts = failure.host_key.unwrap();
    assert_eq!(facts.offered.fingerprint, key(2).fingerprint());
    assert_eq!(facts.known[0].fingerprint, key(1).fingerprint());
    let details = failure.details.unwrap();
    for fingerprint in [key(1).fingerprint(), key(2).fingerprint()] {
        assert!(details.contains(&fingerprint), "{details}");
        assert!(!failure.message.contains(&fingerprint), "folded away: {}", failure.message);
    }
    assert_eq!(crate::faults::place_problem(&changed, "dad").host_key.unwrap(), facts);
    assert!(host_key_of(&fault(ConnectError::PasswordWrong)).is_none());
}

#[test]
fn a_fingerprint_that_is_none_is_refused_before_anyone_is_asked() {
    let nowhere = Address { host: "host.invalid".into(), port: 1, user: "u".into(), root: b"/p".to_vec() };
    for text in ["", "SHA256:", "SHA256:abc", "MD5:00", "yes"] {
        let error = meet(&nowhere, &crate::settings::far::usual_options(), Some(text)).unwrap_err();
        assert_eq!(error.code(), Code::FingerprintUnreadable, "{text}");
    }
}

#[test]
fn a_key_file_is_read_and_anything_else_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("key");
    let read = |passphrase: Option<&str>| with_keys(Some(&file), passphrase.map(SecretString::from));
    assert_eq!(read(None).err().map(|e| e.code()), Some(Code::KeyUnreadable));
    for wrong in [&b"ssh-ed25519 AAAA public"[..], b"\xff\xfe", &vec![b'x'; 100_000]] {
        std::fs::write(&file, wrong).unwrap();
        assert_eq!(read(None).err().map(|e| e.code()), Some(Code::KeyUnreadable));
    }
    let text = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    std::fs::write(&file, text).unwrap();
    let credentials = read(Some("phrase")).unwrap();
    assert!(!credentials.use_agent && credentials.password.is_none());
    assert_eq!(credentials.keys[0].pem.expose_secret(), text);
    assert_eq!(credentials.keys[0].passphrase.as_ref().unwrap().expose_secret(), "phrase");
}

#[test]
fn who_waits_is_let_go_when_the_run_is_stopped() {
    let (never, waiting) = channel::<()>();
    let watcher = Watcher::silent();
    let stopping = watcher.clone();
    let begun = Instant::now();
    let result = unless_stopped(&watcher, move || {
        stopping.cancel();
        let ended = waiting.recv();
        ended.map_err(Error::internal)
    });
    assert_eq!(result.unwrap_err().code(), Code::Stopped);
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(never);
}

#[test]
fn a_locked_key_is_recognised_by_its_head() {
    let dir = tempfile::tempdir().unwrap();
    for (name, passphrase, locked) in [("open", "", false), ("locked", "phrase", true)] {
        for (format, kind) in [("RFC4716", "ed25519"), ("PEM", "ecdsa"), ("PKCS8", "ecdsa")] {
            let file = dir.path().join(format!("{name}-{format}"));
            let mut command = std::process::Command::new("ssh-keygen");
            command.args(["-q", "-t", kind, "-m", format, "-N", passphrase, "-f"]).arg(&file);
            assert!(command.status().unwrap().success());
            let pem = std::fs::read_to_string(&file).unwrap();
            assert_eq!(is_locked(&pem), locked, "{}", file.display());
        }
    }
}
