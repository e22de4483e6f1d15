//! Constraints as people read them.

/// A clause that stands on several lines, as if it stood on one.
pub fn one_line(text: &str) -> String {
    let mut joined = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let closes = line.starts_with([')', ']', '}']);
        if closes && joined.ends_with(',') {
            joined.pop();
        }
        if !joined.is_empty() && !joined.ends_with(['(', '[']) && !line.starts_with([')', ']']) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// `90` as `1m 30s`.
pub fn seconds(total: u64) -> String {
    let units = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")];
    let mut rest = total;
    let mut parts = Vec::new();
    for (length, unit) in units {
        if rest >= length {
            parts.push(format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    if parts.is_empty() {
        "0s".to_owned()
    } else {
        parts.join(" ")
    }
}

/// `500` as `500m`, `2000` as `2`.
pub fn cores(millis: u64) -> String {
    if millis.is_multiple_of(1000) {
        (millis / 1000).to_string()
    } else {
        format!("{millis}m")
    }
}

/// Bytes in the largest unit they are whole in.
pub fn size(bytes: u64) -> String {
    let units = [
        (1_u64 << 40, "TiB"),
        (1 << 30, "GiB"),
        (1 << 20, "MiB"),
        (1 << 10, "KiB"),
    ];
    for (length, unit) in units {
        if bytes >= length && bytes.is_multiple_of(length) {
            return format!("{} {unit}", bytes / length);
        }
    }
    format!("{bytes} B")
}
