//! Writes the C program that gives every function garbage: one argument at a time, all others as they should be.

use std::fmt::Write as _;

use crate::declarations::{Declaration, Field, Shape};
use crate::program::{Argument, argument, fails_by_code, is_error, structs};
use crate::samples::PRELUDE;

/// The garbage by kinds, and what must hold of every call.
const HEAD: &str = include_str!("garbage.c");

/// Objects that no call changes: made once for all the garbage of an argument.
const LASTING: &[&str] = &[
    "ks_error",
    "ks_value",
    "ks_auth",
    "ks_session",
    "ks_adapter",
    "ks_access",
    "ks_catalog",
    "ks_response",
    "ks_pages",
    "ks_client",
    "ks_discovery",
    "ks_endpoint_data",
    "ks_headers",
];

/// Garbage for one argument: how much there is, and how the one of number `i` is made and freed.
struct Garbage {
    count: String,
    make: String,
    passes: Vec<String>,
    free: String,
    /// What must hold of the result of a call that can fail.
    expected: String,
}

impl Garbage {
    /// One out of an array.
    fn of(array: &str, member: &str, expected: &str) -> Self {
        Self {
            count: format!("COUNT({array})"),
            make: String::new(),
            passes: vec![format!("{array}[i]{member}")],
            free: String::new(),
            expected: expected.to_owned(),
        }
    }

    /// One that is made anew for each call.
    fn made(count: &str, make: String, free: &str, expected: &str) -> Self {
        let (passes, free, expected) = (vec!["made".to_owned()], free.to_owned(), expected.to_owned());
        Self { count: count.to_owned(), make, passes, free, expected }
    }
}

/// The whole program, and how many functions and arguments it gives garbage to.
pub(crate) fn write(declarations: &[Declaration]) -> (String, usize) {
    let structs = structs(declarations);
    let mut program = format!("{HEAD}{PRELUDE}");
    let mut names = Vec::new();
    for (position, function) in declarations.iter().enumerate() {
        let Shape::Function { returns, parameters } = &function.shape else { continue };
        // The functions of a table are carried out by one and the same code: a few of them get what takes long.
        let is_of_table = ["ks_v2_", "ks_v3_"].iter().any(|version| function.name.starts_with(version));
        let is_brief = is_of_table && !position.is_multiple_of(64);
        for (at, parameter) in parameters.iter().enumerate() {
            for (number, garbage) in all(parameters, at, &structs, is_brief).into_iter().enumerate() {
                let name = format!("{}__{}_{number}", function.name, parameter.name);
                let call = Call { function: &function.name, returns, parameters, structs: &structs, at, garbage };
                program.push_str(&call.definition(&name));
                names.push(name);
            }
        }
    }
    program.push_str(
        "\nint main(int argc, char **argv)\n{\n    make_garbage(argc == 2 ? strtoul(argv[1], NULL, 10) : 0);\n",
    );
    for name in &names {
        let _ = writeln!(program, "    {name}();");
    }
    program.push_str("    free_garbage();\n    printf(\"%zu calls\\n\", calls);\n    return failures != 0;\n}\n");
    (program, names.len())
}

/// What an argument may be given.
fn all(parameters: &[Field], at: usize, structs: &[&str], is_brief: bool) -> Vec<Garbage> {
    let Some(parameter) = parameters.get(at) else { return Vec::new() };
    let is_size = |one: &Field, name: &str| one.of.as_deref() == Some("size_t") && one.name == name;
    let has_length = parameters.get(at + 1).is_some_and(|next| is_size(next, "length"));
    let of = parameter.of.as_deref().unwrap_or("(function)");
    let utf8 = "strings[i].is_utf8 || result == KS_ERROR_INVALID_UTF8";
    match of {
        "const char *" | "const void *" if has_length => {
            let refused = "pieces[i].is_there || result == KS_ERROR_OUT_OF_RANGE || result == KS_ERROR_LIMIT_EXCEEDED";
            let mut pieces = Garbage::of("pieces", ".bytes", refused);
            pieces.passes.push("pieces[i].length".to_owned());
            vec![pieces]
        }
        "const char *" => {
            let mut strings = Garbage::of("strings", ".bytes", utf8);
            strings.count += if is_brief { " - LONG_STRINGS" } else { "" };
            vec![strings]
        }
        // Of what is counted there is little: only what cannot be must be refused.
        "size_t" if parameter.name == "count" => {
            let mut counts = Garbage::of("indexes", "", "result == KS_ERROR_OUT_OF_RANGE");
            counts.count += " - 2";
            counts.passes = vec!["indexes[i + 2]".to_owned()];
            vec![counts]
        }
        "const int32_t *" => {
            let mut codes = Garbage::of("int32s", "", "");
            codes.count += " - 1";
            codes.passes = vec!["int32s + i".to_owned()];
            vec![codes]
        }
        // A length comes with its bytes, above.
        "size_t" if parameter.name != "length" => vec![Garbage::of("indexes", "", "")],
        "int64_t" => vec![Garbage::of("int64s", "", "")],
        "uint64_t" => vec![Garbage::of("uint64s", "", "")],
        "int32_t" | "ks_result" | "ks_level" | "ks_kind" | "ks_scope" => vec![Garbage::of("int32s", "", "")],
        "uint32_t" => vec![Garbage::of("uint32s", "", "")],
        "double" => vec![Garbage::of("doubles", "", "")],
        "const ks_params *" => {
            let make = "ks_params *made = params_at(i);".to_owned();
            // An operation that there is none of fails before its arguments are looked at.
            let expected = if parameters.iter().any(|one| one.name == "name") {
                "i != SPOILT || result != KS_OK"
            } else {
                "i != SPOILT || result == KS_ERROR_INVALID_UTF8"
            };
            let count = if is_brief { "SPOILT + 1" } else { "PARAMS" };
            vec![Garbage::made(count, make, "ks_params_free(made);", expected)]
        }
        "const ks_value *" => {
            let make = "ks_value *made = value_at(i);".to_owned();
            vec![Garbage::made("COUNT(texts_of_values)", make, "ks_value_free(made);", "")]
        }
        _ => of
            .strip_suffix(" *")
            .filter(|of| structs.contains(&of.trim_start_matches("const ")))
            .map_or_else(Vec::new, structures),
    }
}

/// Structures that begin with their size: of any size, and of strings that are none.
fn structures(of: &str) -> Vec<Garbage> {
    let name = of.trim_start_matches("const ");
    // Only a filter holds strings; what stands in the others is called, or written over.
    let is_filter = name == "ks_endpoint_filter";
    let from = if is_filter { "sizeof(size_t)".to_owned() } else { format!("sizeof({name})") };
    let make = format!("void *made = structure(size_at(i / 2, sizeof({name})), i % 2 ? {from} : SIZE_MAX);");
    let expected = format!("is_size(size_at(i / 2, sizeof({name}))) || result == KS_ERROR_INVALID_ARGUMENT");
    let mut all = vec![Garbage::made("SIZES * 2", make, "free(made);", &expected)];
    if is_filter {
        let make = "ks_endpoint_filter filter_of_strings = KS_ENDPOINT_FILTER_INIT, *made = &filter_of_strings; \
                    (&made->service_type)[i % 8] = strings[i / 8].bytes;";
        let expected = "strings[i / 8].is_utf8 || result == KS_ERROR_INVALID_UTF8";
        all.push(Garbage::made("(COUNT(strings) - 1) * 8", make.to_owned(), "", expected));
    }
    all
}

/// One function with garbage for the argument at one place.
struct Call<'a> {
    function: &'a str,
    returns: &'a str,
    parameters: &'a [Field],
    structs: &'a [&'a str],
    at: usize,
    garbage: Garbage,
}

impl Call<'_> {
    fn definition(&self, name: &str) -> String {
        let garbage = &self.garbage;
        let (mut lasting, mut makes, mut frees, mut frees_lasting) =
            (String::new(), String::new(), String::new(), String::new());
        let (mut checks, mut passed) = (String::new(), Vec::new());
        for (at, parameter) in self.parameters.iter().enumerate() {
            if let Some(pass) = at.checked_sub(self.at).and_then(|at| garbage.passes.get(at)) {
                passed.push(pass.clone());
                continue;
            }
            let Argument { make, pass, check, free } = argument(self.function, parameter, self.structs);
            passed.push(pass);
            let line =
                |code: &str, indent: &str| if code.is_empty() { String::new() } else { format!("{indent}{code}\n") };
            if is_lasting(parameter) {
                lasting.push_str(&line(&make, "    "));
                frees_lasting.insert_str(0, &line(&free, "    "));
            } else {
                makes.push_str(&line(&make, "        "));
                frees.insert_str(0, &line(&free, "        "));
                checks.push_str(&line(&check, "            "));
            }
        }
        let call = format!("{}({})", self.function, passed.join(", "));
        let call = match self.returns {
            "void" => format!("{call};"),
            returns => format!("{returns} result = {call};\n        (void)result;"),
        };
        format!(
            "\nstatic void {name}(void)\n{{\n    puts(__func__);\n    fflush(stdout);\n{lasting}\
             \x20   for (size_t i = 0; i < {}; i++) {{\n        begin(__func__, i);\n        {}\n{makes}\
             \x20       {call}\n        end();\n{}{frees}        {}\n    }}\n{frees_lasting}}}\n",
            garbage.count,
            garbage.make,
            self.verdict(&checks),
            garbage.free,
        )
    }

    fn verdict(&self, checks: &str) -> String {
        if fails_by_code(self.function, self.returns) {
            let mut verdict = "        judge_code(result);\n".to_owned();
            if self.parameters.iter().any(is_error) {
                verdict.push_str("        judge_error(result, error);\n");
            }
            if !checks.is_empty() {
                let _ = write!(verdict, "        if (result != KS_OK) {{\n{checks}        }}\n");
            }
            if !self.garbage.expected.is_empty() {
                let _ = writeln!(verdict, "        CHECK({});", self.garbage.expected);
            }
            return verdict;
        }
        match self.returns {
            "const char *" => "        look_at_string(result);\n".to_owned(),
            "const ks_value *" => "        (void)ks_value_kind(result);\n".to_owned(),
            returns => match returns.strip_suffix(" *").filter(|noun| noun.starts_with("ks_")) {
                Some(noun) => format!("        {noun}_free(result);\n"),
                None => String::new(),
            },
        }
    }
}

fn is_lasting(parameter: &Field) -> bool {
    let of = parameter.of.as_deref().unwrap_or_default().trim_start_matches("const ");
    of.strip_suffix(" *").is_some_and(|noun| LASTING.contains(&noun))
}
