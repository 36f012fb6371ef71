#![allow(clippy::undocumented_unsafe_blocks, reason = "all pointers are the tests' own")]
#![allow(clippy::unwrap_used, clippy::multiple_unsafe_ops_per_block)]

use std::ffi::CStr;
use std::mem::size_of;
use std::ptr;

use super::super::result::KS_OK;
use super::*;
use crate::error::Code;
use crate::value::Document;

const BODY: &str = r#"{"catalog":[{"type":"compute","name":"nova","id":"s","endpoints":[
    {"id":"e1","interface":"public","region_id":"North","url":"http://n"},
    {"id":"e2","interface":"internal","region":"South","url":"http://s"}]}]}"#;

const FILTER: ks_endpoint_filter = ks_endpoint_filter {
    size: size_of::<ks_endpoint_filter>(),
    service_type: ptr::null(),
    interface: ptr::null(),
    region_name: ptr::null(),
    service_name: ptr::null(),
    service_id: ptr::null(),
    endpoint_id: ptr::null(),
    attr: ptr::null(),
    filter_value: ptr::null(),
};

/// An endpoint whose members are not what they will be.
fn endpoint(size: usize) -> ks_endpoint {
    let other = c"other".as_ptr();
    ks_endpoint {
        size,
        service_type: other,
        service_name: other,
        service_id: other,
        interface: other,
        region: other,
        url: other,
        id: other,
        value: ptr::null(),
    }
}

struct Held(*mut ks_catalog);

impl Held {
    fn new() -> Self {
        Self(ks_catalog::share(Arc::new(Catalog::from_body(Document::parse(BODY).unwrap()).unwrap())))
    }

    fn url_for(&self, filter: &ks_endpoint_filter) -> Result<&str, ks_result> {
        self.url_at(filter)
    }

    fn url_at(&self, filter: *const ks_endpoint_filter) -> Result<&str, ks_result> {
        let mut url = ptr::dangling();
        let result = unsafe { ks_catalog_url_for(self.0, filter, &raw mut url, ptr::null_mut()) };
        if result == KS_OK {
            return Ok(unsafe { CStr::from_ptr(url) }.to_str().unwrap());
        }
        assert!(url.is_null(), "an out parameter was not cleared");
        Err(result)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        unsafe { ks_catalog_free(self.0) };
    }
}

fn text<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() { None } else { Some(unsafe { CStr::from_ptr(text) }.to_str().unwrap()) }
}

#[test]
fn a_filter_finds_the_url() {
    let catalog = Held::new();
    assert_eq!(catalog.url_for(&FILTER), Ok("http://n"));
    let filter = ks_endpoint_filter { interface: c"admin,internalURL".as_ptr(), ..FILTER };
    assert_eq!(catalog.url_for(&filter), Ok("http://s"));
    let filter = ks_endpoint_filter { region_name: c"South".as_ptr(), ..filter };
    assert_eq!(catalog.url_for(&filter), Ok("http://s"));
    let filter = ks_endpoint_filter {
        service_type: c"compute".as_ptr(),
        service_name: c"nova".as_ptr(),
        service_id: c"s".as_ptr(),
        endpoint_id: c"e2".as_ptr(),
        ..filter
    };
    assert_eq!(catalog.url_for(&filter), Ok("http://s"));
    for wrong in [
        ks_endpoint_filter { service_type: c"image".as_ptr(), ..filter },
        ks_endpoint_filter { interface: c"public".as_ptr(), ..filter },
        ks_endpoint_filter { region_name: c"North".as_ptr(), ..filter },
        ks_endpoint_filter { service_name: c"x".as_ptr(), ..filter },
        ks_endpoint_filter { service_id: c"x".as_ptr(), ..filter },
        ks_endpoint_filter { endpoint_id: c"e1".as_ptr(), ..filter },
    ] {
        assert_eq!(catalog.url_for(&wrong), Err(Code::ENDPOINT_NOT_FOUND.number()), "{wrong:?}");
    }
}

#[test]
fn what_is_wrong_with_the_arguments_is_an_error() {
    let catalog = Held::new();
    assert_eq!(catalog.url_at(ptr::null()), Err(Code::NULL_ARGUMENT.number()));
    for wrong in [c"\xff", c"four\xff", c"seventeen letters\xff", c"many more than are looked at in one go, \xff"] {
        for filter in [
            ks_endpoint_filter { filter_value: wrong.as_ptr(), ..FILTER },
            ks_endpoint_filter { region_name: wrong.as_ptr(), ..FILTER },
            ks_endpoint_filter { service_type: wrong.as_ptr(), ..FILTER },
            ks_endpoint_filter { interface: wrong.as_ptr(), ..FILTER },
        ] {
            assert_eq!(catalog.url_for(&filter), Err(Code::INVALID_UTF8.number()), "{wrong:?}");
        }
    }
    let long =
        ks_endpoint_filter { region_name: c"a region whose name is rather long, in \xc3\x84".as_ptr(), ..FILTER };
    assert_eq!(catalog.url_for(&long), Err(Code::ENDPOINT_NOT_FOUND.number()));
    let mut url = ptr::dangling();
    let null = Code::NULL_ARGUMENT.number();
    unsafe {
        assert_eq!(ks_catalog_url_for(ptr::null(), &FILTER, &raw mut url, ptr::null_mut()), null);
        assert!(url.is_null());
        assert_eq!(ks_catalog_url_for(catalog.0, &FILTER, ptr::null_mut(), ptr::null_mut()), null);
    }
}

#[test]
fn a_filter_counts_as_far_as_its_size_says() {
    let catalog = Held::new();
    let nowhere = ks_endpoint_filter { region_name: c"Nowhere".as_ptr(), ..FILTER };
    for (size, found) in [(8, true), (16, true), (24, true), (32, false), (56, false), (72, false)] {
        let filter = ks_endpoint_filter { size: size / 8 * size_of::<usize>(), ..nowhere };
        assert_eq!(catalog.url_for(&filter).is_ok(), found, "{size}");
    }
    for size in [0, 1, size_of::<usize>() - 1, size_of::<usize>() + 1, 4096 + size_of::<usize>(), usize::MAX] {
        let filter = ks_endpoint_filter { size, ..FILTER };
        assert_eq!(catalog.url_for(&filter), Err(Code::INVALID_ARGUMENT.number()), "{size}");
    }
}

#[test]
fn members_of_a_later_version_are_refused_unless_they_are_null() {
    #[repr(C)]
    struct Later {
        known: ks_endpoint_filter,
        more: [*const c_char; 2],
    }
    let catalog = Held::new();
    let known = ks_endpoint_filter { size: size_of::<Later>(), ..FILTER };
    let mut filter = Later { known, more: [ptr::null(); 2] };
    assert_eq!(catalog.url_at((&raw const filter).cast()), Ok("http://n"));
    filter.more[1] = c"x".as_ptr();
    assert_eq!(catalog.url_at((&raw const filter).cast()), Err(Code::UNSUPPORTED_PARAMETERS.number()));
}

#[test]
fn an_endpoint_is_filled_in() {
    let catalog = Held::new();
    assert_eq!(unsafe { ks_catalog_endpoint_count(catalog.0) }, 2);
    let mut filled = endpoint(size_of::<ks_endpoint>());
    assert!(unsafe { ks_catalog_endpoint(catalog.0, 1, &raw mut filled) });
    assert_eq!(filled.size, size_of::<ks_endpoint>());
    for (member, value) in [
        (filled.service_type, "compute"),
        (filled.service_name, "nova"),
        (filled.service_id, "s"),
        (filled.interface, "internal"),
        (filled.region, "South"),
        (filled.url, "http://s"),
        (filled.id, "e2"),
    ] {
        assert_eq!(text(member), Some(value));
    }
}

#[test]
fn an_endpoint_that_does_not_exist_has_no_members() {
    let catalog = Held::new();
    for (catalog, index) in [(catalog.0, 2), (catalog.0, usize::MAX), (ptr::null_mut(), 0)] {
        let mut filled = endpoint(size_of::<ks_endpoint>());
        assert!(!unsafe { ks_catalog_endpoint(catalog, index, &raw mut filled) });
        assert_eq!(filled.size, size_of::<ks_endpoint>());
        assert!(filled.service_type.is_null() && filled.url.is_null() && filled.id.is_null());
    }
    assert!(!unsafe { ks_catalog_endpoint(catalog.0, 0, ptr::null_mut()) });
    assert_eq!(unsafe { ks_catalog_endpoint_count(ptr::null()) }, 0);
}

#[test]
fn nothing_is_written_beyond_the_size_of_an_endpoint() {
    let catalog = Held::new();
    let mut older = endpoint(3 * size_of::<usize>());
    assert!(unsafe { ks_catalog_endpoint(catalog.0, 0, &raw mut older) });
    assert_eq!((text(older.service_type), text(older.service_name)), (Some("compute"), Some("nova")));
    assert_eq!((text(older.service_id), text(older.id)), (Some("other"), Some("other")));
    for size in [0, 7, size_of::<usize>() + 4, usize::MAX] {
        let mut unset = endpoint(size);
        assert!(!unsafe { ks_catalog_endpoint(catalog.0, 0, &raw mut unset) }, "{size}");
        assert_eq!((unset.size, text(unset.service_type)), (size, Some("other")));
    }
}

#[test]
fn references_are_counted() {
    let catalog = Held::new();
    unsafe {
        let again = ks_catalog_ref(catalog.0);
        assert_eq!(again, catalog.0);
        ks_catalog_free(again);
        assert!(ks_catalog_ref(ptr::null()).is_null());
        ks_catalog_free(ptr::null_mut());
    }
    assert_eq!(catalog.url_for(&FILTER), Ok("http://n"));
}

#[test]
fn a_token_is_told_by_its_catalog() {
    let body = r#"{"token":{"user":{"id":"u"},"catalog":[]}}"#;
    let catalog = Held(ks_catalog::share(Arc::new(Catalog::from_json(body).unwrap())));
    let (mut token, mut error) = (ptr::dangling_mut(), ptr::null_mut());
    unsafe {
        assert_eq!(ks_catalog_get_token(catalog.0, &raw mut token, &raw mut error), KS_OK);
        let user = super::super::value::ks_value_get(token, c"user_id".as_ptr());
        assert_eq!(CStr::from_ptr(super::super::value::ks_value_string(user)), c"u");
        super::super::value::ks_value_free(token);
        token = ptr::dangling_mut();
        let null = Code::NULL_ARGUMENT.number();
        assert_eq!(ks_catalog_get_token(ptr::null(), &raw mut token, ptr::null_mut()), null);
        assert!(token.is_null());
        assert_eq!(ks_catalog_get_token(catalog.0, ptr::null_mut(), ptr::null_mut()), null);
    }
}
