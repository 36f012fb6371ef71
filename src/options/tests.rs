#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::float_cmp)]

use serde_json::json;

use super::*;

const IDENTITY: &[Spec] = &[
    Spec::string("auth_url", "the URL of Identity").required(),
    Spec::string("project_id", "the project's id").deprecated(&["tenant_id"]),
    Spec::string("project_name", "the project's name").deprecated(&["tenant_name"]),
];

const PASSWORD: &[Spec] = &[
    Spec::string("username", "the user's name").deprecated(&["user_name", "login"]),
    Spec::string("password", "the user's password").secret().prompt("Password: ").required(),
    // Shared with the group above, as methods that log in together share options.
    Spec::string("auth_url", "another help"),
];

const OTHER: &[Spec] = &[
    Spec::double("timeout", "seconds for a request").minimum(0),
    Spec::int("redirect_port", "the port to listen on").default(Scalar::Int(9990)).minimum(1),
    Spec::bool("insecure", "trust anyone"),
    Spec::bool("reauthenticate", "log in again").default(Scalar::Bool(true)),
    Spec::list("auth_methods", "methods"),
    Spec::int_list("retriable_status_codes", "statuses").minimum(300),
    Spec::string("mutual_auth", "who proves what")
        .default(Scalar::String("optional"))
        .choices(&["optional", "required"]),
    Spec::params("headers", "more headers"),
    Spec::any("extra", "whatever"),
];

fn params(text: &str) -> Params {
    Params::from_json(text.as_bytes()).unwrap()
}

fn login(text: &str) -> Result<Options> {
    Options::read(&[IDENTITY, PASSWORD], &params(text), "v3password")
}

fn other(text: &str) -> Result<Options> {
    Options::read(&[OTHER], &params(text), "a session")
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> (Code, String) {
    let failure = result.unwrap_err();
    (failure.code(), failure.message().as_str().to_owned())
}

#[test]
fn what_was_given_reads_back() {
    let options = login(r#"{"auth_url":"http://x","username":"u","password":"p"}"#).unwrap();
    assert_eq!(options.string("auth_url"), Some("http://x"));
    assert_eq!(options.secret("password").unwrap().expose(), "p");
    assert_eq!(options.string("project_id"), None);
    assert!(options.given("username"));
    assert!(!options.given("project_id"));
}

#[test]
fn an_unknown_option_is_named_with_the_nearest_known_one() {
    let (code, message) = refusal(login(r#"{"auth_url":"x","password":"p","pasword":"hunter2"}"#));
    assert_eq!(code, Code::UNSUPPORTED_PARAMETERS);
    assert_eq!(message, "'pasword' is not an option of v3password; did you mean 'password'?");
}

#[test]
fn a_misspelt_option_is_reported_before_the_one_that_it_leaves_missing() {
    let (code, message) = refusal(login(r#"{"auth_url":"x","passwrod":"p"}"#));
    assert_eq!(code, Code::UNSUPPORTED_PARAMETERS);
    assert!(message.contains("did you mean 'password'?"), "{message}");
}

#[test]
fn slips_of_case_prefix_and_old_names_lead_to_the_current_name() {
    for (slip, meant) in [
        ("Password", "password"),
        ("os_username", "username"),
        ("os-username", "username"),
        ("tenant_nam", "project_name"),
        ("projectid", "project_id"),
        ("auth_ulr", "auth_url"),
    ] {
        let (_, message) = refusal(login(&format!("{{\"{slip}\":\"x\"}}")));
        assert!(message.ends_with(&format!("did you mean '{meant}'?")), "{slip}: {message}");
    }
}

#[test]
fn what_resembles_nothing_gets_no_suggestion() {
    for odd in ["x", "colour", "", "qqqqqqqqqqqq", &"password".repeat(100)] {
        let (code, message) = refusal(login(&format!("{{\"{odd}\":\"x\"}}")));
        assert_eq!(code, Code::UNSUPPORTED_PARAMETERS);
        assert!(message.ends_with("is not an option of v3password"), "{message}");
        assert!(message.len() < 120, "{message}");
    }
}

#[test]
fn everything_that_is_wrong_is_reported_at_once() {
    let (code, message) = refusal(other(r#"{"timout":1,"colour":2,"insecure":"maybe","redirect_port":0}"#));
    assert_eq!(code, Code::UNSUPPORTED_PARAMETERS);
    assert_eq!(
        message,
        "'timout' is not an option of a session; did you mean 'timeout'? 'colour' is not an option of a session. \
         'redirect_port' must be at least 1. 'insecure' must be true or false."
    );
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn a_flood_of_unknown_options_makes_a_short_message() {
    let keys: Vec<String> = (0..10_000).map(|n| format!("\"{n:0>30}\":1")).collect();
    let (_, message) = refusal(other(&format!("{{{}}}", keys.join(","))));
    assert!(message.ends_with("And 9984 more."), "{message}");
    assert!(message.len() < 2_000);
}

#[test]
fn a_key_is_made_printable_before_it_is_shown() {
    let (_, message) = refusal(other(r#"{"a\nb\u0000c\u001b[2J":1}"#));
    assert!(!message.contains(['\n', '\0', '\u{1b}']), "{message:?}");
}

#[test]
fn a_value_of_another_kind_is_refused_by_name_and_not_shown() {
    for (text, expected) in [
        (r#"{"timeout":"hunter2"}"#, "'timeout' must be a number"),
        (r#"{"timeout":"NaN"}"#, "'timeout' must be a number"),
        (r#"{"timeout":"inf"}"#, "'timeout' must be a number"),
        (r#"{"timeout":""}"#, "'timeout' must be a number"),
        (r#"{"timeout":true}"#, "'timeout' must be a number"),
        (r#"{"redirect_port":1.5}"#, "'redirect_port' must be a whole number"),
        (r#"{"redirect_port":1e300}"#, "'redirect_port' must be a whole number"),
        (r#"{"redirect_port":"99999999999999999999"}"#, "'redirect_port' must be a whole number"),
        (r#"{"insecure":2}"#, "'insecure' must be true or false"),
        (r#"{"insecure":"hunter2"}"#, "'insecure' must be true or false"),
        (r#"{"auth_methods":[["hunter2"]]}"#, "'auth_methods' must be a list of strings"),
        (r#"{"auth_methods":["a",null]}"#, "'auth_methods' must be a list of strings"),
        (r#"{"retriable_status_codes":["hunter2"]}"#, "'retriable_status_codes' must be a list of whole numbers"),
        (r#"{"headers":"hunter2"}"#, "'headers' must be an object"),
        (r#"{"mutual_auth":1.5}"#, "'mutual_auth' must be a string"),
        (r#"{"mutual_auth":["optional"]}"#, "'mutual_auth' must be a string"),
    ] {
        assert_eq!(refusal(other(text)), (Code::UNSUPPORTED_PARAMETERS, expected.to_owned()), "{text}");
    }
}

#[test]
fn text_that_reads_as_a_number_or_truth_value_is_one() {
    let options = other(r#"{"timeout":" 2.5 ","redirect_port":"80","insecure":"Yes","reauthenticate":"off"}"#).unwrap();
    assert_eq!(options.double("timeout"), Some(2.5));
    assert_eq!(options.int("redirect_port"), Some(80));
    assert!(options.bool("insecure", false));
    assert!(!options.bool("reauthenticate", true));
}

#[test]
fn all_the_words_for_true_and_false_are_known() {
    for word in ["1", "true", "TRUE", "yes", "on", " On "] {
        assert_eq!(truth(word), Some(true), "{word}");
    }
    for word in ["0", "false", "False", "no", "off"] {
        assert_eq!(truth(word), Some(false), "{word}");
    }
    for word in ["", "2", "y", "truee", "none"] {
        assert_eq!(truth(word), None, "{word}");
    }
}

#[test]
fn numbers_fit_where_they_lose_nothing() {
    let options = other(r#"{"timeout":30,"redirect_port":80.0,"insecure":1}"#).unwrap();
    assert_eq!(options.double("timeout"), Some(30.0));
    assert_eq!(options.int("redirect_port"), Some(80));
    assert!(options.bool("insecure", false));
    let options = login(r#"{"auth_url":"x","password":123456,"project_id":-7}"#).unwrap();
    assert_eq!(options.secret("password").unwrap().expose(), "123456");
    assert_eq!(options.string("project_id"), Some("-7"));
}

#[test]
fn one_value_stands_for_a_list_of_one() {
    let options = other(r#"{"auth_methods":"v3password","retriable_status_codes":"503"}"#).unwrap();
    assert_eq!(options.strings("auth_methods"), ["v3password"]);
    assert_eq!(options.ints("retriable_status_codes"), [503]);
    let options = other(r#"{"auth_methods":["a",2],"retriable_status_codes":[500,"502"]}"#).unwrap();
    assert_eq!(options.strings("auth_methods"), ["a", "2"]);
    assert_eq!(options.ints("retriable_status_codes"), [500, 502]);
}

#[test]
fn an_empty_list_is_not_an_absent_one() {
    let options = other(r#"{"auth_methods":[]}"#).unwrap();
    assert!(options.given("auth_methods") && options.strings("auth_methods").is_empty());
    let options = other("{}").unwrap();
    assert!(!options.given("auth_methods") && options.strings("auth_methods").is_empty());
}

#[test]
fn a_value_out_of_its_range_is_an_option_error() {
    for (text, expected) in [
        (r#"{"mutual_auth":"never"}"#, "'mutual_auth' must be one of optional, required"),
        (r#"{"timeout":-0.5}"#, "'timeout' must be at least 0"),
        (r#"{"redirect_port":"0"}"#, "'redirect_port' must be at least 1"),
        (r#"{"retriable_status_codes":[503,200]}"#, "'retriable_status_codes' must be at least 300"),
    ] {
        assert_eq!(refusal(other(text)), (Code::OPTION_ERROR, expected.to_owned()), "{text}");
    }
    assert_eq!(refusal(other(r#"{"mutual_auth":"never","timeout":-1}"#)).0, Code::OPTION_ERROR);
    assert_eq!(other(r#"{"timeout":0}"#).unwrap().double("timeout"), Some(0.0));
}

#[test]
fn a_deprecated_name_counts_while_the_current_one_is_absent() {
    let read = |text: &str| {
        let options = login(text).unwrap();
        (options.string("project_id").map(str::to_owned), options.given("project_id"))
    };
    let common = r#""auth_url":"x","password":"p""#;
    assert_eq!(read(&format!("{{{common},\"tenant_id\":\"old\"}}")), (Some("old".to_owned()), true));
    assert_eq!(read(&format!("{{{common},\"tenant_id\":\"old\",\"project_id\":\"new\"}}")).0.as_deref(), Some("new"));
    assert_eq!(read(&format!("{{{common},\"project_id\":\"new\",\"tenant_id\":\"old\"}}")).0.as_deref(), Some("new"));
    assert_eq!(read(&format!("{{{common},\"tenant_id\":\"old\",\"project_id\":null}}")), (None, false));
}

#[test]
fn of_several_deprecated_names_the_most_recent_counts() {
    let options = login(r#"{"auth_url":"x","password":"p","login":"older","user_name":"old"}"#).unwrap();
    assert_eq!(options.string("username"), Some("old"));
}

#[test]
fn a_hyphen_in_a_name_is_an_underscore() {
    let options = login(r#"{"auth-url":"x","password":"p","tenant-name":"t"}"#).unwrap();
    assert_eq!(options.string("auth_url"), Some("x"));
    assert_eq!(options.string("project_name"), Some("t"));
    let options = login(r#"{"auth-url":"first","auth_url":"second","password":"p"}"#).unwrap();
    assert_eq!(options.string("auth_url"), Some("second"));
}

#[test]
fn defaults_stand_in_for_what_is_not_given_and_null_takes_them_away() {
    let options = other("{}").unwrap();
    assert_eq!(options.int("redirect_port"), Some(9990));
    assert_eq!(options.string("mutual_auth"), Some("optional"));
    assert!(options.bool("reauthenticate", false), "the table's default comes before the caller's");
    assert!(options.bool("insecure", true), "the caller's default stands where the table has none");
    assert!(!options.given("redirect_port"));
    let options = other(r#"{"redirect_port":null,"mutual_auth":null,"reauthenticate":null}"#).unwrap();
    assert_eq!(options.int("redirect_port"), None);
    assert_eq!(options.string("mutual_auth"), None);
    assert!(!options.bool("reauthenticate", false));
    assert!(!options.given("mutual_auth"));
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    let expected = (Code::MISSING_REQUIRED_OPTIONS, "v3password requires 'auth_url', 'password'".to_owned());
    assert_eq!(refusal(login("{}")), expected);
    assert_eq!(refusal(login(r#"{"auth_url":null,"password":null}"#)), expected);
    assert_eq!(refusal(login(r#"{"auth_url":"x"}"#)).1, "v3password requires 'password'");
}

#[test]
fn an_empty_string_is_a_value() {
    let options = login(r#"{"auth_url":"x","password":""}"#).unwrap();
    assert_eq!(options.secret("password").unwrap().expose(), "");
    assert!(options.given("password"));
}

#[test]
fn the_failure_of_a_builder_reaches_the_call_that_reads_it() {
    let mut params = Params::new();
    params.set("unknown", 1_i64);
    params.fail(Error::new(Code::NULL_ARGUMENT, "argument 'value' is NULL"));
    let result = Options::read(&[IDENTITY], &params, "v3password");
    assert_eq!(refusal(result), (Code::NULL_ARGUMENT, "argument 'value' is NULL".to_owned()));
}

#[test]
fn options_within_options_and_values_of_any_kind_come_as_they_are() {
    let options = other(r#"{"headers":{"a":"b"},"extra":[1,null]}"#).unwrap();
    assert_eq!(options.params("headers").unwrap().get("a"), Some(&Param::from("b")));
    assert_eq!(options.value("extra"), Some(&Param::List(vec![Param::Int(1), Param::Null])));
    assert_eq!(options.value("timeout"), None);
}

#[test]
fn debug_output_shows_names_and_kinds_and_no_value() {
    let options = login(r#"{"auth_url":"http://x","password":"hunter2"}"#).unwrap();
    assert_eq!(format!("{options:?}"), r#"{"auth_url": string, "password": string}"#);
}

#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "there is no option 'pasword'"))]
fn asking_for_an_option_that_does_not_exist_is_a_defect() {
    let options = login(r#"{"auth_url":"x","password":"p"}"#).unwrap();
    assert!(options.string("pasword").is_none());
}

#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "'timeout' is not Int"))]
fn asking_for_another_kind_than_the_option_has_is_a_defect() {
    let options = other(r#"{"timeout":1}"#).unwrap();
    assert!(options.int("timeout").is_none());
}

#[test]
fn the_table_reads_as_data_each_option_once() {
    let table = describe(&[IDENTITY, PASSWORD]);
    let names: Vec<&str> = table.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["auth_url", "project_id", "project_name", "username", "password"]);
    assert_eq!(table[0]["help"], "the URL of Identity");
    assert_eq!(
        table[4],
        json!({
            "name": "password", "type": "string", "default": null, "required": true, "secret": true,
            "prompt": "Password: ", "help": "the user's password", "deprecated": [],
        })
    );
    assert_eq!(table[3]["deprecated"], json!(["user_name", "login"]));
}

#[test]
fn the_table_tells_defaults_choices_and_minimums() {
    let table = describe(&[OTHER]);
    let row = |name: &str| table.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
    assert_eq!((&row("redirect_port")["default"], &row("redirect_port")["minimum"]), (&json!(9990), &json!(1)));
    assert_eq!(row("mutual_auth")["choices"], json!(["optional", "required"]));
    assert_eq!(row("reauthenticate")["default"], json!(true));
    assert_eq!(row("insecure").get("choices"), None);
    let types: Vec<&str> = table.as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["double", "int", "bool", "bool", "list", "int_list", "string", "params", "any"]);
}
