//! The official service types and the names that each had before.
//!
//! Source: os-service-types 1.9.0, whose data are the OpenStack Service Types Authority's as of 2024-05-08 (Apache-2.0).
//! https://opendev.org/openstack/service-types-authority

/// Each official type, and behind it its aliases, the best first.
pub(super) const FAMILIES: &[&[&str]] = &[
    &["accelerator"],
    &["admin-logic", "registration"],
    &["alarm", "alarming"],
    &["application-catalog"],
    &["application-container", "container"],
    &["application-deployment", "application_deployment"],
    &["backup"],
    &["baremetal", "bare-metal"],
    &["baremetal-introspection"],
    &["block-storage", "volumev3", "volumev2", "volume", "block-store"],
    &["clustering", "resource-cluster", "cluster"],
    &["compute"],
    &["container-infrastructure-management", "container-infrastructure", "container-infra"],
    &["data-processing"],
    &["data-protection-orchestration"],
    &["database"],
    &["dns"],
    &["ec2-api"],
    &["event", "events"],
    &["function-engine"],
    &["identity"],
    &["image"],
    &["instance-ha", "ha"],
    &["key-manager"],
    &["load-balancer"],
    &["log-management"],
    &["message", "messaging"],
    &["meter", "metering", "telemetry"],
    &["monitoring"],
    &["monitoring-events"],
    &["monitoring-logging", "monitoring-log-api"],
    &["multi-region-network-automation", "tricircle"],
    &["network"],
    &["nfv-orchestration"],
    &["object-store"],
    &["operator-policy", "policy"],
    &["orchestration"],
    &["placement"],
    &["rating"],
    &["reservation"],
    &["resource-optimization", "infra-optim"],
    &["root-cause-analysis", "rca"],
    &["search"],
    &["shared-file-system", "sharev2", "share"],
    &["workflow", "workflowv2"],
];

/// A name among all that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Known {
    /// Which official type it means.
    pub(super) family: u8,
    /// 0 for the official type itself, or else which of its aliases, counted from 1.
    pub(super) rank: u8,
}

impl Known {
    /// Whether who asks for this name takes services of type `found`: an alias stands for the official type and the other way
    /// round, but never for another alias, for some tell versions apart.
    pub(super) fn takes(self, found: Known) -> bool {
        self.family == found.family && (self.rank == 0 || found.rank == 0)
    }

    /// All names of the official type that it means, its own among them.
    pub(super) fn names(self) -> impl Iterator<Item = Name> {
        let names = FAMILIES.get(usize::from(self.family)).copied().unwrap_or_default();
        (0..names.len()).filter_map(move |rank| Some(Name(Known { rank: u8::try_from(rank).ok()?, ..self })))
    }

    /// Whether it has other names.
    pub(super) fn has_others(self) -> bool {
        FAMILIES.get(usize::from(self.family)).is_some_and(|names| names.len() > 1)
    }
}

/// A name as the table spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name(Known);

impl Name {
    /// Which name it is.
    pub(super) fn known(self) -> Known {
        self.0
    }

    /// The name itself.
    pub(super) fn text(self) -> &'static str {
        let names = FAMILIES.get(usize::from(self.0.family));
        names.and_then(|names| names.get(usize::from(self.0.rank))).copied().unwrap_or_default()
    }
}

/// The official name of a service type; `None` when it is not known.
pub fn official(name: &str) -> Option<&'static str> {
    FAMILIES.get(usize::from(find(name)?.family))?.first().copied()
}

/// What is known of a name as it is asked for.
pub(super) fn find(name: &str) -> Option<Known> {
    let (start, end) = (*STARTS.get(name.len())?, *STARTS.get(name.len() + 1)?);
    let same_length = NAMES.get(usize::from(start)..usize::from(end))?;
    same_length.iter().find(|(text, _)| *text == name).map(|(_, known)| *known)
}

/// The same for a type in a catalog, which may be spelled with `_`; tells whether it is not spelled as it should be.
pub(super) fn find_spelled(name: &str) -> Option<(Known, bool)> {
    if let Some(known) = find(name) {
        return Some((known, false));
    }
    if name.len() > LONGEST || !name.contains('_') {
        return None;
    }
    find(&name.replace('_', "-")).map(|known| (known, true))
}

const LONGEST: usize = 35;

#[allow(clippy::indexing_slicing, reason = "the compiler runs it")]
const COUNT: usize = {
    let (mut count, mut family) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

/// All names by their length: few have the same.
const NAMES: [(&str, Known); COUNT] = by_length().0;

/// Where in `NAMES` those of each length begin.
const STARTS: [u8; LONGEST + 2] = by_length().1;

#[allow(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "the compiler runs it")]
const fn by_length() -> ([(&'static str, Known); COUNT], [u8; LONGEST + 2]) {
    let mut names = [("", Known { family: 0, rank: 0 }); COUNT];
    let mut starts = [0; LONGEST + 2];
    let (mut length, mut filled) = (0, 0);
    while length <= LONGEST {
        starts[length] = filled as u8;
        let mut family = 0;
        while family < FAMILIES.len() {
            let mut rank = 0;
            while rank < FAMILIES[family].len() {
                let name = FAMILIES[family][rank];
                if name.len() == length {
                    names[filled] = (name, Known { family: family as u8, rank: rank as u8 });
                    filled += 1;
                }
                rank += 1;
            }
            family += 1;
        }
        length += 1;
    }
    assert!(filled == COUNT, "a name is longer than LONGEST");
    starts[length] = filled as u8;
    (names, starts)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn every_name_is_found_where_it_stands() {
        assert_eq!((FAMILIES.len(), COUNT), (45, 71));
        for (family, names) in FAMILIES.iter().enumerate() {
            for (rank, name) in names.iter().enumerate() {
                let known = find(name).unwrap();
                assert_eq!((usize::from(known.family), usize::from(known.rank)), (family, rank), "{name}");
            }
        }
        for unknown in ["", "x", "nova", "Compute", "volumev4", "block_storage", &"x".repeat(35), &"x".repeat(36)] {
            assert_eq!(find(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn an_alias_stands_for_the_official_type_and_not_for_another_alias() {
        let takes = |asked, found| find(asked).unwrap().takes(find(found).unwrap());
        assert!(takes("block-storage", "volumev2") && takes("volumev2", "block-storage"));
        assert!(!takes("volumev3", "volumev2") && !takes("block-storage", "share"));
    }

    #[test]
    fn a_catalog_may_spell_with_underscores() {
        assert_eq!(find_spelled("block_storage"), find("block-storage").map(|known| (known, true)));
        assert_eq!(find_spelled("application_deployment").map(|(known, other)| (known.rank, other)), Some((1, false)));
        assert_eq!(find_spelled("nova_compat"), None);
    }
}
