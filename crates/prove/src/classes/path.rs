//! The way of a class through steps and types, for people.

use pipewright_plan::ColumnPlan;

use super::flow::{Data, Flow};
use super::marks;
use super::reach::Refused;
use crate::show;

/// At most this many hops are followed, and this many shown at each end of the path.
const LONGEST_WALK: usize = 64;
const SHOWN: usize = 4;

impl<'a> Flow<'a> {
    /// Which type drops a class on the way to where it is not.
    pub fn dropped(&self, data: Data<'a>, class: &str) -> String {
        let mut at = data;
        for _ in 0..LONGEST_WALK {
            let inputs = self.inputs(at);
            let carries = inputs
                .iter()
                .any(|from| self.carried(*from).contains(class));
            if let Some(columns) = at.columns().filter(|_| carries) {
                return self.how_dropped(at, columns, class);
            }
            let Some(from) = inputs
                .iter()
                .find(|from| self.upstream_set(**from).contains(class))
            else {
                break;
            };
            at = *from;
        }
        "a type on the way drops it".to_owned()
    }

    /// How a type drops a class: it leaves the columns out, or has them without the mark.
    fn how_dropped(&self, at: Data<'a>, columns: &[ColumnPlan], class: &str) -> String {
        let mut unmarked: Vec<String> = Vec::new();
        for input in self.inputs(at) {
            for (path, (_, classes)) in self.marks(*input).iter() {
                if classes.contains(class) && marks::find(columns, path).is_some() {
                    unmarked.push(path.clone());
                }
            }
        }
        unmarked.sort();
        unmarked.dedup();
        if unmarked.is_empty() {
            return format!("the type of {} drops it", at.name());
        }
        let task = match at {
            Data::Output { at, .. } => self.task(at),
            Data::Dataset(_) => None,
        };
        let said = |path: &String| {
            let mut declassified = task.iter().flat_map(|task| &task.declassifies);
            declassified.any(|said| said.column == *path)
        };
        let all = unmarked.iter().all(said);
        unmarked.truncate(SHOWN);
        let unmarked = show::list(&unmarked);
        if all {
            format!("{} is said to make {unmarked} harmless", at.name())
        } else {
            format!("the type of {} has {unmarked} without the mark", at.name())
        }
    }

    /// The way of a class to where it is refused, hop by hop.
    pub fn path(&self, data: Data<'a>, refused: &Refused<'a>) -> Vec<String> {
        let class = refused.class;
        let mut back = Vec::new();
        let mut at = data;
        while let (None, true) = (at.columns(), back.len() < LONGEST_WALK) {
            back.push(format!(
                "{} (no type is written: it carries what it reads)",
                at.name()
            ));
            let inputs = self.inputs(at);
            let Some(from) = inputs
                .iter()
                .find(|from| self.carried(**from).contains(class))
            else {
                break;
            };
            at = *from;
        }
        let column = match (&refused.column, at.columns()) {
            (Some(column), _) => Some(column.clone()),
            (None, Some(columns)) => first_with(columns, class),
            (None, None) => None,
        };
        back.push(match column {
            Some(column) => format!("{}.{column} ({class})", at.name()),
            None => format!("{} ({class})", at.name()),
        });
        back.reverse();
        if back.len() > 2 * SHOWN + 1 {
            back.splice(SHOWN..back.len() - SHOWN, ["…".to_owned()]);
        }
        back
    }
}

/// The first column, or nested one, of a class.
fn first_with(columns: &[ColumnPlan], class: &str) -> Option<String> {
    columns.iter().find_map(|column| {
        if column.classes.iter().any(|own| own == class) {
            return Some(column.name.clone());
        }
        let inner = first_with(column.nested(), class)?;
        Some(format!("{}.{inner}", column.name))
    })
}
