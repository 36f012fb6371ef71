//! A list that only grows, read and extended by any thread without a lock: a fork would inherit a lock as it stood.

use once_cell::race::OnceBox;

/// Things that were added, the oldest first.
pub(super) struct Chain<T>(OnceBox<Link<T>>);

struct Link<T> {
    item: T,
    rest: Chain<T>,
}

impl<T> Default for Chain<T> {
    fn default() -> Self {
        Self(OnceBox::new())
    }
}

impl<T> Chain<T> {
    /// Adds one at the end, and shows it there.
    pub(super) fn push(&self, item: T) -> Option<&T> {
        let mut link = Box::new(Link { item, rest: Self::default() });
        let mut end = self;
        while let Err(back) = end.0.set(link) {
            // Somebody else was there before.
            link = back;
            end = &end.0.get()?.rest;
        }
        end.0.get().map(|link| &link.item)
    }

    /// All that were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        let mut link = self.0.get();
        std::iter::from_fn(move || {
            let here = link?;
            link = here.rest.0.get();
            Some(&here.item)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_threads_add_is_all_there() {
        let chain = Chain::default();
        assert_eq!(chain.iter().count(), 0);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let chain = &chain;
                scope.spawn(move || {
                    (0..100).for_each(|number| {
                        assert_eq!(chain.push(thread * 100 + number), Some(&(thread * 100 + number)))
                    })
                });
            }
        });
        let mut found: Vec<i32> = chain.iter().copied().collect();
        let firsts: Vec<i32> = found.iter().copied().filter(|number| *number < 100).collect();
        assert!(firsts.is_sorted(), "in the order in which they were added");
        found.sort_unstable();
        assert_eq!(found, (0..400).collect::<Vec<i32>>());
    }
}
