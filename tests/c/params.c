/* Params: filling them. What the library reads out of them is tested where they are taken. */
#include <math.h>

#include "check.h"

static void test_params__every_kind_can_be_set(void)
{
    ks_params *params = ks_params_new();
    ks_params *inner = ks_params_new();
    CHECK(ks_params_length(params) == 0);
    CHECK(ks_params_set_string(params, "string", "x") == KS_OK);
    CHECK(ks_params_set_bytes(params, "bytes", "x\0y", 3) == KS_OK);
    CHECK(ks_params_set_bytes(params, "no bytes", NULL, 0) == KS_OK);
    CHECK(ks_params_set_int(params, "int", -1) == KS_OK);
    CHECK(ks_params_set_double(params, "double", 0.5) == KS_OK);
    CHECK(ks_params_set_bool(params, "bool", true) == KS_OK);
    CHECK(ks_params_set_null(params, "null") == KS_OK);
    CHECK(ks_params_set_params(params, "params", inner) == KS_OK);
    CHECK(ks_params_set_params(params, "self", params) == KS_OK);
    CHECK(ks_params_set_list(params, "list") == KS_OK);
    CHECK(ks_params_set_json(params, "json", "{\"a\":[1]}", 9) == KS_OK);
    CHECK(ks_params_length(params) == 11);
    CHECK(ks_params_set_null(params, "string") == KS_OK && ks_params_length(params) == 11);
    CHECK(ks_params_unset(params, "string") == KS_OK && ks_params_unset(params, "never set") == KS_OK);
    CHECK(ks_params_length(params) == 10);
    ks_params_free(inner);
    ks_params_free(params);
}

static void test_params__lists_grow(void)
{
    ks_params *params = ks_params_new();
    CHECK(ks_params_append_string(params, "list", "x") == KS_OK);
    CHECK(ks_params_append_int(params, "list", 1) == KS_OK);
    CHECK(ks_params_append_double(params, "list", 1.5) == KS_OK);
    CHECK(ks_params_append_bool(params, "list", false) == KS_OK);
    CHECK(ks_params_append_params(params, "list", params) == KS_OK);
    CHECK(ks_params_length(params) == 1);
    CHECK(ks_params_set_int(params, "number", 1) == KS_OK);
    CHECK(ks_params_append_int(params, "number", 2) == KS_ERROR_WRONG_TYPE);
    ks_params_free(params);
}

static void test_params__the_first_failure_stays(void)
{
    ks_params *params = ks_params_new();
    CHECK(ks_params_set_double(params, "timeout", NAN) == KS_ERROR_OUT_OF_RANGE);
    CHECK(ks_params_set_string(params, "name", NULL) == KS_ERROR_OUT_OF_RANGE);
    CHECK(ks_params_set_int(params, "fine", 1) == KS_ERROR_OUT_OF_RANGE);
    ks_params_free(params);

    params = ks_params_new();
    CHECK(ks_params_set_string(params, NULL, "x") == KS_ERROR_NULL_ARGUMENT);
    ks_params *outer = ks_params_new();
    CHECK(ks_params_set_params(outer, "inner", params) == KS_ERROR_NULL_ARGUMENT);
    ks_params_free(outer);
    ks_params_free(params);
}

static void test_params__json_becomes_params(void)
{
    ks_error *error = NULL;
    ks_params *params = NULL;
    static const char json[] = "{\"auth_url\":\"http://x\",\"scope\":{\"domain\":null},\"list\":[1,[2]]}";
    CHECK(ks_params_from_json(json, sizeof json - 1, &params, &error) == KS_OK);
    CHECK(ks_params_length(params) == 3);
    ks_params_free(params);
    CHECK(ks_params_from_json("[1]", 3, &params, &error) == KS_ERROR_WRONG_TYPE);
    CHECK(params == NULL && ks_error_code(error) == KS_ERROR_WRONG_TYPE);
    ks_error_clear(&error);
    CHECK(ks_params_from_json("{\"password\":\"hunter2\"", 21, &params, &error) == KS_ERROR_INVALID_JSON);
    CHECK(params == NULL && strstr(ks_error_message(error), "hunter2") == NULL);
    ks_error_clear(&error);
}

int main(void)
{
    test_params__every_kind_can_be_set();
    test_params__lists_grow();
    test_params__the_first_failure_stays();
    test_params__json_becomes_params();
    ks_params_free(NULL);
    return failures != 0;
}
