//! Signs in with what there is, each once: repeated attempts lock accounts.

use crate::sftp::{ConnectError, Credentials, PrivateKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use ssh2::{ErrorCode, KeyboardInteractivePrompt, Prompt, Session};

/// libssh2.h
const SOCKET_SEND: i32 = -7;
const SOCKET_DISCONNECT: i32 = -13;
const FILE: i32 = -16;
const SOCKET_RECV: i32 = -43;
const SOCKET_TIMEOUT: i32 = -30;
const KEYFILE_AUTH_FAILED: i32 = -48;

pub(super) fn sign_in(session: &Session, user: &str, with: &Credentials) -> Result<(), ConnectError> {
    if with.is_empty() {
        return Err(ConnectError::NoCredentials);
    }
    let mut offered = match session.auth_methods(user) {
        Ok(methods) => Offered::of(methods),
        // It let us in without anything.
        Err(_) if session.authenticated() => return Ok(()),
        Err(e) => return Err(lost(&e)),
    };
    let mut tried = Tried::default();
    while let Some(step) = tried.next(&offered, with) {
        let refusal = match step {
            Step::Keys => with_keys(session, user, with)?,
            Step::Password => with_password(session, user, with.password.as_ref(), &offered)?,
        };
        if session.authenticated() {
            return Ok(());
        }
        // To libssh2 a step that is not the last looks refused: what the server wants now tells. One
        // that has had enough says nothing more.
        let Ok(now) = session.auth_methods(user).map(Offered::of) else {
            tried.note(step, refusal, false);
            break;
        };
        tried.note(step, refusal, !now.offers(step));
        offered = now;
    }
    Err(tried.verdict(&offered, with))
}

/// One of the things a server may want.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Keys,
    Password,
}

/// The ways to sign in that a server offers now.
struct Offered(String);

impl Offered {
    fn of(methods: &str) -> Self {
        Self(methods.to_owned())
    }

    fn has(&self, method: &str) -> bool {
        self.0.split(',').any(|m| m == method)
    }

    fn offers(&self, step: Step) -> bool {
        match step {
            Step::Keys => self.has("publickey"),
            Step::Password => self.has("password") || self.has("keyboard-interactive"),
        }
    }
}

/// What came of each step; none is made twice.
#[derive(Default)]
struct Tried {
    keys: Option<Outcome>,
    password: Option<Outcome>,
}

enum Outcome {
    /// As one of several things that the server wants.
    Taken,
    Refused(ConnectError),
}

impl Tried {
    fn next(&self, offered: &Offered, with: &Credentials) -> Option<Step> {
        if self.keys.is_none() && with.has_keys() && offered.offers(Step::Keys) {
            Some(Step::Keys)
        } else if self.password.is_none() && with.password.is_some() && offered.offers(Step::Password) {
            Some(Step::Password)
        } else {
            None
        }
    }

    fn note(&mut self, step: Step, refusal: ConnectError, is_taken: bool) {
        let outcome = if is_taken { Outcome::Taken } else { Outcome::Refused(refusal) };
        match step {
            Step::Keys => self.keys = Some(outcome),
            Step::Password => self.password = Some(outcome),
        }
    }

    /// Why all of it was not enough, as far as a person can act on it.
    fn verdict(self, offered: &Offered, with: &Credentials) -> ConnectError {
        match (self.keys, self.password) {
            (_, Some(Outcome::Refused(e))) | (Some(Outcome::Refused(e)), _) => e,
            (Some(Outcome::Taken), None) if offered.offers(Step::Password) => ConnectError::PasswordWantedToo,
            (None, Some(Outcome::Taken)) if offered.offers(Step::Keys) => ConnectError::KeyWantedToo,
            (None, None) if !with.has_keys() => ConnectError::PasswordWrong,
            _ => ConnectError::KeyRefused,
        }
    }
}

/// Shows each key once; gives why none of them opened the door, `Err` when the line was lost.
fn with_keys(session: &Session, user: &str, with: &Credentials) -> Result<ConnectError, ConnectError> {
    let mut refused = None;
    for key in &with.keys {
        match with_key(session, user, key) {
            Ok(()) => return Ok(ConnectError::KeyRefused),
            Err(e @ ConnectError::Lost { .. }) => return Err(e),
            Err(e) => refused = most_telling(refused, e),
        }
    }
    if with.use_agent {
        match with_agent(session, user) {
            Ok(()) => return Ok(ConnectError::KeyRefused),
            Err(e @ ConnectError::Lost { .. }) => return Err(e),
            Err(e) => refused = most_telling(refused, e),
        }
    }
    Ok(refused.unwrap_or(ConnectError::KeyRefused))
}

/// What a person can act on best: a key that cannot be used before one that was refused, and that
/// before an agent that is not there.
fn most_telling(before: Option<ConnectError>, now: ConnectError) -> Option<ConnectError> {
    let rank = |e: &ConnectError| match e {
        ConnectError::PassphraseMissing | ConnectError::PassphraseWrong => 3,
        ConnectError::KeyUnreadable { .. } => 2,
        ConnectError::KeyRefused => 1,
        _ => 0,
    };
    match before {
        Some(before) if rank(&before) >= rank(&now) => Some(before),
        _ => Some(now),
    }
}

fn with_key(session: &Session, user: &str, key: &PrivateKey) -> Result<(), ConnectError> {
    let pem = key.pem.expose_secret();
    let is_locked = is_locked(pem).ok_or_else(|| unreadable("this is no private key"))?;
    if is_locked && key.passphrase.is_none() {
        return Err(ConnectError::PassphraseMissing);
    }
    let passphrase = key.passphrase.as_ref().map(|p| p.expose_secret());
    session.userauth_pubkey_memory(user, None, pem, passphrase).map_err(|e| match e.code() {
        ErrorCode::Session(FILE | KEYFILE_AUTH_FAILED) if is_locked => ConnectError::PassphraseWrong,
        ErrorCode::Session(FILE | KEYFILE_AUTH_FAILED) => unreadable(e.message()),
        _ if is_lost(&e) => lost(&e),
        _ => ConnectError::KeyRefused,
    })
}

fn unreadable(cause: &str) -> ConnectError {
    ConnectError::KeyUnreadable { cause: cause.to_owned() }
}

/// Whether a private key is locked with a passphrase; `None` if it is no private key.
fn is_locked(pem: &str) -> Option<bool> {
    let begin = pem.find("-----BEGIN ")?;
    let (label, body) = pem[begin + "-----BEGIN ".len()..].split_once("-----")?;
    if !label.ends_with("PRIVATE KEY") {
        return None;
    }
    if label != "OPENSSH PRIVATE KEY" {
        return Some(label.starts_with("ENCRYPTED") || body.contains("Proc-Type: 4,ENCRYPTED"));
    }
    // PROTOCOL.key of OpenSSH: the magic, then the name of the cipher.
    let text: String = body.split("-----").next()?.split_whitespace().collect();
    let bytes = STANDARD.decode(text).ok()?;
    let rest = bytes.strip_prefix(b"openssh-key-v1\0")?;
    let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
    Some(rest.get(4..4 + length)? != b"none")
}

fn with_agent(session: &Session, user: &str) -> Result<(), ConnectError> {
    let missing = |_| ConnectError::AgentMissing;
    let mut agent = session.agent().map_err(missing)?;
    agent.connect().map_err(missing)?;
    agent.list_identities().map_err(missing)?;
    for identity in agent.identities().map_err(missing)? {
        match agent.userauth(user, &identity) {
            Ok(()) => return Ok(()),
            Err(e) if is_lost(&e) => return Err(lost(&e)),
            Err(_) => {}
        }
    }
    Err(ConnectError::KeyRefused)
}

fn with_password(
    session: &Session,
    user: &str,
    password: Option<&SecretString>,
    offered: &Offered,
) -> Result<ConnectError, ConnectError> {
    let Some(password) = password else { return Ok(ConnectError::PasswordWrong) };
    let result = if offered.has("password") {
        session.userauth_password(user, password.expose_secret())
    } else {
        session.userauth_keyboard_interactive(user, &mut Answers(password))
    };
    match result {
        Err(e) if is_lost(&e) => Err(lost(&e)),
        _ => Ok(ConnectError::PasswordWrong),
    }
}

/// Gives the password where the server asks for something that is not to be seen.
struct Answers<'a>(&'a SecretString);

impl KeyboardInteractivePrompt for Answers<'_> {
    fn prompt<'p>(&mut self, _user: &str, _instructions: &str, prompts: &[Prompt<'p>]) -> Vec<String> {
        let answer = |p: &Prompt<'_>| if p.echo { String::new() } else { self.0.expose_secret().to_owned() };
        prompts.iter().map(answer).collect()
    }
}

fn is_lost(e: &ssh2::Error) -> bool {
    matches!(e.code(), ErrorCode::Session(SOCKET_SEND | SOCKET_DISCONNECT | SOCKET_RECV | SOCKET_TIMEOUT))
}

fn lost(e: &ssh2::Error) -> ConnectError {
    ConnectError::Lost { cause: e.to_string() }
}

#[cfg(test)]
mod tests {
    use super::is_locked;

    #[test]
    fn what_is_no_private_key_is_told() {
        for text in
            ["", "hello", "ssh-ed25519 AAAA", "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----"]
        {
            assert_eq!(is_locked(text), None, "{text}");
        }
        assert_eq!(is_locked("-----BEGIN RSA PRIVATE KEY-----\nAA"), Some(false));
        assert_eq!(is_locked("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nAA"), Some(true));
        assert_eq!(is_locked("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA"), Some(true));
    }
}
