//! What is understood of such a file, what is refused, and that no value of it is ever told.

use super::*;

const WHOLE: &str = r#"
# Maria's family
ELDERPHOTO_LIBRARY=/photos
ELDERPHOTO_LIBRARY_2=/videos
ELDERPHOTO_NAME="Maria's photos"
ELDERPHOTO_SECRETS_FILE=/run/secrets/elderphoto.toml
TZ=Europe/Berlin

ELDERPHOTO_PLACE_1_NAME="At home"
ELDERPHOTO_PLACE_1_KIND=folder
ELDERPHOTO_PLACE_1_PATH=/disk/photos
ELDERPHOTO_PLACE_1_MEDIUM=hdd
ELDERPHOTO_PLACE_1_KEEP=days:365

ELDERPHOTO_PLACE_DAD_KIND=sftp
ELDERPHOTO_PLACE_DAD_NAME='Dad'
ELDERPHOTO_PLACE_DAD_HOST=dad.example.org
ELDERPHOTO_PLACE_DAD_PORT=2222
ELDERPHOTO_PLACE_DAD_USER=maria
ELDERPHOTO_PLACE_DAD_PATH=photos
ELDERPHOTO_PLACE_DAD_KEY=/keys/photos
ELDERPHOTO_PLACE_DAD_ACCEPT_HOST_KEY=SHA256:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc
ELDERPHOTO_PLACE_DAD_OFFSITE=yes
ELDERPHOTO_PLACE_DAD_USE_EXISTING=no
ELDERPHOTO_PLACE_DAD_LIMIT=5
"#;

fn faults(text: &str) -> Vec<Fault> {
    EnvFile::parse(text).unwrap_err()
}

/// The whole file with something else in place of a part of it.
fn faults_with(from: &str, to: &str) -> Vec<Fault> {
    assert!(WHOLE.contains(from), "{from}");
    faults(&WHOLE.replace(from, to))
}

#[test]
fn a_whole_family_is_understood() {
    let family = EnvFile::parse(WHOLE).unwrap();
    assert_eq!(family.libraries, [(3, "/photos".into()), (4, "/videos".into())]);
    assert_eq!(family.name.as_deref(), Some("Maria's photos"));
    let [home, dad] = &family.places[..] else { panic!("{family:?}") };
    let PlaceRequest::Folder(folder) = &home.request else { panic!("{home:?}") };
    assert_eq!((home.line, folder.name.as_str()), (9, "At home"));
    assert_eq!((folder.path.to_str(), folder.medium.as_deref()), (Some("/disk/photos"), Some("hdd")));
    assert_eq!((folder.offsite, folder.rules.keep.as_deref()), (false, Some("days:365")));
    let PlaceRequest::Sftp(far) = &dad.request else { panic!("{dad:?}") };
    assert_eq!((far.host.as_str(), far.port, far.user.as_str()), ("dad.example.org", Some(2222), "maria"));
    assert_eq!((far.path.as_slice(), far.offsite, far.use_existing), (&b"photos"[..], true, false));
    assert_eq!(far.rules.limit_mb_s, Some(5));
    assert!(far.accept_host_key.as_deref().is_some_and(|key| key.starts_with("SHA256:Bw")));
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let text = "ELDERPHOTO_LIBRARY=photos\nnonsense\nELDERPHOTO_COLOUR=red\nELDERPHOTO_NAME=\n\
                ELDERPHOTO_PLACE_1_NAME=A\nELDERPHOTO_PLACE_1_KIND=cloud\n";
    let lines: Vec<_> = faults(text).iter().map(Fault::line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 6]);
}

#[test]
fn a_key_that_stands_twice_is_refused_whatever_it_says() {
    let found = faults(&format!("{WHOLE}ELDERPHOTO_NAME=\"Maria's photos\"\n"));
    assert_eq!(found, [Fault::Twice { line: 26, key: "ELDERPHOTO_NAME".into(), first: 5 }]);
}

#[test]
fn a_secret_is_refused_and_never_told() {
    for key in ["PLACE_DAD_PASSWORD", "PLACE_DAD_PASSPHRASE", "PLACE_9_SECRET", "HTTP_TOKEN", "SMTP_PASSWORD"]
    {
        let found = faults(&format!("{WHOLE}ELDERPHOTO_{key}=canary-77\n"));
        assert!(matches!(&found[..], [Fault::Secret { line: 26, .. }]), "{found:?}");
        let told = format!("{found:?} {}", found[0].sentence());
        assert!(!told.contains("canary") && told.contains("ELDERPHOTO_SECRETS_FILE"), "{told}");
    }
}

#[test]
fn no_value_is_ever_told() {
    for line in WHOLE.lines().filter(|line| line.starts_with("ELDERPHOTO_") && !line.contains("_FILE=")) {
        let (key, _) = line.split_once('=').unwrap();
        for value in ["-canary 77", "'canary"] {
            let Err(found) = EnvFile::parse(&WHOLE.replace(line, &format!("{key}={value}"))) else {
                continue;
            };
            let told: Vec<_> = found.iter().map(|fault| format!("{fault:?} {}", fault.sentence())).collect();
            assert!(!told.concat().contains("canary"), "{told:?}");
        }
    }
}

#[test]
fn each_value_is_held_to_what_it_should_be() {
    for (from, to, want) in [
        ("LIBRARY=/photos", "LIBRARY=~/photos", Want::WholePath),
        ("1_PATH=/disk/photos", "1_PATH=$DISK/photos", Want::WholePath),
        ("1_KIND=folder", "1_KIND=cloud", Want::Kind),
        ("1_MEDIUM=hdd", "1_MEDIUM=tape", Want::Medium),
        ("KEEP=days:365", "KEEP=days:0", Want::Keep),
        ("PORT=2222", "PORT=70000", Want::Port),
        ("PORT=2222", "PORT=0", Want::Port),
        ("USER=maria", "USER='a b'", Want::Word),
        ("HOST=dad.example.org", "HOST=-oProxyCommand", Want::Word),
        ("DAD_KEY=/keys/photos", "DAD_KEY=photos", Want::WholePath),
        ("KEY=SHA256:", "KEY=MD5:", Want::Fingerprint),
        ("OFFSITE=yes", "OFFSITE=maybe", Want::YesOrNo),
        ("LIMIT=5", "LIMIT=fast", Want::Limit),
    ] {
        let found = faults_with(from, to);
        assert!(matches!(&found[..], [Fault::Wrong { want: told, .. }] if *told == want), "{to}: {found:?}");
        let line = 1 + WHOLE[..WHOLE.find(from).unwrap()].matches('\n').count();
        assert_eq!(found[0].line(), line, "{to}");
    }
}

#[test]
fn what_a_place_needs_is_asked_for() {
    for (line, first) in [
        ("ELDERPHOTO_PLACE_1_NAME=\"At home\"", 10),
        ("ELDERPHOTO_PLACE_1_KIND=folder", 9),
        ("ELDERPHOTO_PLACE_1_PATH=/disk/photos", 9),
        ("ELDERPHOTO_PLACE_DAD_HOST=dad.example.org", 15),
        ("ELDERPHOTO_PLACE_DAD_USER=maria", 15),
        ("ELDERPHOTO_PLACE_DAD_PATH=photos", 15),
    ] {
        let key = line.split('=').next().unwrap().to_owned();
        assert_eq!(faults_with(line, ""), [Fault::Missing { line: first, key }]);
    }
    let key = WHOLE.lines().find(|line| line.contains("ACCEPT_HOST_KEY")).unwrap();
    assert!(matches!(&faults_with(key, "")[..], [Fault::Missing { line: 15, .. }]));
    assert_eq!(faults(""), [Fault::NoLibrary]);
}

#[test]
fn what_follows_from_another_fault_is_not_told_as_well() {
    for (from, to) in [
        ("ELDERPHOTO_PLACE_1_NAME=\"At home\"", "ELDERPHOTO_PLACE_1_NAME=At home"),
        ("ELDERPHOTO_PLACE_1_PATH=/disk/photos", "ELDERPHOTO_PLACE_1_PATH="),
        ("ELDERPHOTO_LIBRARY=/photos\nELDERPHOTO_LIBRARY_2=/videos", "ELDERPHOTO_LIBRARY='/photos"),
        ("ELDERPHOTO_LIBRARY=/photos\nELDERPHOTO_LIBRARY_2=/videos", "ELDERPHOTO_LIBRARY=photos"),
    ] {
        assert_eq!(faults_with(from, to).len(), 1, "{to}: {:?}", faults_with(from, to));
    }
}

#[test]
fn what_only_a_far_place_has_is_no_matter_of_a_folder() {
    let found = faults_with("1_MEDIUM=hdd", "1_HOST=dad");
    assert!(matches!(&found[..], [Fault::OtherKind { line: 12, kind: "sftp", .. }]), "{found:?}");
}

#[test]
fn two_places_of_one_name_are_refused() {
    assert_eq!(faults_with("NAME='Dad'", "NAME='AT HOME'"), [Fault::SameName { line: 15, first: 9 }]);
}

#[test]
fn other_programs_lines_are_left_alone() {
    let family = EnvFile::parse("A=1\nPASSWORD=x\nELDERPHOTO_LIBRARY=/p\n").unwrap();
    assert!(family.places.is_empty() && family.name.is_none());
}
