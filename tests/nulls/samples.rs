//! A value for each type that a function of the header takes.
//!
//! `$` stands for the variable. What a function takes by pointer is made anew for each call and freed after it.

/// How C makes, passes and frees a value of a type.
pub(crate) struct Sample {
    /// The type as the `.cdef` writes it, without `const`; for some, the parameter's name behind a blank.
    pub(crate) of: &'static str,
    pub(crate) make: &'static str,
    pub(crate) pass: &'static str,
    pub(crate) free: &'static str,
}

const fn sample(of: &'static str, make: &'static str, pass: &'static str, free: &'static str) -> Sample {
    Sample { of, make, pass, free }
}

/// Types that take more than one line of C to make.
pub(crate) const PRELUDE: &str = r#"
static inline ks_value *make_value(void)
{
    ks_value *value = NULL;
    ks_value_parse("{\"x\":[1]}", 9, &value, NULL);
    return value;
}

static inline ks_text *make_text(void)
{
    ks_value *value = make_value();
    ks_text *text = NULL;
    ks_value_to_json(value, &text, NULL);
    ks_value_free(value);
    return text;
}

static inline ks_error *make_error(void)
{
    ks_error *error = NULL;
    ks_error_set(&error, KS_ERROR_NOT_FOUND, "a sample");
    return error;
}
"#;

pub(crate) const SAMPLES: &[Sample] = &[
    sample("size_t index", "", "0", ""),
    sample("size_t", "", "2", ""),
    sample("int64_t", "", "7", ""),
    sample("int32_t", "", "7", ""),
    sample("uint32_t", "", "7", ""),
    sample("double", "", "1.5", ""),
    sample("bool", "", "true", ""),
    sample("ks_result", "", "KS_ERROR_NOT_FOUND", ""),
    sample("char * json", "", "\"{}\"", ""),
    sample("char *", "", "\"x\"", ""),
    sample("void * userdata", "", "NULL", ""),
    sample("void *", "", "\"xy\"", ""),
    sample("ks_error *", "ks_error *$ = make_error();", "$", "ks_error_free($);"),
    sample("ks_text *", "ks_text *$ = make_text();", "$", "ks_text_free($);"),
    sample("ks_value *", "ks_value *$ = make_value();", "$", "ks_value_free($);"),
    sample("ks_params *", "ks_params *$ = ks_params_new();", "$", "ks_params_free($);"),
];

/// Functions and parameters where NULL is allowed; `*` stands for every function. Where an error goes is not listed.
pub(crate) const MAY_BE_NULL: &[(&str, &str)] = &[("*", "userdata"), ("ks_error_set", "message")];

/// Functions whose `ks_result` is what was asked for, not whether the call failed.
pub(crate) const ANSWER_WITH_A_CODE: &[&str] = &["ks_error_code", "ks_error_set"];

/// What functions return without an object, where that is not NULL, 0, false or their `fallback`.
pub(crate) const EMPTY: &[(&str, &str)] =
    &[("ks_error_class", "\"\""), ("ks_error_message", "\"\""), ("ks_error_retry_after", "-1")];
