//! What of a write's classes its sink takes: column by column where the columns are known.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{ColumnMatch, ColumnPlan, DatasetPlan};

use super::flow::{Data, Flow};

/// The classes that arrive at a sink.
#[derive(Default)]
pub(super) struct Reached<'a> {
    /// Those it takes, and by what.
    pub taken: BTreeMap<&'a str, String>,
    /// The first place of each that it does not take.
    pub refused: Vec<Refused<'a>>,
}

/// A class a sink does not take.
pub(super) struct Refused<'a> {
    pub class: &'a str,
    /// The column it is in, where that is known: `email`, `address.street`.
    pub column: Option<String>,
}

/// Compares what is written to what the sink carries and accepts.
pub(super) fn of<'a>(flow: &Flow<'a>, subject: Data<'a>, sink: &'a DatasetPlan) -> Reached<'a> {
    let mut columns = Columns {
        accepts: sink.accepts.iter().map(String::as_str).collect(),
        reached: Reached::default(),
        seen: BTreeSet::new(),
    };
    let mut marked: BTreeSet<&str> = BTreeSet::new();
    if let Some(given) = subject.columns() {
        let by_name: BTreeMap<&str, &ColumnPlan> = named(&sink.schema.columns);
        for (at, column) in given.iter().enumerate() {
            let target = match sink.abilities.columns {
                ColumnMatch::Name => by_name.get(column.name.as_str()).copied(),
                ColumnMatch::Position => sink.schema.columns.get(at),
            };
            all_marks(column, &mut marked);
            // A column that has no place there is refused by the checker.
            if let Some(target) = target {
                columns.one(&column.name, column, target, &mut Vec::new());
            }
        }
    }
    // Classes nobody said the column of: those of a step without a type, those a dataset accepts.
    let arriving = flow.carried(subject);
    let held = flow.carried(Data::Dataset(sink));
    for class in arriving.iter().filter(|class| !marked.contains(*class)) {
        if columns.accepts.contains(class) {
            columns.taken(class, "it accepts it".to_owned());
        } else if held.contains(class) {
            columns.taken(class, "it has columns marked so".to_owned());
        } else {
            columns.refused(class, None);
        }
    }
    let mut reached = columns.reached;
    for refused in &reached.refused {
        reached.taken.remove(refused.class);
    }
    reached
}

struct Columns<'a> {
    accepts: BTreeSet<&'a str>,
    reached: Reached<'a>,
    seen: BTreeSet<&'a str>,
}

impl<'a> Columns<'a> {
    /// One column and those nested in it; `outer` are the marks of what the target lies in.
    fn one(
        &mut self,
        path: &str,
        column: &'a ColumnPlan,
        target: &'a ColumnPlan,
        outer: &mut Vec<&'a str>,
    ) {
        let depth = outer.len();
        outer.extend(target.classes.iter().map(String::as_str));
        for class in &column.classes {
            if outer.contains(&class.as_str()) {
                self.taken(class, format!("its column {path} carries it"));
            } else if self.accepts.contains(class.as_str()) {
                self.taken(class, "it accepts it".to_owned());
            } else {
                self.refused(class, Some(path.to_owned()));
            }
        }
        let targets = named(target.nested());
        for inner in column.nested() {
            if let Some(target) = targets.get(inner.name.as_str()) {
                self.one(&format!("{path}.{}", inner.name), inner, target, outer);
            }
        }
        outer.truncate(depth);
    }

    fn taken(&mut self, class: &'a str, by: String) {
        self.reached.taken.entry(class).or_insert(by);
    }

    fn refused(&mut self, class: &'a str, column: Option<String>) {
        if self.seen.insert(class) {
            self.reached.refused.push(Refused { class, column });
        }
    }
}

fn named(columns: &[ColumnPlan]) -> BTreeMap<&str, &ColumnPlan> {
    columns
        .iter()
        .map(|column| (column.name.as_str(), column))
        .collect()
}

fn all_marks<'a>(column: &'a ColumnPlan, into: &mut BTreeSet<&'a str>) {
    into.extend(column.classes.iter().map(String::as_str));
    for inner in column.nested() {
        all_marks(inner, into);
    }
}
