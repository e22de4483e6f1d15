//! The facts of `std.regions`: every place has its country, and sets follow law.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::{BTreeMap, BTreeSet};

use pipewright_stdlib::{PRELUDE, module};

/// The member states of the European Union.
const MEMBERS: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

struct Regions {
    /// Cloud and country of each place.
    places: BTreeMap<String, (String, String)>,
    /// What each set is made of.
    sets: BTreeMap<String, Vec<String>>,
}

impl Regions {
    fn read() -> Self {
        let text = module(PRELUDE).unwrap().text.replace("\n  or ", " or ");
        let mut regions = Self {
            places: BTreeMap::new(),
            sets: BTreeMap::new(),
        };
        for line in text.lines() {
            let Some(rest) = line.strip_prefix("region ") else {
                continue;
            };
            if let Some((name, set)) = rest.split_once(" = ")
                && !name.contains('{')
            {
                let members = set.split(" or ").map(str::to_owned).collect();
                assert!(
                    regions.sets.insert(name.to_owned(), members).is_none(),
                    "{name}"
                );
            } else {
                let (name, record) = rest.split_once(" {").unwrap();
                let texts: Vec<&str> = record.split('"').skip(1).step_by(2).collect();
                let place = (texts[0].to_owned(), texts[1].to_owned());
                assert!(
                    regions.places.insert(name.to_owned(), place).is_none(),
                    "{name}"
                );
            }
        }
        regions
    }

    fn places_of(&self, name: &str) -> BTreeSet<String> {
        if self.places.contains_key(name) {
            return BTreeSet::from([name.to_owned()]);
        }
        let members = self
            .sets
            .get(name)
            .unwrap_or_else(|| panic!("no region `{name}`"));
        members
            .iter()
            .flat_map(|member| self.places_of(member))
            .collect()
    }

    /// Every place for which `belongs` holds, of its cloud and country.
    fn all(&self, belongs: impl Fn(&str, &str) -> bool) -> BTreeSet<String> {
        let found = self
            .places
            .iter()
            .filter(|(_, (cloud, country))| belongs(cloud, country));
        found.map(|(name, _)| name.clone()).collect()
    }
}

#[test]
fn sets_hold_exactly_the_places_of_their_countries() {
    let regions = Regions::read();
    let member = |country: &str| MEMBERS.contains(&country);
    let is = |name: &str, belongs: &dyn Fn(&str) -> bool| {
        assert_eq!(
            regions.places_of(name),
            regions.all(|_, country| belongs(country)),
            "{name}"
        );
    };
    is("eu", &member);
    is("eea", &|country| {
        member(country) || ["NO", "IS", "LI"].contains(&country)
    });
    is("europe", &|country| {
        member(country) || ["NO", "IS", "LI", "GB", "CH"].contains(&country)
    });
    is("uk", &|country| country == "GB");
    is("ch", &|country| country == "CH");
    is("us", &|country| country == "US");
    is("nordics", &|country| {
        ["DK", "FI", "IS", "NO", "SE"].contains(&country)
    });
    is("dach", &|country| ["DE", "AT", "CH"].contains(&country));
    for cloud in ["aws", "gcp", "azure"] {
        let eu = regions.all(|of, country| of == cloud && member(country));
        assert_eq!(regions.places_of(&format!("{cloud}_eu")), eu);
        let us = regions.all(|of, country| of == cloud && country == "US");
        assert_eq!(regions.places_of(&format!("{cloud}_us")), us);
    }
}

#[test]
fn names_that_mislead_do_not() {
    let eu = Regions::read().places_of("eu");
    for outside in [
        "eu-central-2",
        "eu-west-2",
        "europe-west2",
        "europe-west6",
        "norwayeast",
    ] {
        assert!(
            !eu.contains(outside),
            "{outside} is not in the European Union"
        );
    }
    for inside in ["eu-west-1", "europe-west4", "westeurope", "northeurope"] {
        assert!(eu.contains(inside), "{inside} is in the European Union");
    }
}

#[test]
fn every_place_has_a_country_with_a_set_of_its_own() {
    let regions = Regions::read();
    assert!(regions.places.len() > 130);
    for (name, (_, country)) in &regions.places {
        if name == "global" {
            assert!(
                regions
                    .sets
                    .keys()
                    .all(|set| !regions.places_of(set).contains(name))
            );
            continue;
        }
        assert_eq!(country.len(), 2, "{name}");
        let own = regions.all(|_, other| other == country);
        assert!(
            regions.sets.keys().any(|set| regions.places_of(set) == own),
            "{country} of {name} has no set"
        );
    }
}
