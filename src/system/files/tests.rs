//! Tests of reading files: kinds, limits, folders and links.

use super::*;

const LIMIT: u64 = 32 << 20;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn names(files: &[StackFile]) -> Vec<&str> {
    files.iter().map(|file| file.path.file_name().unwrap().to_str().unwrap()).collect()
}

#[test]
fn one_file_is_a_stack_whatever_its_name() {
    let folder = folder(&[("list.md", "text")]);
    let path = folder.path().join("list.md");
    assert_eq!(read_stack(&path, LIMIT).unwrap(), [StackFile { path, bytes: b"text".to_vec() }]);
}

#[test]
fn a_folder_is_read_in_the_order_of_names_without_hidden_and_backup_files() {
    let folder = folder(&[
        ("b.toml", ""),
        ("a.toml", ""),
        ("c.txt", ""),
        (".d.toml", ""),
        ("a.toml~", ""),
        ("a.toml.bak", ""),
        ("#a.toml#", ""),
    ]);
    assert_eq!(names(&read_stack(folder.path(), LIMIT).unwrap()), ["a.toml", "b.toml"]);
}

#[test]
fn a_folder_without_toml_files_and_a_missing_one_are_different_errors() {
    let folder = folder(&[("a.txt", "")]);
    let error = read_stack(folder.path(), LIMIT).unwrap_err();
    assert_eq!((error.code(), error.path()), ("io.empty-folder", folder.path()));
    let error = read_stack(&folder.path().join("gone"), LIMIT).unwrap_err();
    assert!(matches!(error, FilesError::Missing { .. }) && error.code() == "io.unreadable");
}

#[test]
fn a_folder_in_the_folder_is_not_read_whatever_its_name() {
    let folder = folder(&[("a.toml", "")]);
    fs::create_dir(folder.path().join("x.toml")).unwrap();
    assert_eq!(names(&read_stack(folder.path(), LIMIT).unwrap()), ["a.toml"]);
}

#[test]
fn the_limit_holds_for_the_whole_folder_and_to_the_byte() {
    let folder = folder(&[("a.toml", "12345"), ("b.toml", "67890")]);
    assert_eq!(read_stack(folder.path(), 10).unwrap().len(), 2);
    let error = read_stack(folder.path(), 9).unwrap_err();
    assert_eq!((error.code(), error.path()), ("limit.size", folder.path().join("b.toml").as_path()));
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let folder = folder(&[]);
    let path = folder.path().join("sparse.toml");
    File::create(&path).unwrap().set_len(8 * 1024 * 1024 * 1024).unwrap();
    assert_eq!(read_stack(&path, LIMIT).unwrap_err().code(), "limit.size");
}

#[test]
fn a_large_file_of_comments_is_refused_early() {
    let folder = folder(&[]);
    let path = folder.path().join("comments.toml");
    fs::write(&path, "# nothing\n\n".repeat(200_000)).unwrap();
    assert!(matches!(read_stack(&path, LIMIT), Err(FilesError::OnlyComments { .. })));
    fs::write(&path, "# something\n".repeat(200_000) + "a = 1\n").unwrap();
    assert!(matches!(read_stack(&path, LIMIT), Err(FilesError::OnlyComments { .. })));
    let text = format!("a = 1\n{}", "# something\n".repeat(200_000));
    fs::write(&path, &text).unwrap();
    assert_eq!(read_stack(&path, LIMIT).unwrap()[0].bytes, text.as_bytes());
}

#[test]
fn a_folder_of_markdown_alone_names_the_list_in_it() {
    let folder = folder(&[("a.md", ""), ("README.md", "")]);
    let help = read_stack(folder.path(), LIMIT).unwrap_err().help().unwrap();
    assert!(help.ends_with("README.md"), "{help}");
}

#[test]
fn a_text_that_changes_while_it_is_read_is_read_again_a_few_times() {
    let read = |states: &[u32]| {
        let mut states = states.iter();
        read_stable(|| states.next().ok_or(()), |state| Ok(**state)).unwrap()
    };
    assert_eq!(read(&[1, 1]), Some(1));
    assert_eq!(read(&[1, 2, 2]), Some(2));
    assert_eq!(read(&[1, 2, 3, 4]), None);
}

#[test]
fn a_path_is_a_file_or_a_folder_or_missing() {
    let folder = folder(&[("a.toml", "")]);
    assert_eq!(kind(folder.path()).unwrap(), Kind::Folder);
    assert_eq!(kind(&folder.path().join("a.toml")).unwrap(), Kind::File);
    assert!(matches!(kind(&folder.path().join("b.toml")), Err(FilesError::Missing { .. })));
}

#[test]
fn a_stream_without_end_is_read_to_the_limit_only() {
    let read = |stream: &mut dyn Read| read_up_to(stream, Path::new("grows.toml"), 0, 1000, 1000);
    assert_eq!(read(&mut io::repeat(b'y')).unwrap_err().code(), "limit.size");
    assert_eq!(read(&mut &[b'y'; 1000][..]).unwrap(), [b'y'; 1000]);
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    #[test]
    fn pipes_sockets_and_devices_are_refused_by_their_kind_without_waiting() {
        let folder = folder(&[]);
        let pipe = folder.path().join("pipe.toml");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let socket = folder.path().join("socket.toml");
        let _listener = UnixListener::bind(&socket).unwrap();
        let device = folder.path().join("device.toml");
        symlink("/dev/zero", &device).unwrap();
        for (path, kind) in [(pipe, "a pipe"), (device, "a device")] {
            let error = read_stack(&path, LIMIT).unwrap_err();
            assert_eq!(error.code(), "io.not-regular-file");
            assert!(error.to_string().contains(kind), "{error}");
        }
        let error = read_stack(&socket, LIMIT).unwrap_err();
        assert_eq!(error.code(), "io.unreadable");
        assert!(format!("{error:?}").contains("it is a socket"), "{error:?}");
    }

    #[test]
    fn a_pipe_in_a_folder_is_refused_without_waiting() {
        let folder = folder(&[("a.toml", "")]);
        assert!(Command::new("mkfifo").arg(folder.path().join("x.toml")).status().unwrap().success());
        assert_eq!(read_stack(folder.path(), LIMIT).unwrap_err().code(), "io.not-regular-file");
        symlink("gone", folder.path().join("b.toml")).unwrap();
        let each = read_each(folder.path(), LIMIT).unwrap();
        let codes: Vec<_> =
            each.iter().map(|read| read.as_ref().map_or_else(FilesError::code, |_| "")).collect();
        assert_eq!(codes, ["", "io.unreadable", "io.not-regular-file"]);
    }

    #[test]
    fn a_pipe_with_a_silent_writer_is_waited_for() {
        use std::io::Write as _;
        let folder = folder(&[]);
        let path = folder.path().join("p");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        // Opened for both, so that it need not wait for a reader.
        let mut writer = File::options().read(true).write(true).open(&path).unwrap();
        let mut stream = open_stream(&path).unwrap();
        writer.write_all(b"text").unwrap();
        drop(writer);
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert_eq!(text, "text");
        assert!(matches!(open_stream(&path), Err(FilesError::SilentPipe(_))));
    }

    #[test]
    fn dangling_links_and_cycles_of_links_are_different_errors() {
        let folder = folder(&[]);
        let [cycle, other, dangling] = ["cycle", "other", "dangling"].map(|name| folder.path().join(name));
        symlink(&other, &cycle).unwrap();
        symlink(&cycle, &other).unwrap();
        symlink("gone", &dangling).unwrap();
        assert!(matches!(read_stack(&cycle, LIMIT), Err(FilesError::LinkCycle { .. })));
        assert!(matches!(read_stack(&dangling, LIMIT), Err(FilesError::Dangling { .. })));
    }

    #[test]
    fn a_good_link_is_followed() {
        let folder = folder(&[("a.txt", "text")]);
        symlink("a.txt", folder.path().join("b.toml")).unwrap();
        assert_eq!(read_stack(folder.path(), LIMIT).unwrap()[0].bytes, b"text");
    }

    #[test]
    fn a_file_of_size_zero_that_has_text_is_read() {
        let path = Path::new("/proc/self/status");
        if path.exists() {
            assert!(!read_stack(path, LIMIT).unwrap()[0].bytes.is_empty());
        }
    }

    #[test]
    fn a_name_that_is_not_unicode_is_kept() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let folder = folder(&[]);
        let path = folder.path().join(OsStr::from_bytes(b"a\xff\x1b.toml"));
        if fs::write(&path, "").is_ok() {
            assert_eq!(read_stack(folder.path(), LIMIT).unwrap()[0].path, path);
        }
    }
}
