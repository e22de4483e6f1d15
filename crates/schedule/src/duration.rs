//! Durations as people write them: `6m`, `1h 30m`, `3d`.

/// Seconds as text: `0s`, `45s`, `6m`, `1h 30m`, `26h`, `3d 6h`. Days appear from two days on.
#[must_use]
pub fn show(seconds: u64) -> String {
    let days = if seconds >= 2 * 86_400 {
        seconds / 86_400
    } else {
        0
    };
    let rest = seconds - days * 86_400;
    let parts = [
        (days, "d"),
        (rest / 3_600, "h"),
        (rest % 3_600 / 60, "m"),
        (rest % 60, "s"),
    ];
    let shown: Vec<String> = parts
        .iter()
        .filter(|(amount, _)| *amount > 0)
        .map(|(amount, unit)| format!("{amount}{unit}"))
        .collect();
    if shown.is_empty() {
        "0s".to_owned()
    } else {
        shown.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::show;

    #[test]
    fn durations_read_as_people_write_them() {
        let cases = [
            (0, "0s"),
            (45, "45s"),
            (360, "6m"),
            (5_400, "1h 30m"),
            (86_400, "24h"),
            (93_600, "26h"),
            (259_200, "3d"),
            (280_800, "3d 6h"),
        ];
        for (seconds, text) in cases {
            assert_eq!(show(seconds), text);
        }
        assert!(!show(u64::MAX).is_empty());
    }
}
