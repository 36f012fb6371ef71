/* Texts: owned strings. */
#include "check.h"

static ks_text *text_of(const char *json)
{
    ks_value *value = NULL;
    ks_text *text = NULL;
    CHECK(ks_value_parse(json, strlen(json), &value, NULL) == KS_OK);
    CHECK(ks_value_to_json(value, &text, NULL) == KS_OK);
    ks_value_free(value);
    return text;
}

static void test_text__it_has_a_string_and_a_length(void)
{
    ks_text *text = text_of("[ \"\xc3\xa9\" ]");
    CHECK(same(ks_text_string(text), "[\"\xc3\xa9\"]"));
    CHECK(ks_text_length(text) == strlen(ks_text_string(text)));
    ks_text_free(text);
}

static void test_text__a_reference_keeps_it(void)
{
    ks_text *text = text_of("true");
    ks_text *kept = ks_text_ref(text);
    ks_text_free(text);
    CHECK(same(ks_text_string(kept), "true"));
    ks_text_free(kept);
}

static void test_text__what_is_set_stays_as_it_is(void)
{
    ks_text *text = text_of("1");
    CHECK(ks_text_set(text, "2") == KS_ERROR_INVALID_ARGUMENT);
    CHECK(ks_text_set_bytes(text, "2", 1) == KS_ERROR_INVALID_ARGUMENT);
    CHECK(same(ks_text_string(text), "1"));
    ks_text_free(text);
}

static void test_text__null_is_empty_handed(void)
{
    CHECK(ks_text_string(NULL) == NULL && ks_text_length(NULL) == 0 && ks_text_ref(NULL) == NULL);
    ks_text_free(NULL);
}

int main(void)
{
    test_text__it_has_a_string_and_a_length();
    test_text__a_reference_keeps_it();
    test_text__what_is_set_stays_as_it_is();
    test_text__null_is_empty_handed();
    return failures != 0;
}
