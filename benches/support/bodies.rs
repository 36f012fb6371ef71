//! Token bodies as Keystone sends them, with a catalog of a given size.

use std::fmt::Write;

/// The sizes that are measured: endpoints in the catalog.
pub(crate) const SIZES: [usize; 4] = [1, 21, 198, 1_980];

const INTERFACES: [&str; 3] = ["public", "internal", "admin"];

const SERVICES: [(&str, &str); 22] = [
    ("identity", "keystone"),
    ("compute", "nova"),
    ("block-storage", "cinder"),
    ("image", "glance"),
    ("network", "neutron"),
    ("placement", "placement"),
    ("object-store", "swift"),
    ("orchestration", "heat"),
    ("cloudformation", "heat-cfn"),
    ("dns", "designate"),
    ("key-manager", "barbican"),
    ("load-balancer", "octavia"),
    ("container-infrastructure-management", "magnum"),
    ("shared-file-system", "manila"),
    ("baremetal", "ironic"),
    ("metric", "gnocchi"),
    ("alarm", "aodh"),
    ("instance-ha", "masakari"),
    ("workflow", "mistral"),
    ("database", "trove"),
    ("rating", "cloudkitty"),
    ("message", "zaqar"),
];

/// What an endpoint is asked for by.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) kind: String,
    pub(crate) interface: String,
    pub(crate) region: String,
}

/// A scoped token of version 3 whose catalog has so many endpoints: one of [`SIZES`], or any multiple of 66.
pub(crate) fn body(endpoints: usize) -> String {
    let (services, interfaces, regions) = match endpoints {
        1 => (1, 1, 1),
        21 => (7, 3, 1),
        more => (22, 3, more / 66),
    };
    assert_eq!(services * interfaces * regions, endpoints, "no catalog has this shape");
    let mut text = String::from(concat!(
        r#"{"token": {"methods": ["password"], "user": {"domain": {"id": "default", "name": "Default"}, "#,
        r#""id": "0ca8f6f2a3b94d0c8b7a1f6e5d4c3b2a", "name": "admin", "password_expires_at": null}, "#,
        r#""audit_ids": ["3T2dc1CGQxyJsHdDu1xkcw"], "expires_at": "2031-01-02T03:04:05.000000Z", "#,
        r#""issued_at": "2031-01-01T03:04:05.000000Z", "project": {"domain": {"id": "default", "name": "Default"}, "#,
        r#""id": "a6944d763bf64ee6a275f1263fae0352", "name": "admin"}, "is_domain": false, "#,
        r#""roles": [{"id": "51cc68287d524c759f47c811e6463340", "name": "admin"}, "#,
        r#"{"id": "9fe2ff9ee4384b1894a90878d3e92bab", "name": "member"}, "#,
        r#"{"id": "5ad150afe8f5447fb1e0a7a2b6bf1c9a", "name": "reader"}], "catalog": ["#,
    ));
    for (number, (kind, name)) in SERVICES.iter().take(services).enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        write!(text, r#"{comma}{{"endpoints": ["#).unwrap();
        for region in 0..regions {
            for (interface, word) in INTERFACES.iter().take(interfaces).enumerate() {
                let comma = if region + interface == 0 { "" } else { ", " };
                let id = (number * regions + region) * interfaces + interface;
                let region = region_name(region);
                write!(text, r#"{comma}{{"id": "{id:032x}", "interface": "{word}", "region_id": "{region}", "#)
                    .unwrap();
                write!(
                    text,
                    r#""url": "https://{kind}.{}.example.org/v2.1", "region": "{region}"}}"#,
                    region.to_ascii_lowercase()
                )
                .unwrap();
            }
        }
        write!(text, r#"], "id": "{number:032x}", "type": "{kind}", "name": "{name}"}}"#).unwrap();
    }
    text.push_str("]}}\n");
    text
}

fn region_name(number: usize) -> String {
    if number == 0 { "RegionOne".to_owned() } else { format!("Region{:02}", number + 1) }
}

/// At most 64 endpoints, spread over the catalog: what `url_for` is asked for, in turn.
pub(crate) fn wanted(endpoints: usize) -> Vec<Wanted> {
    let body: serde_json::Value = serde_json::from_str(&body(endpoints)).unwrap();
    let mut all = Vec::new();
    for service in body["token"]["catalog"].as_array().unwrap() {
        for endpoint in service["endpoints"].as_array().unwrap() {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let (kind, interface) = (text(&service["type"]), text(&endpoint["interface"]));
            all.push(Wanted { kind, interface, region: text(&endpoint["region_id"]) });
        }
    }
    let count = all.len().min(64);
    (0..count).map(|number| all[number * all.len() / count].clone()).collect()
}
