//! What a file of secrets promises: nobody else reads it, nothing in it is lost, nothing of it leaks.

use super::*;
use elderphoto_engine::format::location::Id;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use tempfile::TempDir;

fn password(name: &str) -> Entry {
    Entry::Place { name: name.into(), location_id: Id::random().unwrap(), what: PlaceSecret::Password }
}

fn passphrase(name: &str) -> Entry {
    Entry::Place { name: name.into(), location_id: Id::random().unwrap(), what: PlaceSecret::Passphrase }
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn found(secrets: &SecretsFile, entry: &Entry) -> Option<String> {
    secrets.get(entry).unwrap().map(|s| s.expose_secret().to_owned())
}

fn with(text: &str, mode: u32) -> (TempDir, PathBuf, SecretsFile) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("secrets.toml");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    (dir, path.clone(), SecretsFile::new(path))
}

#[test]
fn what_is_kept_is_found_again_and_the_file_is_its_owners_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("secrets.toml");
    let secrets = SecretsFile::new(path.clone());
    assert_eq!(found(&secrets, &password("Dad's, Tucson")), None);
    secrets.check().unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "asking makes nothing");
    secrets.set(&password("Dad's, Tucson"), &secret("pa\"ss\nwörd")).unwrap();
    secrets.set(&passphrase("Dad's, Tucson"), &secret("phrase")).unwrap();
    secrets.set(&Entry::HttpToken, &secret("token")).unwrap();
    secrets.set(&Entry::SmtpPassword, &secret("mail")).unwrap();
    assert_eq!(found(&secrets, &password("Dad's, Tucson")).as_deref(), Some("pa\"ss\nwörd"));
    assert_eq!(found(&secrets, &passphrase("Dad's, Tucson")).as_deref(), Some("phrase"));
    assert_eq!(found(&secrets, &Entry::HttpToken).as_deref(), Some("token"));
    assert_eq!(found(&secrets, &Entry::SmtpPassword).as_deref(), Some("mail"));
    assert_eq!(found(&secrets, &password("Aunt's")), None);
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn the_contract_of_the_file_is_read_as_a_person_writes_it() {
    let text = "place.aunt.password = \"a\"\n[place.\"Dad's\"]\npassphrase = 'd'\n[http]\ntoken = \"t\"\n";
    let (_dir, _, secrets) = with(text, 0o600);
    assert_eq!(found(&secrets, &password("aunt")).as_deref(), Some("a"));
    assert_eq!(found(&secrets, &passphrase("Dad's")).as_deref(), Some("d"));
    assert_eq!(found(&secrets, &Entry::HttpToken).as_deref(), Some("t"));
}

#[test]
fn what_else_stands_in_it_stays() {
    let text = "# the nephew's\nunknown = 1\n\n[place.aunt]\npassword = \"old\" # hers\nmore = true\n";
    let (_dir, path, secrets) = with(text, 0o600);
    secrets.set(&password("aunt"), &secret("new")).unwrap();
    secrets.set(&password("dad"), &secret("other")).unwrap();
    secrets.remove(&password("dad")).unwrap();
    secrets.remove(&password("nobody")).unwrap();
    let now = fs::read_to_string(path).unwrap();
    for kept in ["# the nephew's", "unknown = 1", "more = true", "password = \"new\""] {
        assert!(now.contains(kept), "{kept} is gone:\n{now}");
    }
    assert!(!now.contains("other") && !now.contains("old"), "{now}");
}

#[test]
fn a_file_that_others_may_read_or_that_is_no_file_is_refused_and_left_alone() {
    for mode in [0o644, 0o640, 0o604, 0o660, 0o700, 0o622] {
        let (_dir, path, secrets) = with("[place.aunt]\npassword = \"x\"\n", mode);
        for result in [
            secrets.get(&password("aunt")).map(drop),
            secrets.set(&password("aunt"), &secret("y")),
            secrets.remove(&password("aunt")),
            secrets.check(),
        ] {
            let error = result.unwrap_err();
            assert!(matches!(error, SecretsError::FileOpen { .. }), "{mode:o}: {error}");
        }
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, mode);
        assert!(fs::read_to_string(&path).unwrap().contains("\"x\""));
    }
    let (dir, path, _) = with("[place.aunt]\npassword = \"x\"\n", 0o600);
    let link = dir.path().join("link.toml");
    symlink(&path, &link).unwrap();
    let folder = dir.path().join("folder.toml");
    fs::create_dir(&folder).unwrap();
    for one in [link, folder] {
        let secrets = SecretsFile::new(one);
        let error = secrets.set(&password("aunt"), &secret("y")).unwrap_err();
        assert!(matches!(error, SecretsError::FileOpen { .. }), "{error}");
        assert!(secrets.get(&password("aunt")).is_err());
    }
    assert!(fs::read_to_string(&path).unwrap().contains("\"x\""));
}

#[test]
fn a_damaged_file_is_named_by_its_line_and_never_quoted() {
    for text in
        ["[place.aunt]\npassword = \"canary\n", "[place.aunt]\npassword = ['canary']\n", "place = 'canary'\n"]
    {
        let (_dir, path, secrets) = with(text, 0o600);
        for error in [secrets.get(&password("aunt")).unwrap_err(), {
            match secrets.set(&password("aunt"), &secret("new")) {
                Err(e) => e,
                // A value of another kind is replaced by what is set.
                Ok(()) => continue,
            }
        }] {
            assert!(matches!(error, SecretsError::FileDamaged { .. }), "{error}");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
        assert_eq!(fs::read_to_string(path).unwrap(), text, "it is left as it was");
    }
}

#[test]
fn a_new_name_of_a_place_takes_its_secrets_along() {
    let (_dir, path, secrets) = with("[place.dad]\npassword = \"p\"\nmore = 1\n", 0o600);
    secrets.rename_place("dad", "Tucson").unwrap();
    assert_eq!(found(&secrets, &password("Tucson")).as_deref(), Some("p"));
    assert_eq!(found(&secrets, &password("dad")), None);
    assert!(fs::read_to_string(path).unwrap().contains("more = 1"));
    secrets.rename_place("nobody", "else").unwrap();
}

#[test]
fn a_folder_that_is_not_there_is_said_before_anything_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = SecretsFile::new(dir.path().join("no/secrets.toml"));
    assert!(matches!(secrets.check().unwrap_err(), SecretsError::FileUnusable { .. }));
}
