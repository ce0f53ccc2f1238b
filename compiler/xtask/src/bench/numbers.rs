//! The arithmetic of measuring: medians, and how steep a growth is.
//!
//! In: plain numbers. Out: plain numbers. It knows nothing of what they measure.

/// The middle of some measurements, and their ends: how far to trust the middle.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Spread {
    pub(super) low: f64,
    pub(super) median: f64,
    pub(super) high: f64,
}

impl Spread {
    /// `None` when nothing, or something that is no number, was measured.
    pub(super) fn of(mut values: Vec<f64>) -> Option<Self> {
        if values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let (low, high) = (*values.first()?, *values.last()?);
        let median = f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2]);
        Some(Self { low, median, high })
    }
}

/// The exponent of a growth: the slope of the straight line closest to the points when both axes are logarithmic.
pub(super) fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(size, cost)| (size.ln(), cost.ln())).collect();
    let count = logs.len() as f64;
    let middle_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let middle_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let rise: f64 = logs.iter().map(|(x, y)| (x - middle_x) * (y - middle_y)).sum();
    let run: f64 = logs.iter().map(|(x, _)| (x - middle_x).powi(2)).sum();
    rise / run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_two() {
        let spread = Spread::of(vec![4.0, 1.0, 2.0, 100.0]).unwrap();
        assert_eq!(spread, Spread { low: 1.0, median: 3.0, high: 100.0 });
        assert_eq!(Spread::of(vec![5.0]).unwrap().median, 5.0);
    }

    #[test]
    fn nothing_and_no_number_have_no_median() {
        assert_eq!(Spread::of(Vec::new()), None);
        assert_eq!(Spread::of(vec![1.0, f64::NAN]), None);
        assert_eq!(Spread::of(vec![f64::INFINITY]), None);
    }

    #[test]
    fn a_power_is_found_again() {
        let points = [100.0, 1000.0, 10_000.0].map(|size: f64| (size, 3.0 * size.powf(1.25)));
        assert!((exponent(&points) - 1.25).abs() < 1e-9);
        assert!(exponent(&points[..1]).is_nan());
    }
}
