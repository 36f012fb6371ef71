//! Every way to log in that needs no third party, from C.

use ks_testing::c::CProgram;
use ks_testing::keystone::{Keystone, Mark, User};
use serde_json::{Value, json};

use crate::methods::{credential, passcode, user_with_totp};
use crate::steps::{DOMAIN, PROJECT, SYSTEM, TRUST, UNSCOPED, get, login, look, passes, refused};

/// The options of a login at `auth_url`.
fn at(auth_url: &str, more: Value) -> Value {
    let mut options = more;
    options["auth_url"] = json!(auth_url);
    options
}

/// How many logins of the user were refused since the mark.
fn refusals(user: &User, mark: Mark) -> usize {
    user.requests_since(mark).iter().filter(|request| request.login.is_some() && request.status == 401).count()
}

#[test]
fn a_password_by_id_and_by_name_for_each_scope() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let (admin, role) = (keystone.admin(), keystone.admin().role_id("admin"));
    for path in
        [format!("/domains/default/users/{}/roles/{role}", user.id), format!("/system/users/{}/roles/{role}", user.id)]
    {
        assert_eq!(admin.call("PUT", &path, None).0, 204, "{path}");
    }
    let root = keystone.url().trim_end_matches("/v3");
    let by_name = |more: Value| {
        let mut options =
            json!({"auth_url": root, "username": user.name, "user_domain_name": "Default", "password": user.password});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        options
    };
    let project = look(
        json!({"scope": PROJECT, "project_id": user.project_id, "user_id": user.id, "project_domain_id": "default",
        "catalog": true, "methods": ["password"]}),
    );
    let own = format!("/users/{}", user.id);
    let mut steps = vec![];
    for auth_type in ["v3password", "password"] {
        steps.extend([
            login(auth_type, user.options(&json!({"project_id": user.project_id}))),
            project.clone(),
            json!({"do": "get", "service": "identity", "path": own}),
            login(auth_type, by_name(json!({"project_name": user.project_name, "project_domain_id": "default"}))),
            project.clone(),
            login(auth_type, by_name(json!({"domain_name": "Default"}))),
            look(json!({"scope": DOMAIN, "domain_id": "default", "username": user.name})),
            login(auth_type, user.options(&json!({"system_scope": "all", "include_catalog": false}))),
            look(json!({"scope": SYSTEM, "catalog": false})),
            login(auth_type, user.options(&json!({"unscoped": true}))),
            look(json!({"scope": UNSCOPED, "catalog": false})),
        ]);
    }
    passes(&steps, &[&user.password]);
}

#[test]
fn a_token_is_exchanged_for_one_of_another_scope() {
    let Some(keystone) = Keystone::running() else { return };
    let (user, other) = (keystone.user("member"), keystone.user("member"));
    keystone.admin().grant("reader", &user.id, &other.project_id);
    let unscoped = login("password", user.options(&json!({"unscoped": true})));
    let scope = |project: &str| json!({"do": "scope", "options": {"project_id": project}});
    let by_token = |auth_type: &str| {
        json!({"do": "login", "auth_type": auth_type, "with_token": true,
        "options": at(keystone.url(), json!({"project_id": other.project_id}))})
    };
    let rescoped = look(json!({"scope": PROJECT, "project_id": other.project_id, "same_end": true, "new": true}));
    let mark = keystone.mark();
    let steps = [
        unscoped.clone(),
        look(json!({"scope": UNSCOPED})),
        scope(&user.project_id),
        look(json!({"scope": PROJECT, "project_id": user.project_id, "same_end": true, "new": true})),
        scope(&other.project_id),
        rescoped.clone(),
        by_token("v3token"),
        rescoped.clone(),
        by_token("token"),
        rescoped,
        // Not this user's: refused once with the first token, and once with a new one.
        unscoped,
        scope(&keystone.user("member").project_id),
        refused(401),
        refused(401),
    ];
    if passes(&steps, &[&user.password]) {
        assert_eq!(user.logins_since(mark), 7, "a login and four exchanges, then two logins for what is refused");
    }
}

#[test]
fn a_trust_by_its_trustee() {
    let Some(keystone) = Keystone::running() else { return };
    let (trustor, trustee) = (keystone.user("member"), keystone.user("member"));
    let trust = trustor.login().create(
        "trust",
        json!({"trustor_user_id": trustor.id, "trustee_user_id": trustee.id, "project_id": trustor.project_id,
               "impersonation": true, "roles": [{"name": "member"}]}),
    );
    let steps = [
        login("v3password", trustee.options(&json!({"trust_id": trust["id"]}))),
        look(json!({"scope": TRUST, "trust_id": trust["id"], "project_id": trustor.project_id, "user_id": trustor.id})),
        login("v3password", trustor.options(&json!({"trust_id": trust["id"]}))),
        json!({"do": "look", "fails": 403}),
    ];
    passes(&steps, &[&trustor.password, &trustee.password]);
}

#[test]
fn an_application_credential_with_rules_for_what_it_may_ask() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let own = format!("/v3/users/{}", user.id);
    let id = credential(&user, &json!({"access_rules": [{"service": "identity", "method": "GET", "path": own}]}));
    let secret = "cr3dential";
    let named = json!({"application_credential_name": "tests", "username": user.name, "user_domain_id": "default"});
    let root = keystone.url().trim_end_matches("/v3");
    let mut steps = vec![];
    for who in [json!({"application_credential_id": id}), named] {
        let mut options = at(keystone.url(), who);
        options["application_credential_secret"] = json!(secret);
        steps.extend([
            login("v3applicationcredential", options),
            look(json!({"scope": PROJECT, "credential_id": id, "project_id": user.project_id, "methods": ["application_credential"]})),
            get(&format!("{root}{own}")),
            json!({"do": "get", "url": format!("{root}/v3/users"), "fails": 401}),
        ]);
    }
    let wrong = json!({"application_credential_id": id, "application_credential_secret": "wr0ng-cr3dential"});
    steps.extend([login("v3applicationcredential", at(keystone.url(), wrong)), refused(401)]);
    passes(&steps, &[secret]);
}

#[test]
fn one_time_passwords_alone_together_and_by_a_receipt() {
    let Some(keystone) = Keystone::running() else { return };
    let (free, bound) = (user_with_totp(keystone, None), user_with_totp(keystone, Some(json!([["password", "totp"]]))));
    let code = passcode();
    let second = |user: &User| json!({"user_id": user.id, "passcode": code});
    let together = |user: &User| {
        let mut options = user.options(&json!({"auth_methods": ["v3password", "v3totp"], "passcode": code}));
        options["project_id"] = json!(user.project_id);
        options
    };
    let both = look(json!({"scope": PROJECT, "project_id": bound.project_id, "methods": ["password", "totp"]}));
    let wants_more = json!({"do": "want_more", "passed": "password"});
    let steps = [
        login("v3totp", at(keystone.url(), second(&free))),
        look(json!({"methods": ["totp"], "user_id": free.id})),
        login("v3multifactor", together(&free)),
        look(json!({"scope": PROJECT, "methods": ["password", "totp"]})),
        login("password", bound.options(&json!({"project_id": bound.project_id}))),
        wants_more.clone(),
        json!({"do": "add_method", "auth_type": "v3totp", "options": {"user_id": bound.id}, "fails": 114, "says": "passcode"}),
        json!({"do": "add_method", "auth_type": "v3totp", "options": second(&bound)}),
        both.clone(),
        // All at once, where it is known what is wanted.
        login("v3multifactor", together(&bound)),
        both.clone(),
        // Another plugin goes on with the receipt.
        login("v3password", bound.options(&json!({}))),
        wants_more,
        json!({"do": "login", "auth_type": "v3totp", "with_receipt": true,
            "options": at(keystone.url(), json!({"user_id": bound.id, "passcode": code, "project_id": bound.project_id}))}),
        both,
    ];
    let mark = keystone.mark();
    if passes(&steps, &[&free.password, &bound.password]) {
        assert_eq!(refusals(&bound, mark), 2, "those that wanted more");
    }
}

#[test]
fn the_example_asks_for_both_factors_and_goes_on_from_the_first() {
    let Some(keystone) = Keystone::running() else { return };
    let Some(example) = CProgram::compile("examples-c/second_factor.c", "second_factor") else { return };
    let user = user_with_totp(keystone, Some(json!([["password", "totp"]])));
    let run = |typed: String| example.execution().envs(user.env()).stdin(typed).run_under_valgrind();
    let outcome = run(format!("{}\n{}\n", user.password, passcode()));
    outcome.assert_success().assert_stderr_has("Password: One-time password: ");
    let methods = [format!("{}, by password totp\n", user.name), format!("{}, by totp password\n", user.name)];
    assert!(methods.contains(&outcome.stdout), "{outcome}");
    run(format!("{}\n000000\n", user.password)).assert_code(1).assert_stderr_has("second_factor: ");
    run(String::new()).assert_code(1).assert_stderr_has("nobody typed anything");
}

#[test]
fn oauth_1_from_the_consumer_to_the_access_token() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let root = keystone.url().trim_end_matches("/v3");
    let mut steps = vec![];
    for (auth_url, catalog) in [(keystone.url(), false), (root, true)] {
        steps.extend([
            login("password", user.options(&json!({"project_id": user.project_id}))),
            json!({"do": "oauth1", "options": {"auth_url": auth_url, "include_catalog": catalog},
                "request": {"project": user.project_id}, "grant": {"roles": [keystone.admin().role_id("admin")]}}),
            look(json!({"methods": ["oauth1"], "user_id": user.id, "project_id": user.project_id, "catalog": catalog})),
            get(&format!("{}/users/{}", keystone.url(), user.id)),
        ]);
    }
    let wrong = json!({"consumer_key": "nobody", "consumer_secret": "h1dden-one", "access_key": "a", "access_secret": "h1dden-two"});
    steps.extend([login("v3oauth1", at(keystone.url(), wrong)), json!({"do": "look", "fails": 404})]);
    passes(&steps, &[&user.password, "h1dden"]);
}

#[test]
fn oauth_2_by_the_clients_secret() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let endpoint = format!("{}/OS-OAUTH2/token", keystone.url());
    let client = credential(&user, &json!({}));
    let options = |secret: &str| {
        at(
            keystone.url(),
            json!({"oauth2_endpoint": endpoint, "oauth2_client_id": client, "oauth2_client_secret": secret}),
        )
    };
    let own = get(&format!("{}/users/{}", keystone.url(), user.id));
    let steps = [
        login("v3oauth2clientcredential", options("cr3dential")),
        look(json!({"methods": ["application_credential"], "credential_id": client, "project_id": user.project_id})),
        own.clone(),
        own,
        login("v3oauth2clientcredential", options("wr0ng-cr3dential")),
        refused(401),
        refused(401),
    ];
    passes(&steps, &["cr3dential"]);
}

/// Its tokens last for four seconds at most, which is not long enough for a test that waits for one of an hour.
#[test]
fn a_token_that_ends_is_renewed_before_or_when_a_service_says_so() {
    let Some(own) = Keystone::with_settings("short", &["token.expiration=4"]) else { return };
    let keystone = own.keystone();
    let user = keystone.user("member");
    let mine = get(&format!("{}/users/{}/projects", keystone.url(), user.id));
    let pause = |milliseconds: i64| json!({"do": "pause", "milliseconds": milliseconds});
    let mut steps = vec![];
    for renews in [true, false] {
        let options = json!({"project_id": user.project_id, "reauthenticate": renews});
        steps.extend([
            login("v3password", user.options(&options)),
            look(json!({"scope": PROJECT})),
            mine.clone(),
            pause(4500),
            // The one asks for a new token first; the other sends the old one, and once more with a new one.
            mine.clone(),
            look(json!({"new": true})),
        ]);
    }
    let mark = keystone.mark();
    if passes(&steps, &[&user.password]) {
        let requests = user.requests_since(mark);
        let refused = requests.iter().filter(|request| !request.is_login() && request.status == 401).count();
        assert!(refused >= 1, "{requests:?}");
        // Its life counts from when it came: valgrind and a busy machine may make a login more of it.
        let logins = requests.iter().filter(|request| request.is_login()).count();
        assert!((4..=8).contains(&logins), "{logins} logins");
    }
}

#[test]
fn a_login_that_ends_with_its_credential_stops_there() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    // Long enough for a program to be compiled and begin on a busy machine.
    let end = chrono::Utc::now() + chrono::TimeDelta::seconds(10);
    let id = credential(&user, &json!({"expires_at": end.format("%Y-%m-%dT%H:%M:%S").to_string()}));
    let options =
        at(keystone.url(), json!({"application_credential_id": id, "application_credential_secret": "cr3dential"}));
    let steps = [
        login("v3applicationcredential", options),
        look(json!({"credential_id": id})),
        json!({"do": "pause", "until": end.timestamp() + 1}),
        refused(401),
        refused(401),
    ];
    passes(&steps, &["cr3dential"]);
}

#[test]
fn a_token_that_is_revoked_is_replaced_and_one_that_was_kept_serves() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let mine = get(&format!("{}/users/{}/projects", keystone.url(), user.id));
    let options = user.options(&json!({"project_id": user.project_id}));
    let steps = [
        login("password", options.clone()),
        look(json!({"scope": PROJECT})),
        json!({"do": "keep", "auth_type": "password", "options": options}),
        look(json!({"new": false})),
        mine.clone(),
        json!({"do": "revoke"}),
        mine,
        look(json!({"new": true})),
        json!({"do": "invalidate", "gives": true}),
        look(json!({"new": true})),
    ];
    let mark = keystone.mark();
    if passes(&steps, &[&user.password]) {
        assert_eq!(user.logins_since(mark), 3, "the first, one after the revocation, one after it was dropped");
    }
}

#[test]
fn an_account_is_locked_out_by_others_and_not_by_this_program() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let mut wrong = user.options(&json!({"project_id": user.project_id}));
    wrong["password"] = json!("wr0ng-pa55word");
    let right = login("v3password", user.options(&json!({"project_id": user.project_id})));
    let mut steps = vec![login("v3password", wrong)];
    steps.extend(vec![refused(401); 10]);
    steps.extend([right.clone(), look(json!({"scope": PROJECT}))]);
    let mark = keystone.mark();
    if !passes(&steps, &[&user.password, "wr0ng-pa55word"]) {
        return;
    }
    assert_eq!(refusals(&user, mark), 1, "ten calls, one attempt");
    for attempt in 0..4 {
        let who = json!({"id": user.id, "password": format!("guess-{attempt}")});
        let auth = json!({"identity": {"methods": ["password"], "password": {"user": who}}});
        assert!(keystone.login(&auth).is_err());
    }
    let mark = keystone.mark();
    // The right password does not help now; to ask by force is up to who knows that something has changed.
    let dropped = json!({"do": "invalidate", "gives": false});
    passes(&[right, refused(401), refused(401), dropped, refused(401), refused(401)], &[&user.password]);
    assert_eq!(refusals(&user, mark), 2);
}
