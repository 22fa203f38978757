//! Numbers as text, without the machinery of `fmt`: a table has millions of them.

use crate::engine::{MICROS_PER_SECOND, SimTime};

/// Appends a whole number.
pub(super) fn push_number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = digit(number % 10);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[first..]);
}

/// Appends exactly `N` digits, with zeros in front.
pub(super) fn push_padded<const N: usize>(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [b'0'; N];
    for place in digits.iter_mut().rev() {
        *place = digit(number % 10);
        number /= 10;
    }
    out.extend_from_slice(&digits);
}

/// Appends seconds with up to six decimals, as `SimTime` displays itself.
pub(super) fn push_seconds(out: &mut Vec<u8>, time: SimTime) {
    push_number(out, time.as_micros() / MICROS_PER_SECOND);
    push_fraction(out, time.as_micros() % MICROS_PER_SECOND);
}

/// Appends `.5` for half a million microseconds; nothing for none.
pub(super) fn push_fraction(out: &mut Vec<u8>, micros: u64) {
    if micros == 0 {
        return;
    }
    out.push(b'.');
    push_padded::<6>(out, micros);
    while out.last() == Some(&b'0') {
        out.pop();
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a decimal digit fits in a byte"
)]
const fn digit(number: u64) -> u8 {
    b'0' + number as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_look_as_everywhere_else() {
        for micros in [0, 1, 10, 500_000, 999_999, 1_000_000, 70_250_000, u64::MAX] {
            let time = SimTime::from_micros(micros);
            let mut out = Vec::new();
            push_seconds(&mut out, time);
            assert_eq!(String::from_utf8(out).unwrap(), time.to_string());
        }
    }

    #[test]
    fn numbers_have_all_their_digits() {
        for number in [0, 7, 10, 12_345, u64::MAX] {
            let mut out = Vec::new();
            push_number(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }
}
