//! Regions: places, sets of places, and their algebra.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Place, RegionSet};
use pipewright_source::Span;
use pipewright_syntax::tree::{
    BinaryOperator, Expression, ExpressionKind, Record, Region, RegionBody, TextPart,
};

use super::{Located, Value};
use crate::context::Context;
use crate::fields::Fields;
use crate::rules;

/// The region of one place.
fn alone(place: Place) -> Value {
    Value::Region(Arc::new(RegionSet {
        name: place.name.clone(),
        places: Arc::new([place]),
    }))
}

/// A place that the compiler carries: two hundred of them, whose plain texts need no evaluation.
fn carried(name: &str, record: &Record) -> Option<Place> {
    let text = |wanted: &str| {
        let mut fields = record.fields.iter();
        let field = fields.find(|field| field.name.value == wanted)?;
        match &field.value.kind {
            ExpressionKind::Text(parts) => match parts.as_slice() {
                [TextPart::Literal(text)] => Some(text.clone()),
                _ => None,
            },
            _ => None,
        }
    };
    Some(Place {
        name: name.to_owned(),
        cloud: text("cloud")?,
        country: text("country")?,
    })
}

impl Context<'_, '_> {
    /// `eu or uk`, `eu except eu-south-1`; from left to right.
    pub fn region_chain(
        &mut self,
        operator: BinaryOperator,
        operands: &[Expression],
        span: Span,
    ) -> Value {
        let mut places: BTreeMap<String, Place> = BTreeMap::new();
        let mut names = Vec::new();
        let mut unknown = false;
        for (index, operand) in operands.iter().enumerate() {
            let value = self.located(operand);
            let Some(region) = self.region(&value) else {
                unknown = true;
                continue;
            };
            // What was put together itself is read as one: `(eu or uk) except ireland`.
            names.push(if region.name.contains(' ') {
                format!("({})", region.name)
            } else {
                region.name.clone()
            });
            if operator == BinaryOperator::Except && index > 0 {
                let before = places.len();
                for place in region.places.iter() {
                    places.remove(&place.name);
                }
                if before == places.len() && !unknown {
                    self.pointless_except(operand, names.first().map_or("", String::as_str));
                }
            } else {
                places.extend(
                    region
                        .places
                        .iter()
                        .map(|place| (place.name.clone(), place.clone())),
                );
            }
        }
        if unknown {
            return self.poison();
        }
        let word = if operator == BinaryOperator::Or {
            " or "
        } else {
            " except "
        };
        let name = names.join(word);
        if places.is_empty() {
            self.report.push(
                Diagnostic::new(
                    &rules::EMPTY_REGION,
                    format!("`{name}` holds no place"),
                    span,
                    "nothing is left",
                )
                .help("a region that holds nothing can be satisfied by nothing"),
            );
            return Value::Unknown;
        }
        Value::Region(Arc::new(RegionSet {
            name,
            places: places.into_values().collect(),
        }))
    }

    fn pointless_except(&mut self, operand: &Expression, from: &str) {
        let name = self.slice(operand.span);
        self.report.push(Diagnostic::new(
            &rules::EMPTY_REGION,
            format!("`{name}` has no place in `{from}`, so excepting it does nothing"),
            operand.span,
            "nothing to leave out",
        ));
    }

    /// The value of a `region` item.
    pub fn region_item(&mut self, region: &Region) -> Value {
        let name = &region.name.value;
        match &region.body {
            RegionBody::Set(expression) => {
                let value = self.located(expression);
                let Some(set) = self.region(&value) else {
                    return Value::Unknown;
                };
                Value::Region(Arc::new(RegionSet {
                    name: name.clone(),
                    places: set.places.clone(),
                }))
            }
            RegionBody::Place(record) => self.place(name, record, region.name.span),
        }
    }

    fn place(&mut self, name: &str, record: &Record, span: Span) -> Value {
        let module = self.world.modules.get(self.module);
        if module.is_some_and(|module| module.standard)
            && let Some(place) = carried(name, record)
        {
            return alone(place);
        }
        let owner = format!("the region `{name}`");
        let known = [("cloud", true), ("country", false), ("place", false)];
        let fields = Fields::read(self, record, &owner, &known);
        let mut text = |field: &str| {
            fields.get(field).map(|field| {
                let value = self.located(&field.value);
                (self.literal_text(&value), field.value.span)
            })
        };
        let (cloud, country, _) = (text("cloud"), text("country"), text("place"));
        if let Some((Some(code), at)) = &country
            && !(code.is_empty() || code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.malformed(
                *at,
                &format!("`{code}` is no country"),
                "two capitals as in ISO 3166: `IE`",
            );
        }
        if name.len() > 63 {
            self.malformed(
                span,
                "the name of a place is too long",
                "at most 63 characters: it is the value of a label",
            );
        }
        let (Some((Some(cloud), _)), country) = (cloud, country) else {
            return self.poison();
        };
        let place = Place {
            name: name.to_owned(),
            cloud,
            country: country.and_then(|(code, _)| code).unwrap_or_default(),
        };
        alone(place)
    }

    /// A region, or a list of regions as their union.
    pub fn region_or_list(&mut self, value: &Located) -> Option<Arc<RegionSet>> {
        let Value::List(list) = &value.value else {
            return self.region(value);
        };
        let mut places: BTreeMap<String, Place> = BTreeMap::new();
        let mut names = Vec::new();
        for item in &list.items {
            let region = self.region(item)?;
            names.push(region.name.clone());
            places.extend(
                region
                    .places
                    .iter()
                    .map(|place| (place.name.clone(), place.clone())),
            );
        }
        if places.is_empty() {
            self.mismatch(value.span, "a region", &value.value);
            return None;
        }
        Some(Arc::new(RegionSet {
            name: names.join(" or "),
            places: places.into_values().collect(),
        }))
    }
}
