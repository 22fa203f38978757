//! Append-only storage with typed ids: what was made once keeps its place for ever.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A position in an [`Arena`]; made by [`typed_id!`](crate::typed_id).
pub trait Id: Copy {
    /// The id of the entry at this position.
    fn from_index(index: usize) -> Self;
    /// The position in its arena.
    fn index(self) -> usize;
}

/// Declares ids that are 32-bit positions, one type for each kind of thing.
#[macro_export]
macro_rules! typed_id {
    ($($(#[$doc:meta])* $vis:vis $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name(pub u32);

        impl $crate::engine::Id for $name {
            fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).expect("fewer than 2^32 of a kind"))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

/// Values addressed by a typed id, in order of creation.
#[derive(Clone, Debug)]
pub struct Arena<I, T> {
    entries: Vec<T>,
    ids: PhantomData<I>,
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            ids: PhantomData,
        }
    }
}

impl<I: Id, T> Arena<I, T> {
    /// Appends a value and returns its id.
    pub fn push(&mut self, value: T) -> I {
        let id = self.next_id();
        self.entries.push(value);
        id
    }

    /// The id that the next value will get.
    pub fn next_id(&self) -> I {
        I::from_index(self.entries.len())
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was added yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value, if the id was given out by this arena.
    pub fn get(&self, id: I) -> Option<&T> {
        self.entries.get(id.index())
    }

    /// Ids and values in order of creation.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (I, &T)> {
        self.entries
            .iter()
            .enumerate()
            .map(|(index, value)| (I::from_index(index), value))
    }

    /// All ids in order of creation.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = I> + use<I, T> {
        (0..self.entries.len()).map(I::from_index)
    }
}

impl<I: Id, T> FromIterator<T> for Arena<I, T> {
    fn from_iter<S: IntoIterator<Item = T>>(values: S) -> Self {
        Self {
            entries: values.into_iter().collect(),
            ids: PhantomData,
        }
    }
}

impl<I: Id, T> Index<I> for Arena<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.entries[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Arena<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.entries[id.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    typed_id! {
        /// Only for this test.
        LetterId;
    }

    #[test]
    fn ids_follow_the_order_of_creation() {
        let mut letters: Arena<LetterId, char> = Arena::default();
        let a = letters.push('a');
        let b = letters.push('b');
        assert!(a < b);
        assert_eq!((letters[a], letters[b], letters.len()), ('a', 'b', 2));
        assert_eq!(letters.get(LetterId(2)), None);
    }
}
