//! Endpoints
//!
//! What an endpoint must be to be taken, and what it is. Both are structures that begin with their size; later versions append
//! members. A filter that asks for something that an older library does not know is refused; an endpoint gets as many members
//! as its size says.

use std::ffi::{CStr, c_char};
use std::mem::size_of;
use std::ptr;

use super::boundary::{borrow, checked_size, members, only_known, optional_string};
use super::value::ks_value;
use crate::catalog::{Endpoint, EndpointQuery, Lent};
use crate::error::Result;
use crate::text::Text;

/// What an endpoint must be to be taken. Begin with KS_ENDPOINT_FILTER_INIT; what stays NULL, or is empty, is not asked.
///
/// The strings are yours, UTF-8 that ends in NUL, and are only read during a call.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ks_endpoint_filter {
    /// sizeof(ks_endpoint_filter), as the macro sets it.
    pub size: usize,
    /// The type of the service: "compute". NULL for any.
    pub service_type: *const c_char,
    /// "public", "internal" or "admin", also spelled "publicURL" and so on. Several are separated by commas, the best first:
    /// "internal,public". NULL for "public".
    pub interface: *const c_char,
    /// The id of the region.
    pub region_name: *const c_char,
    /// The name of the service: "nova". A service that has no name in the catalog has any.
    pub service_name: *const c_char,
    /// The id of the service. A service that has no id in the catalog has any.
    pub service_id: *const c_char,
    /// The id of the endpoint.
    pub endpoint_id: *const c_char,
    /// The key of what must be filter_value in the endpoint, as the catalog has it: "tenantId". Without filter_value it asks nothing.
    pub attr: *const c_char,
    /// The string that the endpoint must have under the key attr.
    pub filter_value: *const c_char,
}

/// What an endpoint is. Begin with KS_ENDPOINT_INIT.
///
/// The strings are borrowed from the catalog and live as long; NULL where the catalog does not say.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ks_endpoint {
    /// sizeof(ks_endpoint), as the macro sets it.
    pub size: usize,
    /// The type of the service: "compute".
    pub service_type: *const c_char,
    /// The name of the service: "nova".
    pub service_name: *const c_char,
    /// The id of the service. Version 2 has none.
    pub service_id: *const c_char,
    /// The interface as the catalog spells it: "public", in version 2 "publicURL".
    pub interface: *const c_char,
    /// The id of the region; where it has only a name, that.
    pub region: *const c_char,
    /// The URL. Never empty.
    pub url: *const c_char,
    /// The id of the endpoint.
    pub id: *const c_char,
    /// All that the catalog says of it, as the body has it. In version 2 the endpoints of one object share it.
    pub value: *const ks_value,
}

impl ks_endpoint_filter {
    const NOTHING: Self = Self {
        size: 0,
        service_type: ptr::null(),
        interface: ptr::null(),
        region_name: ptr::null(),
        service_name: ptr::null(),
        service_id: ptr::null(),
        endpoint_id: ptr::null(),
        attr: ptr::null(),
        filter_value: ptr::null(),
    };
}

impl ks_endpoint {
    const NOTHING: Self = Self {
        size: 0,
        service_type: ptr::null(),
        service_name: ptr::null(),
        service_id: ptr::null(),
        interface: ptr::null(),
        region: ptr::null(),
        url: ptr::null(),
        id: ptr::null(),
        value: ptr::null(),
    };

    fn of(endpoint: Endpoint<'_>) -> Self {
        let lend = |text: Option<Lent<'_>>| text.map_or(ptr::null(), |text| text.with_nul().as_ptr().cast());
        Self {
            size: 0,
            service_type: lend(endpoint.service_type()),
            service_name: lend(endpoint.service_name()),
            service_id: lend(endpoint.service_id()),
            interface: lend(endpoint.interface()),
            region: lend(endpoint.region()),
            url: lend(Some(endpoint.url())),
            id: lend(endpoint.id()),
            value: endpoint.value().map_or(ptr::null(), ks_value::lend),
        }
    }
}

/// What a filter asks for; None for NULL.
pub(super) unsafe fn filter<'a>(pointer: *const ks_endpoint_filter) -> Result<Option<EndpointQuery<'a>>> {
    let mut query = EndpointQuery::default();
    // SAFETY: the caller's promise is handed on.
    Ok(unsafe { read(pointer, &mut query) }?.then_some(query))
}

/// The same into a query that asks nothing yet, and false for NULL: copies of a query would be a tenth of a look-up.
#[inline]
pub(super) unsafe fn read(pointer: *const ks_endpoint_filter, query: &mut EndpointQuery<'_>) -> Result<bool> {
    // SAFETY: the pointer is NULL or that of a structure that begins with its size, as the header demands.
    let Some(size) = (unsafe { pointer.cast::<usize>().as_ref() }) else { return Ok(false) };
    // Nearly every filter has the size that this library knows.
    let is_known = *size == size_of::<ks_endpoint_filter>();
    let size = if is_known { *size } else { checked_size(*size, "filter", "KS_ENDPOINT_FILTER_INIT")? };
    let mut older;
    let known = if size < size_of::<ks_endpoint_filter>() {
        older = ks_endpoint_filter::NOTHING;
        // SAFETY: both structures have at least so many bytes.
        unsafe { ptr::copy_nonoverlapping(pointer.cast::<u8>(), (&raw mut older).cast(), size) };
        &older
    } else {
        // SAFETY: the structure has all members that this library knows.
        unsafe { &*pointer }
    };
    if size > size_of::<ks_endpoint_filter>() {
        // SAFETY: the caller's promise is handed on.
        let members = unsafe { members(pointer, "filter", "KS_ENDPOINT_FILTER_INIT") }?.unwrap_or_default();
        only_known(members, size_of::<ks_endpoint_filter>(), "filter")?;
    }
    // SAFETY: each member is NULL or a string that ends in NUL, as the header demands.
    if !unsafe { plain(known, query) } {
        // SAFETY: as above.
        *query = unsafe { checked_query(known) }?;
    }
    Ok(true)
}

/// Reads a filter that asks for type, interface and region by short strings of ASCII, as nearly all do; false for any other.
#[inline(never)]
unsafe fn plain(filter: &ks_endpoint_filter, query: &mut EndpointQuery<'_>) -> bool {
    let rest = [filter.service_name, filter.service_id, filter.endpoint_id, filter.attr, filter.filter_value];
    if !rest.iter().all(|member| member.is_null()) {
        return false;
    }
    // SAFETY: the caller's promise is handed on.
    let text = |member: *const c_char| unsafe { ascii(member) };
    if !filter.service_type.is_null() {
        let Some(service_type) = text(filter.service_type) else { return false };
        query.service_type = Some(service_type);
    }
    if !filter.interface.is_null() {
        let Some(interface) = text(filter.interface) else { return false };
        query.interface = Some(interface).into();
    }
    if !filter.region_name.is_null() {
        let Some(region_name) = text(filter.region_name) else { return false };
        query.region_name = Some(region_name);
    }
    true
}

/// What any filter asks for.
#[inline(never)]
unsafe fn checked_query<'a>(filter: &ks_endpoint_filter) -> Result<EndpointQuery<'a>> {
    // SAFETY: the caller's promise is handed on.
    let text = |member: *const c_char, name: &str| unsafe { optional_string(member, name) };
    Ok(EndpointQuery {
        service_type: text(filter.service_type, "filter.service_type")?,
        interface: text(filter.interface, "filter.interface")?.into(),
        region_name: text(filter.region_name, "filter.region_name")?,
        service_name: text(filter.service_name, "filter.service_name")?,
        service_id: text(filter.service_id, "filter.service_id")?,
        endpoint_id: text(filter.endpoint_id, "filter.endpoint_id")?,
        attr: text(filter.attr, "filter.attr")?,
        filter_value: text(filter.filter_value, "filter.filter_value")?,
    })
}

/// A short string of ASCII.
#[inline]
unsafe fn ascii<'a>(pointer: *const c_char) -> Option<&'a str> {
    // SAFETY: the caller's promise is handed on.
    let bytes = unsafe { CStr::from_ptr(pointer) }.to_bytes();
    // SAFETY: ASCII is UTF-8.
    is_short_ascii(bytes).then(|| unsafe { std::str::from_utf8_unchecked(bytes) })
}

/// Whether the bytes are ASCII, and so few that eight looks at them tell. Ids have 32, the longest type has 35.
#[inline]
fn is_short_ascii(bytes: &[u8]) -> bool {
    let are_ascii = |one: u64, other: u64| (one | other) & 0x8080_8080_8080_8080 == 0;
    let ends = |bytes: &[u8]| match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => are_ascii(u64::from_ne_bytes(*first), u64::from_ne_bytes(*last)),
        _ => match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => are_ascii(u32::from_ne_bytes(*first).into(), u32::from_ne_bytes(*last).into()),
            _ => bytes.is_ascii(),
        },
    };
    let halves = |bytes: &[u8]| match (bytes.first_chunk::<16>(), bytes.last_chunk::<16>()) {
        (Some(first), Some(last)) => ends(first) && ends(last),
        _ => false,
    };
    if bytes.len() <= 16 {
        return ends(bytes);
    }
    match (bytes.first_chunk::<32>(), bytes.last_chunk::<32>()) {
        (Some(first), Some(last)) => bytes.len() <= 64 && halves(first) && halves(last),
        _ => halves(bytes),
    }
}

/// Clears the structure that is going to be filled in.
pub(super) unsafe fn clear(pointer: *mut ks_endpoint) -> Result<()> {
    // SAFETY: the pointer is NULL or that of a structure that begins with its size, as the header demands.
    let size = *unsafe { borrow(pointer.cast::<usize>(), "endpoint") }?;
    checked_size(size, "endpoint", "KS_ENDPOINT_INIT")?;
    // SAFETY: as above.
    unsafe { fill(pointer, None) };
    Ok(())
}

/// Fills in as many members as the caller's structure has, NULL without an endpoint; tells whether there is one.
pub(super) unsafe fn fill(pointer: *mut ks_endpoint, endpoint: Option<Endpoint<'_>>) -> Option<bool> {
    // SAFETY: the pointer is NULL or that of a structure that begins with its size, as the header demands.
    let size = *unsafe { pointer.cast::<usize>().as_ref() }?;
    let size = checked_size(size, "endpoint", "KS_ENDPOINT_INIT").ok()?;
    let mut filled = endpoint.map_or(ks_endpoint::NOTHING, ks_endpoint::of);
    filled.size = size;
    let length = size.min(size_of::<ks_endpoint>());
    // SAFETY: both structures have at least so many bytes.
    unsafe { ptr::copy_nonoverlapping(ptr::from_ref(&filled).cast::<u8>(), pointer.cast(), length) };
    Some(endpoint.is_some())
}

/// A query as callbacks see it: a filter, and the strings that it points to.
pub(super) struct Asked {
    filter: ks_endpoint_filter,
    _strings: [Option<Text>; 8],
}

impl Asked {
    pub(super) fn new(query: EndpointQuery<'_>) -> Self {
        let interfaces: Vec<&str> = query.interface.iter().collect();
        let interfaces = (!interfaces.is_empty()).then(|| Text::from(interfaces.join(",")));
        let strings = [
            query.service_type.map(Text::new),
            interfaces,
            query.region_name.map(Text::new),
            query.service_name.map(Text::new),
            query.service_id.map(Text::new),
            query.endpoint_id.map(Text::new),
            query.attr.map(Text::new),
            query.filter_value.map(Text::new),
        ];
        // A string stays where it is when its owner moves.
        let lend = |text: &Option<Text>| text.as_ref().map_or(ptr::null(), |text| text.with_nul().as_ptr().cast());
        let [service_type, interface, region_name, service_name, service_id, endpoint_id, attr, filter_value] =
            strings.each_ref().map(lend);
        let filter = ks_endpoint_filter {
            size: size_of::<ks_endpoint_filter>(),
            service_type,
            interface,
            region_name,
            service_name,
            service_id,
            endpoint_id,
            attr,
            filter_value,
        };
        Self { filter, _strings: strings }
    }

    pub(super) fn as_ptr(&self) -> *const ks_endpoint_filter {
        &raw const self.filter
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_byte_that_is_not_ascii_is_seen_wherever_it_stands() {
        for length in 0..80 {
            let mut bytes = vec![b'x'; length];
            assert_eq!(is_short_ascii(&bytes), length <= 64, "{length}");
            for place in 0..length {
                bytes[place] = 0x80;
                assert!(!is_short_ascii(&bytes), "{place} of {length}");
                bytes[place] = b'x';
            }
        }
    }
}
