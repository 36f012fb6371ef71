/* Values: reading JSON. */
#include <stdlib.h>

#include "check.h"

static ks_value *parse(const char *json)
{
    ks_value *value = NULL;
    CHECK(ks_value_parse(json, strlen(json), &value, NULL) == KS_OK);
    return value;
}

static void test_value__each_kind_is_read_by_its_getter(void)
{
    ks_value *value = parse("{\"n\":null,\"t\":true,\"i\":-42,\"d\":1.5,\"s\":\"gr\\u00fc\\u00df\",\"l\":[1,2],\"o\":{\"k\":0}}");
    static const ks_kind kinds[] = {KS_VALUE_NULL,   KS_VALUE_BOOL, KS_VALUE_INT,   KS_VALUE_DOUBLE,
                                    KS_VALUE_STRING, KS_VALUE_LIST, KS_VALUE_OBJECT};
    static const char *const keys[] = {"n", "t", "i", "d", "s", "l", "o"};
    CHECK(ks_value_kind(value) == KS_VALUE_OBJECT && ks_value_length(value) == 7);
    for (size_t i = 0; i < ks_value_length(value); i++) {
        CHECK(ks_value_kind(ks_value_at(value, i)) == kinds[i]);
        CHECK(same(ks_value_key_at(value, i), keys[i]));
    }
    CHECK(ks_value_is_null(ks_value_get(value, "n")) && !ks_value_is_null(ks_value_get(value, "missing")));
    CHECK(ks_value_bool(ks_value_get(value, "t"), false));
    CHECK(ks_value_int(ks_value_get(value, "i"), 0) == -42);
    CHECK(ks_value_double(ks_value_get(value, "d"), 0) > 1.4);
    CHECK(same(ks_value_string(ks_value_get(value, "s")), "gr\xc3\xbc\xc3\x9f"));
    CHECK(ks_value_int(ks_value_at(ks_value_get(value, "l"), 1), 0) == 2);
    CHECK(ks_value_int(ks_value_pointer(value, "/o/k"), 1) == 0);
    ks_value_free(value);
}

static void test_value__a_chain_of_getters_needs_no_checks(void)
{
    ks_value *value = parse("[]");
    const ks_value *nowhere = ks_value_get(ks_value_at(ks_value_pointer(value, "/token/user"), 3), "name");
    CHECK(nowhere == NULL && ks_value_kind(nowhere) == KS_VALUE_ABSENT);
    CHECK(ks_value_string(nowhere) == NULL && ks_value_string_length(nowhere) == 0 && ks_value_length(nowhere) == 0);
    CHECK(ks_value_int(nowhere, -1) == -1 && ks_value_bool(nowhere, true) && ks_value_double(nowhere, 2) > 1.9);
    CHECK(ks_value_at(value, 0) == NULL && ks_value_at(value, (size_t)-1) == NULL);
    CHECK(ks_value_get(value, NULL) == NULL && ks_value_get(value, "\xff") == NULL);
    ks_value_free(value);
}

static void test_value__a_string_with_a_nul_has_a_length(void)
{
    ks_value *value = parse("\"a\\u0000b\"");
    CHECK(ks_value_string_length(value) == 3 && memcmp(ks_value_string(value), "a\0b", 4) == 0);
    ks_value_free(value);
}

static void test_value__the_text_needs_no_nul_and_is_copied(void)
{
    char *text = malloc(4);
    memcpy(text, "\"x\"!", 4);
    ks_value *value = NULL;
    CHECK(ks_value_parse(text, 3, &value, NULL) == KS_OK);
    free(text);
    CHECK(same(ks_value_string(value), "x"));
    ks_value_free(value);
}

static void test_value__a_reference_to_a_part_keeps_the_whole(void)
{
    ks_value *value = parse("{\"list\":[{\"name\":\"deep\"}],\"last\":7}");
    ks_value *part = ks_value_ref(ks_value_pointer(value, "/list/0"));
    ks_value *again = ks_value_ref(part);
    ks_value_free(value);
    ks_value_free(part);
    CHECK(same(ks_value_string(ks_value_get(again, "name")), "deep"));
    ks_value_free(again);
    CHECK(ks_value_ref(NULL) == NULL);
    ks_value_free(NULL);
}

static void test_value__many_members_are_found(void)
{
    enum { MEMBERS = 2000 };
    char *json = malloc(MEMBERS * 24 + 2), *end = json;
    for (int i = 0; i < MEMBERS; i++)
        end += sprintf(end, "%c\"k%d\":%d", i ? ',' : '{', i, i);
    end += sprintf(end, "}");
    ks_value *value = parse(json);
    for (int i = 0; i < MEMBERS; i++) {
        char key[16];
        snprintf(key, sizeof key, "k%d", i);
        CHECK(ks_value_int(ks_value_get(value, key), -1) == i);
    }
    CHECK(ks_value_get(value, "k2000") == NULL);
    ks_value_free(value);
    free(json);
}

static void test_value__what_is_not_json_is_refused(void)
{
    static const struct {
        const char *text;
        size_t length;
        ks_result result;
    } cases[] = {
        {"", 0, KS_ERROR_INVALID_JSON},     {NULL, 0, KS_ERROR_INVALID_JSON},    {NULL, 4, KS_ERROR_NULL_ARGUMENT},
        {"{\"a\":}", 6, KS_ERROR_INVALID_JSON}, {"1 2", 3, KS_ERROR_INVALID_JSON},   {"\"\xff\"", 3, KS_ERROR_INVALID_UTF8},
        {"1", (size_t)-1, KS_ERROR_OUT_OF_RANGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ks_value *value = (ks_value *)&failures;
        ks_error *error = NULL;
        CHECK(ks_value_parse(cases[i].text, cases[i].length, &value, &error) == cases[i].result);
        CHECK(value == NULL && ks_error_code(error) == cases[i].result);
        ks_error_free(error);
    }
    char *deep = malloc(100000);
    memset(deep, '[', 100000);
    ks_value *value = NULL;
    CHECK(ks_value_parse(deep, 100000, &value, NULL) == KS_ERROR_LIMIT_EXCEEDED && value == NULL);
    free(deep);
}

static void test_value__a_part_prints_as_json(void)
{
    ks_value *value = parse("{ \"z\" : [ 1.5 , null , \"\\\"\" ] , \"a\" : {} }");
    ks_text *text = NULL;
    CHECK(ks_value_to_json(ks_value_get(value, "z"), &text, NULL) == KS_OK);
    CHECK(same(ks_text_string(text), "[1.5,null,\"\\\"\"]"));
    ks_text_free(text);
    CHECK(ks_value_to_json(value, &text, NULL) == KS_OK);
    CHECK(same(ks_text_string(text), "{\"z\":[1.5,null,\"\\\"\"],\"a\":{}}"));
    ks_text_free(text);
    ks_value_free(value);
}

int main(void)
{
    test_value__each_kind_is_read_by_its_getter();
    test_value__a_chain_of_getters_needs_no_checks();
    test_value__a_string_with_a_nul_has_a_length();
    test_value__the_text_needs_no_nul_and_is_copied();
    test_value__a_reference_to_a_part_keeps_the_whole();
    test_value__many_members_are_found();
    test_value__what_is_not_json_is_refused();
    test_value__a_part_prints_as_json();
    return failures != 0;
}
