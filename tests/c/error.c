/* Errors: their facts, their references, and the ones that callbacks make. */
#include "check.h"

static ks_error *refused(void)
{
    ks_error *error = NULL;
    ks_value *value = NULL;
    CHECK(ks_value_parse("nonsense", 8, &value, &error) == KS_ERROR_INVALID_JSON);
    return error;
}

static void test_error__a_failed_call_tells_its_story(void)
{
    ks_error *error = refused();
    CHECK(ks_error_code(error) == KS_ERROR_INVALID_JSON);
    CHECK(same(ks_error_class(error), "InvalidJson"));
    CHECK(strstr(ks_error_message(error), "'json'") != NULL);
    ks_error_free(error);
}

static void test_error__without_an_answer_there_are_no_facts_of_one(void)
{
    ks_error *error = refused();
    CHECK(ks_error_http_status(error) == 0 && ks_error_retry_after(error) == -1);
    CHECK(!ks_error_method(error) && !ks_error_url(error) && !ks_error_request_id(error) && !ks_error_details(error));
    CHECK(!ks_error_body(error) && ks_error_body_length(error) == 0 && !ks_error_cause(error));
    ks_error_free(error);
}

static void test_error__no_error_can_be_printed(void)
{
    CHECK(ks_error_code(NULL) == KS_OK);
    CHECK(same(ks_error_class(NULL), "") && same(ks_error_message(NULL), ""));
}

static void test_error__a_reference_outlives_the_first_one(void)
{
    ks_error *error = refused();
    ks_error *kept = ks_error_ref(error);
    ks_error_free(error);
    CHECK(ks_error_code(kept) == KS_ERROR_INVALID_JSON && *ks_error_message(kept));
    ks_error_free(kept);
    CHECK(ks_error_ref(NULL) == NULL);
}

static void test_error__a_cleared_variable_serves_the_next_call(void)
{
    ks_error *error = refused();
    ks_error_clear(&error);
    CHECK(error == NULL);
    ks_error_clear(&error);
    ks_error_clear(NULL);
}

static void test_error__a_call_begins_without_error(void)
{
    ks_error *error = (ks_error *)&failures;
    ks_value *value = (ks_value *)&failures;
    CHECK(ks_value_parse("1", 1, &value, &error) == KS_OK && error == NULL);
    ks_value_free(value);
}

static void test_error__a_callback_makes_its_own(void)
{
    ks_error *error = NULL;
    CHECK(ks_error_set(&error, KS_ERROR_USER + 3, "the vault is sealed") == KS_ERROR_USER + 3);
    CHECK(ks_error_code(error) == KS_ERROR_USER + 3 && same(ks_error_class(error), "CallbackError"));
    CHECK(same(ks_error_message(error), "the vault is sealed"));
    ks_error_clear(&error);
    CHECK(ks_error_set(&error, KS_ERROR_FORBIDDEN, NULL) == KS_ERROR_FORBIDDEN);
    CHECK(same(ks_error_message(error), ks_result_message(KS_ERROR_FORBIDDEN)));
    ks_error_clear(&error);
    CHECK(ks_error_set(&error, KS_OK, "all is well") == KS_OK && error == NULL);
    CHECK(ks_error_set(NULL, KS_ERROR_USER, "nobody listens") == KS_ERROR_USER);
}

int main(void)
{
    test_error__a_failed_call_tells_its_story();
    test_error__without_an_answer_there_are_no_facts_of_one();
    test_error__no_error_can_be_printed();
    test_error__a_reference_outlives_the_first_one();
    test_error__a_cleared_variable_serves_the_next_call();
    test_error__a_call_begins_without_error();
    test_error__a_callback_makes_its_own();
    return failures != 0;
}
