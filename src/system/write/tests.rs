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
    for linked in [linked.clone(), linked.join("")] {
        assert!(matches!(folder(&linked, &files(&["b.toml"]), Existing::Keep), Err(WriteError::Link { .. })));
    }
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
    replace_in_place(&link, b"two", b"one").unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read(&path).unwrap(), b"two");
    assert!(replace_in_place(&folder.path().join("gone.toml"), b"", b"").is_err());
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
    fs::write(&path, "by hand").unwrap();
    assert!(matches!(replace_in_place(&path, b"two", b"one"), Err(WriteError::Changed { .. })));
    // As editors save: another file of the same length replaces it.
    fs::write(folder.path().join("b"), "by Hand").unwrap();
    fs::rename(folder.path().join("b"), &path).unwrap();
    assert!(matches!(replace_in_place(&path, b"two", b"by hand"), Err(WriteError::Changed { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"by Hand");
    assert_eq!(names(folder.path()), ["a.toml"]);
    replace_in_place(&path, b"two", b"by Hand").unwrap();
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
    assert!(matches!(replace_in_place(&path, b"two", b"one"), Err(WriteError::Protected { .. })));
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
    replace_in_place(&path, b"new", b"old").unwrap();
    assert_eq!((owner(&path), fs::read(&path).unwrap()), (before, b"new".to_vec()));
    file(&path, b"newer", Existing::Replace).unwrap();
    assert_eq!(owner(&path), before);
}

#[test]
fn a_long_name_leaves_no_room_for_another_one_and_needs_none() {
    let folder = tempfile::tempdir().unwrap();
    for length in [200, 240, 250, 255] {
        let path = folder.path().join("n".repeat(length));
        file(&path, b"one", Existing::Keep).unwrap();
        file(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }
    assert_eq!(names(folder.path()).len(), 4);
}

#[cfg(unix)]
#[test]
fn a_replacement_keeps_the_extended_attributes() {
    use xattr::FileExt as _;
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("a.toml");
    fs::write(&path, "old").unwrap();
    // Some file systems have none.
    if xattr::set(&path, "user.note", b"mine").is_err() {
        return;
    }
    xattr::set(around.path(), "user.note", b"ours").unwrap();
    file(&path, b"new", Existing::Replace).unwrap();
    replace_in_place(&path, b"newer", b"new").unwrap();
    folder(around.path(), &files(&["a.toml"]), Existing::Replace).unwrap();
    assert_eq!(xattr::get(&path, "user.note").unwrap().unwrap(), b"mine");
    let open = fs::File::open(around.path()).unwrap();
    assert_eq!(open.get_xattr("user.note").unwrap().unwrap(), b"ours");
}

#[test]
fn what_a_killed_process_left_is_removed_and_nothing_else() {
    let around = tempfile::tempdir().unwrap();
    let others = [".b.toml.7-0.new", ".stacklore.new", ".stacklore.7-x.new", "stacklore.7-0.new"];
    // Earlier versions named them after the target.
    for name in [".stacklore.7-0.new", ".a.toml.7-12.new"].iter().chain(&others) {
        fs::write(around.path().join(name), "left").unwrap();
    }
    let left = around.path().join(".stacklore.7-1.new");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("a.toml"), "left").unwrap();
    file(&around.path().join("a.toml"), b"new", Existing::Keep).unwrap();
    let mut expected = vec!["a.toml"];
    expected.extend(others);
    expected.sort_unstable();
    assert_eq!(names(around.path()), expected);
}

#[cfg(unix)]
#[test]
fn no_file_is_removed_through_a_link_with_a_hidden_name() {
    let around = tempfile::tempdir().unwrap();
    let kept = tempfile::tempdir().unwrap();
    fs::write(kept.path().join("a.toml"), "kept").unwrap();
    for name in [".stacklore.7-0.new", ".stacklore.7-1.commit"] {
        std::os::unix::fs::symlink(kept.path(), around.path().join(name)).unwrap();
    }
    file(&around.path().join("b.toml"), b"new", Existing::Keep).unwrap();
    assert_eq!(names(around.path()), [".stacklore.7-1.commit", "b.toml"]);
    assert_eq!(names(kept.path()), ["a.toml"]);
}

#[cfg(unix)]
#[test]
fn an_installation_that_was_interrupted_is_completed_but_for_files_that_were_changed_since() {
    let around = tempfile::tempdir().unwrap();
    let rest = around.path().join(".stacklore.7-0.commit");
    fs::create_dir(&rest).unwrap();
    let earlier = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
    let restored = |path: &Path| {
        fs::write(path, "old").unwrap();
        // With the time of its backup, as `cp -a` does.
        fs::File::options().write(true).open(path).unwrap().set_modified(earlier).unwrap();
    };
    for name in ["a.toml", "b.toml"] {
        fs::write(around.path().join(name), "old").unwrap();
    }
    for name in ["b.toml", "c.toml", "d.toml"] {
        fs::write(rest.join(name), "new").unwrap();
    }
    let path = around.path().join("d.toml");
    // Change times have steps of some milliseconds.
    while !stamp::is_changed_after(&path, &rest.join("d.toml")) {
        restored(&path);
    }
    assert!(folder(around.path(), &files(&["a.toml"]), Existing::Keep).is_err());
    assert_eq!(names(around.path()), ["a.toml", "b.toml", "c.toml", "d.toml"]);
    let texts =
        ["a", "b", "c", "d"].map(|name| fs::read(around.path().join(format!("{name}.toml"))).unwrap());
    assert_eq!(texts, [b"old", b"new", b"new", b"old"]);
}

#[cfg(unix)]
#[test]
fn an_installation_that_was_interrupted_is_not_completed_if_its_files_were_deleted_since() {
    let around = tempfile::tempdir().unwrap();
    let [rest, backup] = [".stacklore.7-1.commit", ".stacklore.7-0.new"].map(|name| around.path().join(name));
    for (folder, names) in [(&rest, ["b.toml", "c.toml"]), (&backup, ["a.toml", "b.toml"])] {
        fs::create_dir(folder).unwrap();
        names.iter().for_each(|name| fs::write(folder.join(name), "left").unwrap());
    }
    folder(around.path(), &files(&["z.toml"]), Existing::Keep).unwrap();
    assert_eq!(names(around.path()), ["z.toml"]);
}

#[cfg(unix)]
#[test]
fn while_another_process_writes_in_a_folder_nothing_is_removed_and_its_end_is_awaited() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    let held = Claim::beside(&path).unwrap();
    let staged = stage(&held, &path, b"one").unwrap();
    let (sender, locked) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| sender.send(claim::lock(folder.path(), &[], std::time::Duration::ZERO).is_some()));
        assert!(locked.recv_timeout(std::time::Duration::from_millis(50)).is_err());
        drop(held);
        assert!(locked.recv().unwrap());
    });
    staged.install(&path, Existing::Keep).unwrap();
    drop(staged);
    assert_eq!(names(folder.path()), ["a.toml"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_another_program_has_locked_is_written_into() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    let held = fs::File::open(folder.path()).unwrap();
    held.lock_shared().unwrap();
    assert!(claim::lock(folder.path(), &[], std::time::Duration::ZERO).is_none());
    file(&path, b"one", Existing::Keep).unwrap();
    assert_eq!(names(folder.path()), ["a.toml"]);
    held.unlock().unwrap();
    assert!(claim::lock(folder.path(), &[], std::time::Duration::ZERO).is_some());
}

#[test]
fn of_many_writers_at_once_each_is_in_the_file_or_gets_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = &folder.path().join("a.toml");
    fs::write(path, "").unwrap();
    let add = |line: usize| {
        let before = fs::read(path).unwrap();
        let after = [&*before, format!("{line}\n").as_bytes()].concat();
        match replace_in_place(path, &after, &before) {
            Ok(()) => true,
            Err(WriteError::Changed(_)) => false,
            Err(error) => panic!("{error}"),
        }
    };
    let written: usize = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|at| scope.spawn(move || (0..20).filter(|round| add(at * 20 + round)).count()))
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    assert_eq!(fs::read_to_string(path).unwrap().lines().count(), written);
    assert!(written > 0);
    assert_eq!(names(folder.path()), ["a.toml"]);
}

#[test]
fn a_folder_keeps_its_other_files_and_is_exchanged_if_it_has_nothing_but_files() {
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("stack");
    fs::create_dir(&path).unwrap();
    for name in ["a.toml", "notes.txt", ".hidden.toml"] {
        fs::write(path.join(name), "old").unwrap();
    }
    let before = fs::File::open(path.join("notes.txt")).unwrap();
    folder(&path, &files(&["a.toml", "b.toml"]), Existing::Replace).unwrap();
    assert_eq!(names(&path), [".hidden.toml", "a.toml", "b.toml", "notes.txt"]);
    assert_eq!(fs::read(path.join("notes.txt")).unwrap(), b"old");
    assert!(stamp::is_at(&before, &path.join("notes.txt")));
    // Beside a subfolder the files are renamed one by one.
    fs::create_dir(path.join("more")).unwrap();
    fs::write(path.join("more/c.toml"), "old").unwrap();
    fs::write(path.join("a.toml"), "changed").unwrap();
    folder(&path, &files(&["a.toml", "b.toml"]), Existing::Replace).unwrap();
    assert_eq!(names(&path), [".hidden.toml", "a.toml", "b.toml", "more", "notes.txt"]);
    assert_eq!(fs::read(path.join("a.toml")).unwrap(), b"this is a.toml\n");
    assert_eq!(fs::read(path.join("more/c.toml")).unwrap(), b"old");
    assert_eq!(names(around.path()), ["stack"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_saved_while_a_folder_is_exchanged_is_kept() {
    let around = tempfile::tempdir().unwrap();
    let [old, new, saved] = ["old", "new", "saved"].map(|name| around.path().join(name));
    // As editors save: another file replaces the one of the name.
    let save = |folder: &Path, name: &str| {
        fs::write(&saved, "saved").unwrap();
        fs::rename(&saved, folder.join(name)).unwrap();
    };
    let text = |name: &str| fs::read_to_string(new.join(name)).unwrap();
    let ours = files(&["a.toml"]);
    for existing in [Existing::Replace, Existing::Keep] {
        for folder in [&old, &new] {
            let _gone = fs::remove_dir_all(folder);
            fs::create_dir(folder).unwrap();
        }
        for name in ["unchanged", "before", "after", "both"] {
            fs::write(old.join(name), "as it was").unwrap();
        }
        fs::write(new.join("a.toml"), "ours").unwrap();
        let linked = folder::link_others(&old, &new, &ours).unwrap();
        for name in ["before", "both", "made", "a.toml"] {
            save(&old, name);
        }
        for name in ["after", "both"] {
            save(&new, name);
        }
        let settled = folder::settle(&old, &new, &ours, &linked, existing);
        assert_eq!(["unchanged", "before", "after", "both", "made"].map(text), {
            ["as it was", "saved", "saved", "saved", "saved"]
        });
        match existing {
            Existing::Replace => assert!(settled.is_ok() && text("a.toml") == "ours"),
            Existing::Keep => {
                assert!(matches!(settled, Err(WriteError::Exists(path)) if path == new.join("a.toml")));
                assert_eq!(text("a.toml"), "saved");
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_of_files_is_never_seen_half_written() {
    use std::os::fd::AsRawFd;
    use std::sync::atomic::{AtomicBool, Ordering};
    let around = tempfile::tempdir().unwrap();
    let path = &around.path().join("stack");
    let all: Vec<String> = (0..12).map(|at| format!("{at}.toml")).collect();
    let round =
        |round: usize| -> Vec<_> { all.iter().map(|name| (name.clone(), round.to_string())).collect() };
    folder(path, &round(0), Existing::Keep).unwrap();
    let ended = &AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for at in 1..40 {
                folder(path, &round(at), Existing::Replace).unwrap();
            }
            ended.store(true, Ordering::Relaxed);
        });
        while !ended.load(Ordering::Relaxed) {
            // An open folder stays the same one, even when another has its name; its files are then deleted.
            let open = fs::File::open(path).expect("the folder is always there");
            let open_path = Path::new("/proc/self/fd").join(open.as_raw_fd().to_string());
            let texts = all.iter().map(|name| fs::read(open_path.join(name)));
            if let Ok(texts) = texts.collect::<Result<Vec<_>, _>>() {
                assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "{texts:?}");
            }
        }
    });
    assert_eq!(names(around.path()), ["stack"]);
}

#[test]
fn if_one_of_the_files_cannot_be_renamed_the_others_are_restored() {
    let around = tempfile::tempdir().unwrap();
    let [a, c] = ["a.toml", "c.toml"].map(|name| around.path().join(name));
    fs::write(&a, "old").unwrap();
    // A file cannot replace a folder that was created meanwhile.
    fs::create_dir(&c).unwrap();
    let claim = Claim::on(around.path(), &[]);
    let new = files(&["a.toml", "b.toml", "c.toml"]);
    assert!(folder::rename_each(&claim, around.path(), &new, Existing::Replace).is_err());
    assert_eq!(fs::read(&a).unwrap(), b"old");
    assert_eq!(names(around.path()), ["a.toml", "c.toml"]);
    fs::remove_dir(&c).unwrap();
    folder::rename_each(&claim, around.path(), &new, Existing::Replace).unwrap();
    assert_eq!(fs::read(&a).unwrap(), b"this is a.toml\n");
    assert_eq!(names(around.path()), ["a.toml", "b.toml", "c.toml"]);
    // Files that do not differ are left alone.
    let before = fs::File::open(&a).unwrap();
    folder::rename_each(&claim, around.path(), &new, Existing::Replace).unwrap();
    assert!(stamp::is_at(&before, &a));
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_hard_link_the_old_file_is_kept_as_a_copy() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    // Another file system, to which there are no hard links.
    let Ok(elsewhere) = tempfile::tempdir_in("/dev/shm") else { return };
    let [target, second] = [folder.path().join("a.toml"), elsewhere.path().join("a.toml")];
    folder::back_up(&target, &second).unwrap();
    assert!(!second.exists());
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    folder::back_up(&target, &second).unwrap();
    assert_eq!(fs::read(&second).unwrap(), b"old");
    assert_eq!(fs::metadata(&second).unwrap().permissions().mode() & 0o777, 0o600);
    // Never over a file that is there.
    fs::write(&target, "new").unwrap();
    assert!(folder::back_up(&target, &second).is_err());
    assert_eq!(fs::read(&second).unwrap(), b"old");
}
