//! PNG files, written for charts: large areas of one colour, rows that repeat.
//!
//! A general encoder weighs every filter for every row and searches far back for matches; that took
//! 12 ms per chart, three quarters of a small run. A chart needs neither: each row is told as the
//! difference to the row above, which is mostly zeros, and a run of equal pixels as a match three
//! bytes back. This takes about a millisecond, and the files are smaller too.
//!
//! Facts: Portable Network Graphics Specification (W3C); RFC 1950 (zlib); RFC 1951 (deflate).

/// Bytes of a pixel: red, green, blue.
const PIXEL: usize = 3;

/// The longest match that deflate knows.
const LONGEST: usize = 258;

/// The filter "Up": each byte is told as the difference to the one above it.
const FILTER_UP: u8 = 2;

/// Encodes rows of RGB pixels.
pub(super) fn encode(pixels: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::with_capacity(1 << 17);
    file.extend_from_slice(b"\x89PNG\r\n\x1a\n");
    let mut header = Vec::with_capacity(13);
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    // 8 bits per channel, RGB, deflate, the five filters, not interlaced.
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"IDAT", &zlib(pixels, width as usize * PIXEL));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// Appends a chunk: length, kind, data, checksum.
fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).expect("a chart has less than 4 GiB");
    file.extend_from_slice(&length.to_be_bytes());
    let start = file.len();
    file.extend_from_slice(&kind);
    file.extend_from_slice(data);
    let crc = crc32(&file[start..]);
    file.extend_from_slice(&crc.to_be_bytes());
}

/// One deflate block with the fixed codes, over all filtered rows.
fn zlib(pixels: &[u8], row_length: usize) -> Vec<u8> {
    let mut bits = Bits::with_capacity(1 << 17);
    // Deflate with a window of 32 KiB; the fastest level.
    bits.out.extend_from_slice(&[0x78, 0x01]);
    bits.push(0b011, 3); // the last block, with fixed codes
    let mut checksum = Adler::default();
    let mut above: &[u8] = &vec![0; row_length];
    let mut row = vec![0; row_length + 1];
    row[0] = FILTER_UP;
    for pixels in pixels.chunks_exact(row_length) {
        if pixels == above {
            row[1..].fill(0);
            checksum.add_then_zeros(FILTER_UP, row_length);
        } else {
            for (difference, (&below, &above)) in row[1..].iter_mut().zip(pixels.iter().zip(above))
            {
                *difference = below.wrapping_sub(above);
            }
            checksum.add(&row);
        }
        bits.compress(&row);
        above = pixels;
    }
    bits.literal_or_length(256);
    let mut out = bits.finish();
    out.extend_from_slice(&checksum.value().to_be_bytes());
    out
}

/// Bits, the lowest first.
struct Bits {
    /// Whole bytes.
    out: Vec<u8>,
    /// Bits that do not fill a word yet.
    pending: u64,
    /// How many.
    count: u32,
}

impl Bits {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            out: Vec::with_capacity(capacity),
            pending: 0,
            count: 0,
        }
    }

    /// Appends the lowest `count` bits, at most 16.
    fn push(&mut self, value: u32, count: u32) {
        self.pending |= u64::from(value) << self.count;
        self.count += count;
        if self.count >= 32 {
            self.out.extend_from_slice(&self.pending.to_le_bytes()[..4]);
            self.pending >>= 32;
            self.count -= 32;
        }
    }

    /// Tells a row: runs of equal pixels as matches, all else byte by byte.
    fn compress(&mut self, row: &[u8]) {
        let mut place = 0;
        while place < row.len() {
            // The filter's byte is no part of a pixel, so matches begin behind the first pixel.
            let length = if place > PIXEL { run(row, place) } else { 0 };
            if length < 4 {
                self.literal_or_length(u32::from(row[place]));
                place += 1;
            } else {
                self.repeat(length);
                place += length;
            }
        }
    }

    /// A match of that length, one pixel back.
    fn repeat(&mut self, length: usize) {
        let symbol = LENGTHS.partition_point(|&(least, _)| least <= length) - 1;
        let (least, extra) = LENGTHS[symbol];
        self.literal_or_length(257 + low_bits(symbol));
        self.push(low_bits(length - least), extra);
        // The distances 1 to 4 have the codes 0 to 3, of five bits, the highest first: here 00010.
        self.push(0b01000, 5);
    }

    /// A literal byte, the end of the block (256) or a length (257 to 285), in the fixed code.
    fn literal_or_length(&mut self, symbol: u32) {
        let (code, count) = match symbol {
            0..=143 => (0b0011_0000 + symbol, 8),
            144..=255 => (0b1_1001_0000 + symbol - 144, 9),
            256..=279 => (symbol - 256, 7),
            _ => (0b1100_0000 + symbol - 280, 8),
        };
        // Codes go with the highest bit first, all other numbers with the lowest.
        self.push(code.reverse_bits() >> (32 - count), count);
    }

    /// Fills the last byte with zeros.
    fn finish(mut self) -> Vec<u8> {
        while self.count > 0 {
            self.out.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.count = self.count.saturating_sub(8);
        }
        self.out
    }
}

/// How many bytes from `place` on equal the one a pixel before them.
fn run(row: &[u8], place: usize) -> usize {
    let longest = LONGEST.min(row.len() - place);
    let here = &row[place..place + longest];
    let before = &row[place - PIXEL..place - PIXEL + longest];
    let (here, before) = (here.chunks_exact(8), before.chunks_exact(8));
    let rest = here.remainder().iter().zip(before.remainder());
    let mut length = 0;
    for (here, before) in here.zip(before) {
        if here == before {
            length += 8;
            continue;
        }
        let equal = here.iter().zip(before).take_while(|(a, b)| a == b);
        return length + equal.count();
    }
    length + rest.take_while(|(a, b)| a == b).count()
}

/// The least length of each length symbol from 257 on, and how many bits tell the rest.
const LENGTHS: [(usize, u32); 29] = {
    let mut table = [(LONGEST, 0); 29];
    let mut symbol = 0;
    let mut least = 3;
    while symbol < 28 {
        // 0, then from the eighth on one bit more with every fourth symbol.
        let extra = if symbol < 8 {
            0
        } else {
            low_bits(symbol) / 4 - 1
        };
        table[symbol] = (least, extra);
        least += 1 << extra;
        symbol += 1;
    }
    table
};

#[expect(
    clippy::cast_possible_truncation,
    reason = "lengths and places in a table are below 2^9"
)]
const fn low_bits(number: usize) -> u32 {
    number as u32
}

/// The checksum of zlib.
struct Adler {
    /// One, plus all bytes.
    sum: u64,
    /// What `sum` was after each byte, added up.
    sum_of_sums: u64,
}

impl Default for Adler {
    fn default() -> Self {
        Self {
            sum: 1,
            sum_of_sums: 0,
        }
    }
}

impl Adler {
    const MODULUS: u64 = 65_521;

    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.sum += u64::from(byte);
            self.sum_of_sums += self.sum;
        }
        self.reduce();
    }

    /// One byte, then so many zeros, which leave the sum as it is.
    fn add_then_zeros(&mut self, byte: u8, zeros: usize) {
        self.sum += u64::from(byte);
        self.sum_of_sums += self.sum * (zeros as u64 + 1);
        self.reduce();
    }

    /// Often enough that nothing overflows: rows are far shorter than 2^32 bytes.
    fn reduce(&mut self) {
        self.sum %= Self::MODULUS;
        self.sum_of_sums %= Self::MODULUS;
    }

    #[expect(clippy::cast_possible_truncation, reason = "both are below 2^16")]
    fn value(&self) -> u32 {
        (self.sum_of_sums << 16 | self.sum) as u32
    }
}

/// The checksum of a chunk.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut index = 0;
        while index < 256 {
            let mut value = low_bits(index);
            let mut bit = 0;
            while bit < 8 {
                let polynomial = if value & 1 == 1 { 0xedb8_8320 } else { 0 };
                value = value >> 1 ^ polynomial;
                bit += 1;
            }
            table[index] = value;
            index += 1;
        }
        table
    };
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        crc >> 8 ^ TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let mut adler = Adler::default();
        adler.add(b"Wikipedia");
        assert_eq!(adler.value(), 0x11e6_0398);
        let (mut one, mut other) = (Adler::default(), Adler::default());
        one.add(&[2, 0, 0, 0]);
        other.add_then_zeros(2, 3);
        assert_eq!(one.value(), other.value());
    }

    #[test]
    fn lengths_have_the_codes_of_the_standard() {
        assert_eq!(LENGTHS[0], (3, 0));
        assert_eq!(LENGTHS[8], (11, 1));
        assert_eq!(LENGTHS[27], (227, 5));
        assert_eq!(LENGTHS[28], (258, 0));
    }

    /// Reads what the encoder writes: one block of fixed codes.
    fn inflate(data: &[u8]) -> Vec<u8> {
        let mut place = 0;
        let mut bit = || {
            let bit = data[place / 8] >> (place % 8) & 1;
            place += 1;
            usize::from(bit)
        };
        assert_eq!([bit(), bit(), bit()], [1, 1, 0]);
        let mut out: Vec<u8> = Vec::new();
        loop {
            let mut code = (0..7).fold(0, |code, _| code << 1 | bit());
            let symbol = if code < 0b001_1000 {
                code + 256
            } else {
                code = code << 1 | bit();
                match code {
                    0b0011_0000..=0b1011_1111 => code - 0b0011_0000,
                    0b1100_0000..=0b1100_0111 => code - 0b1100_0000 + 280,
                    _ => (code << 1 | bit()) - 0b1_1001_0000 + 144,
                }
            };
            if symbol == 256 {
                return out;
            }
            if symbol < 256 {
                out.push(u8::try_from(symbol).unwrap());
                continue;
            }
            let (least, extra) = LENGTHS[symbol - 257];
            let length = (0..extra).fold(least, |length, place| length + (bit() << place));
            let distance = (0..5).fold(1, |distance, place| distance + (bit() << (4 - place)));
            for _ in 0..length {
                out.push(out[out.len() - distance]);
            }
        }
    }

    #[test]
    fn what_is_encoded_can_be_read_back() {
        let (width, height) = (300, 40);
        let pixels: Vec<u8> = (0..width * height)
            .flat_map(|index: u32| {
                let (x, y) = (index % width, index / width);
                let noise = (x * 7919 + y * 104_729) % 251;
                let is_noisy = (50..60).contains(&x) || y == 20;
                let shade = if is_noisy { noise } else { y / 10 * 60 };
                [shade, shade / 2, 255 - shade].map(|byte| u8::try_from(byte).unwrap())
            })
            .collect();
        let data = zlib(&pixels, width as usize * PIXEL);
        let filtered = inflate(&data[2..]);
        let mut above = vec![0_u8; width as usize * PIXEL];
        let mut read = Vec::new();
        for row in filtered.chunks(above.len() + 1) {
            assert_eq!(row[0], FILTER_UP);
            for (above, &difference) in above.iter_mut().zip(&row[1..]) {
                *above = above.wrapping_add(difference);
            }
            read.extend_from_slice(&above);
        }
        assert_eq!(read, pixels);
        let mut checksum = Adler::default();
        checksum.add(&filtered);
        assert_eq!(data[data.len() - 4..], checksum.value().to_be_bytes());
    }

    #[test]
    fn runs_end_where_pixels_differ_or_the_row_ends() {
        let mut row = vec![7; 400];
        assert_eq!(run(&row, 4), LONGEST);
        assert_eq!(run(&row, 390), 10);
        row[20] = 8;
        assert_eq!(run(&row, 4), 16);
    }
}
