/* Logs in as a file says, step by step: what to make, what to ask, and what must come of it. The test that runs this has set up
 * users, trusts and credentials at a Keystone, and counts the logins there.
 * Usage: logins STEPS, where STEPS is a file with a list of JSON objects, each with "do" and what belongs to it (see `steps`).
 *
 * A step that is to fail has "fails", a code, and may have "says", a part of the message. */
#define _POSIX_C_SOURCE 200809L

#include "service.h"

#include <time.h>

/* What the steps so far have made. */
static ks_auth *auth;
static ks_session *session;
static ks_access *access_now, *access_before;
/* The receipt of the last login that wants more methods. */
static char receipt[512];
static const ks_value *step;

static const char *text_of(const char *name)
{
    return ks_value_string(ks_value_get(step, name));
}

/* A member of the step, an object, as params. */
static ks_params *params_of(const char *name)
{
    ks_text *json = NULL;
    ks_params *made = NULL;
    if (!ks_value_get(step, name))
        return params("{}");
    CHECK(ks_value_to_json(ks_value_get(step, name), &json, NULL) == KS_OK);
    CHECK(ks_params_from_json(ks_text_string(json), ks_text_length(json), &made, NULL) == KS_OK);
    ks_text_free(json);
    return made;
}

/* Whether a call came to what the step says. */
static bool as_said(ks_result result, ks_error **error)
{
    ks_result code = (ks_result)ks_value_int(ks_value_get(step, "fails"), KS_OK);
    if (*error && ks_error_receipt(*error))
        snprintf(receipt, sizeof receipt, "%s", ks_error_receipt(*error));
    return code ? failed(result, error, code, text_of("says") ? text_of("says") : "") : worked(result, error);
}

/* Makes a plugin of "auth_type" and "options", and a session of it with the options "session". */
static void log_in_with(void)
{
    ks_error *error = NULL;
    ks_auth_free(auth), ks_session_free(session);
    auth = NULL, session = NULL;
    ks_params *options = params_of("options"), *own = params_of("session");
    if (ks_value_get(step, "with_receipt"))
        ks_params_set_string(options, "receipt", receipt);
    if (ks_value_get(step, "with_token"))
        ks_params_set_string(options, "token", ks_access_auth_token(access_now));
    CHECK(as_said(ks_auth_new(text_of("auth_type"), options, &auth, &error), &error));
    if (auth)
        CHECK(worked(ks_session_new(auth, own, &session, &error), &error));
    ks_params_free(options), ks_params_free(own);
}

/* Goes on with a session of the same plugin's login for the scope in "options". */
static void take_scope(void)
{
    ks_session *scoped = NULL;
    ks_error *error = NULL;
    ks_params *scope = params_of("options");
    CHECK(as_said(ks_session_with_scope(session, scope, &scoped, &error), &error));
    ks_params_free(scope);
    ks_session_free(session);
    session = scoped;
}

static void add_method(void)
{
    ks_error *error = NULL;
    ks_params *options = params_of("options");
    CHECK(as_said(ks_auth_add_method(auth, text_of("auth_type"), options, &error), &error));
    ks_params_free(options);
}

static bool has_method(const char *name)
{
    for (size_t i = 0; i < ks_access_method_count(access_now); i++)
        if (same(ks_access_method(access_now, i), name))
            return true;
    return false;
}

/* Asks for the token, which must say what "is" says. */
static void look(void)
{
    static const struct {
        const char *name;
        const char *(*of)(const ks_access *access);
    } facts[] = {
        {"user_id", ks_access_user_id},           {"username", ks_access_username},
        {"project_id", ks_access_project_id},     {"project_domain_id", ks_access_project_domain_id},
        {"domain_id", ks_access_domain_id},       {"trust_id", ks_access_trust_id},
        {"oauth_key", ks_access_oauth_access_token_id}, {"credential_id", ks_access_application_credential_id},
    };
    ks_access *access = NULL;
    ks_error *error = NULL;
    CHECK(as_said(ks_session_get_access(session, &access, &error), &error));
    if (!access)
        return;
    ks_access_free(access_before);
    access_before = access_now, access_now = access;
    const ks_value *is = ks_value_get(step, "is"), *methods = ks_value_get(is, "methods");
    size_t checked = 0;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const ks_value *wanted = ks_value_get(is, facts[i].name);
        CHECK(!wanted || same(facts[i].of(access), ks_value_string(wanted)));
        checked += wanted != NULL;
    }
    const ks_value *scope = ks_value_get(is, "scope"), *catalog = ks_value_get(is, "catalog");
    CHECK(!scope || ks_access_scope(access) == ks_value_int(scope, -1));
    CHECK(!catalog || ks_access_has_service_catalog(access) == ks_value_bool(catalog, false));
    CHECK(!methods || ks_access_method_count(access) == ks_value_length(methods));
    for (size_t i = 0; i < ks_value_length(methods); i++)
        CHECK(has_method(ks_value_string(ks_value_at(methods, i))));
    const ks_value *bound = ks_value_get(is, "bound"), *same_end = ks_value_get(is, "same_end"), *token = ks_value_get(is, "new");
    CHECK(!bound || (ks_access_oauth2_credential_thumbprint(access) != NULL) == ks_value_bool(bound, false));
    CHECK(!same_end || same(ks_access_expires_text(access), ks_access_expires_text(access_before)));
    CHECK(!token || same(ks_access_auth_token(access), ks_access_auth_token(access_before)) != ks_value_bool(token, false));
    checked += !!scope + !!catalog + !!methods + !!bound + !!same_end + !!token;
    /* A name that nobody knows here would check nothing. */
    CHECK(checked == ks_value_length(is));
}

/* Sends a GET to "url", or to "path" of the service "service". */
static void get(void)
{
    ks_response *response = NULL;
    ks_error *error = NULL;
    ks_result result;
    if (text_of("url")) {
        result = ks_session_request(session, "GET", text_of("url"), NULL, &response, &error);
    } else {
        ks_endpoint_filter filter = KS_ENDPOINT_FILTER_INIT;
        ks_adapter *adapter = NULL;
        filter.service_type = text_of("service");
        CHECK(worked(ks_adapter_new(session, &filter, &adapter, &error), &error));
        result = ks_adapter_get(adapter, text_of("path"), NULL, &response, &error);
        ks_adapter_free(adapter);
    }
    CHECK(as_said(result, &error));
    CHECK(ks_value_get(step, "fails") || ks_response_status(response) == 200);
    ks_response_free(response);
}

/* The login wants more: "passed" is the one method that it has, and two are required. */
static void want_more(void)
{
    ks_text *text = NULL;
    ks_error *error = NULL, *second = NULL;
    ks_value *methods = NULL;
    CHECK(ks_session_get_token(session, &text, &error) == KS_ERROR_MISSING_AUTH_METHODS && text == NULL);
    CHECK(ks_error_receipt(error) && worked(ks_error_get_auth_methods(error, &methods, &second), &second));
    snprintf(receipt, sizeof receipt, "%s", ks_error_receipt(error) ? ks_error_receipt(error) : "");
    CHECK(same(ks_value_string(ks_value_pointer(methods, "/passed/0")), text_of("passed")));
    CHECK(ks_value_length(ks_value_get(methods, "passed")) == 1);
    CHECK(ks_value_length(ks_value_pointer(methods, "/required/0")) == 2);
    CHECK(ks_value_int(ks_value_get(methods, "expires_at"), 0) > 0);
    ks_value_free(methods);
    ks_error_free(error);
}

static ks_client *client(void)
{
    ks_client *made = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_client_new(session, NULL, &made, &error), &error));
    return made;
}

/* Revokes the token that the session has. */
static void revoke(void)
{
    ks_error *error = NULL;
    ks_text *text = NULL;
    ks_client *identity = client();
    CHECK(worked(ks_session_get_token(session, &text, &error), &error));
    CHECK(worked(ks_v3_tokens_revoke_token(identity, ks_text_string(text), &error), &error));
    ks_text_free(text);
    ks_client_free(identity);
}

static void copy(ks_params *to, const char *name, const ks_value *from, const char *member)
{
    ks_params_set_string(to, name, ks_value_string(ks_value_get(from, member)));
}

/* The way of OAuth 1: a consumer, its request token, the grant of the session's user, the access token; and goes on with that. */
static void grant_oauth1(void)
{
    ks_value *consumer = NULL, *request = NULL, *verifier = NULL, *granted = NULL;
    ks_error *error = NULL;
    ks_client *identity = client();
    ks_params *none = params("{}"), *asked = params_of("request"), *roles = params_of("grant"), *wanted = params("{}");
    CHECK(worked(ks_v3_oauth1_consumers_create(identity, none, &consumer, &error), &error));
    copy(asked, "consumer_key", consumer, "id"), copy(asked, "consumer_secret", consumer, "secret");
    CHECK(worked(ks_v3_oauth1_request_tokens_create(identity, asked, &request, &error), &error));
    const char *key = ks_value_string(ks_value_get(request, "key"));
    CHECK(worked(ks_v3_oauth1_request_tokens_authorize(identity, key, roles, &verifier, &error), &error));
    copy(wanted, "consumer_key", consumer, "id"), copy(wanted, "consumer_secret", consumer, "secret");
    copy(wanted, "request_key", request, "key"), copy(wanted, "request_secret", request, "secret");
    copy(wanted, "verifier", verifier, "oauth_verifier");
    CHECK(worked(ks_v3_oauth1_access_tokens_create(identity, wanted, &granted, &error), &error));
    ks_client_free(identity);
    ks_params *options = params_of("options");
    copy(options, "consumer_key", consumer, "id"), copy(options, "consumer_secret", consumer, "secret");
    copy(options, "access_key", granted, "key"), copy(options, "access_secret", granted, "secret");
    ks_auth_free(auth), ks_session_free(session);
    auth = NULL, session = NULL;
    CHECK(worked(ks_auth_new("v3oauth1", options, &auth, &error), &error));
    CHECK(worked(ks_session_new(auth, NULL, &session, &error), &error));
    ks_params_free(none), ks_params_free(asked), ks_params_free(roles), ks_params_free(wanted), ks_params_free(options);
    ks_value_free(consumer), ks_value_free(request), ks_value_free(verifier), ks_value_free(granted);
}

/* A state of this plugin serves a new one of the same options. */
static void keep(void)
{
    ks_text *state = NULL, *id = NULL, *again = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_auth_get_state(auth, &state, &error), &error) && state);
    CHECK(worked(ks_auth_cache_id(auth, &id, &error), &error) && id);
    log_in_with();
    CHECK(worked(ks_auth_cache_id(auth, &again, &error), &error) && same(ks_text_string(id), ks_text_string(again)));
    CHECK(worked(ks_auth_set_state(auth, ks_text_string(state), &error), &error));
    ks_text_free(state), ks_text_free(id), ks_text_free(again);
}

static void invalidate(void)
{
    CHECK(ks_session_invalidate(session) == ks_value_bool(ks_value_get(step, "gives"), false));
}

/* Waits for so many "milliseconds", or "until" a moment in seconds since 1970. */
static void pause(void)
{
    int64_t milliseconds = ks_value_int(ks_value_get(step, "milliseconds"), 0);
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    if (ks_value_get(step, "until")) {
        clock_gettime(CLOCK_REALTIME, &time);
        time.tv_sec = ks_value_int(ks_value_get(step, "until"), 0) - time.tv_sec, time.tv_nsec = 0;
    }
    if (time.tv_sec > 0 || time.tv_nsec > 0)
        nanosleep(&time, NULL);
}

/* There is no token: the certificate speaks. */
static void no_token(void)
{
    ks_text *text = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_get_token(session, &text, &error), &error) && text == NULL);
}

static const struct {
    const char *name;
    void (*run)(void);
} steps[] = {
    {"login", log_in_with}, {"scope", take_scope}, {"add_method", add_method}, {"look", look},     {"get", get},
    {"want_more", want_more}, {"revoke", revoke},  {"oauth1", grant_oauth1},   {"keep", keep},     {"invalidate", invalidate},
    {"pause", pause},       {"no_token", no_token},
};

static ks_value *read_steps(const char *name)
{
    static char text[1 << 16];
    ks_value *value = NULL;
    ks_error *error = NULL;
    FILE *file = fopen(name, "r");
    size_t length = file ? fread(text, 1, sizeof text, file) : 0;
    if (file)
        fclose(file);
    CHECK(length < sizeof text && worked(ks_value_parse(text, length, &value, &error), &error));
    memset(text, 0, sizeof text);
    return value;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    ks_value *all = read_steps(argv[1]);
    CHECK(ks_value_length(all) > 0);
    for (size_t i = 0; i < ks_value_length(all); i++) {
        int before = failures;
        size_t which = 0;
        step = ks_value_at(all, i);
        while (which < sizeof steps / sizeof *steps && !same(steps[which].name, text_of("do")))
            which++;
        CHECK(which < sizeof steps / sizeof *steps);
        if (which < sizeof steps / sizeof *steps)
            steps[which].run();
        if (failures > before) {
            fprintf(stderr, "in step %zu, \"%s\"\n", i, text_of("do") ? text_of("do") : "");
            break;
        }
    }
    ks_access_free(access_now), ks_access_free(access_before);
    ks_auth_free(auth), ks_session_free(session);
    ks_value_free(all);
    return failures != 0;
}
