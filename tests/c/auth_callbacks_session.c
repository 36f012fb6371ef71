/* Plugins in C that send requests of their own: over the session that is lent to them, over one of theirs, and over the very
 * session that asks them, which must not go round for ever.
 * Usage: auth_callbacks_session ORIGIN */
#include "plugin.h"

static const char *origin;
static int destroyed;
static ks_session *kept;

static struct plugin usual(void)
{
    return (struct plugin){.endpoint = at(origin, "/service"), .number = 1, .destroyed = &destroyed};
}

/* Options of a request that needs no token. */
static ks_request_options *bare(void)
{
    ks_request_options *options = ks_request_options_new();
    CHECK(ks_request_options_set_authenticated(options, false) == KS_OK);
    return options;
}

static bool is_reentrant(ks_session *session)
{
    ks_text *text = NULL;
    ks_error *error = NULL;
    bool token = failed(ks_session_get_token(session, &text, &error), &error, KS_ERROR_REENTRANT, "authenticate itself");
    bool endpoint = failed(ks_session_get_endpoint(session, NULL, &text, &error), &error, KS_ERROR_REENTRANT, "");
    return get_fails(session, at(origin, "/reentrant"), NULL, KS_ERROR_REENTRANT, "authenticate itself") && token && endpoint;
}

static void asks_the_lent_session(struct plugin *plugin, ks_session *lent)
{
    (void)plugin;
    ks_request_options *options = bare();
    CHECK(status_of(lent, "GET", at(origin, "/open/lent"), options) == 200);
    CHECK(ks_request_options_set_endpoint_override(options, at(origin, "/open")) == KS_OK);
    CHECK(status_of(lent, "POST", "lent", options) == 200);
    CHECK(is_reentrant(lent));
    CHECK(!ks_session_invalidate(lent));
    ks_request_options_free(options);
}

static void test_lent_session__works_without_a_token_and_only_so(void)
{
    struct plugin plugin = usual();
    plugin.within = asks_the_lent_session;
    ks_session *session = session_of_plugin(&PLUGIN, &plugin, "{}");
    ks_adapter *adapter = NULL;
    ks_response *response = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_adapter_new(session, NULL, &adapter, &error), &error));
    CHECK(worked(ks_adapter_get(adapter, "/after-lent", NULL, &response, &error), &error));
    CHECK(plugin.tokens == 1 && plugin.endpoints == 1);
    ks_response_free(response);
    ks_adapter_free(adapter);
    ks_session_free(session);
}

static void keeps_the_lent_session(struct plugin *plugin, ks_session *lent)
{
    (void)plugin;
    if (!kept)
        kept = ks_session_ref(lent);
}

static void test_lent_session__may_be_kept(void)
{
    struct plugin plugin = usual();
    plugin.within = keeps_the_lent_session;
    ks_session *session = session_of_plugin(&PLUGIN, &plugin, "{}");
    CHECK(status_of(session, "GET", at(origin, "/service/kept"), NULL) == 200 && kept);
    destroyed = 0;
    ks_session_free(session);
    CHECK(destroyed == 1);
    ks_request_options *options = bare();
    CHECK(status_of(kept, "GET", at(origin, "/open/kept"), options) == 200);
    CHECK(is_reentrant(kept));
    ks_request_options_free(options);
    ks_session_free(kept);
    kept = NULL;
}

static void waits_for_a_slow_answer(struct plugin *plugin, ks_session *lent)
{
    (void)plugin;
    ks_request_options *options = bare();
    CHECK(get_fails(lent, at(origin, "/slow"), options, KS_ERROR_CONNECT_TIMEOUT, "sent nothing for"));
    ks_request_options_free(options);
}

static void test_lent_session__waits_as_long_as_the_session_that_asks(void)
{
    struct plugin plugin = usual();
    plugin.within = waits_for_a_slow_answer;
    ks_session *session = session_of_plugin(&PLUGIN, &plugin, "{\"timeout\": 0.5, \"user_agent\": \"lender/1\"}");
    CHECK(status_of(session, "GET", at(origin, "/service/slow"), NULL) == 200);
    ks_session_free(session);
}

static void asks_its_own_session(struct plugin *plugin, ks_session *lent)
{
    (void)lent;
    ks_request_options *options = bare();
    CHECK(is_reentrant(plugin->session));
    CHECK(status_of(plugin->session, "GET", at(origin, "/open/own"), options) == 200);
    ks_request_options_free(options);
}

static void test_outer_session__is_not_waited_for(void)
{
    struct plugin plugin = usual();
    plugin.within = asks_its_own_session;
    plugin.session = session_of_plugin(&PLUGIN, &plugin, "{}");
    ks_text *url = NULL;
    ks_error *error = NULL;
    CHECK(status_of(plugin.session, "GET", at(origin, "/service/own"), NULL) == 200 && plugin.tokens == 1);
    CHECK(worked(ks_session_get_endpoint(plugin.session, NULL, &url, &error), &error) && says(url, plugin.endpoint));
    CHECK(plugin.tokens == 1 && plugin.endpoints == 1);
    ks_session_free(plugin.session);
}

static void asks_the_other(struct plugin *plugin, ks_session *lent)
{
    (void)lent;
    ks_text *text = NULL;
    ks_error *error = NULL;
    plugin->failure = ks_session_get_token(plugin->session, &text, &error);
    tell(error);
    ks_error_free(error);
    ks_text_free(text);
}

static void test_two_plugins_that_ask_each_other_come_to_an_end(void)
{
    struct plugin one = usual(), other = usual();
    one.within = other.within = asks_the_other;
    other.session = session_of_plugin(&PLUGIN, &one, "{}");
    one.session = session_of_plugin(&PLUGIN, &other, "{}");
    CHECK(get_fails(other.session, at(origin, "/reentrant"), NULL, KS_ERROR_REENTRANT, "get_token"));
    CHECK(one.tokens == 1 && other.tokens == 1);
    ks_session_free(one.session);
    ks_session_free(other.session);
}

static void wraps_another_login(struct plugin *plugin, ks_session *lent)
{
    (void)lent;
    ks_text *text = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_session_get_token(plugin->session, &text, &error), &error) && ks_text_length(text) > 0);
    ks_text_free(text);
}

static void frees_its_session(void *userdata)
{
    ks_session_free(((struct plugin *)userdata)->session);
    plugin_destroy(userdata);
}

static void test_a_plugin_may_have_a_session_that_logs_in(void)
{
    struct plugin inner = usual(), plugin = usual();
    ks_auth_callbacks callbacks = PLUGIN;
    callbacks.destroy = frees_its_session;
    plugin.within = wraps_another_login;
    plugin.session = session_of_plugin(&PLUGIN, &inner, "{}");
    ks_session *session = session_of_plugin(&callbacks, &plugin, "{}");
    CHECK(status_of(session, "GET", at(origin, "/service/wrapped"), NULL) == 200 && inner.tokens == 1);
    destroyed = 0;
    ks_session_free(session);
    CHECK(destroyed == 2);
}

/* Drops the token by asking with the next one, which is refused too. */
static bool asks_again(void *userdata)
{
    struct plugin *plugin = userdata;
    plugin->invalidated++;
    if (plugin->invalidated < 4)
        (void)get_fails(plugin->session, at(origin, "/refused/again"), NULL, KS_ERROR_REENTRANT, "");
    return true;
}

static void asks_what_waits_for_it(struct plugin *plugin, ks_session *lent)
{
    ks_text *text = NULL;
    ks_error *error = NULL;
    (void)lent;
    CHECK(failed(ks_session_get_token(plugin->session, &text, &error), &error, KS_ERROR_REENTRANT, "wait for itself"));
}

/* The scoped session waits for the plugin's token, and the plugin for the scoped session's. */
static void test_a_scope_of_the_plugins_own_is_not_waited_for(void)
{
    struct plugin plugin = usual();
    ks_session *session = session_of_plugin(&PLUGIN, &plugin, "{}"), *scoped = NULL;
    ks_error *error = NULL;
    ks_text *text = NULL;
    ks_params *scope = params("{\"project_id\": \"p\"}");
    CHECK(worked(ks_session_with_scope(session, scope, &scoped, &error), &error));
    plugin.within = asks_what_waits_for_it;
    plugin.session = scoped;
    /* What answers is no Identity; that it comes to an end is what counts. */
    CHECK(failed(ks_session_get_token(scoped, &text, &error), &error, KS_ERROR_INVALID_RESPONSE, "X-Subject-Token"));
    CHECK(plugin.tokens >= 1);
    ks_params_free(scope);
    ks_session_free(scoped);
    ks_session_free(session);
}

static void test_an_invalidate_that_asks_its_own_session_comes_to_an_end(void)
{
    struct plugin plugin = usual();
    ks_auth_callbacks callbacks = PLUGIN;
    callbacks.invalidate = asks_again;
    plugin.session = session_of_plugin(&callbacks, &plugin, "{}");
    CHECK(get_fails(plugin.session, at(origin, "/refused/first"), NULL, KS_ERROR_UNAUTHORIZED, "no token will do"));
    CHECK(plugin.invalidated == 1);
    ks_session_free(plugin.session);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    origin = argv[1];
    test_lent_session__works_without_a_token_and_only_so();
    test_lent_session__may_be_kept();
    test_lent_session__waits_as_long_as_the_session_that_asks();
    test_outer_session__is_not_waited_for();
    test_two_plugins_that_ask_each_other_come_to_an_end();
    test_a_plugin_may_have_a_session_that_logs_in();
    test_a_scope_of_the_plugins_own_is_not_waited_for();
    test_an_invalidate_that_asks_its_own_session_comes_to_an_end();
    return failures != 0;
}
