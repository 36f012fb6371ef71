//! What `make install` gives is what programs in C, C++, Go and Lua are built from and log in with.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![allow(clippy::similar_names, reason = "by_make and by_cmake are alike")]

#[path = "packaging/installed.rs"]
mod installed;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use installed::{
    Installed, ask, build, builder, compiler, files, installed, make, needed, project, promised_symbols, rustc,
    scratch, target,
};
use ks_testing::keystone::Keystone;
use ks_testing::run::Execution;
use ks_testing::tools::tool;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs a consumer as a user of the real Keystone: it must print that user's id.
#[track_caller]
fn logs_in(consumer: Execution) {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let outcome = consumer.envs(user.env()).run();
    outcome.assert_success().assert_no_secrets(&[&user.password]);
    assert_eq!(outcome.stdout, format!("{}\n", user.id), "{outcome}");
}

/// Compiles the consumer in C against these flags.
fn compiled(name: &str, flags: &[String]) -> Option<PathBuf> {
    let program = scratch(name).join("user_id");
    let source = project().join("tests/packaging/c/user_id.c");
    let run = compiler(tool("cc")?).args(["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]).arg(source);
    run.arg("-o").arg(&program).args(flags).run().assert_success();
    Some(program)
}

fn soname() -> String {
    let manifest = fs::read_to_string(project().join("Cargo.toml")).expect("the manifest");
    let number = manifest.lines().find_map(|line| line.strip_prefix("soversion = ")).expect("a soversion");
    format!("libkeystoneclient.so.{number}")
}

fn expected_files() -> BTreeSet<PathBuf> {
    let names = [
        "include/keystoneclient/keystoneclient.h".to_owned(),
        "include/keystoneclient/keystoneclient.cdef".to_owned(),
        "lib/libkeystoneclient.a".to_owned(),
        "lib/libkeystoneclient.so".to_owned(),
        format!("lib/{}", soname()),
        format!("lib/libkeystoneclient.so.{VERSION}"),
        "lib/pkgconfig/keystoneclient.pc".to_owned(),
        "lib/cmake/keystoneclient/keystoneclient-config.cmake".to_owned(),
        "lib/cmake/keystoneclient/keystoneclient-config-version.cmake".to_owned(),
    ];
    names.into_iter().map(PathBuf::from).collect()
}

#[test]
fn make_installs_libraries_headers_and_package_files_and_nothing_else() {
    let Some(installed) = installed() else { return };
    let files = files(installed.prefix());
    assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), expected_files());
    let points_to = |link: &str| String::from_utf8_lossy(&files[Path::new(link)]).into_owned();
    assert_eq!(points_to("lib/libkeystoneclient.so"), soname());
    assert_eq!(points_to(&format!("lib/{}", soname())), format!("libkeystoneclient.so.{VERSION}"));
    for (file, content) in &files {
        let text = String::from_utf8_lossy(content);
        assert!(file.extension().is_some_and(|end| end == "a") || !text.contains("@VERSION@"), "{}", file.display());
    }
}

#[test]
fn uninstall_takes_away_what_install_put_below_destdir() {
    let stage = scratch("stage");
    let destdir = format!("DESTDIR={}", stage.display());
    let settings = [&destdir, "PREFIX=/opt/ks", "LIBDIR=/opt/ks/lib/odd-machine", "INCLUDEDIR=/opt/headers"];
    let Some(()) = make(&[&["install"], &settings[..]].concat()) else { return };
    let installed = files(&stage);
    assert_eq!(installed.len(), expected_files().len(), "{:?}", installed.keys());
    let text = |path: &str| String::from_utf8_lossy(&installed[Path::new(path)]).into_owned();
    let pc = text("opt/ks/lib/odd-machine/pkgconfig/keystoneclient.pc");
    assert!(pc.contains("libdir=${prefix}/lib/odd-machine\nincludedir=/opt/headers\n"), "{pc}");
    let config = text("opt/ks/lib/odd-machine/cmake/keystoneclient/keystoneclient-config.cmake");
    assert!(config.contains("\"../../../../../headers/keystoneclient\""), "{config}");
    let everything = String::from_utf8_lossy(&installed.into_values().flatten().collect::<Vec<u8>>()).into_owned();
    assert!(!everything.contains(stage.to_str().expect("a path in UTF-8")), "a file knows where it was staged");

    make(&[&["uninstall"], &settings[..]].concat());
    assert_eq!(files(&stage).keys().collect::<Vec<_>>(), Vec::<&PathBuf>::new());
    assert!(!stage.join("opt/headers/keystoneclient").exists());
    assert!(!stage.join("opt/ks/lib/odd-machine/cmake/keystoneclient").exists());
}

#[test]
fn cmake_installs_what_make_installs() {
    let (Some(by_make), Some(cmake)) = (installed(), tool("cmake")) else { return };
    let (tree, stage) = (scratch("cmake-build"), scratch("cmake-stage"));
    let cargo = std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from);
    let mut configure = builder(&cmake);
    configure.arg("-S").arg(project().join("cmake")).arg("-B").arg(&tree).arg("-DBUILD_TESTING=OFF");
    build(configure.arg("-DCMAKE_INSTALL_LIBDIR=lib").arg(format!("-DCARGO={}", cargo.display())));
    build(builder(&cmake).arg("--build").arg(&tree));
    build(builder(&cmake).env("DESTDIR", &stage).arg("--install").arg(&tree).arg("--prefix").arg(by_make.prefix()));

    let by_cmake = files(&stage.join(by_make.prefix().strip_prefix("/").expect("an absolute path")));
    let by_make = files(by_make.prefix());
    assert_eq!(by_cmake.keys().collect::<Vec<_>>(), by_make.keys().collect::<Vec<_>>());
    for (file, content) in &by_make {
        assert!(by_cmake[file] == *content, "{} differs", file.display());
    }
}

#[test]
fn cmake_builds_the_examples_that_its_test_runs() {
    let read = |file: &str| fs::read_to_string(project().join(file)).expect(file);
    let (lists, demo) = (read("cmake/CMakeLists.txt"), read("tests/support/setup/demo.sh"));
    let built = lists.lines().find_map(|line| line.trim().strip_prefix("foreach(example ")?.strip_suffix(')'));
    let run = demo.lines().filter_map(|line| line.strip_prefix("show ")?.split(' ').next());
    assert_eq!(run.collect::<BTreeSet<_>>(), built.unwrap_or_default().split(' ').collect());
}

#[test]
fn the_shared_library_has_its_soname_is_hardened_and_cannot_be_unloaded() {
    let Some(installed) = installed() else { return };
    let library = installed.library("libkeystoneclient.so");
    let Some(dynamic) = ask("readelf", &["-dW"], &library) else { return };
    dynamic.assert_stdout_has(&format!("soname: [{}]", soname()));
    for flag in ["NODELETE", "BIND_NOW"] {
        dynamic.assert_stdout_has(flag);
    }
    assert!(!dynamic.stdout.contains("TEXTREL"), "{dynamic}");
    let Some(segments) = ask("readelf", &["-lW"], &library) else { return };
    // The second is what lets a panic be caught.
    for segment in ["GNU_RELRO", "GNU_EH_FRAME"] {
        segments.assert_stdout_has(segment);
    }
    assert!(!segments.stdout.contains("RWE"), "memory that can be written and executed\n{segments}");

    let allowed = ["libgcc_s.so.1", "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux"];
    let needed = needed(&library).unwrap_or_default();
    let odd = needed.iter().filter(|name| !allowed.iter().any(|allowed| name.starts_with(allowed)));
    assert_eq!(odd.collect::<Vec<_>>(), Vec::<&String>::new());

    let own = fs::read_to_string(project().join("build.rs")).expect("the build script");
    assert!(own.contains(&format!("-soname,{}\"", soname())), "cargo's own library has another soname");
}

/// The symbols that a shared library exports, with their versions.
fn exported(library: &Path) -> Option<BTreeSet<String>> {
    let table = ask("readelf", &["--dyn-syms", "-W"], library)?.stdout;
    let rows = table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>());
    let ours = rows.filter_map(|row| match row[..] {
        [_, _, _, _, "GLOBAL" | "WEAK", _, section, name, ..] if section != "UND" => Some(name.to_owned()),
        _ => None,
    });
    Some(ours.filter(|name| !name.starts_with("KEYSTONECLIENT_")).collect())
}

/// The global symbols that an archive defines.
fn defined(archive: &Path) -> Option<BTreeSet<String>> {
    let names = ask("nm", &["-g", "--defined-only"], archive)?.stdout;
    Some(names.lines().filter_map(|row| row.split_whitespace().nth(2)).map(str::to_owned).collect())
}

#[test]
fn the_shared_library_exports_the_promised_symbols_under_one_version() {
    let Some(installed) = installed() else { return };
    let Some(exported) = exported(&installed.library("libkeystoneclient.so")) else { return };
    let node = soname().replace("libkeystoneclient.so.", "KEYSTONECLIENT_");
    let promised = promised_symbols();
    assert!(promised.len() > 50, "the list of symbols is short: {promised:?}");
    assert_eq!(exported, promised.into_iter().map(|name| format!("{name}@@{node}")).collect());
}

#[test]
fn the_archive_shows_nothing_of_rust() {
    let Some(installed) = installed() else { return };
    let Some(shown) = defined(&installed.library("libkeystoneclient.a")) else { return };
    let mut expected = promised_symbols();
    // Weak, and the same in every archive: linkers keep one of it.
    expected.insert("DW.ref.rust_eh_personality".to_owned());
    assert_eq!(shown, expected);
}

#[test]
fn a_stripped_installation_has_the_same_symbols_and_no_debug_information() {
    let Some(installed) = installed() else { return };
    let small = Installed::at(scratch("stripped"));
    let Some(()) = make(&["install-strip", &format!("PREFIX={}", small.prefix().display())]) else { return };
    for (file, symbols) in [("libkeystoneclient.so", exported as fn(&Path) -> _), ("libkeystoneclient.a", defined)] {
        assert_eq!(symbols(&small.library(file)), symbols(&installed.library(file)), "{file}");
        let Some(sections) = ask("readelf", &["-SW"], &small.library(file)) else { return };
        assert!(!sections.stdout.contains(".debug_info"), "{file}\n{sections}");
    }
}

#[test]
fn two_archives_written_in_rust_share_a_program() {
    let (Some(installed), Some(cc)) = (installed(), tool("cc")) else { return };
    let sources = project().join("tests/packaging/rust");
    let out = scratch("two-archives");
    // Under fat LTO the standard library's own symbols are in the open: the archive that collides most easily.
    let other = out.join("libother.a");
    let mut compile = builder(rustc());
    compile.args(["--edition=2024", "--crate-type=staticlib", "-Copt-level=2", "-Clto=fat", "-o"]).arg(&other);
    build(compile.arg(sources.join("other.rs")));

    let ours = installed.library("libkeystoneclient.a");
    let Some(flags) = installed.pkg_config(&["--static", "--libs-only-l"]) else { return };
    let Some(include) = installed.pkg_config(&["--cflags"]) else { return };
    let native: Vec<&String> = flags.iter().filter(|flag| *flag != "-lkeystoneclient").collect();
    for (order, archives) in [("ours-first", [&ours, &other]), ("ours-last", [&other, &ours])] {
        let program = out.join(order);
        let link = compiler(&cc).arg(sources.join("both.c")).args(&include).arg("-o").arg(&program);
        link.args(archives).args(&native).run().assert_success();
        let outcome = Execution::new(&program).run();
        outcome.assert_success();
        assert_eq!(outcome.stdout, "4 1\n", "{outcome}");
    }
}

#[test]
fn the_private_libraries_of_pkg_config_are_those_that_rustc_names() {
    let Some(installed) = installed() else { return };
    let pc = fs::read_to_string(installed.library("pkgconfig/keystoneclient.pc")).expect("the .pc file");
    let private = pc.lines().find_map(|line| line.strip_prefix("Libs.private: ")).expect("private libraries");
    // What rustc said when it compiled the archive that is installed here.
    let said = fs::read_to_string(target().join("release/native-static-libs")).expect("rustc's answer");
    assert_eq!(private, said.trim_end());

    // Asked anew, of a crate that has nothing but the standard library.
    let empty = scratch("empty").join("empty.rs");
    fs::write(&empty, "").expect("an empty crate");
    let ask = Execution::new(rustc()).args(["--crate-type=staticlib", "--print=native-static-libs"]).arg(&empty).run();
    let of_std = ask.stderr.split_once("native-static-libs: ").unwrap_or_else(|| panic!("{ask}")).1;
    let of_std = of_std.lines().next().unwrap_or_default();
    assert!(of_std.contains("-lc"), "{ask}");
    for library in of_std.split_whitespace() {
        assert!(private.split_whitespace().any(|ours| ours == library), "{library} is missing in {private}");
    }
}

#[test]
fn a_c_program_is_built_by_pkg_config_with_the_shared_library() {
    let Some(installed) = installed() else { return };
    let Some(flags) = installed.pkg_config(&["--cflags", "--libs"]) else { return };
    let Some(program) = compiled("c-shared", &flags) else { return };
    assert!(needed(&program).is_none_or(|needed| needed.contains(&soname())));
    logs_in(Execution::new(program).env("LD_LIBRARY_PATH", installed.library("")));
}

#[test]
fn a_c_program_is_built_by_pkg_config_with_the_static_library() {
    let Some(installed) = installed() else { return };
    let Some(mut flags) = installed.pkg_config(&["--static", "--cflags", "--libs"]) else { return };
    // pkg-config has no word for "the archive, where there are both".
    let library = flags.iter_mut().find(|flag| *flag == "-lkeystoneclient").expect("the library itself");
    "-l:libkeystoneclient.a".clone_into(library);
    let Some(program) = compiled("c-static", &flags) else { return };
    assert!(needed(&program).is_none_or(|needed| !needed.contains(&soname())));
    logs_in(Execution::new(program));
}

#[test]
fn c_and_cxx_programs_find_a_tree_that_was_moved_by_cmake() {
    let (Some(installed), Some(cmake), Some(_)) = (installed(), tool("cmake"), tool("c++")) else { return };
    let moved = Installed::at(scratch("moved").join("elsewhere"));
    Execution::new("/bin/cp").arg("-a").arg(installed.prefix()).arg(moved.prefix()).run().assert_success();
    let tree = scratch("cmake-consumer");
    let configure = compiler(&cmake).arg("-S").arg(project().join("tests/packaging/cmake")).arg("-B").arg(&tree);
    let outcome = configure.arg(format!("-DCMAKE_PREFIX_PATH={}", moved.prefix().display())).run();
    outcome.assert_success().assert_stdout_has(&format!("found keystoneclient {VERSION}"));
    compiler(&cmake).arg("--build").arg(&tree).run().assert_success();
    for program in ["c-keystoneclient", "cxx-keystoneclient", "c-static", "cxx-static"] {
        let program = tree.join(program);
        let is_static = program.to_string_lossy().ends_with("static");
        assert!(needed(&program).is_none_or(|needed| needed.contains(&soname()) != is_static), "{}", program.display());
        logs_in(Execution::new(program));
    }
}

#[test]
fn pkg_config_finds_a_tree_that_was_moved() {
    let (Some(installed), Some(pkg_config)) = (installed(), tool("pkg-config")) else { return };
    let moved = Installed::at(scratch("moved-pc").join("elsewhere"));
    Execution::new("/bin/cp").arg("-a").arg(installed.prefix()).arg(moved.prefix()).run().assert_success();
    let run = moved.with_pkg_config(Execution::new(pkg_config)).args(["--define-prefix", "--cflags", "--libs"]);
    let outcome = run.arg("keystoneclient").run();
    let at = moved.prefix().display();
    outcome.assert_success();
    assert_eq!(
        outcome.stdout.trim(),
        format!("-I{at}/include/keystoneclient -L{at}/lib -lkeystoneclient"),
        "{outcome}"
    );
}

#[test]
fn cmake_takes_a_request_for_the_same_minor_version_only() {
    let (Some(installed), Some(cmake)) = (installed(), tool("cmake")) else { return };
    let [major, minor, patch] =
        [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH")]
            .map(|number| number.parse::<u32>().expect("a number"));
    let (this, next) = (format!("{major}.{minor}"), format!("{major}.{}", minor + 1));
    let requests = [
        (this.clone(), true),
        (VERSION.to_owned(), true),
        (format!("{VERSION} EXACT"), true),
        (format!("{this}.{} EXACT", patch + 1), false),
        (format!("{this}.{}", patch + 1), false),
        (next.clone(), false),
        (format!("{}.{minor}", major + 1), false),
        (format!("{this}...<{next}"), true),
        (format!("{this}...{next}"), true),
        (format!("{major}.0...<{this}"), false),
        (format!("{next}...<{}", major + 1), false),
    ];
    let source = scratch("cmake-versions");
    let ask = |(request, _): &(String, bool)| {
        format!(
            "find_package(keystoneclient {request} QUIET)\nmessage(STATUS \"{request}=${{keystoneclient_FOUND}}\")\n"
        )
    };
    let asked: String = requests.iter().map(ask).collect();
    let text = format!("cmake_minimum_required(VERSION 3.21)\nproject(versions LANGUAGES C)\n{asked}");
    fs::write(source.join("CMakeLists.txt"), text).expect("a project");
    let run = compiler(cmake).arg("-S").arg(&source).arg("-B").arg(source.join("build"));
    let outcome = run.arg(format!("-DCMAKE_PREFIX_PATH={}", installed.prefix().display())).run();
    outcome.assert_success();
    for (request, fits) in requests {
        outcome.assert_stdout_has(&format!("-- {request}={}\n", u8::from(fits)));
    }
}

#[test]
fn a_go_program_is_built_by_cgo() {
    let (Some(installed), Some(go)) = (installed(), tool("go")) else { return };
    let program = scratch("go").join("user_id");
    let build = installed.with_pkg_config(compiler(go)).args(["build", "-o"]).arg(&program).arg(".");
    // Its own cache, kept between runs; nothing may be downloaded.
    let build = build.env("GOCACHE", target().join("tmp/go-cache")).env("GOPROXY", "off").env("GOTOOLCHAIN", "local");
    let build = build.env("CGO_ENABLED", "1").env("GOFLAGS", "-buildvcs=false");
    build.current_dir(project().join("tests/packaging/go")).run().assert_success();
    assert!(needed(&program).is_none_or(|needed| needed.contains(&soname())));
    logs_in(Execution::new(program).env("LD_LIBRARY_PATH", installed.library("")));
}

#[test]
fn a_lua_program_loads_the_installed_declarations() {
    let (Some(installed), Some(luajit)) = (installed(), tool("luajit")) else { return };
    let Some(cdef) = installed.pkg_config(&["--variable=cdef"]) else { return };
    let program = project().join("tests/packaging/lua/user_id.lua");
    let run = || Execution::new(&luajit).arg(&program).args(&cdef).arg(installed.library(&soname()));
    logs_in(run());

    // At its end LuaJIT may unload a library before it frees the objects that came from there: ours stays.
    let Some(keystone) = Keystone::running() else { return };
    let outcome = run().envs(keystone.user("member").env()).env("OS_PASSWORD", "wrong").run();
    outcome.assert_code(1).assert_stderr_has("Unauthorized: ");
}
