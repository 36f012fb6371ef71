//! What an endpoint must be to be taken.

use super::Version;

/// What an endpoint must be to be taken; what is not given, or empty, is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointFilter {
    /// The type of the service: `compute`.
    pub service_type: Option<String>,
    /// The interfaces that will do, the best first: `internal` or `internalURL`. None given: `public`.
    pub interface: Vec<String>,
    /// The region, by its id.
    pub region_name: Option<String>,
    /// The name of the service; a service without a name has any.
    pub service_name: Option<String>,
    /// The id of the service; a service without an id has any.
    pub service_id: Option<String>,
    /// The id of the endpoint.
    pub endpoint_id: Option<String>,
    /// The key of what must be `filter_value` in the endpoint as the catalog has it; without that it asks nothing.
    pub attr: Option<String>,
    /// The string that the endpoint must have under the key `attr`.
    pub filter_value: Option<String>,
}

/// An [`EndpointFilter`] that borrows what it asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct EndpointQuery<'q> {
    /// The type of the service.
    pub service_type: Option<&'q str>,
    /// The interfaces that will do, the best first.
    pub interface: Interfaces<'q>,
    /// The region.
    pub region_name: Option<&'q str>,
    /// The name of the service.
    pub service_name: Option<&'q str>,
    /// The id of the service.
    pub service_id: Option<&'q str>,
    /// The id of the endpoint.
    pub endpoint_id: Option<&'q str>,
    /// The key of what must be `filter_value`.
    pub attr: Option<&'q str>,
    /// What the endpoint must have under `attr`.
    pub filter_value: Option<&'q str>,
}

/// Interfaces in the order of preference.
#[derive(Clone, Copy, Debug)]
pub enum Interfaces<'q> {
    /// One name each.
    List(&'q [String]),
    /// Names separated by commas.
    Commas(&'q str),
}

impl Default for Interfaces<'_> {
    fn default() -> Self {
        Self::List(&[])
    }
}

impl<'q> From<Option<&'q str>> for Interfaces<'q> {
    fn from(commas: Option<&'q str>) -> Self {
        Self::Commas(commas.unwrap_or_default())
    }
}

impl<'q> Interfaces<'q> {
    /// The names, as they are spelled.
    pub fn iter(self) -> impl Iterator<Item = &'q str> {
        let (list, commas) = match self {
            Self::List(list) => (list, ""),
            Self::Commas(commas) => (&[][..], commas),
        };
        let names = list.iter().map(String::as_str).chain(commas.split(','));
        names.map(str::trim_ascii).filter(|name| !name.is_empty())
    }

    /// The only name, where it is a usual one; where there are no names, `public`.
    ///
    /// One name is the rule, and every request passes here.
    #[inline]
    pub(super) fn usual(self) -> Option<Usual> {
        match self {
            Self::List([]) | Self::Commas("") => Some(Usual::Public),
            Self::List([one]) => Usual::spelled(one),
            Self::Commas(one) => Usual::spelled(one),
            Self::List(_) => None,
        }
    }
}

/// An interface, in short form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interface<'t> {
    Usual(Usual),
    Other(&'t str),
}

/// The interfaces that nearly every endpoint has one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usual {
    Public,
    Internal,
    Admin,
}

impl<'t> Interface<'t> {
    pub(super) fn of(short: &'t str) -> Self {
        Usual::of(short).map_or(Self::Other(short), Self::Usual)
    }
}

impl Usual {
    pub(super) const ALL: [Self; 3] = [Self::Public, Self::Internal, Self::Admin];

    #[inline]
    pub(super) fn of(short: &str) -> Option<Self> {
        match short {
            "public" => Some(Self::Public),
            "internal" => Some(Self::Internal),
            "admin" => Some(Self::Admin),
            _ => None,
        }
    }

    /// The same for both spellings.
    #[allow(clippy::inline_always, reason = "every request passes here")]
    #[inline(always)]
    fn spelled(name: &str) -> Option<Self> {
        match name {
            "publicURL" => Some(Self::Public),
            "internalURL" => Some(Self::Internal),
            "adminURL" => Some(Self::Admin),
            short => Self::of(short),
        }
    }
}

impl Version {
    /// An interface in short form: `public` for `publicURL`. Of version 2, whose keys are taken by their names, only what is
    /// found by both spellings has one; of version 3, no name keeps a `URL` at its end. `URL` alone is a name.
    pub(super) fn short(self, name: &str) -> &str {
        let cut = |name: &&str| name.strip_suffix("URL").filter(|rest| !rest.is_empty()).map(|_| name.len() - 3);
        let mut short = name;
        while let Some(rest) = cut(&short).and_then(|end| short.get(..end)) {
            short = rest;
        }
        if self == Self::V2 && (short.contains("URL") || short.len() + 3 < name.len()) { name } else { short }
    }
}

/// What is asked for, if anything: an empty string asks nothing.
pub(super) fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

impl EndpointQuery<'_> {
    /// The same with empty strings as not given.
    pub(super) fn given(self) -> Self {
        Self {
            service_type: given(self.service_type),
            interface: self.interface,
            region_name: given(self.region_name),
            service_name: given(self.service_name),
            service_id: given(self.service_id),
            endpoint_id: given(self.endpoint_id),
            attr: given(self.attr),
            filter_value: given(self.filter_value),
        }
    }

    /// Whether it asks for anything at all.
    pub(crate) fn asks(self) -> bool {
        let this = self.given();
        let places = this.interface.iter().next().is_some() || this.region_name.is_some();
        this.service_type.is_some() || places || this.asks_more()
    }

    /// Whether it says which service, not only where.
    pub fn names_a_service(&self) -> bool {
        let this = self.given();
        this.service_type.is_some() || this.asks_more()
    }

    /// Whether it asks for more than type, interface and region.
    pub(super) fn asks_more(&self) -> bool {
        self.service_name.is_some()
            || self.service_id.is_some()
            || self.endpoint_id.is_some()
            || self.filter_value.is_some()
    }

    /// The same, and what it leaves open as `other` says.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let this = self.given();
        Self {
            service_type: this.service_type.or(other.service_type),
            interface: if this.interface.iter().next().is_some() { this.interface } else { other.interface },
            region_name: this.region_name.or(other.region_name),
            service_name: this.service_name.or(other.service_name),
            service_id: this.service_id.or(other.service_id),
            endpoint_id: this.endpoint_id.or(other.endpoint_id),
            attr: this.attr.or(other.attr),
            filter_value: this.filter_value.or(other.filter_value),
        }
    }

    /// A filter of one's own that asks the same.
    pub fn to_filter(self) -> EndpointFilter {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        EndpointFilter {
            service_type: owned(self.service_type),
            interface: self.interface.iter().map(str::to_owned).collect(),
            region_name: owned(self.region_name),
            service_name: owned(self.service_name),
            service_id: owned(self.service_id),
            endpoint_id: owned(self.endpoint_id),
            attr: owned(self.attr),
            filter_value: owned(self.filter_value),
        }
    }
}

impl<'q> From<&'q EndpointFilter> for EndpointQuery<'q> {
    fn from(filter: &'q EndpointFilter) -> Self {
        Self {
            service_type: filter.service_type.as_deref(),
            interface: Interfaces::List(&filter.interface),
            region_name: filter.region_name.as_deref(),
            service_name: filter.service_name.as_deref(),
            service_id: filter.service_id.as_deref(),
            endpoint_id: filter.endpoint_id.as_deref(),
            attr: filter.attr.as_deref(),
            filter_value: filter.filter_value.as_deref(),
        }
    }
}
