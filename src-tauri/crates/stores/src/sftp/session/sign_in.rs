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
    let offered = match session.auth_methods(user) {
        Ok(methods) => methods.to_owned(),
        // It let us in without anything.
        Err(_) if session.authenticated() => return Ok(()),
        Err(e) => return Err(lost(&e)),
    };
    let offers = |method: &str| offered.split(',').any(|m| m == method);
    let mut refused = None;
    if offers("publickey") {
        for key in &with.keys {
            match with_key(session, user, key) {
                Ok(()) if session.authenticated() => return Ok(()),
                // One of several things the server wants.
                Ok(()) => {}
                Err(e @ ConnectError::Lost { .. }) => return Err(e),
                Err(e) => refused = most_telling(refused, e),
            }
        }
        if with.use_agent {
            match with_agent(session, user) {
                Ok(()) if session.authenticated() => return Ok(()),
                Ok(()) => {}
                Err(e @ ConnectError::Lost { .. }) => return Err(e),
                Err(e) => refused = most_telling(refused, e),
            }
        }
    } else if with.password.is_none() {
        return Err(ConnectError::KeyRefused);
    }
    if let Some(password) = &with.password {
        // A server that wants both says so only after the key, which then looks refused.
        let offered = match refused {
            None => offered,
            Some(_) => session.auth_methods(user).map_err(|e| lost(&e))?.to_owned(),
        };
        let offers = |method: &str| offered.split(',').any(|m| m == method);
        if !offers("password") && !offers("keyboard-interactive") {
            return Err(refused.unwrap_or(ConnectError::PasswordWrong));
        }
        match with_password(session, user, password, &offers) {
            Ok(()) if session.authenticated() => return Ok(()),
            Ok(()) => {}
            Err(e) => return Err(e),
        }
    }
    Err(refused.unwrap_or(ConnectError::KeyRefused))
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
    password: &SecretString,
    offers: &dyn Fn(&str) -> bool,
) -> Result<(), ConnectError> {
    let result = if offers("password") {
        session.userauth_password(user, password.expose_secret())
    } else if offers("keyboard-interactive") {
        session.userauth_keyboard_interactive(user, &mut Answers(password))
    } else {
        return Err(ConnectError::PasswordWrong);
    };
    result.map_err(|e| if is_lost(&e) { lost(&e) } else { ConnectError::PasswordWrong })
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
