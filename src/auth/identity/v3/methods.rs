//! The methods of a login. Each may be replaced by another of its name, as a password is that has changed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock, TryLockError};

use super::Method;
use crate::auth::identity::chain::Chain;

/// Methods, read and replaced by any thread. One that was replaced is gone with the last login that uses it, and its secret too.
#[derive(Default)]
pub(super) struct Methods(Chain<Slot>);

/// Where a method is until another takes its place.
///
/// Nobody waits for the lock: a fork would inherit it as it stood. A method is taken out of it and never put in again, so that
/// who does not get it knows that there is another one by now.
struct Slot {
    name: Option<&'static str>,
    is_replaced: AtomicBool,
    method: RwLock<Option<Arc<dyn Method>>>,
}

impl Slot {
    fn get(&self) -> Option<Arc<dyn Method>> {
        while !self.is_replaced.load(Ordering::Acquire) {
            match self.method.try_read() {
                Ok(method) => return method.clone(),
                Err(TryLockError::Poisoned(method)) => return method.into_inner().clone(),
                // Somebody takes it away: that it is replaced was said before.
                Err(TryLockError::WouldBlock) => std::hint::spin_loop(),
            }
        }
        self.take();
        None
    }

    /// Takes the method out, unless somebody else is about to read it: then the next one who asks does.
    fn take(&self) {
        self.is_replaced.store(true, Ordering::Release);
        let taken = self.method.try_write().ok().and_then(|mut method| method.take());
        // Outside of the lock: it may lead to what the program wants to hear the end of.
        drop(taken);
    }
}

impl Methods {
    /// Adds a method, in the place of the one that has its name.
    pub(super) fn push(&self, method: Box<dyn Method>) {
        let name = method.name();
        let slot = Slot { name, is_replaced: AtomicBool::new(false), method: RwLock::new(Some(Arc::from(method))) };
        let own = self.0.push(slot);
        let is_own = |slot: &Slot| own.is_some_and(|own| std::ptr::eq(own, slot));
        let before = self.0.iter().take_while(|slot| !is_own(slot));
        before.filter(|slot| name.is_some() && slot.name == name).for_each(Slot::take);
    }

    /// All that count, in the order in which their names came up.
    pub(super) fn all(&self) -> Vec<Arc<dyn Method>> {
        let mut all: Vec<(Option<&'static str>, Option<Arc<dyn Method>>)> = Vec::new();
        for slot in self.0.iter() {
            let method = slot.get();
            match all.iter_mut().find(|(name, _)| name.is_some() && *name == slot.name) {
                Some((_, known)) => *known = method.or_else(|| known.take()),
                None => all.push((slot.name, method)),
            }
        }
        all.into_iter().filter_map(|(_, method)| method).collect()
    }
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
        methods.push(Box::new(method));
        marker
    }

    fn names(methods: &Methods) -> Vec<Option<&'static str>> {
        methods.all().iter().map(|method| method.name()).collect()
    }

    #[test]
    fn a_method_that_was_replaced_is_gone_and_its_place_is_the_next_ones() {
        let methods = Methods::default();
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
        let methods = Methods::default();
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
}
