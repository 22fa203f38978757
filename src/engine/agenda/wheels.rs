//! The events after the window, by the digits of their time.

use super::entry::Entry;

/// How many entries a chunk has room for; a bucket with no more than that is sorted at once.
/// Measured: from 32 to 128 it makes no difference; the smallest wastes the least memory.
pub(super) const CHUNK: usize = 32;

/// Bits of one digit of a time. Six, because the buckets of a level are then the bits of a `u64`.
const DIGIT_BITS: usize = 6;
const DIGITS: usize = 1 << DIGIT_BITS;
const LEVELS: usize = 64_usize.div_ceil(DIGIT_BITS);
const BUCKETS: usize = LEVELS * DIGITS;

/// How many empty chunks are kept for later.
const POOL_MAX: usize = 64;

/// Entries in the order in which they came.
pub(super) type Chunk<E> = Vec<Entry<E>>;

/// The next events, not sorted yet.
pub(super) struct Batch<E> {
    /// The events.
    pub(super) entries: Vec<Entry<E>>,
    /// The wheels hold nothing up to and including this instant.
    pub(super) reach: u64,
}

/// Buckets of events, [`DIGITS`] on each of [`LEVELS`] levels.
pub(super) struct Wheels<E> {
    /// The instant from which levels are counted; not after any event.
    clock: u64,
    /// A bit for each level that holds something.
    levels: u64,
    /// For each level, a bit for each bucket that holds something.
    occupied: [u64; LEVELS],
    /// The last chunk of each bucket; empty and without memory if the bucket is empty.
    open: Vec<Chunk<E>>,
    /// The chunks of each bucket before that; all full.
    full: Vec<Vec<Chunk<E>>>,
    /// Empty chunks.
    pool: Vec<Chunk<E>>,
}

impl<E: Copy> Wheels<E> {
    pub(super) fn new() -> Self {
        Self {
            clock: 0,
            levels: 0,
            occupied: [0; LEVELS],
            open: (0..BUCKETS).map(|_| Chunk::new()).collect(),
            full: (0..BUCKETS).map(|_| Vec::new()).collect(),
            pool: Vec::new(),
        }
    }

    /// Moves the clock back to `now`: inside the window that was taken last, or anywhere if no
    /// event is left. Buckets do not change, for up to there all times agree in the digits by
    /// which the events were placed.
    pub(super) fn rewind(&mut self, now: u64) {
        self.clock = now;
    }

    /// Puts an entry into its bucket.
    #[inline]
    pub(super) fn place(&mut self, entry: Entry<E>) {
        let bucket = bucket(entry.time, self.clock);
        if self.open[bucket].len().is_multiple_of(CHUNK) {
            self.open_chunk(bucket);
        }
        self.open[bucket].push(entry);
    }

    /// Takes the events that are next: a whole bucket if it is small, else those of its earliest
    /// instant, and then the others go to lower levels.
    pub(super) fn take_due(&mut self) -> Option<Batch<E>> {
        let bucket = self.first()?;
        let (last, mut chunks) = self.take(bucket);
        if chunks.is_empty() {
            let below = (1 << (bucket / DIGITS * DIGIT_BITS)) - 1;
            let reach = last[0].time | below;
            self.clock = reach & !below;
            let entries = last;
            return Some(Batch { entries, reach });
        }
        chunks.push(last);
        let times = chunks.iter().flatten().map(|entry| entry.time);
        let earliest = times.fold(u64::MAX, u64::min);
        self.clock = earliest;
        let mut entries = self.empty_chunk();
        self.scatter(chunks, |entry| {
            let later = entry.time > earliest;
            if !later {
                entries.push(*entry);
            }
            later
        });
        let reach = earliest;
        Some(Batch { entries, reach })
    }

    /// Takes back the memory of a chunk that is done with.
    pub(super) fn recycle(&mut self, mut chunk: Chunk<E>) {
        let usual = CHUNK..2 * CHUNK;
        if self.pool.len() < POOL_MAX && usual.contains(&chunk.capacity()) {
            chunk.clear();
            self.pool.push(chunk);
        }
    }

    /// Drops the entries that are not kept.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Entry<E>) -> bool) {
        for bucket in 0..BUCKETS {
            if !self.open[bucket].is_empty() {
                let (last, mut chunks) = self.take(bucket);
                chunks.push(last);
                self.scatter(chunks, &mut keep);
            }
        }
    }

    /// For how many entries memory is held.
    pub(super) fn capacity(&self) -> usize {
        let full = self.full.iter().flatten();
        let chunks = self.open.iter().chain(full).chain(&self.pool);
        chunks.map(Vec::capacity).sum()
    }

    /// The first bucket that holds something: on the lowest level, the lowest digit.
    fn first(&self) -> Option<usize> {
        if self.levels == 0 {
            return None;
        }
        let level = self.levels.trailing_zeros() as usize;
        let digit = self.occupied[level].trailing_zeros() as usize;
        Some(level * DIGITS + digit)
    }

    /// Empties a bucket: its last chunk, and those before.
    fn take(&mut self, bucket: usize) -> (Chunk<E>, Vec<Chunk<E>>) {
        let level = bucket / DIGITS;
        self.occupied[level] &= !(1 << (bucket % DIGITS));
        if self.occupied[level] == 0 {
            self.levels &= !(1 << level);
        }
        let last = std::mem::take(&mut self.open[bucket]);
        (last, std::mem::take(&mut self.full[bucket]))
    }

    /// Places the entries that are kept, each where it belongs by the present clock.
    fn scatter(&mut self, chunks: Vec<Chunk<E>>, mut keep: impl FnMut(&Entry<E>) -> bool) {
        for chunk in chunks {
            for entry in &chunk {
                if keep(entry) {
                    self.place(*entry);
                }
            }
            self.recycle(chunk);
        }
    }

    /// Gives a bucket that is empty, or whose last chunk is full, a new one.
    fn open_chunk(&mut self, bucket: usize) {
        let (level, digit) = (bucket / DIGITS, bucket % DIGITS);
        self.levels |= 1 << level;
        self.occupied[level] |= 1 << digit;
        let chunk = self.empty_chunk();
        let before = std::mem::replace(&mut self.open[bucket], chunk);
        if !before.is_empty() {
            self.full[bucket].push(before);
        }
    }

    fn empty_chunk(&mut self) -> Chunk<E> {
        let pooled = self.pool.pop();
        pooled.unwrap_or_else(|| Chunk::with_capacity(CHUNK))
    }
}

/// The bucket of a time: on the level of the highest digit in which it differs from the clock, the
/// place of that digit.
#[inline]
fn bucket(time: u64, clock: u64) -> usize {
    debug_assert!(time >= clock);
    // The lowest bit keeps the clock itself on level 0 and makes the logarithm exist.
    let level = ((time ^ clock) | 1).ilog2() as usize / DIGIT_BITS;
    let digit = (time >> (level * DIGIT_BITS)) % DIGITS as u64;
    level * DIGITS + usize::try_from(digit).expect("a digit is small")
}
