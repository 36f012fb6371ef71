/* Results: the tree of classes, and what each number is called. */
#include "check.h"

static void test_result__a_status_is_its_class(void)
{
    CHECK(KS_ERROR_NOT_FOUND == 404 && KS_ERROR_SERVICE_UNAVAILABLE == 503);
    CHECK(same(ks_result_class(KS_ERROR_NOT_FOUND), "NotFound"));
    CHECK(same(ks_result_class(418), "HTTPClientError"));
    CHECK(same(ks_result_class(KS_ERROR_USER + 5), "CallbackError"));
    CHECK(same(ks_result_class(KS_OK), ""));
}

static void test_result__families_hold_their_members(void)
{
    CHECK(ks_result_is_a(KS_ERROR_NOT_FOUND, KS_ERROR_HTTP_CLIENT_ERROR));
    CHECK(ks_result_is_a(KS_ERROR_NOT_FOUND, KS_ERROR_CLIENT_EXCEPTION));
    CHECK(!ks_result_is_a(KS_ERROR_NOT_FOUND, KS_ERROR_HTTP_SERVER_ERROR));
    CHECK(ks_result_is_a(599, KS_ERROR_HTTP_SERVER_ERROR));
    CHECK(ks_result_is_a(KS_ERROR_CONNECT_TIMEOUT, KS_ERROR_RETRIABLE_CONNECTION_FAILURE));
    CHECK(ks_result_is_a(KS_OK, KS_OK) && !ks_result_is_a(KS_OK, KS_ERROR_CLIENT_EXCEPTION));
    CHECK(!ks_result_is_a(-1, KS_ERROR_CLIENT_EXCEPTION));
}

static void test_result__every_number_has_a_message(void)
{
    CHECK(same(ks_result_message(KS_OK), "success"));
    for (ks_result result = -2; result < 12000; result++)
        CHECK(ks_result_message(result) && *ks_result_message(result) && ks_result_class(result));
}

int main(void)
{
    test_result__a_status_is_its_class();
    test_result__families_hold_their_members();
    test_result__every_number_has_a_message();
    return failures != 0;
}
