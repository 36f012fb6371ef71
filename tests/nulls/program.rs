//! Writes the C program: every function with nothing at all, then with one NULL at a time.

use std::fmt::Write as _;

use crate::declarations::{Declaration, Field, Shape};
use crate::samples::{ANSWER_WITH_A_CODE, EMPTY, MAY_BE_NULL, PRELUDE, SAMPLES};

const HEAD: &str = r#"#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <keystoneclient.h>

static int failures;
static char nowhere; /* what out parameters point to before a call must not survive it */

#define CHECK(condition)                                                                 \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            failures++;                                                                  \
            fprintf(stderr, "%s: %s\n", __func__, #condition);                           \
        }                                                                                \
    } while (0)
"#;

/// The whole program, and how many calls it makes.
pub(crate) fn write(declarations: &[Declaration]) -> (String, usize) {
    let structs = structs(declarations);
    let mut program = format!("{HEAD}{PRELUDE}");
    let mut calls = Vec::new();
    for function in declarations {
        let Shape::Function { returns, parameters } = &function.shape else { continue };
        let call = |omitted| Call { function, returns, parameters, structs: &structs, omitted };
        let mut all = vec![call(Omitted::All)];
        if parameters.iter().any(is_error) {
            all.push(call(Omitted::AllButError));
        }
        if parameters.len() > 1 {
            all.extend(parameters.iter().filter(|one| is_pointer(one)).map(|one| call(Omitted::One(one))));
        }
        for call in all {
            program.push_str(&call.definition());
            calls.push(call.name());
        }
    }
    program.push_str("\nint main(void)\n{\n");
    for call in &calls {
        let _ = writeln!(program, "    {call}();");
    }
    program.push_str("    printf(\"done\\n\");\n    return failures != 0;\n}\n");
    (program, calls.len())
}

/// The structures that a caller fills.
pub(crate) fn structs(declarations: &[Declaration]) -> Vec<&str> {
    declarations.iter().filter(|one| matches!(one.shape, Shape::Struct(_))).map(|one| one.name.as_str()).collect()
}

#[derive(Clone, Copy)]
enum Omitted<'a> {
    All,
    AllButError,
    One(&'a Field),
}

/// One call of one function.
struct Call<'a> {
    function: &'a Declaration,
    returns: &'a str,
    parameters: &'a [Field],
    structs: &'a [&'a str],
    omitted: Omitted<'a>,
}

impl Call<'_> {
    fn name(&self) -> String {
        let what = match self.omitted {
            Omitted::All => "everything",
            Omitted::AllButError => "everything_but_error",
            Omitted::One(parameter) => &parameter.name,
        };
        format!("{}__without_{what}", self.function.name)
    }

    fn is_omitted(&self, parameter: &Field) -> bool {
        match self.omitted {
            Omitted::All => true,
            Omitted::AllButError => !is_error(parameter),
            Omitted::One(omitted) => omitted == parameter,
        }
    }

    fn definition(&self) -> String {
        let (mut makes, mut passed, mut checks, mut frees) = (String::new(), Vec::new(), String::new(), String::new());
        for parameter in self.parameters {
            if self.is_omitted(parameter) {
                passed.push(if is_pointer(parameter) { "NULL".to_owned() } else { "0".to_owned() });
                continue;
            }
            let argument = argument(&self.function.name, parameter, self.structs);
            let line = |code: String| if code.is_empty() { code } else { format!("    {code}\n") };
            makes.push_str(&line(argument.make));
            passed.push(argument.pass);
            checks.push_str(&line(argument.check));
            frees.insert_str(0, &line(argument.free));
        }
        let name = &self.function.name;
        let call = format!("{name}({})", passed.join(", "));
        let call = match self.returns {
            "void" => format!("    {call};\n"),
            returns => format!("    {returns} result = {call};\n    (void)result;\n"),
        };
        let owned = self.returns.strip_suffix(" *").filter(|noun| noun.starts_with("ks_"));
        let free_result = owned.map(|noun| format!("    {noun}_free(result);\n")).unwrap_or_default();
        let announced = "    puts(__func__);\n    fflush(stdout);\n";
        format!(
            "\nstatic void {}(void)\n{{\n{announced}{makes}{call}{}{}{frees}{free_result}}}\n",
            self.name(),
            self.verdict(),
            if self.must_fail() { checks } else { String::new() },
        )
    }

    /// What the result must be.
    fn verdict(&self) -> String {
        let name = self.function.name.as_str();
        let check = |condition: String| format!("    CHECK({condition});\n");
        if self.fails_by_code() {
            if !self.must_fail() {
                // Nothing that may be NULL was missed; a call without any argument says nothing of that.
                return match self.omitted {
                    Omitted::One(_) => check("result != KS_ERROR_NULL_ARGUMENT".to_owned()),
                    _ => String::new(),
                };
            }
            let mut verdict = check("result == KS_ERROR_NULL_ARGUMENT".to_owned());
            let reports = self.parameters.iter().any(|one| is_error(one) && !self.is_omitted(one));
            if reports {
                let named = match self.omitted {
                    Omitted::One(parameter) => format!("'{}'", parameter.name),
                    _ => "argument '".to_owned(),
                };
                verdict.push_str(&check("ks_error_code(error) == result".to_owned()));
                verdict.push_str(&check(format!("strstr(ks_error_message(error), \"{named}\")")));
            }
            return verdict;
        }
        let pointers = self.parameters.iter().filter(|one| is_pointer(one) && self.is_omitted(one));
        if self.returns == "void"
            || pointers.clone().next().is_none()
            || pointers.clone().all(|one| may_be_null(name, one))
        {
            return String::new();
        }
        if let Some((_, empty)) = EMPTY.iter().find(|(function, _)| *function == name) {
            let same = empty.starts_with('"').then(|| format!("strcmp(result, {empty}) == 0"));
            return check(same.unwrap_or_else(|| format!("result == {empty}")));
        }
        match self.parameters.iter().find(|one| one.name == "fallback") {
            Some(fallback) if !self.is_omitted(fallback) => {
                check(format!("result == {}", argument(name, fallback, self.structs).pass))
            }
            _ => check("!result".to_owned()),
        }
    }

    fn fails_by_code(&self) -> bool {
        fails_by_code(&self.function.name, self.returns)
    }

    /// Whether a pointer is missing that must be there.
    fn must_fail(&self) -> bool {
        let missing = self.parameters.iter().filter(|one| is_pointer(one) && self.is_omitted(one));
        self.fails_by_code() && missing.into_iter().any(|one| !may_be_null(&self.function.name, one))
    }
}

/// How C gives a function what it wants.
pub(crate) fn argument(function: &str, parameter: &Field, structs: &[&str]) -> Argument {
    let name = &parameter.name;
    let of = parameter.of.as_deref().unwrap_or("(function)").trim_start_matches("const ");
    let fill = |text: &str| text.replace('$', name);
    let sample = |of: String| SAMPLES.iter().find(|sample| sample.of == of);
    let of_version_2 = function.starts_with("ks_v2_").then(|| sample(format!("{of} of v2"))).flatten();
    let known = of_version_2.or_else(|| sample(format!("{of} {name}"))).or_else(|| sample(of.to_owned()));
    if let Some(sample) = known {
        return Argument {
            make: fill(sample.make),
            pass: fill(sample.pass),
            check: String::new(),
            free: fill(sample.free),
        };
    }
    let pointee = parameter.of.as_deref().and_then(|of| of.strip_suffix('*')).map(str::trim_end);
    let (make, check, free) = match pointee {
        Some("ks_error *") => ("ks_error *$ = NULL;".to_owned(), "", "ks_error_free($);".to_owned()),
        // An object that the function gives away, or lends.
        Some(object) if object.ends_with('*') && !object.ends_with("**") => {
            let noun = object.strip_suffix(" *").filter(|noun| noun.starts_with("ks_"));
            let free = noun.map(|noun| format!("{noun}_free($);")).unwrap_or_default();
            (format!("{object}$ = (void *)&nowhere;"), "CHECK(!$);", free)
        }
        Some(number @ ("int64_t" | "int32_t" | "uint32_t" | "size_t" | "bool" | "double")) => {
            (format!("{number} $ = 1;"), "CHECK(!$);", String::new())
        }
        Some(structure) if structs.contains(&structure.trim_start_matches("const ")) => {
            let structure = structure.trim_start_matches("const ");
            (format!("{structure} $ = {}_INIT;", structure.to_uppercase()), "", String::new())
        }
        _ => panic!(
            "{function}: there is no sample for '{}'. Add its type to SAMPLES in tests/nulls/samples.rs.",
            parameter.text
        ),
    };
    Argument { make: fill(&make), pass: format!("&{name}"), check: fill(check), free: fill(&free) }
}

/// How C makes, passes, checks and frees an argument.
pub(crate) struct Argument {
    pub(crate) make: String,
    pub(crate) pass: String,
    /// What must hold after a call that failed: no partial results.
    pub(crate) check: String,
    pub(crate) free: String,
}

/// Whether its `ks_result` says how the call went.
pub(crate) fn fails_by_code(function: &str, returns: &str) -> bool {
    returns == "ks_result" && !ANSWER_WITH_A_CODE.contains(&function)
}

fn is_pointer(parameter: &Field) -> bool {
    parameter.of.as_deref().is_none_or(|of| of.ends_with('*'))
}

/// Who passes NULL does without the error.
pub(crate) fn is_error(parameter: &Field) -> bool {
    parameter.of.as_deref() == Some("ks_error **") && parameter.name == "error"
}

fn may_be_null(function: &str, parameter: &Field) -> bool {
    // A name that ends in "_" stands for all functions that begin so.
    let is_function =
        |known: &str| known == "*" || known == function || known.ends_with('_') && function.starts_with(known);
    let listed = |(known, name): &(&str, &str)| is_function(known) && *name == parameter.name;
    is_error(parameter) || MAY_BE_NULL.iter().any(listed)
}
