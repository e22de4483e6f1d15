//! What is known of one fact of one subject.

use std::collections::BTreeMap;

use pipewright_plan::RegionSet;
use pipewright_source::Span;

/// The value of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue<'p> {
    /// Nobody stated it.
    Absent,
    /// Text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// Names with texts.
    Labels(&'p BTreeMap<String, String>),
    /// A number; durations are seconds, sizes bytes, cores thousandths.
    Number(i64),
    /// True or false.
    Truth(bool),
    /// Places, by name.
    Places(Vec<String>),
}

/// A fact and where it was stated.
#[derive(Debug, Clone)]
pub struct Known<'p> {
    /// The value.
    pub value: FactValue<'p>,
    /// Where it was written, if the plan says so.
    pub written: Option<Span>,
}

/// Something a policy is asked of.
pub trait Subject<'p> {
    /// What it is called, with its kind: "the pipeline `load`".
    fn called(&self) -> String;

    /// What tells it from others of its kind.
    fn key(&self) -> String;

    /// Where it is declared.
    fn declared(&self) -> Span;

    /// One of the facts of its kind; nothing where there is no such fact.
    fn fact(&self, name: &str) -> Option<Known<'p>>;
}

impl<'p> FactValue<'p> {
    /// A number that fits.
    pub fn number(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Text, if it was stated.
    pub fn stated(text: Option<&String>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text.clone()))
    }

    /// A number, if it was stated.
    pub fn measured(number: Option<u64>) -> Self {
        number.map_or(Self::Absent, Self::number)
    }

    /// Several texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::Texts(texts.into_iter().map(str::to_owned).collect())
    }

    /// The places of regions, if any was stated.
    pub fn places<'r>(regions: impl IntoIterator<Item = &'r RegionSet>) -> Self {
        let mut places: Vec<String> = regions
            .into_iter()
            .flat_map(|region| region.places.iter())
            .map(|place| place.name.clone())
            .collect();
        places.sort();
        places.dedup();
        if places.is_empty() {
            Self::Absent
        } else {
            Self::Places(places)
        }
    }

    /// As a fact of the subject itself.
    pub const fn plain(self) -> Known<'p> {
        Known {
            value: self,
            written: None,
        }
    }

    /// As a fact that was written somewhere.
    pub const fn at(self, written: Span) -> Known<'p> {
        Known {
            value: self,
            written: Some(written),
        }
    }

    /// As a fact that may have been written somewhere.
    pub const fn perhaps_at(self, written: Option<Span>) -> Known<'p> {
        Known {
            value: self,
            written,
        }
    }
}
