//! `matrix { … }`: every combination of the elements of some lists, as records with a `name`.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Field, Path, Record};

use super::{Located, Value};
use crate::context::Context;
use crate::rules;

/// Combinations of one matrix.
const MOST: usize = 5_000;
/// Lists of one matrix.
const MOST_AXES: usize = 32;
/// Values in all lists of one matrix.
const HEAVIEST: u64 = 50_000;

/// One list of a matrix: its name and its elements, those of `include` after its own.
pub struct Axis<'t> {
    /// As written.
    pub field: &'t Field,
    /// In order.
    pub elements: Vec<Located>,
}

/// One combination: the place of an element in each axis, in their order.
pub type Combination = Vec<usize>;

impl Context<'_, '_> {
    /// Whether a name in front of braces is that of the built-in matrix.
    pub fn is_matrix(&self, callee: &Path) -> bool {
        let [name] = callee.parts.as_slice() else {
            return false;
        };
        name.value == "matrix" && self.entry(&name.value).is_none()
    }

    /// `matrix { os = ["linux"], version = ["1", "2"], exclude = […], include = […] }`.
    pub fn matrix(&mut self, fields: &Record, span: Span) -> Value {
        let (mut axes, mut special) = (Vec::new(), BTreeMap::new());
        for field in self.distinct(fields) {
            match field.name.value.as_str() {
                word @ ("exclude" | "include") => {
                    special.insert(word, &field.value);
                }
                _ => axes.extend(self.axis(field)),
            }
        }
        let written = fields.fields.len();
        if axes.len() + special.len() < written {
            return self.poison();
        }
        if axes.is_empty() {
            return self.misplaced(
                span,
                "this matrix has no lists to combine",
                "such as `matrix { os = [\"linux\", \"mac\"], version = [\"1\", \"2\"] }`",
            );
        }
        let Some(mut combinations) = self.product(&axes, span) else {
            return Value::Unknown;
        };
        let excluded = special
            .get("exclude")
            .map(|value| self.exclude(&axes, value, &mut combinations));
        let included = special
            .get("include")
            .map(|value| self.include(&mut axes, value, &mut combinations));
        if excluded == Some(false) || included == Some(false) {
            return self.poison();
        }
        if combinations.is_empty() {
            return self.out_of_range(
                span,
                "this matrix has no combination".to_owned(),
                "everything is excluded",
            );
        }
        self.combined(&axes, combinations, span)
    }

    fn axis<'t>(&mut self, field: &'t Field) -> Option<Axis<'t>> {
        if field.name.value == "name" {
            let found = Diagnostic::new(
                &rules::SHADOWED_NAME,
                "`name` is what each combination is called",
                field.name.span,
                "made of the elements of the other lists",
            );
            self.report.push(found.help("choose another name"));
            return None;
        }
        let value = self.located(&field.value);
        match &value.value {
            Value::List(items) if !items.items.is_empty() => Some(Axis {
                field,
                elements: items.items.clone(),
            }),
            Value::List(_) => {
                self.out_of_range(
                    value.span,
                    "a matrix over nothing has no combination".to_owned(),
                    "the list is empty",
                );
                None
            }
            other => {
                self.mismatch(value.span, "a list", other);
                None
            }
        }
    }

    /// The first list varies slowest.
    fn product(&mut self, axes: &[Axis<'_>], span: Span) -> Option<Vec<Combination>> {
        if axes.len() > MOST_AXES {
            self.too_large(span, "this matrix", &format!("{MOST_AXES} lists"));
            return None;
        }
        let elements = axes.iter().flat_map(|axis| &axis.elements);
        let weight: u64 = elements.map(|element| element.value.weight()).sum();
        if weight > HEAVIEST {
            self.too_large(span, "this matrix", &format!("{HEAVIEST} values"));
            return None;
        }
        let sizes: Vec<usize> = axes.iter().map(|axis| axis.elements.len()).collect();
        let count = sizes
            .iter()
            .try_fold(1_usize, |all, size| all.checked_mul(*size));
        let Some(_) = count.filter(|count| *count <= MOST) else {
            let shown: Vec<String> = sizes.iter().map(usize::to_string).collect();
            let total = count.map_or_else(|| "too many".to_owned(), |count| count.to_string());
            self.report.push(
                Diagnostic::new(
                    &rules::TOO_LARGE,
                    format!("this matrix has more than {MOST} combinations"),
                    span,
                    format!("at most {MOST}"),
                )
                .because(format!("because {} are {total}", shown.join(" × "))),
            );
            return None;
        };
        let mut combinations: Vec<Combination> = vec![Vec::new()];
        for axis in axes {
            combinations = combinations
                .into_iter()
                .flat_map(|begun| {
                    (0..axis.elements.len()).map(move |element| {
                        let mut longer = begun.clone();
                        longer.push(element);
                        longer
                    })
                })
                .collect();
        }
        Some(combinations)
    }

    /// The combinations as records, each with its name.
    fn combined(&mut self, axes: &[Axis<'_>], combinations: Vec<Combination>, span: Span) -> Value {
        let mut words: Vec<Vec<String>> = Vec::new();
        for axis in axes {
            let slugs = axis.elements.iter().map(|element| self.slug(element));
            match slugs.collect() {
                Some(slugs) => words.push(slugs),
                None => return Value::Unknown,
            }
        }
        let mut items = Vec::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        for combination in combinations {
            let picked = || axes.iter().zip(&words).zip(&combination);
            let parts: Vec<&str> = picked()
                .filter_map(|((_, words), at)| words.get(*at).map(String::as_str))
                .collect();
            let name = parts.join("_");
            if !names.insert(name.clone()) {
                let message = format!("two combinations of this matrix are called `{name}`");
                self.report.push(
                    Diagnostic::new(
                        &rules::DUPLICATE_NAME,
                        message,
                        span,
                        "names are made of the elements, joined by `_`",
                    )
                    .help("choose elements that differ in letters and digits, or leave one out"),
                );
                return Value::Unknown;
            }
            let mut fields: BTreeMap<String, Located> = picked()
                .filter_map(|((axis, _), at)| {
                    let element = axis.elements.get(*at)?.clone();
                    Some((axis.field.name.value.clone(), element))
                })
                .collect();
            let value = Value::text(name);
            fields.insert("name".to_owned(), Located { value, span });
            let value = self.record_of(fields, span);
            items.push(Located { value, span });
        }
        self.list_of(items, span)
    }

    /// An element as part of a name: lower case, `_` for what names cannot hold.
    fn slug(&mut self, element: &Located) -> Option<String> {
        let text = match &element.value {
            Value::Text(text) => text.as_literal().map(str::to_owned),
            Value::Int(number) => Some(number.to_string()),
            Value::Decimal(text) | Value::Date(text) => Some(text.clone()),
            Value::Bool(truth) => Some(truth.to_string()),
            Value::Size(_) | Value::Duration(_) => Some(self.one_line(element.span)),
            _ => return self.label(element),
        };
        let slug: String = text
            .unwrap_or_default()
            .to_ascii_lowercase()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        if slug.chars().any(|c| c != '_') {
            return Some(slug);
        }
        self.label(element)
    }
}
