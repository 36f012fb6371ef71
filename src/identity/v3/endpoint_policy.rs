//! Policies, and which endpoints a project sees or a policy holds for.

use super::standard;
use crate::identity::operation::{Answer, Operation, Rest, body};

/// Policies: rules that services may fetch.
pub static POLICIES: &[Operation] = &[
    standard!(create, "v3.policies", "/policies", "policy", "a policy")
        .args(&[body("blob").required(), body("type").default_text("application/json")]),
    standard!(get, "v3.policies", "/policies", "policy", "a policy"),
    standard!(head, "v3.policies", "/policies", "policy", "a policy"),
    standard!(list, "v3.policies", "/policies", "policies", "policies"),
    standard!(find, "v3.policies", "/policies", "policies", "a policy"),
    standard!(update, "v3.policies", "/policies", "policy", "a policy").args(&[body("blob"), body("type")]),
    standard!(delete, "v3.policies", "/policies", "policy", "a policy"),
];

/// Three rows of one association: it is made, looked for, and ended.
macro_rules! association {
    ($manager:literal, $make:literal, $check:literal, $end:literal, $path:literal, [$($id:literal),+], $what:literal) => {
        [
            Operation::new(concat!($manager, $make), "PUT", $path, Answer::Nothing, concat!("Associates ", $what, "."))
                .ids(&[$($id),+]),
            Operation::new(concat!($manager, $check), "HEAD", $path, Answer::Exists, concat!("Looks for the association of ", $what, "."))
                .ids(&[$($id),+]),
            Operation::new(concat!($manager, $end), "DELETE", $path, Answer::Nothing, concat!("Ends the association of ", $what, "."))
                .ids(&[$($id),+]),
        ]
    };
}

const PROJECT_ENDPOINT: [Operation; 3] = association!(
    "v3.endpoint_filter.",
    "add_endpoint_to_project",
    "check_endpoint_in_project",
    "delete_endpoint_from_project",
    "/OS-EP-FILTER/projects/{project}/endpoints/{endpoint}",
    ["project", "endpoint"],
    "an endpoint with a project"
);
const PROJECT_GROUP: [Operation; 3] = association!(
    "v3.endpoint_filter.",
    "add_endpoint_group_to_project",
    "check_endpoint_group_in_project",
    "delete_endpoint_group_from_project",
    "/OS-EP-FILTER/endpoint_groups/{endpoint_group}/projects/{project}",
    ["endpoint_group", "project"],
    "an endpoint group with a project"
);
const POLICY_ENDPOINT: [Operation; 3] = association!(
    "v3.endpoint_policy.",
    "create_policy_association_for_endpoint",
    "check_policy_association_for_endpoint",
    "delete_policy_association_for_endpoint",
    "/policies/{policy}/OS-ENDPOINT-POLICY/endpoints/{endpoint}",
    ["policy", "endpoint"],
    "a policy with an endpoint"
);
const POLICY_SERVICE: [Operation; 3] = association!(
    "v3.endpoint_policy.",
    "create_policy_association_for_service",
    "check_policy_association_for_service",
    "delete_policy_association_for_service",
    "/policies/{policy}/OS-ENDPOINT-POLICY/services/{service}",
    ["policy", "service"],
    "a policy with a service"
);
const POLICY_REGION: [Operation; 3] = association!(
    "v3.endpoint_policy.",
    "create_policy_association_for_region_and_service",
    "check_policy_association_for_region_and_service",
    "delete_policy_association_for_region_and_service",
    "/policies/{policy}/OS-ENDPOINT-POLICY/services/{service}/regions/{region}",
    ["policy", "region", "service"],
    "a policy with a service in a region"
);

const fn first(of: [Operation; 3]) -> Operation {
    let [row, _, _] = of;
    row
}

const fn second(of: [Operation; 3]) -> Operation {
    let [_, row, _] = of;
    row
}

const fn third(of: [Operation; 3]) -> Operation {
    let [_, _, row] = of;
    row
}

/// Which endpoints a project sees.
pub static ENDPOINT_FILTER: &[Operation] = &[
    first(PROJECT_ENDPOINT),
    second(PROJECT_ENDPOINT),
    third(PROJECT_ENDPOINT),
    Operation::new(
        "v3.endpoint_filter.list_endpoints_for_project",
        "GET",
        "/OS-EP-FILTER/projects/{project}/endpoints",
        Answer::Many("endpoints"),
        "Lists the endpoints that a project sees.",
    )
    .ids(&["project"]),
    Operation::new(
        "v3.endpoint_filter.list_projects_for_endpoint",
        "GET",
        "/OS-EP-FILTER/endpoints/{endpoint}/projects",
        Answer::Many("projects"),
        "Lists the projects that see an endpoint.",
    )
    .ids(&["endpoint"]),
    first(PROJECT_GROUP),
    second(PROJECT_GROUP),
    third(PROJECT_GROUP),
    Operation::new(
        "v3.endpoint_filter.list_endpoint_groups_for_project",
        "GET",
        "/OS-EP-FILTER/projects/{project}/endpoint_groups",
        Answer::Many("endpoint_groups"),
        "Lists the endpoint groups that a project sees.",
    )
    .ids(&["project"]),
    Operation::new(
        "v3.endpoint_filter.list_projects_for_endpoint_group",
        "GET",
        "/OS-EP-FILTER/endpoint_groups/{endpoint_group}/projects",
        Answer::Many("projects"),
        "Lists the projects that see an endpoint group.",
    )
    .ids(&["endpoint_group"]),
];

/// Which policy holds for which endpoints.
pub static ENDPOINT_POLICY: &[Operation] = &[
    first(POLICY_ENDPOINT),
    second(POLICY_ENDPOINT),
    third(POLICY_ENDPOINT),
    first(POLICY_SERVICE),
    second(POLICY_SERVICE),
    third(POLICY_SERVICE),
    first(POLICY_REGION),
    second(POLICY_REGION),
    third(POLICY_REGION),
    Operation::new(
        "v3.endpoint_policy.get_policy_for_endpoint",
        "GET",
        "/endpoints/{endpoint}/OS-ENDPOINT-POLICY/policy",
        Answer::One("policy"),
        "Gets the policy that holds for an endpoint.",
    )
    .ids(&["endpoint"]),
    Operation::new(
        "v3.endpoint_policy.list_endpoints_for_policy",
        "GET",
        "/policies/{policy}/OS-ENDPOINT-POLICY/endpoints",
        Answer::Many("endpoints"),
        "Lists the endpoints that a policy holds for.",
    )
    .ids(&["policy"]),
];
