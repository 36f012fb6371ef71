//! Every standard of C and C++ that a program may be written in, and LuaJIT.

use std::fs;
use std::path::{Path, PathBuf};

use ks_testing::run::Execution;
use ks_testing::tools::tool;

use crate::declarations::{self, Declaration, Shape};
use crate::files::{CDEF, HEADER, generated};
use crate::render;
use crate::source::config;

const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-pedantic", "-Werror"];

/// Each standard, and the name that it had as a draft.
const C: [[&str; 2]; 4] = [["c99", "c9x"], ["c11", "c1x"], ["c17", "c18"], ["c23", "c2x"]];
const CPP: [[&str; 2]; 4] = [["c++11", "c++0x"], ["c++14", "c++1y"], ["c++17", "c++1z"], ["c++20", "c++2a"]];

/// Uses every initializer, and the version both in the preprocessor and out of it.
const USES_MACROS: &str = "
#if !KEYSTONECLIENT_VERSION_AT_LEAST(0, 1, 0) || KEYSTONECLIENT_VERSION_AT_LEAST(255, 0, 0)
#error \"the version does not compare\"
#endif
int version_is_known(void);
int version_is_known(void) { return KEYSTONECLIENT_VERSION_AT_LEAST(0, 1, 0) && sizeof(KEYSTONECLIENT_VERSION) > 5; }
";

#[test]
fn the_header_is_clean_c_from_c99_to_c23() {
    if let Some(cc) = tool("cc") {
        compile_twice_in_two_units(&cc, C, "c");
    }
}

#[test]
fn the_header_is_clean_cpp_from_cpp11_to_cpp20() {
    if let Some(cpp) = tool("c++") {
        compile_twice_in_two_units(&cpp, CPP, "cpp");
    }
}

fn compile_twice_in_two_units(compiler: &Path, standards: [[&str; 2]; 4], extension: &str) {
    let twice = "#include <keystoneclient.h>\n#include <keystoneclient.h>\n";
    let uses: String = declarations::read(generated(CDEF)).iter().filter_map(uses_initializer).collect();
    let folder = scratch(extension);
    write(&folder, "keystoneclient.h", generated(HEADER));
    let one = write(&folder, &format!("one.{extension}"), &format!("{twice}{USES_MACROS}{uses}"));
    let two = write(
        &folder,
        &format!("two.{extension}"),
        &format!("{twice}int main(void) {{ ks_result r = KS_OK; return r; }}\n"),
    );
    for [name, draft] in standards {
        let compile = |standard: &str| {
            let mut run = Execution::new(compiler).args(STRICT).arg(format!("-std={standard}"));
            run = run.arg("-I").arg(&folder);
            run.args([&one, &two]).arg("-o").arg(folder.join("program")).run()
        };
        let mut outcome = compile(name);
        if outcome.stderr.contains(&format!("-std={name}")) {
            outcome = compile(draft);
        }
        outcome.assert_success();
    }
}

fn uses_initializer(declaration: &Declaration) -> Option<String> {
    let name = &declaration.name;
    let Shape::Struct(members) = &declaration.shape else { return None };
    let init = members.first().filter(|first| first.text == "size_t size").map(|_| name.to_uppercase() + "_INIT")?;
    let prototype = format!("size_t size_of_{name}(void)");
    Some(format!("{prototype};\n{prototype} {{ {name} one = {init}; return one.size; }}\n"))
}

#[test]
fn an_initializer_lists_members_of_every_kind() {
    let text = "typedef struct { size_t size; const char *s; bool b; int32_t i; int64_t l; double d;\
                int (*f)(void *userdata, const char *s); void (*g)(void *userdata); } ks_sample;";
    let [sample] = declarations::read(text).try_into().expect("one declaration");
    let Shape::Struct(members) = &sample.shape else { panic!("not a structure: {sample:?}") };
    let init = render::init_macro(&sample.name, members);
    assert!(
        init.ends_with("#define KS_SAMPLE_INIT { sizeof(ks_sample), NULL, false, 0, 0, 0.0, NULL, NULL }\n"),
        "{init}"
    );
    let includes =
        "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\ntypedef struct ks_sample ks_sample;\n";
    let unit = format!("{includes}{}\n{init}{}", sample.text(), uses_initializer(&sample).expect("it has a size"));
    let folder = scratch("initializer");
    for (compiler, standard, file) in [("cc", "c99", "sample.c"), ("c++", "c++11", "sample.cpp")] {
        let Some(compiler) = tool(compiler) else { continue };
        let run = Execution::new(compiler).args(STRICT).arg(format!("-std={standard}")).arg("-fsyntax-only");
        run.arg(write(&folder, file, &unit)).run().assert_success();
    }
}

#[test]
fn luajit_takes_the_cdef_as_it_is() {
    let text = generated(CDEF);
    assert!(!text.contains('#') && !text.contains("/*"), "neither directives nor comments");
    let Some(luajit) = tool("luajit") else { return };
    let script = "
        local ffi = require 'ffi'
        ffi.cdef(assert(io.open(arg[1])):read('*a'))
        assert(ffi.C.KS_OK == 0 and ffi.C.KS_ERROR_NOT_FOUND == 404)
        assert(ffi.sizeof('ks_result') == 4)
        print('read')";
    let folder = scratch("luajit");
    let script = write(&folder, "read.lua", script);
    let cdef = write(&folder, "keystoneclient.cdef", text);
    Execution::new(luajit).arg(script).arg(cdef).run().assert_success().assert_stdout_has("read");
}

#[test]
#[ignore = "waits for ks_session_from_env"]
fn the_example_on_the_front_page_compiles() {
    let Some(cc) = tool("cc") else { return };
    let front = config().header.unwrap_or_default();
    let code: Vec<&str> = front
        .lines()
        .skip_while(|line| !line.starts_with("    "))
        .take_while(|line| line.is_empty() || line.starts_with("    "))
        .collect();
    assert!(code.len() > 5, "where is the example?\n{front}");
    let unit = format!(
        "#include <stdio.h>\n#include <keystoneclient.h>\nint main(void)\n{{\n{}\n    return 0;\n}}\n",
        code.join("\n")
    );
    let folder = scratch("example");
    write(&folder, "keystoneclient.h", generated(HEADER));
    let run = Execution::new(cc).args(STRICT).args(["-std=c99", "-fsyntax-only", "-I"]).arg(&folder);
    run.arg(write(&folder, "example.c", &unit)).run().assert_success();
}

/// An empty folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("header").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder below target");
    folder
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).expect("a file below target");
    path
}
