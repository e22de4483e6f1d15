//! What a host name or address tells about where it lies, and the address space of each kind.
//!
//! A NetworkPolicy knows addresses, labels and ports, but no host names; names need a network
//! plugin with policies of its own. What can be kept is kept: addresses exactly, services of the
//! cluster by namespace, and names by their port and the kind of address they may resolve to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What is known of a host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// One address.
    Address(IpAddr),
    /// A Service of a namespace; `None` is the pod's own.
    Service(Option<String>),
    /// A name under a suffix that is never public: `db.corp.internal`.
    PrivateName,
    /// Any other name.
    Name,
    /// The pod itself.
    Loopback,
    /// Never to be reached from a pipeline, for this reason.
    Forbidden(&'static str),
}

/// A range of addresses, and the ranges in it that stay closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// In CIDR notation.
    pub cidr: &'static str,
    /// Each inside `cidr`.
    pub except: &'static [&'static str],
}

/// Everything a router of the internet forwards: neither private nor shared nor reserved space,
/// no link-local (where clouds keep their metadata), no multicast, no platform address of a cloud.
pub const PUBLIC: &[Range] = &[
    Range {
        cidr: "0.0.0.0/1",
        except: &["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8"],
    },
    Range {
        cidr: "128.0.0.0/1",
        except: &[
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3",
        ],
    },
    Range {
        cidr: "2000::/3",
        except: &["2001:db8::/32", "2002::/16"],
    },
];

/// Private and shared space, without the metadata addresses that lie in it.
pub const PRIVATE: &[Range] = &[
    Range {
        cidr: "10.0.0.0/8",
        except: &[],
    },
    Range {
        cidr: "100.64.0.0/10",
        except: &["100.100.100.200/32"],
    },
    Range {
        cidr: "172.16.0.0/12",
        except: &[],
    },
    Range {
        cidr: "192.168.0.0/16",
        except: &[],
    },
    Range {
        cidr: "fc00::/7",
        except: &["fd00:ec2::254/128", "fd20:ce::254/128"],
    },
];

/// Suffixes that no public name has, by RFC or by long use.
const PRIVATE_SUFFIXES: &[&str] = &[
    "corp",
    "home",
    "home.arpa",
    "internal",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "private",
];

const METADATA: &str = "it is the metadata service of the cloud, which hands out credentials";

/// What this host is.
#[must_use]
pub fn host(text: &str) -> Host {
    let name = text.trim_end_matches('.').to_ascii_lowercase();
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return address_kind(address.to_canonical());
    }
    let labels: Vec<&str> = name.split('.').collect();
    // `2852039166` and `0xa9fea9fe` are addresses to a resolver: WHATWG URL, "ends in a number".
    if labels.last().is_none_or(|last| is_number(last)) {
        return Host::Forbidden("it is an address in a spelling that hides which");
    }
    match labels.as_slice() {
        ["localhost"] => Host::Loopback,
        ["metadata"] | ["metadata", "google", "internal"] => Host::Forbidden(METADATA),
        [_] => Host::Service(None),
        [.., namespace, "svc"] | [.., namespace, "svc", "cluster", "local"] => {
            Host::Service(Some((*namespace).to_owned()))
        }
        _ if has_private_suffix(&name) => Host::PrivateName,
        _ => Host::Name,
    }
}

/// The address space a name may resolve to when it is asked on this port. Web ports of public
/// names are public services; other ports are those of databases and brokers, whose names often
/// lead to a private address.
#[must_use]
pub fn space_of_name(port: u16, private_name: bool) -> Vec<Range> {
    let mut ranges = Vec::new();
    if !private_name {
        ranges.extend_from_slice(PUBLIC);
    }
    if private_name || !matches!(port, 80 | 443) {
        ranges.extend_from_slice(PRIVATE);
    }
    ranges
}

fn address_kind(address: IpAddr) -> Host {
    const PLATFORM_V4: [Ipv4Addr; 3] = [
        Ipv4Addr::new(100, 100, 100, 200),
        Ipv4Addr::new(168, 63, 129, 16),
        Ipv4Addr::new(192, 0, 0, 192),
    ];
    const PLATFORM_V6: [Ipv6Addr; 2] = [
        Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
        Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
    ];
    let (link_local, platform) = match address {
        IpAddr::V4(v4) => (v4.is_link_local(), PLATFORM_V4.contains(&v4)),
        IpAddr::V6(v6) => (v6.is_unicast_link_local(), PLATFORM_V6.contains(&v6)),
    };
    let reserved = match address {
        IpAddr::V4(v4) => v4
            .octets()
            .first()
            .is_some_and(|first| *first == 0 || *first >= 224),
        IpAddr::V6(v6) => v6.is_unspecified() || v6.is_multicast(),
    };
    if link_local || platform {
        Host::Forbidden(METADATA)
    } else if reserved {
        Host::Forbidden("it is not the address of one host")
    } else if address.is_loopback() {
        Host::Loopback
    } else {
        Host::Address(address)
    }
}

fn has_private_suffix(name: &str) -> bool {
    PRIVATE_SUFFIXES.iter().any(|suffix| {
        name.strip_suffix(suffix)
            .is_some_and(|rest| rest.ends_with('.'))
    })
}

fn is_number(label: &str) -> bool {
    let digits = label.strip_prefix("0x");
    label.is_empty()
        || label.bytes().all(|byte| byte.is_ascii_digit())
        || digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_apart() {
        let service = |namespace: &str| Host::Service(Some(namespace.to_owned()));
        assert_eq!(host("10.1.2.3"), Host::Address("10.1.2.3".parse().unwrap()));
        assert_eq!(
            host("[2001:470::1]"),
            Host::Address("2001:470::1".parse().unwrap())
        );
        assert_eq!(host("pg.databases.svc"), service("databases"));
        assert_eq!(
            host("pg.databases.svc.cluster.local."),
            service("databases")
        );
        assert_eq!(host("pg-0.pg.databases.svc"), service("databases"));
        assert_eq!(host("postgres"), Host::Service(None));
        assert_eq!(host("DB.acme.Internal"), Host::PrivateName);
        assert_eq!(host("internal.acme.com"), Host::Name);
        assert_eq!(host("login.salesforce.com"), Host::Name);
        assert_eq!(host("*.my.salesforce.com"), Host::Name);
        assert_eq!(host("localhost"), Host::Loopback);
        assert_eq!(host("127.0.0.1"), Host::Loopback);
    }

    #[test]
    fn metadata_is_never_reached_however_it_is_spelt() {
        for text in [
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "[fd00:ec2::254]",
            "fe80::1",
            "168.63.129.16",
            "100.100.100.200",
            "2852039166",
            "0xa9fea9fe",
            "0xa9.0xfe.0xa9.0xfe",
            "169.254.43518",
            "metadata.google.internal.",
            "metadata",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "",
        ] {
            assert!(
                matches!(host(text), Host::Forbidden(_)),
                "{text}: {:?}",
                host(text)
            );
        }
    }

    #[test]
    fn ranges_hold_their_exceptions_and_no_metadata() {
        fn bounds(cidr: &str) -> (u128, u128) {
            let (address, length) = cidr.split_once('/').unwrap();
            let length: u32 = length.parse().unwrap();
            let (bits, width) = match address.parse::<IpAddr>().unwrap() {
                IpAddr::V4(v4) => (u128::from(v4.to_bits()), 32),
                IpAddr::V6(v6) => (v6.to_bits(), 128),
            };
            let size = 1_u128 << (width - length);
            assert_eq!(bits % size, 0, "{cidr} is aligned");
            (bits, bits + (size - 1))
        }
        for range in PUBLIC.iter().chain(PRIVATE) {
            let (low, high) = bounds(range.cidr);
            for except in range.except {
                let (from, to) = bounds(except);
                assert!(low <= from && to <= high, "{except} in {}", range.cidr);
                assert_eq!(except.contains(':'), range.cidr.contains(':'));
            }
        }
        assert_eq!(space_of_name(443, false), PUBLIC);
        assert_eq!(space_of_name(443, true), PRIVATE);
        assert_eq!(
            space_of_name(5432, false).len(),
            PUBLIC.len() + PRIVATE.len()
        );
    }
}
