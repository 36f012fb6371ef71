//! From a body to a catalog.

use std::sync::Arc;

use super::filter::Usual;
use super::index::{Index, Number};
use super::place::LONGEST_SHORT_TEXT;
use super::{Catalog, Entry, Fact, Place, Service, Version, members};
use crate::error::{Code, Error, Result};
use crate::value::{Document, Value};

/// Reads the catalog of a token, or one that was asked for on its own.
pub(super) fn read(document: Arc<Document>) -> Result<Catalog> {
    let body = document.root();
    let Lists { version, list, mut services, endpoints, useless } = if body.get("token").is_some() {
        let token = Place::in_body(body, "token").object()?;
        Lists::read(Version::V3, &token.member("catalog").list()?)?
    } else if body.get("access").is_some() {
        let access = Place::in_body(body, "access").object()?;
        Lists::read(Version::V2, &access.member("serviceCatalog").list()?)?
    } else if body.get("catalog").is_some() {
        Lists::read(Version::V3, &Place::in_body(body, "catalog").list()?)?
    } else {
        return Err(Error::new(Code::INVALID_RESPONSE, "the body holds no 'token', no 'access' and no 'catalog'"));
    };
    let index = Index::build(&document, version, &mut services, &endpoints);
    Ok(Catalog {
        empty: list.value(&document).is_none_or(Value::is_empty),
        document,
        version,
        services: services.into_boxed_slice(),
        endpoints: endpoints.into_boxed_slice(),
        useless: useless.into_boxed_slice(),
        index,
        list,
    })
}

struct Lists {
    version: Version,
    list: Fact,
    services: Vec<Service>,
    endpoints: Vec<Entry>,
    useless: Vec<Entry>,
}

impl Lists {
    fn read(version: Version, list: &Place<'_, '_>) -> Result<Self> {
        let all = list.value().map_or(0, Value::len);
        let endpoints = list.elements().filter_map(|service| service.value()?.get("endpoints")).map(Value::len).sum();
        let mut lists = Self {
            version,
            list: list.value().map(Fact::of).unwrap_or_default(),
            services: Vec::with_capacity(all),
            endpoints: Vec::with_capacity(endpoints),
            useless: Vec::new(),
        };
        for service in list.elements() {
            lists.service(&service.object()?)?;
        }
        Ok(lists)
    }

    fn service(&mut self, service: &Place<'_, '_>) -> Result<()> {
        members!(service => kind: b"type", name: b"name", id: b"id", endpoints: b"endpoints");
        if kind.is_missing() {
            return Ok(());
        }
        // There are fewer values than bytes, and those fit 31 bits.
        let number = u32::try_from(self.services.len()).unwrap_or(u32::MAX);
        self.services.push(Service {
            kind: kind.short_text()?,
            number: Number::default(),
            name: name.text()?,
            id: id.text()?,
        });
        for endpoint in endpoints.list()?.elements() {
            self.endpoint(number, &endpoint.object()?)?;
        }
        Ok(())
    }

    /// One pass over the members: this is where reading a large catalog spends its time.
    fn endpoint(&mut self, service: u32, endpoint: &Place<'_, '_>) -> Result<()> {
        let Some(value) = endpoint.value() else { return Ok(()) };
        members!(endpoint => id: b"id", region: b"region", region_id: b"region_id", interface: b"interface", url: b"url");
        let named_region = if region_id.is_filled() { region_id.short_text()? } else { Fact::default() };
        let entry = Entry {
            service,
            node: Fact::of(value),
            url: url.text()?,
            interface: interface.short_text()?,
            usual: interface.value().and_then(Value::as_str).and_then(Usual::of),
            region: if named_region.is_some() { named_region } else { region.short_text()? },
            id: id.text()?,
        };
        if self.version == Version::V3 {
            self.push(entry, url.value());
            return Ok(());
        }
        let is_interface = |key: &str| key.ends_with("URL") && key.len() <= LONGEST_SHORT_TEXT;
        for member in value.iter().filter(|member| is_interface(member.key())) {
            let counts = value.get(member.key()).is_some_and(|last| Fact::of(last) == Fact::of(member));
            if counts {
                endpoint.found(member.key(), Some(member)).text()?;
                // Also where it is null: its key is the interface.
                let usual = Usual::of(self.version.short(member.key()));
                self.push(Entry { url: Fact::of(member), usual, ..entry }, Some(member));
            }
        }
        Ok(())
    }

    /// An endpoint without a URL is of no use to anybody.
    fn push(&mut self, entry: Entry, url: Option<Value<'_>>) {
        let usable = url.and_then(Value::as_str).is_some_and(|url| !url.is_empty());
        if usable { self.endpoints.push(entry) } else { self.useless.push(entry) }
    }
}
