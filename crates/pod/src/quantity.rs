//! Quantities as people write them: `500m`, `4Gi`.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

/// Thousandths of a core: `2`, `500m`.
#[must_use]
pub fn cpu(millis: u64) -> Quantity {
    if millis.is_multiple_of(1000) {
        Quantity((millis / 1000).to_string())
    } else {
        Quantity(format!("{millis}m"))
    }
}

/// Bytes in the largest binary unit that divides them: `4Gi`, `1536Mi`, `1000000000`.
#[must_use]
pub fn bytes(count: u64) -> Quantity {
    const UNITS: [(&str, u32); 4] = [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)];
    for (unit, shift) in UNITS {
        let size = 1_u64 << shift;
        if count >= size && count.is_multiple_of(size) {
            return Quantity(format!("{}{unit}", count / size));
        }
    }
    Quantity(count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_exact() {
        assert_eq!(cpu(2000).0, "2");
        assert_eq!(cpu(250).0, "250m");
        assert_eq!(bytes(4 << 30).0, "4Gi");
        assert_eq!(bytes(1536 << 20).0, "1536Mi");
        assert_eq!(bytes(1_000_000_000).0, "1000000000");
        assert_eq!(bytes(0).0, "0");
        assert_eq!(bytes(u64::MAX).0, u64::MAX.to_string());
    }
}
