//! The normal distribution.

#![expect(
    clippy::excessive_precision,
    reason = "the digits are those of the paper"
)]

/// 95 % of a standard normal distribution are below this many standard deviations.
pub(super) const Z95: f64 = 1.644_853_626_951_472_2;

/// How many standard deviations above the mean the value lies below which the share `p` is found:
/// the inverse of the normal distribution function, with 16 digits. `p` is in `[0, 1]`; its ends
/// give infinity.
///
/// Algorithm AS 241 (PPND16), M. J. Wichura, Applied Statistics 37 (1988), 477-484.
pub(super) fn quantile(p: f64) -> f64 {
    let from_middle = p - 0.5;
    if from_middle.abs() <= 0.425 {
        let r = 0.180_625 - from_middle * from_middle;
        return from_middle * ratio(&CENTRE, r);
    }
    let tail = if from_middle < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return f64::INFINITY.copysign(from_middle);
    }
    let r = libm::sqrt(-libm::log(tail));
    let deviations = if r <= 5.0 {
        ratio(&TAIL, r - 1.6)
    } else {
        ratio(&FAR_TAIL, r - 5.0)
    };
    deviations.copysign(from_middle)
}

/// Two polynomials of the seventh degree, lowest coefficient first.
struct Ratio {
    numerator: [f64; 8],
    denominator: [f64; 8],
}

fn ratio(of: &Ratio, r: f64) -> f64 {
    let polynomial = |coefficients: &[f64; 8]| {
        let highest_first = coefficients.iter().rev();
        highest_first.fold(0.0, |sum, coefficient| sum * r + coefficient)
    };
    polynomial(&of.numerator) / polynomial(&of.denominator)
}

/// From 0.075 to 0.925.
const CENTRE: Ratio = Ratio {
    numerator: [
        3.387_132_872_796_366_608_0,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    denominator: [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083_0e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061_0e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561_0e3,
    ],
};

/// Outside of that, to about 1.4e-11 from either end.
const TAIL: Ratio = Ratio {
    numerator: [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_90,
        5.769_497_221_460_691_405_50,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_70e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_40e-4,
    ],
    denominator: [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_40,
        6.897_673_349_851_000_045_50e-1,
        1.481_039_764_274_800_745_90e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946_00e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
};

/// Beyond.
const FAR_TAIL: Ratio = Ratio {
    numerator: [
        6.657_904_643_501_103_777_20,
        5.463_784_911_164_114_369_90,
        1.784_826_539_917_291_335_80,
        2.965_605_718_285_048_912_30e-1,
        2.653_218_952_657_612_309_30e-2,
        1.242_660_947_388_078_438_60e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    denominator: [
        1.0,
        5.998_322_065_558_879_376_90e-1,
        1.369_298_809_227_358_053_10e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591_00e-4,
        1.846_318_317_510_054_681_80e-5,
        1.421_511_758_316_445_888_70e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_tables() {
        let table = [
            (0.5, 0.0),
            (0.6, 0.253_347_103_135_799_8),
            (0.9, 1.281_551_565_544_600_4),
            (0.925, 1.439_531_470_938_456),
            (0.95, Z95),
            (0.99, 2.326_347_874_040_840_8),
            (0.999_999, 4.753_424_308_817_089),
            (1e-9, -5.997_807_015_007_686_5),
            (1e-12, -7.034_483_825_301_132),
            (1e-300, -37.047_096_299_361_2),
        ];
        for (p, expected) in table {
            let error = (quantile(p) - expected).abs();
            assert!(error <= 1e-14 * expected.abs(), "{p}: {}", quantile(p));
        }
    }

    #[test]
    fn the_three_parts_meet() {
        for seam in [0.075, 0.925, libm::exp(-25.0)] {
            let (below, above) = (
                quantile(seam * (1.0 - 1e-12)),
                quantile(seam * (1.0 + 1e-12)),
            );
            assert!(below < above && above - below < 1e-9, "{below} {above}");
        }
    }

    #[test]
    fn the_ends_are_infinite() {
        assert!(quantile(0.0) <= f64::NEG_INFINITY);
        assert!(quantile(1.0) >= f64::INFINITY);
    }
}
