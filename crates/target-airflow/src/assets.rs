//! Datasets as Airflow assets: the URI in the form Airflow itself would give it.
//!
//! Airflow normalises URIs, partly by rules that come with a provider package. What is written here
//! is a fixed point of all of them, so that a dataset is the same asset wherever it is named.

use pipewright_plan::DatasetPlan;

/// The longest name or URI.
const LONGEST: usize = 1500;

/// Systems whose URIs Airflow has rules for: schemes, of which the first is written; the port where
/// none is given; how many names the path has.
const SYSTEMS: &[(&[&str], Option<u16>, Option<usize>)] = &[
    (&["s3"], None, None),
    (&["gs"], None, None),
    (&["postgres", "postgresql"], Some(5432), Some(3)),
    (&["mysql", "mariadb"], Some(3306), Some(2)),
    (&["snowflake"], None, Some(3)),
    (&["bigquery"], None, Some(2)),
    (&["kafka"], Some(9092), Some(1)),
    (&["mssql"], Some(1433), Some(3)),
    (&["oracle"], Some(1521), Some(3)),
    (&["databricks"], None, Some(3)),
];

/// Schemes that write `container@account`.
const CONTAINERS: &[&str] = &["abfs", "abfss", "wasb", "wasbs"];

/// The name of a dataset's asset.
#[must_use]
pub fn name(dataset: &DatasetPlan) -> String {
    match dataset.name.as_str() {
        // Airflow keeps these two for itself.
        reserved @ ("self" | "context") => format!("{reserved}_dataset"),
        name => name.to_owned(),
    }
}

/// The address as Airflow would write it, or why it takes no such address.
pub fn uri(address: &str) -> Result<String, String> {
    if address.is_empty() {
        return Err("it is empty".to_owned());
    }
    if let Some(bad) = address
        .chars()
        .find(|found| found.is_control() || found.is_whitespace())
    {
        return Err(format!("it holds the character U+{:04X}", u32::from(bad)));
    }
    let Some((scheme, rest)) = address.split_once("://") else {
        return if address.contains(':') {
            Err("`://` is missing after its scheme".to_owned())
        } else {
            fits(percent_encoded(address))
        };
    };
    let scheme = scheme.to_ascii_lowercase();
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme
            .chars()
            .all(|part| part.is_ascii_lowercase() || part.is_ascii_digit() || "+-.".contains(part));
    if !is_scheme || scheme == "airflow" || scheme.starts_with("x-") {
        return Err(format!("`{scheme}` is no scheme of a dataset's address"));
    }
    let (rest, _fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (scheme, host) = by_system(&scheme, host, path)?;
    let path = path.trim_end_matches('/');
    // Airflow drops a user and password from the name of a dataset. Azure writes the container
    // there, and without it two places would be one asset.
    let path = match (CONTAINERS.contains(&scheme.as_str()), user, path) {
        (false, ..) | (_, "", _) => path.to_owned(),
        (true, container, "") => container.to_owned(),
        (true, container, path) => format!("{container}/{path}"),
    };
    let mut uri = format!("{scheme}://{host}/{}", percent_encoded(&path));
    let query = sorted_query(query);
    if !query.is_empty() {
        uri.push('?');
        uri.push_str(&query);
    }
    fits(uri)
}

/// The scheme and host of a system Airflow knows, its path checked.
fn by_system(scheme: &str, host: &str, path: &str) -> Result<(String, String), String> {
    if !host.is_ascii() || host.contains(['[', ']', '\\']) {
        return Err(format!("`{host}` is no host"));
    }
    let system = SYSTEMS
        .iter()
        .find(|(schemes, _, _)| schemes.contains(&scheme));
    let Some((schemes, port, names)) = system else {
        return Ok((scheme.to_owned(), host.to_owned()));
    };
    let scheme = (*schemes.first().unwrap_or(&scheme)).to_owned();
    if host.is_empty() {
        return Err(format!("a `{scheme}` address names a host or bucket"));
    }
    if let Some(wanted) = names {
        let given: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        if given.len() != *wanted || given.iter().any(|name| name.is_empty()) {
            return Err(format!(
                "a `{scheme}` address has {} after the host, this has {}",
                counted(*wanted),
                given.iter().filter(|name| !name.is_empty()).count()
            ));
        }
    }
    let Some(port) = port else {
        return Ok((scheme, host.to_owned()));
    };
    match host.split_once(':') {
        None => Ok((scheme, format!("{host}:{port}"))),
        Some((name, "")) => Ok((scheme, format!("{name}:{port}"))),
        Some((name, given)) => match given.parse::<u16>() {
            Ok(given) if given > 0 && !name.is_empty() => Ok((scheme, format!("{name}:{given}"))),
            _ => Err(format!("`{given}` is no port")),
        },
    }
}

fn counted(names: usize) -> String {
    match names {
        1 => "1 name".to_owned(),
        more => format!("{more} names"),
    }
}

fn fits(uri: String) -> Result<String, String> {
    if uri.len() > LONGEST {
        return Err(format!(
            "it has {} characters, Airflow takes {LONGEST}",
            uri.len()
        ));
    }
    Ok(uri)
}

/// Airflow on MySQL takes ASCII only.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for character in text.chars() {
        if character.is_ascii() {
            encoded.push(character);
        } else {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    encoded
}

/// `urlencode(sorted(parse_qsl(query)))`: pairs without a value go, spaces are `+`.
fn sorted_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    pairs.sort();
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", form_encoded(name), form_encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digits = (ahead.next(), ahead.next());
        let hex = |digit: Option<u8>| digit.and_then(|digit| char::from(digit).to_digit(16));
        match (byte, hex(digits.0), hex(digits.1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = ahead;
            }
            (b'+', _, _) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn form_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'_' | b'.' | b'-' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn addresses_become_fixed_points() {
        for (address, wanted) in [
            ("s3://acme-lake/orders/", "s3://acme-lake/orders"),
            ("S3://acme-lake", "s3://acme-lake/"),
            ("s3://acme-lake/", "s3://acme-lake/"),
            (
                "postgresql://db.acme.com/shop/public/orders",
                "postgres://db.acme.com:5432/shop/public/orders",
            ),
            (
                "postgres://u:p@db.acme.com:5433/shop/public/orders",
                "postgres://db.acme.com:5433/shop/public/orders",
            ),
            ("mariadb://db/shop/orders/", "mysql://db:3306/shop/orders"),
            ("kafka://broker/orders", "kafka://broker:9092/orders"),
            ("bigquery://acme/shop/orders", "bigquery://acme/shop/orders"),
            (
                "salesforce://login.salesforce.com/Account/",
                "salesforce://login.salesforce.com/Account",
            ),
            (
                "https://acme.com/a?b=2&a=1%20x&c=#top",
                "https://acme.com/a?a=1+x&b=2",
            ),
            (
                "abfss://claims@acme.dfs.core.windows.net/open/",
                "abfss://acme.dfs.core.windows.net/claims/open",
            ),
            (
                "abfss://claims@acme.dfs.core.windows.net/",
                "abfss://acme.dfs.core.windows.net/claims",
            ),
            ("s3://acme/größe", "s3://acme/gr%C3%B6%C3%9Fe"),
            ("orders", "orders"),
        ] {
            assert_eq!(uri(address).as_deref(), Ok(wanted), "{address}");
            assert_eq!(uri(wanted).as_deref(), Ok(wanted), "{wanted}");
        }
    }

    #[test]
    fn what_airflow_refuses_is_refused() {
        for address in [
            "",
            "s3:///orders",
            "postgres://db/orders",
            "postgres://db:0/a/b/c",
            "postgres://db:x/a/b/c",
            "mysql://db/a/b/c",
            "mysql://db//b",
            "kafka://broker/",
            "airflow://x/y",
            "s3://a b/c",
            "s3://a/\n",
            "s3://[x/y",
            "orders:x",
            "://x",
        ] {
            assert!(uri(address).is_err(), "{address}");
        }
        assert!(uri(&format!("s3://b/{}", "k".repeat(1500))).is_err());
    }
}
