//! What the Secret Service of a Linux desktop is really saying: the keyring crate reports a keyring that
//! was never unlocked as one without the entry, and looks for the service only once in a process.

use super::{Result, SecretsError};
use keyring::Error as KeyringError;
use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi;
use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error as ServiceError};
use zbus_secret_service_keyring_store::Store;

/// Our entry of that name.
pub fn entry(service: &str, account: &str) -> Result<Entry> {
    match keyring::Entry::new(service, account) {
        Ok(entry) => Ok(entry.inner),
        // Its own store stays as it was found first; the service may have come since.
        Err(KeyringError::NoDefaultStore) => {
            let store = Store::new().map_err(|e| of_connecting(explain(e)))?;
            store.build(service, account, None).map_err(explain)
        }
        Err(e) => Err(explain(e)),
    }
}

/// Fails unless the keyring is there and unlocked.
pub fn check_unlocked() -> Result<()> {
    let service = SecretService::connect(EncryptionType::Plain).map_err(|e| of_connecting(of_service(e)))?;
    let collection = match service.get_default_collection() {
        Ok(collection) => collection,
        // A service that was started and never unlocked has no keyring to show.
        Err(ServiceError::NoResult) => return Err(locked("there is no open keyring")),
        Err(e) => return Err(of_service(e)),
    };
    match collection.is_locked() {
        Ok(false) => Ok(()),
        Ok(true) => Err(locked("the default keyring is locked")),
        Err(e) => Err(of_service(e)),
    }
}

/// What is the matter.
pub fn explain(e: KeyringError) -> SecretsError {
    match e {
        KeyringError::NoStorageAccess(cause) => match check_unlocked() {
            Ok(()) => SecretsError::KeyringDenied { cause: cause.to_string() },
            Err(found) => found,
        },
        KeyringError::PlatformFailure(cause) => match cause.downcast::<ServiceError>() {
            Ok(e) => of_service(*e),
            Err(cause) => SecretsError::KeyringFailing { cause: cause.to_string() },
        },
        KeyringError::NoDefaultStore => SecretsError::KeyringAbsent { cause: e.to_string() },
        // Bytes of the entry may be in the error: only its kind is told.
        KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) => {
            SecretsError::KeyringFailing { cause: "the entry is no text".into() }
        }
        other => SecretsError::KeyringFailing { cause: other.to_string() },
    }
}

/// Whatever else goes wrong before there is a connection: nobody is there who keeps secrets.
fn of_connecting(e: SecretsError) -> SecretsError {
    match e {
        SecretsError::KeyringFailing { cause } => SecretsError::KeyringAbsent { cause },
        told_apart => told_apart,
    }
}

fn locked(cause: &str) -> SecretsError {
    SecretsError::KeyringLocked { cause: cause.into() }
}

fn of_service(e: ServiceError) -> SecretsError {
    let cause = e.to_string();
    match &e {
        ServiceError::Locked | ServiceError::Prompt | ServiceError::PromptDisconnected => locked(&cause),
        ServiceError::Unavailable => SecretsError::KeyringAbsent { cause },
        ServiceError::Zbus(zbus::Error::MethodError(name, ..)) => of_bus(name.as_str(), cause),
        ServiceError::Zbus(zbus::Error::FDO(e)) => of_fdo(e, cause),
        ServiceError::ZbusFdo(e) => of_fdo(e, cause),
        _ => SecretsError::KeyringFailing { cause },
    }
}

fn of_fdo(e: &zbus::fdo::Error, cause: String) -> SecretsError {
    of_bus(zbus::DBusError::name(e).as_str(), cause)
}

fn of_bus(name: &str, cause: String) -> SecretsError {
    match name.strip_prefix("org.freedesktop.DBus.Error.") {
        Some("AccessDenied" | "AuthFailed" | "InteractiveAuthorizationRequired") => {
            SecretsError::KeyringDenied { cause }
        }
        Some("ServiceUnknown" | "NameHasNoOwner") => SecretsError::KeyringAbsent { cause },
        Some(spawn) if spawn.starts_with("Spawn.") => SecretsError::KeyringAbsent { cause },
        _ if name == "org.freedesktop.Secret.Error.IsLocked" => SecretsError::KeyringLocked { cause },
        _ => SecretsError::KeyringFailing { cause },
    }
}
