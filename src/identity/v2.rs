//! The operations of version 2.0.

use super::arguments::Arguments;
use super::operation::{Answer, Operation, Rest, Written, body, local, query};
use super::request::members;
use crate::error::Result;
use crate::value::Json;

/// A list, and what is found in it: the server does not filter.
macro_rules! found {
    ($manager:literal, $path:literal, $plural:literal, $one:literal) => {
        [
            Operation::new(
                concat!($manager, ".find"),
                "GET",
                $path,
                Answer::Only($plural),
                concat!("Finds the only one of ", $one, " with these attributes."),
            )
            .rest(Rest::Match),
            Operation::new(
                concat!($manager, ".findall"),
                "GET",
                $path,
                Answer::Many($plural),
                concat!("Lists ", $one, " with these attributes."),
            )
            .rest(Rest::Match),
        ]
    };
}

/// Takes one row of two: rows are constants, and so are their lists.
const fn one(of: [Operation; 2]) -> Operation {
    let [row, _] = of;
    row
}

const fn all(of: [Operation; 2]) -> Operation {
    let [_, row] = of;
    row
}

const TENANT_SEARCH: [Operation; 2] = found!("v2.tenants", "/tenants", "tenants", "the tenants");
const USER_SEARCH: [Operation; 2] = found!("v2.users", "/users", "users", "the users");
const ROLE_SEARCH: [Operation; 2] = found!("v2.roles", "/OS-KSADM/roles", "roles", "the roles");
const SERVICE_SEARCH: [Operation; 2] = found!("v2.services", "/OS-KSADM/services", "OS-KSADM:services", "the services");
const ENDPOINT_SEARCH: [Operation; 2] = found!("v2.endpoints", "/endpoints", "endpoints", "the endpoints");
const EXTENSION_SEARCH: [Operation; 2] = found!("v2.extensions", "/extensions", "extensions", "the extensions");

/// Tenants, as projects were called.
pub static TENANTS: &[Operation] = &[
    Operation::new("v2.tenants.create", "POST", "/tenants", Answer::One("tenant"), "Creates a tenant.")
        .args(&[body("tenant_name").wire("name").required(), body("description"), body("enabled").default(true)])
        .wrap("tenant")
        .rest(Rest::Body),
    Operation::new("v2.tenants.get", "GET", "/tenants/{tenant}", Answer::One("tenant"), "Gets a tenant by id.")
        .ids(&["tenant"]),
    Operation::new("v2.tenants.list", "GET", "/tenants", Answer::Many("tenants"), "Lists tenants.")
        .args(&[query("limit"), query("marker")])
        .falls_back(),
    one(TENANT_SEARCH),
    all(TENANT_SEARCH),
    Operation::new(
        "v2.tenants.update",
        "POST",
        "/tenants/{tenant}",
        Answer::One("tenant"),
        "Changes the attributes of a tenant that are given.",
    )
    .ids(&["tenant"])
    .args(&[body("tenant_name").wire("name"), body("description"), body("enabled")])
    .wrap("tenant")
    .rest(Rest::Body)
    .body(with_id),
    Operation::new("v2.tenants.delete", "DELETE", "/tenants/{tenant}", Answer::Nothing, "Deletes a tenant.")
        .ids(&["tenant"]),
    Operation::new(
        "v2.tenants.list_users",
        "GET",
        "/tenants/{tenant}/users",
        Answer::Many("users"),
        "Lists the users of a tenant.",
    )
    .ids(&["tenant"]),
    Operation::new(
        "v2.tenants.add_user",
        "PUT",
        "/tenants/{tenant}/users/{user}/roles/OS-KSADM/{role}",
        Answer::Nothing,
        "Gives a user a role on a tenant.",
    )
    .ids(&["tenant", "user", "role"]),
    Operation::new(
        "v2.tenants.remove_user",
        "DELETE",
        "/tenants/{tenant}/users/{user}/roles/OS-KSADM/{role}",
        Answer::Nothing,
        "Takes a role on a tenant from a user.",
    )
    .ids(&["tenant", "user", "role"]),
];

/// The id stands in the body as well.
fn with_id<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let mut json = members(arguments);
    if let (Json::Object(members), Some(id)) = (&mut json, arguments.text("tenant")?) {
        members.insert(0, ("id", Json::String(id)));
    }
    Ok(json)
}

/// Users.
pub static USERS: &[Operation] = &[
    Operation::new("v2.users.create", "POST", "/users", Answer::One("user"), "Creates a user.")
        .args(&[
            body("name").required(),
            body("password").sensitive(),
            body("email"),
            body("tenant_id").wire("tenantId"),
            body("enabled").default(true),
        ])
        .wrap("user")
        .secret(),
    Operation::new("v2.users.get", "GET", "/users/{user}", Answer::One("user"), "Gets a user by id.").ids(&["user"]),
    Operation::new("v2.users.list", "GET", "/users", Answer::Many("users"), "Lists users, all or those of a tenant.")
        .args(&[local("tenant_id"), query("limit"), query("marker")])
        .when("tenant_id", "/tenants/{tenant_id}/users"),
    one(USER_SEARCH),
    all(USER_SEARCH),
    Operation::new(
        "v2.users.update",
        "PUT",
        "/users/{user}",
        Answer::One("user"),
        "Changes the attributes of a user that are given.",
    )
    .ids(&["user"])
    .wrap("user")
    .rest(Rest::Body)
    .secret(),
    Operation::new(
        "v2.users.update_enabled",
        "PUT",
        "/users/{user}/OS-KSADM/enabled",
        Answer::Nothing,
        "Enables or disables a user.",
    )
    .ids(&["user"])
    .args(&[body("enabled").required()])
    .wrap("user"),
    Operation::new(
        "v2.users.update_password",
        "PUT",
        "/users/{user}/OS-KSADM/password",
        Answer::One("user"),
        "Sets the password of a user.",
    )
    .ids(&["user"])
    .args(&[body("password").required().sensitive()])
    .wrap("user")
    .secret(),
    Operation::new(
        "v2.users.update_own_password",
        "PATCH",
        "/OS-KSCRUD/users/{user}",
        Answer::One("access"),
        "Changes the password of the user who is logged in; the answer is a new token.",
    )
    .args(&[
        local("user"),
        body("passwd").wire("password").required().sensitive(),
        body("origpasswd").wire("original_password").required().sensitive(),
    ])
    .own_user()
    .wrap("user")
    .interface("public")
    .secret(),
    Operation::new(
        "v2.users.update_tenant",
        "PUT",
        "/users/{user}/OS-KSADM/tenant",
        Answer::One("user"),
        "Sets the default tenant of a user.",
    )
    .ids(&["user"])
    .args(&[body("tenant").wire("tenantId").required()])
    .wrap("user"),
    Operation::new("v2.users.delete", "DELETE", "/users/{user}", Answer::Nothing, "Deletes a user.").ids(&["user"]),
    Operation::new(
        "v2.users.list_roles",
        "GET",
        "/users/{user}/roles",
        Answer::Many("roles"),
        "Lists the roles of a user, on a tenant or everywhere.",
    )
    .ids(&["user"])
    .args(&[local("tenant")])
    .when("tenant", "/tenants/{tenant}/users/{user}/roles"),
];

/// Roles.
pub static ROLES: &[Operation] = &[
    Operation::new("v2.roles.create", "POST", "/OS-KSADM/roles", Answer::One("role"), "Creates a role.")
        .args(&[body("name").required()])
        .wrap("role"),
    Operation::new("v2.roles.get", "GET", "/OS-KSADM/roles/{role}", Answer::One("role"), "Gets a role by id.")
        .ids(&["role"]),
    Operation::new("v2.roles.list", "GET", "/OS-KSADM/roles", Answer::Many("roles"), "Lists roles."),
    one(ROLE_SEARCH),
    all(ROLE_SEARCH),
    Operation::new("v2.roles.delete", "DELETE", "/OS-KSADM/roles/{role}", Answer::Nothing, "Deletes a role.")
        .ids(&["role"]),
    Operation::new(
        "v2.roles.roles_for_user",
        "GET",
        "/users/{user}/roles",
        Answer::Many("roles"),
        "Lists the roles of a user, on a tenant or everywhere.",
    )
    .ids(&["user"])
    .args(&[local("tenant")])
    .when("tenant", "/tenants/{tenant}/users/{user}/roles"),
    Operation::new(
        "v2.roles.add_user_role",
        "PUT",
        "/users/{user}/roles/OS-KSADM/{role}",
        Answer::Nothing,
        "Gives a user a role, on a tenant or everywhere.",
    )
    .ids(&["user", "role"])
    .args(&[local("tenant")])
    .when("tenant", "/tenants/{tenant}/users/{user}/roles/OS-KSADM/{role}"),
    Operation::new(
        "v2.roles.remove_user_role",
        "DELETE",
        "/users/{user}/roles/OS-KSADM/{role}",
        Answer::Nothing,
        "Takes a role from a user, on a tenant or everywhere.",
    )
    .ids(&["user", "role"])
    .args(&[local("tenant")])
    .when("tenant", "/tenants/{tenant}/users/{user}/roles/OS-KSADM/{role}"),
];

/// Services of the catalog.
pub static SERVICES: &[Operation] = &[
    Operation::new(
        "v2.services.create",
        "POST",
        "/OS-KSADM/services",
        Answer::One("OS-KSADM:service"),
        "Creates a service.",
    )
    .args(&[body("name").required(), body("service_type").wire("type").required(), body("description")])
    .wrap("OS-KSADM:service"),
    Operation::new(
        "v2.services.get",
        "GET",
        "/OS-KSADM/services/{service}",
        Answer::One("OS-KSADM:service"),
        "Gets a service by id.",
    )
    .ids(&["service"]),
    Operation::new(
        "v2.services.list",
        "GET",
        "/OS-KSADM/services",
        Answer::Many("OS-KSADM:services"),
        "Lists services.",
    ),
    one(SERVICE_SEARCH),
    all(SERVICE_SEARCH),
    Operation::new(
        "v2.services.delete",
        "DELETE",
        "/OS-KSADM/services/{service}",
        Answer::Nothing,
        "Deletes a service.",
    )
    .ids(&["service"]),
];

/// Endpoints of services.
pub static ENDPOINTS: &[Operation] = &[
    Operation::new("v2.endpoints.create", "POST", "/endpoints", Answer::One("endpoint"), "Creates an endpoint.")
        .args(&[
            body("region").required(),
            body("service_id").required(),
            body("publicurl").required(),
            body("adminurl"),
            body("internalurl"),
        ])
        .wrap("endpoint"),
    Operation::new("v2.endpoints.list", "GET", "/endpoints", Answer::Many("endpoints"), "Lists endpoints."),
    one(ENDPOINT_SEARCH),
    all(ENDPOINT_SEARCH),
    Operation::new("v2.endpoints.delete", "DELETE", "/endpoints/{endpoint}", Answer::Nothing, "Deletes an endpoint.")
        .ids(&["endpoint"]),
];

/// Credentials for EC2 and S3.
pub static EC2: &[Operation] = &[
    Operation::new(
        "v2.ec2.create",
        "POST",
        "/users/{user}/credentials/OS-EC2",
        Answer::One("credential"),
        "Creates an EC2 credential of a user for a tenant; the answer holds its secret.",
    )
    .ids(&["user"])
    .args(&[body("tenant_id").required()])
    .secret(),
    Operation::new(
        "v2.ec2.get",
        "GET",
        "/users/{user}/credentials/OS-EC2/{access}",
        Answer::One("credential"),
        "Gets an EC2 credential by its access key.",
    )
    .ids(&["user", "access"])
    .secret(),
    Operation::new(
        "v2.ec2.list",
        "GET",
        "/users/{user}/credentials/OS-EC2",
        Answer::Many("credentials"),
        "Lists the EC2 credentials of a user.",
    )
    .ids(&["user"])
    .secret(),
    Operation::new(
        "v2.ec2.delete",
        "DELETE",
        "/users/{user}/credentials/OS-EC2/{access}",
        Answer::Nothing,
        "Deletes an EC2 credential.",
    )
    .ids(&["user", "access"]),
];

/// Tokens. Version 2.0 puts them into URLs, where they are shown to no log.
pub static TOKENS: &[Operation] = &[
    Operation::new(
        "v2.tokens.authenticate",
        "POST",
        "/tokens",
        Answer::One("access"),
        "Gets a token for a user and password or for another token, which comes first.",
    )
    .args(&[
        local("username"),
        local("password").sensitive(),
        local("token").sensitive(),
        local("tenant_id"),
        local("tenant_name"),
    ])
    .unauthenticated()
    .body(login)
    .falls_back()
    .secret(),
    Operation::new(
        "v2.tokens.validate",
        "GET",
        "/tokens/{token}",
        Answer::One("access"),
        "Validates a token and gets all that it says.",
    )
    .ids(&["token"])
    .secret(),
    Operation::new(
        "v2.tokens.get_token_data",
        "GET",
        "/tokens/{token}",
        Answer::Body,
        "Validates a token and gets the whole answer.",
    )
    .ids(&["token"])
    .secret(),
    Operation::new(
        "v2.tokens.validate_access_info",
        "GET",
        "/tokens/{token}",
        Answer::One("access"),
        "As tokens.validate.",
    )
    .ids(&["token"])
    .secret(),
    Operation::new(
        "v2.tokens.endpoints",
        "GET",
        "/tokens/{token}/endpoints",
        Answer::Many("endpoints"),
        "Lists the endpoints that a token may use.",
    )
    .ids(&["token"])
    .secret(),
    Operation::new("v2.tokens.delete", "DELETE", "/tokens/{token}", Answer::Nothing, "Revokes a token.")
        .ids(&["token"])
        .secret(),
    Operation::new("v2.tokens.get_revoked", "GET", "/tokens/revoked", Answer::Body, "Gets the list of revoked tokens."),
];

fn login<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let mut auth = Vec::new();
    match (arguments.text("token")?, arguments.text("username")?, arguments.text("password")?) {
        (Some(token), ..) => auth.push(("token", Json::Object(vec![("id", Json::String(token))]))),
        (None, Some(username), Some(password)) => {
            let credentials = vec![("username", Json::String(username)), ("password", Json::String(password))];
            auth.push(("passwordCredentials", Json::Object(credentials)));
        }
        _ => return Err(arguments.invalid("give 'token', or 'username' and 'password'")),
    }
    match (arguments.text("tenant_id")?, arguments.text("tenant_name")?) {
        (Some(id), _) => auth.push(("tenantId", Json::String(id))),
        (None, Some(name)) => auth.push(("tenantName", Json::String(name))),
        (None, None) => {}
    }
    Ok(Json::Object(vec![("auth", Json::Object(auth))]))
}

/// The certificates that signed tokens once were checked with.
pub static CERTIFICATES: &[Operation] = &[
    Operation::new(
        "v2.certificates.get_ca_certificate",
        "GET",
        "/certificates/ca",
        Answer::Text(Written::Pem),
        "Gets the certificate of the authority, in PEM.",
    )
    .unauthenticated(),
    Operation::new(
        "v2.certificates.get_signing_certificate",
        "GET",
        "/certificates/signing",
        Answer::Text(Written::Pem),
        "Gets the certificate that tokens were signed with, in PEM.",
    )
    .unauthenticated(),
];

/// Extensions of this Keystone.
pub static EXTENSIONS: &[Operation] = &[
    Operation::new("v2.extensions.list", "GET", "/extensions", Answer::Many("extensions"), "Lists the extensions."),
    one(EXTENSION_SEARCH),
    all(EXTENSION_SEARCH),
];
