//! The methods of a login. Each may be replaced by another of its name, as a password is that has changed.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::Method;
use crate::process::{Inherit, PerProcess};

/// Methods, read and replaced by any thread. One that was replaced is gone with the last login that uses it, and its secret too.
pub(super) struct Methods(PerProcess<Own>);

/// What each process has of its own.
#[derive(Default)]
struct Own {
    /// Held while a method is added.
    adding: Mutex<()>,
    /// The same twice, changed one after the other: a fork may find one of them locked, and never both.
    copies: [RwLock<Vec<Arc<dyn Method>>>; 2],
}

impl Inherit for Own {
    fn inherit(&self) -> Self {
        let methods = self.copies.iter().find_map(|copy| Some(copy.try_read().ok()?.clone())).unwrap_or_default();
        Self { adding: Mutex::default(), copies: [RwLock::new(methods.clone()), RwLock::new(methods)] }
    }
}

impl Methods {
    /// These methods.
    pub(super) fn new(methods: Vec<Box<dyn Method>>) -> Self {
        let all = Self(PerProcess::new(Own::default()));
        for method in methods {
            all.add(method);
        }
        all
    }

    /// Adds a method, in the place of the one that has its name.
    pub(super) fn add(&self, method: Box<dyn Method>) {
        let method = Arc::from(method);
        let own = &*self.0;
        let adding = own.adding.lock().unwrap_or_else(PoisonError::into_inner);
        let replaced = own.copies.each_ref().map(|copy| {
            let mut methods = copy.write().unwrap_or_else(PoisonError::into_inner);
            put(&mut methods, &method)
        });
        drop(adding);
        // Outside of all locks: with it may end what a program has a function for, and that may come back here.
        drop(replaced);
    }

    /// All of them, in the order in which their names came up.
    pub(super) fn all(&self) -> Vec<Arc<dyn Method>> {
        let [first, _] = &self.0.copies;
        first.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Puts `method` in the place of the one that has its name, which comes back, or else at the end.
fn put(methods: &mut Vec<Arc<dyn Method>>, method: &Arc<dyn Method>) -> Option<Arc<dyn Method>> {
    let same = methods.iter_mut().find(|known| known.name().is_some() && known.name() == method.name());
    if let Some(known) = same {
        return Some(std::mem::replace(known, Arc::clone(method)));
    }
    methods.push(Arc::clone(method));
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{CacheId, Source};
    use crate::text::Secret;
    use crate::value::Json;

    /// A method that tells by its marker how long it lives.
    struct Marked {
        name: &'static str,
        secret: Source,
        _marker: Arc<()>,
    }

    impl Method for Marked {
        fn name(&self) -> Option<&'static str> {
            Some(self.name)
        }

        fn secret(&self) -> &Source {
            &self.secret
        }

        fn body<'a>(&'a self, _secret: &'a Secret) -> Json<'a> {
            Json::Null
        }

        fn tell(&self, _id: &mut CacheId) {}
    }

    fn add(methods: &Methods, name: &'static str) -> Arc<()> {
        let marker = Arc::new(());
        let method = Marked { name, secret: Source::Given(Secret::new("s")), _marker: Arc::clone(&marker) };
        methods.add(Box::new(method));
        marker
    }

    fn names(methods: &Methods) -> Vec<Option<&'static str>> {
        methods.all().iter().map(|method| method.name()).collect()
    }

    #[test]
    fn a_method_that_was_replaced_is_gone_and_its_place_is_the_next_ones() {
        let methods = Methods::new(Vec::new());
        let (first, other) = (add(&methods, "password"), add(&methods, "totp"));
        let login = methods.all();
        let second = add(&methods, "password");
        assert_eq!(names(&methods), [Some("password"), Some("totp")]);
        assert_eq!(Arc::strong_count(&first), 2, "a login uses it");
        drop(login);
        assert_eq!(Arc::strong_count(&first), 1);
        assert_eq!((Arc::strong_count(&second), Arc::strong_count(&other)), (2, 2));
    }

    #[test]
    fn there_is_always_one_while_threads_replace_and_read_it() {
        let methods = Methods::new(Vec::new());
        let mut markers = vec![add(&methods, "password")];
        std::thread::scope(|scope| {
            let adding =
                [(); 2].map(|()| scope.spawn(|| (0..100).map(|_| add(&methods, "password")).collect::<Vec<_>>()));
            for _ in 0..2 {
                scope.spawn(|| (0..100).for_each(|_| assert_eq!(names(&methods), [Some("password")])));
            }
            markers.extend(adding.into_iter().flat_map(|adding| adding.join().unwrap_or_default()));
        });
        assert_eq!(markers.len(), 201);
        assert_eq!(names(&methods), [Some("password")]);
        assert_eq!(markers.iter().filter(|marker| Arc::strong_count(marker) > 1).count(), 1, "the others are gone");
    }

    #[test]
    fn a_child_has_the_methods_whichever_moment_it_begins_in() {
        let methods = Methods::new(Vec::new());
        add(&methods, "password");
        for copy in &methods.0.copies {
            let _changing = copy.write();
            let child = Methods(PerProcess::new(methods.0.inherit()));
            assert_eq!(names(&child), [Some("password")]);
        }
    }
}
