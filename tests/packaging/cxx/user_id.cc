// Logs in with the OS_* variables and prints the user's id, with handles that free themselves.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include <keystoneclient.h>

namespace {

template <typename Handle, void (*release)(Handle *)> struct Release {
    void operator()(Handle *handle) const { release(handle); }
};
using Error = std::unique_ptr<ks_error, Release<ks_error, ks_error_free>>;
using Session = std::unique_ptr<ks_session, Release<ks_session, ks_session_free>>;
using Access = std::unique_ptr<ks_access, Release<ks_access, ks_access_free>>;

void check(ks_result result, ks_error *error)
{
    const Error owned(error);
    if (result != KS_OK)
        throw std::runtime_error(std::string(ks_error_class(error)) + ": " + ks_error_message(error));
}

Session session_from_env()
{
    ks_session *session = nullptr;
    ks_error *error = nullptr;
    check(ks_session_from_env(&session, &error), error);
    return Session(session);
}

Access access_of(ks_session *session)
{
    ks_access *access = nullptr;
    ks_error *error = nullptr;
    check(ks_session_get_access(session, &access, &error), error);
    return Access(access);
}

} // namespace

int main()
{
    try {
        const Session session = session_from_env();
        std::cout << ks_access_user_id(access_of(session.get()).get()) << '\n';
    } catch (const std::exception &failure) {
        std::cerr << "user_id: " << failure.what() << '\n';
        return EXIT_FAILURE;
    }
}
