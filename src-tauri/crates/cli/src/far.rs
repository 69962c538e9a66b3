//! `place add sftp` with a person at the terminal: the far computer's fingerprint is shown and asked about,
//! a password or passphrase that turns out to be needed is asked for. A script is asked nothing.

use crate::args::AddSftp;
use crate::paths::{absolute, bytes};
use crate::secret;
use elderphoto_api::requests::{AddSftpRequest, SignInRequest};
use elderphoto_api::sentences::{Code, printable};
use elderphoto_api::wire::{Failure, HostKeyFacts, Places};
use elderphoto_api::{Api, say};
use secrecy::SecretString;
use std::io::{self, BufRead, IsTerminal, Write};

/// Somebody who can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Person(());

impl Person {
    /// Whoever sits at the terminal; nobody where a script reads the answer.
    pub fn present(json: bool) -> Option<Self> {
        let is_there = !json && io::stdin().is_terminal() && io::stderr().is_terminal();
        is_there.then_some(Self(()))
    }

    /// Whether the fingerprint is the right one.
    fn vouches_for(self, host: &str, facts: &HostKeyFacts) -> bool {
        let question = [
            say!("first-contact", host = host),
            format!("  {} ({})", facts.offered.fingerprint, printable(&facts.offered.algorithm)),
            say!("first-contact-ask"),
        ];
        let mut answer = String::new();
        let asked = write!(io::stderr().lock(), "{} ", question.join("\n"))
            .and_then(|()| io::stdin().lock().read_line(&mut answer));
        asked.is_ok() && answer.trim().eq_ignore_ascii_case("yes")
    }
}

/// Adds the place. Each thing is asked about once.
pub fn add(api: &Api, given: AddSftp, person: Option<Person>) -> Result<Places, Failure> {
    let from_stdin = given.password_stdin.then(secret::from_stdin).transpose()?;
    let mut request = request(given, from_stdin);
    loop {
        let failure = match api.add_sftp(request.clone()) {
            Ok(added) => return Ok(added),
            Err(failure) => failure,
        };
        let Some(person) = person else { return Err(failure) };
        request = answered(person, request, failure)?;
    }
}

/// The request with what the failure asks for; the failure, where nobody can help.
fn answered(person: Person, request: AddSftpRequest, failure: Failure) -> Result<AddSftpRequest, Failure> {
    let host = request.host.clone();
    match (Code::from_text(&failure.code), &failure.host_key) {
        (Some(Code::HostKeyUnknown), Some(facts)) if request.accept_host_key.is_none() => {
            if !person.vouches_for(&host, facts) {
                return Err(Failure { message: say!("first-contact-no"), ..failure });
            }
            Ok(AddSftpRequest { accept_host_key: Some(facts.offered.fingerprint.clone()), ..request })
        }
        (Some(Code::PassphraseMissing), _) => match request.sign_in {
            SignInRequest::Key { file, passphrase: None } => {
                let question = say!("ask-passphrase", path = file.display().to_string());
                let passphrase = Some(secret::typed(&question)?);
                Ok(AddSftpRequest { sign_in: SignInRequest::Key { file, passphrase }, ..request })
            }
            SignInRequest::UsualKeys | SignInRequest::Password(_) | SignInRequest::Key { .. } => Err(failure),
        },
        (Some(Code::CredentialsMissing | Code::KeyRefused | Code::AgentMissing), _)
            if matches!(request.sign_in, SignInRequest::UsualKeys) =>
        {
            let password = secret::typed(&say!("ask-password", user = &request.user, host = &host))?;
            Ok(AddSftpRequest { sign_in: SignInRequest::Password(password), ..request })
        }
        _ => Err(failure),
    }
}

fn request(given: AddSftp, secret: Option<SecretString>) -> AddSftpRequest {
    let AddSftp { name, host, port, user, path, key, accept_host_key, offsite, medium, use_existing, .. } =
        given;
    let sign_in = match (key, secret) {
        (Some(file), passphrase) => SignInRequest::Key { file: absolute(file), passphrase },
        (None, Some(password)) => SignInRequest::Password(password),
        (None, None) => SignInRequest::UsualKeys,
    };
    let path = bytes(&path);
    AddSftpRequest {
        name,
        host,
        port,
        user,
        path,
        sign_in,
        accept_host_key,
        offsite,
        medium,
        use_existing,
        ..AddSftpRequest::default()
    }
}
