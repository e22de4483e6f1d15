//! What runs after what: as few edges as say it, in chains.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::Task;

use crate::python::{LINE, width};

/// How many needs of one need are looked through for a detour: a bound on the work, not on what
/// is right, since an edge too many changes nothing.
const LOOKED_THROUGH: usize = 64;

/// Edges between tasks by their places, without those another path implies.
fn edges(tasks: &[Task]) -> Vec<(usize, usize)> {
    let places: BTreeMap<&str, usize> = tasks
        .iter()
        .enumerate()
        .map(|(place, task)| (task.name.as_str(), place))
        .collect();
    let needs: Vec<Vec<usize>> = tasks
        .iter()
        .map(|task| {
            let mut seen = BTreeSet::new();
            task.needs
                .iter()
                .filter_map(|need| places.get(need.as_str()).copied())
                .filter(|place| seen.insert(*place))
                .collect()
        })
        .collect();
    let mut edges = Vec::new();
    for (task, own) in needs.iter().enumerate() {
        let implied: BTreeSet<usize> = own
            .iter()
            .filter_map(|need| needs.get(*need))
            .flat_map(|further| further.iter().take(LOOKED_THROUGH).copied())
            .collect();
        edges.extend(
            own.iter()
                .filter(|need| !implied.contains(need))
                .map(|need| (*need, task)),
        );
    }
    edges.sort_unstable();
    edges
}

/// The edges as statements, a chain a line; `names` are the tasks' variables.
#[must_use]
pub fn chains(tasks: &[Task], names: &[String], indent: usize) -> Vec<String> {
    let mut after: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to) in edges(tasks).into_iter().rev() {
        after.entry(from).or_default().push(to);
    }
    let mut lines = Vec::new();
    for start in 0..tasks.len() {
        while let Some(second) = after.get_mut(&start).and_then(Vec::pop) {
            let mut chain = vec![name(names, start), name(names, second)];
            let mut room = LINE.saturating_sub(
                indent + width(name(names, start)) + 4 + width(name(names, second)),
            );
            let mut last = second;
            while let Some(next) = after.get(&last).and_then(|list| list.last()).copied() {
                let cost = 4 + width(name(names, next));
                if cost > room {
                    break;
                }
                room -= cost;
                let _taken = after.get_mut(&last).and_then(Vec::pop);
                chain.push(name(names, next));
                last = next;
            }
            lines.push(line(&chain, indent));
        }
    }
    lines
}

fn name(names: &[String], place: usize) -> &str {
    names.get(place).map_or("None", String::as_str)
}

/// One chain; two names that do not fit a line stand in parentheses.
fn line(chain: &[&str], indent: usize) -> String {
    let margin = " ".repeat(indent);
    let flat = chain.join(" >> ");
    if indent + width(&flat) <= LINE {
        return format!("{margin}{flat}\n");
    }
    let inner = format!("\n{margin}    >> ");
    format!("{margin}(\n{margin}    {}\n{margin})\n", chain.join(&inner))
}

#[cfg(test)]
mod tests {
    use super::chains;
    use pipewright_pod::fixtures::tasks;

    fn written(needs: &[(&str, &[&str])]) -> String {
        let model = tasks().remove(0);
        let tasks: Vec<_> = needs
            .iter()
            .map(|(name, needs)| {
                let mut task = model.clone();
                task.name = (*name).to_owned();
                task.needs = needs.iter().map(|&need| need.to_owned()).collect();
                task
            })
            .collect();
        let names: Vec<String> = tasks.iter().map(|task| task.name.clone()).collect();
        chains(&tasks, &names, 0).concat()
    }

    #[test]
    fn edges_are_chains_and_say_nothing_twice() {
        assert_eq!(written(&[("a", &[])]), "");
        assert_eq!(
            written(&[("a", &[]), ("b", &["a"]), ("c", &["a", "b"])]),
            "a >> b >> c\n"
        );
        assert_eq!(
            written(&[("a", &[]), ("b", &[]), ("c", &["a", "b"]), ("d", &["c"])]),
            "a >> c >> d\nb >> c\n"
        );
        assert_eq!(
            written(&[("a", &[]), ("b", &["a"]), ("c", &["a"]), ("d", &["b", "c"])]),
            "a >> b >> d\na >> c >> d\n"
        );
        let (long, longer) = ("l".repeat(50), "m".repeat(50));
        assert_eq!(
            written(&[(&long, &[]), (&longer, &[&long])]),
            format!("(\n    {long}\n    >> {longer}\n)\n")
        );
    }
}
