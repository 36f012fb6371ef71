/* A plugin in C for the tests: what its callbacks shall answer, and what they were asked. */
#ifndef PLUGIN_H
#define PLUGIN_H

#include "service.h"

/* The userdata of the callbacks. Tokens are TEST_TOKEN and a number, which counts up when the plugin renews. */
struct plugin {
    const char *endpoint;     /* what get_endpoint answers; NULL for nothing */
    int number;               /* of the token; 0 for none */
    bool renews;              /* what invalidate answers */
    ks_result failure;        /* what get_token and get_endpoint return */
    const char *story;        /* what they say about it; NULL for nothing */
    ks_result story_code;     /* with this code */
    void (*within)(struct plugin *plugin, ks_session *lent); /* what they do first; NULL for nothing */
    ks_session *session;      /* a session of this very plugin, or of another */
    int tokens, endpoints, invalidated;
    int *destroyed;           /* counts up */
    char asked[6][32];        /* the members of the last filter; "-" for NULL */
};

static inline ks_result plugin_answer(struct plugin *plugin, ks_error **error)
{
    if (plugin->story)
        ks_error_set(error, plugin->story_code, plugin->story);
    return plugin->failure;
}

static inline ks_result plugin_get_token(void *userdata, ks_session *session, ks_text *out, ks_error **error)
{
    struct plugin *plugin = userdata;
    plugin->tokens++;
    CHECK(*error == NULL && ks_text_string(out) == NULL);
    if (plugin->within)
        plugin->within(plugin, session);
    if (plugin->number) {
        char text[128];
        snprintf(text, sizeof text, "%s%d", token(), plugin->number);
        CHECK(ks_text_set(out, text) == KS_OK);
        memset(text, 'x', sizeof text);
    }
    return plugin_answer(plugin, error);
}

static inline ks_result plugin_get_endpoint(void *userdata, ks_session *session, const ks_endpoint_filter *filter, ks_text *out,
                                            ks_error **error)
{
    struct plugin *plugin = userdata;
    plugin->endpoints++;
    CHECK(filter && filter->size == sizeof(ks_endpoint_filter));
    const char *members[] = {filter->service_type, filter->interface,  filter->region_name,
                             filter->service_name, filter->service_id, filter->endpoint_id};
    for (size_t i = 0; i < 6; i++)
        snprintf(plugin->asked[i], sizeof plugin->asked[i], "%s", members[i] ? members[i] : "-");
    if (plugin->within)
        plugin->within(plugin, session);
    if (plugin->endpoint)
        CHECK(ks_text_set(out, plugin->endpoint) == KS_OK);
    return plugin_answer(plugin, error);
}

static inline bool plugin_invalidate(void *userdata)
{
    struct plugin *plugin = userdata;
    plugin->invalidated++;
    if (plugin->renews && plugin->number)
        plugin->number++;
    return plugin->renews;
}

static inline void plugin_destroy(void *userdata)
{
    ++*((struct plugin *)userdata)->destroyed;
}

static const ks_auth_callbacks PLUGIN = {.size = sizeof(ks_auth_callbacks),
                                         .get_token = plugin_get_token,
                                         .get_endpoint = plugin_get_endpoint,
                                         .invalidate = plugin_invalidate,
                                         .destroy = plugin_destroy};

/* A session of these callbacks; the plugin belongs to it alone. */
static inline ks_session *session_of_plugin(const ks_auth_callbacks *callbacks, struct plugin *plugin, const char *options)
{
    ks_auth *auth = NULL;
    ks_error *error = NULL;
    CHECK(worked(ks_auth_new_custom(callbacks, plugin, &auth, &error), &error));
    ks_session *session = session_of(auth, options);
    ks_auth_free(auth);
    return session;
}

#endif
