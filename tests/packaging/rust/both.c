/* One program, two archives written in Rust. */
#include <stdint.h>
#include <stdio.h>

#include <keystoneclient.h>

uint32_t other_count(uint32_t count);

int main(void)
{
    printf("%u %d\n", (unsigned)other_count(4), ks_result_is_a(KS_ERROR_NOT_FOUND, KS_ERROR_HTTP_CLIENT_ERROR));
    return 0;
}
