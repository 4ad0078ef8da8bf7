//! A table of entities with stable small keys: the packet path indexes, it never hashes an id.

use std::marker::PhantomData;

/// A place in a [`Slab`]; after its entity was removed it finds nothing, even when the place is used again.
pub(crate) struct Key<T> {
    index: u32,
    generation: u32,
    entity: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    pub(crate) fn from_parts(index: u32, generation: u32) -> Key<T> {
        Key {
            index,
            generation,
            entity: PhantomData,
        }
    }

    pub(crate) fn parts(self) -> (u32, u32) {
        (self.index, self.generation)
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Key<T> {
        *self
    }
}

impl<T> Copy for Key<T> {}

impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Key<T>) -> bool {
        (self.index, self.generation) == (other.index, other.generation)
    }
}

impl<T> Eq for Key<T> {}

impl<T> std::fmt::Debug for Key<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.index, self.generation)
    }
}

#[derive(Debug)]
struct Entry<T> {
    generation: u32,
    value: Option<T>,
}

/// See the module's documentation. Places of removed entities are used again, so it grows to the largest number at a time.
#[derive(Debug)]
pub(crate) struct Slab<T> {
    entries: Vec<Entry<T>>,
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Slab<T> {
        Slab {
            entries: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<T> Slab<T> {
    /// Adds an entity.
    pub(crate) fn insert(&mut self, value: T) -> Key<T> {
        if let Some(index) = self.free.pop()
            && let Some(entry) = self.entries.get_mut(index as usize)
        {
            entry.value = Some(value);
            return Key::from_parts(index, entry.generation);
        }
        let index = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push(Entry {
            generation: 0,
            value: Some(value),
        });
        Key::from_parts(index, 0)
    }

    /// Takes an entity out.
    pub(crate) fn remove(&mut self, key: Key<T>) -> Option<T> {
        let entry = self
            .entries
            .get_mut(key.index as usize)
            .filter(|entry| entry.generation == key.generation)?;
        let value = entry.value.take()?;
        entry.generation = entry.generation.wrapping_add(1);
        self.free.push(key.index);
        Some(value)
    }

    /// An entity.
    pub(crate) fn get(&self, key: Key<T>) -> Option<&T> {
        self.entries
            .get(key.index as usize)
            .filter(|entry| entry.generation == key.generation)?
            .value
            .as_ref()
    }

    /// An entity, to change it.
    pub(crate) fn get_mut(&mut self, key: Key<T>) -> Option<&mut T> {
        self.entries
            .get_mut(key.index as usize)
            .filter(|entry| entry.generation == key.generation)?
            .value
            .as_mut()
    }

    /// All entities.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key<T>, &T)> {
        (0_u32..).zip(&self.entries).filter_map(|(index, entry)| {
            entry
                .value
                .as_ref()
                .map(|value| (Key::from_parts(index, entry.generation), value))
        })
    }

    /// Places, used and free.
    #[cfg(test)]
    pub(crate) fn capacity(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removed_entitys_key_finds_nothing_even_when_its_place_is_used_again() {
        let mut slab = Slab::default();
        let first = slab.insert("first");
        assert_eq!(slab.remove(first), Some("first"));
        assert_eq!(slab.remove(first), None);
        let second = slab.insert("second");
        assert_ne!(first, second);
        assert_eq!(slab.get(first), None);
        assert_eq!(slab.get(second), Some(&"second"));
        assert_eq!(slab.capacity(), 1);
    }
}
