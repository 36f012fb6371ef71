//! Small programs without the library: cargo builds that only for the tests of the root package.

use super::*;

fn source(folder: &TempDir, text: &str) -> PathBuf {
    let file = folder.path().join("program.c");
    fs::write(&file, text).unwrap();
    file
}

fn compile(text: &str, name: &str) -> Option<CProgram> {
    let folder = tempfile::tempdir().unwrap();
    Compilation::new(source(&folder, text)).without_library().compile(name)
}

#[test]
fn a_program_is_compiled_and_run_with_arguments_and_variables() {
    let text = "#include <stdio.h>\n#include <stdlib.h>\n\
                int main(int argc, char **argv) { printf(\"%d %s %s\\n\", argc, argv[1], getenv(\"A\")); return 0; }\n";
    let Some(program) = compile(text, "prints") else { return };
    assert_eq!(program.arg("x").env("A", "b").run().assert_success().stdout, "2 x b\n");
}

#[test]
fn a_compiled_program_goes_away_with_its_handle() {
    let Some(program) = compile("int main(void) { return 0; }\n", "short-lived") else { return };
    let file = program.file().to_owned();
    assert!(file.is_file());
    drop(program);
    assert!(!file.exists());
}

#[test]
#[should_panic(expected = "unused variable")]
fn a_warning_is_an_error_with_the_compilers_words() {
    if tools::find("cc").is_none() {
        panic!("unused variable: no compiler to say it");
    }
    let _ = compile("int main(void) { int left = 1; return 0; }\n", "warns");
}

#[test]
fn the_same_source_is_checked_as_c_and_as_cplusplus() {
    let folder = tempfile::tempdir().unwrap();
    let file = source(&folder, "int class = 0;\n");
    let check = |standard: &str| Compilation::new(&file).standard(standard).check();
    if let Some(outcome) = check("c99") {
        outcome.assert_success();
    }
    if let Some(outcome) = check("c++11") {
        assert!(!outcome.succeeded(), "`class` is a keyword of C++\n{outcome}");
    }
}

#[test]
fn a_leak_fails_under_valgrind_and_only_there() {
    let text = "#include <stdlib.h>\nint main(void) { volatile char *p = malloc(7); p = 0; return p != 0; }\n";
    let Some(program) = compile(text, "leaks") else { return };
    program.run().assert_success();
    if tools::tool("valgrind").is_some() {
        let outcome = program.run_under_valgrind();
        assert_eq!(outcome.code(), Some(crate::run::VALGRIND_FOUND_ERRORS), "{outcome}");
        assert!(outcome.valgrind.contains("7 bytes in 1 blocks are definitely lost"), "{outcome}");
        assert_eq!(outcome.stderr, "", "valgrind's report stays apart");
    }
}

#[test]
fn a_block_that_is_still_reachable_at_the_end_fails_under_valgrind() {
    let text = "#include <stdlib.h>\nvoid *kept;\nint main(void) { kept = malloc(9); return 0; }\n";
    let Some(program) = compile(text, "keeps") else { return };
    if tools::tool("valgrind").is_some() {
        let outcome = program.run_under_valgrind();
        assert_eq!(outcome.code(), Some(crate::run::VALGRIND_FOUND_ERRORS), "{outcome}");
        assert!(outcome.to_string().contains("still reachable"), "{outcome}");
    }
}

#[test]
fn a_leak_of_a_forked_child_is_reported() {
    let text = "#define _POSIX_C_SOURCE 200809L\n#include <stdlib.h>\n#include <sys/wait.h>\n#include <unistd.h>\n\
                int main(void) { int s = 0; if (fork() == 0) { volatile char *p = malloc(5); p = 0; return p != 0; }\n\
                wait(&s); return WEXITSTATUS(s); }\n";
    let Some(program) = compile(text, "forks") else { return };
    program.run().assert_success();
    if tools::tool("valgrind").is_some() {
        let outcome = program.run_under_valgrind();
        assert_eq!(outcome.code(), Some(crate::run::VALGRIND_FOUND_ERRORS), "{outcome}");
        assert!(outcome.valgrind.contains("5 bytes in 1 blocks"), "{outcome}");
    }
}

#[test]
fn a_clean_program_passes_under_valgrind() {
    let text = "#include <stdlib.h>\nint main(void) { free(malloc(7)); return 0; }\n";
    let Some(program) = compile(text, "clean") else { return };
    let outcome = program.run_under_valgrind();
    assert_eq!(outcome.assert_success().valgrind, "");
}

#[test]
fn a_link_is_replaced_by_many_at_once_and_never_missing() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("name");
    let targets = [folder.path().join("one"), folder.path().join("two")];
    for target in &targets {
        fs::write(target, "content").unwrap();
    }
    link(&targets[0], &name).unwrap();
    std::thread::scope(|scope| {
        for target in &targets {
            scope.spawn(|| (0..200).for_each(|_| link(target, &name).unwrap()));
        }
        for _ in 0..500 {
            assert_eq!(fs::read_to_string(&name).unwrap(), "content");
        }
    });
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "no half-made link is left");
}

#[test]
fn a_folder_in_the_way_of_a_link_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("name")).unwrap();
    assert!(link(Path::new("/target"), &folder.path().join("name")).is_err());
}
