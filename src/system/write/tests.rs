//! Tests of writing: new files, replacements and failures.

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn files(names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| ((*name).to_owned(), format!("this is {name}\n"))).collect()
}

#[test]
fn an_existing_file_is_replaced_only_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    file(&path, b"one", Existing::Keep).unwrap();
    assert!(matches!(file(&path, b"two", Existing::Keep), Err(WriteError::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"one");
    file(&path, b"two", Existing::Replace).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert_eq!(names(folder.path()), ["a.toml"]);
}

#[test]
fn a_file_needs_its_folder_and_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone/a.toml");
    assert!(matches!(file(&path, b"", Existing::Keep), Err(WriteError::NoFolder { .. })));
    assert!(matches!(file(folder.path(), b"", Existing::Replace), Err(WriteError::WrongKind { .. })));
    assert!(matches!(file(Path::new("/"), b"", Existing::Replace), Err(WriteError::WrongKind { .. })));
}

#[test]
fn a_folder_appears_with_all_its_files() {
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("stack");
    folder(&path, &files(&["a.toml", "b.toml"]), Existing::Keep).unwrap();
    assert_eq!(names(&path), ["a.toml", "b.toml"]);
    assert_eq!(fs::read_to_string(path.join("b.toml")).unwrap(), "this is b.toml\n");
    assert_eq!(names(around.path()), ["stack"]);
}

#[test]
fn all_files_of_a_folder_are_written_or_none() {
    let around = tempfile::tempdir().unwrap();
    fs::write(around.path().join("b.toml"), "old").unwrap();
    let refused = folder(around.path(), &files(&["a.toml", "b.toml"]), Existing::Keep);
    assert!(matches!(refused, Err(WriteError::Exists(path)) if path.ends_with("b.toml")));
    assert_eq!(names(around.path()), ["b.toml"]);
    folder(around.path(), &files(&["a.toml", "b.toml"]), Existing::Replace).unwrap();
    assert_eq!(names(around.path()), ["a.toml", "b.toml"]);
    assert_eq!(fs::read_to_string(around.path().join("b.toml")).unwrap(), "this is b.toml\n");
}

#[test]
fn a_folder_with_other_stacks_in_it_is_refused() {
    let around = tempfile::tempdir().unwrap();
    for name in ["notes.txt", ".hidden.toml", "other.toml"] {
        fs::write(around.path().join(name), "").unwrap();
    }
    let refused = folder(around.path(), &files(&["a.toml"]), Existing::Replace);
    assert!(matches!(refused, Err(WriteError::UnrelatedFile(path)) if path.ends_with("other.toml")));
    fs::remove_file(around.path().join("other.toml")).unwrap();
    folder(around.path(), &files(&["a.toml"]), Existing::Keep).unwrap();
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let around = tempfile::tempdir().unwrap();
    let [target, link, linked] = ["target", "a.toml", "linked"].map(|name| around.path().join(name));
    fs::write(&target, "kept").unwrap();
    symlink(&target, &link).unwrap();
    for existing in [Existing::Keep, Existing::Replace] {
        assert!(matches!(file(&link, b"new", existing), Err(WriteError::Link { .. })));
        let inside = folder(around.path(), &files(&["0.toml", "a.toml"]), existing);
        assert!(matches!(inside, Err(WriteError::Link { .. })));
    }
    symlink(around.path(), &linked).unwrap();
    assert!(matches!(folder(&linked, &files(&["b.toml"]), Existing::Keep), Err(WriteError::Link { .. })));
    assert_eq!(fs::read(&target).unwrap(), b"kept");
    assert_eq!(names(around.path()), ["a.toml", "linked", "target"]);
    // A link without a target is no free name either.
    fs::remove_file(&target).unwrap();
    assert!(matches!(file(&link, b"new", Existing::Keep), Err(WriteError::Link { .. })));
    assert!(!target.exists());
}

#[cfg(unix)]
#[test]
fn the_target_of_a_link_is_replaced_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let [path, link] = ["a.toml", "link.toml"].map(|name| folder.path().join(name));
    fs::write(&path, "one").unwrap();
    std::os::unix::fs::symlink("a.toml", &link).unwrap();
    let read = Stamp::from_path(&link).unwrap();
    replace_in_place(&link, b"two", &read).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert!(replace_in_place(&folder.path().join("gone.toml"), b"", &read).is_err());
    assert_eq!(names(folder.path()), ["a.toml", "link.toml"]);
}

#[cfg(unix)]
#[test]
fn a_replacement_keeps_the_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    file(&path, b"new", Existing::Replace).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_that_was_saved_since_it_was_read_is_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    fs::write(&path, "one").unwrap();
    let read = Stamp::from_path(&path).unwrap();
    fs::write(&path, "by hand").unwrap();
    assert!(matches!(replace_in_place(&path, b"two", &read), Err(WriteError::Changed { .. })));
    // As editors save: another file of the same length replaces it.
    let read = Stamp::from_path(&path).unwrap();
    fs::write(folder.path().join("b"), "by Hand").unwrap();
    fs::rename(folder.path().join("b"), &path).unwrap();
    assert!(matches!(replace_in_place(&path, b"two", &read), Err(WriteError::Changed { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"by Hand");
    assert_eq!(names(folder.path()), ["a.toml"]);
    replace_in_place(&path, b"two", &Stamp::from_path(&path).unwrap()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"two");
}

#[test]
fn a_read_only_file_is_replaced_only_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    fs::write(&path, "one").unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let read = Stamp::from_path(&path).unwrap();
    assert!(matches!(replace_in_place(&path, b"two", &read), Err(WriteError::Protected { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"one");
    if cfg!(unix) {
        file(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }
}

#[cfg(unix)]
#[test]
fn a_replacement_keeps_the_owner() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    // Only the superuser can change the owner; other users keep theirs.
    let _own = chown(&path, Some(65_534), Some(65_534));
    let owner = |path: &Path| {
        let about = fs::metadata(path).unwrap();
        (about.uid(), about.gid(), about.mode() & 0o777)
    };
    let before = owner(&path);
    replace_in_place(&path, b"new", &Stamp::from_path(&path).unwrap()).unwrap();
    assert_eq!((owner(&path), fs::read(&path).unwrap()), (before, b"new".to_vec()));
    file(&path, b"newer", Existing::Replace).unwrap();
    assert_eq!(owner(&path), before);
}

#[test]
fn files_left_by_a_killed_process_do_not_block_a_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    let left = folder.path().join(format!(".a.toml.{}-0.new", process::id()));
    fs::write(&left, "left").unwrap();
    file(&path, b"new", Existing::Keep).unwrap();
    assert_eq!((fs::read(&path).unwrap(), fs::read(&left).unwrap()), (b"new".to_vec(), b"left".to_vec()));
}

#[test]
fn if_one_of_the_files_cannot_be_renamed_the_others_are_restored() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b, c] = ["a.toml", "b.toml", "c.toml"].map(|name| folder.path().join(name));
    fs::write(&a, "old").unwrap();
    let written: Vec<_> = [&a, &b, &c]
        .map(|path| (Temporary::write(path, b"new", Existing::Replace).unwrap(), path.as_path()))
        .into();
    // A file cannot replace a folder that was created meanwhile.
    fs::create_dir(&c).unwrap();
    assert!(install_all(&written, Existing::Replace).is_err());
    drop(written);
    assert_eq!(fs::read(&a).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["a.toml", "c.toml"]);
}
