//! Selection ranges: what around a cursor belongs together, from the inside outward.

use std::ops::Range;

use pipewright_source::SourceId;
use pipewright_syntax::lex;

use crate::Analysis;

/// The pieces that a file is made of.
#[derive(Debug, Clone)]
pub struct Pieces<'a> {
    text: &'a str,
    ranges: Vec<Range<u32>>,
}

impl<'a> Pieces<'a> {
    /// Takes a file apart, once for all the places that are asked about.
    #[must_use]
    pub fn of(analysis: &'a Analysis, source: SourceId) -> Self {
        let text = analysis.text(source);
        let lexed = lex(source, text);
        let mut ranges = Vec::new();
        let mut open = Vec::new();
        for token in &lexed.tokens {
            if token.token.closer().is_some() {
                open.push((token.start, token.end));
            } else if token.token.is_closer()
                && let Some((before, after)) = open.pop()
            {
                ranges.extend([after..token.start, before..token.end]);
            }
            ranges.push(token.start..token.end);
        }
        let comments = lexed.trivia.iter();
        ranges.extend(comments.map(|one| one.span.start..one.span.end));
        if let Some((_, module)) = analysis.module(source) {
            for item in &module.tree.items {
                let span = item
                    .doc
                    .as_ref()
                    .map_or(item.span, |doc| doc.span.to(item.span));
                ranges.extend([item.span.start..item.span.end, span.start..span.end]);
                if let pipewright_syntax::tree::ItemKind::Pipeline(pipeline) = &item.kind {
                    clauses(&pipeline.clauses, &mut ranges);
                }
            }
        }
        Self { text, ranges }
    }

    /// Those around a place, the smallest first, each inside of the next.
    #[must_use]
    pub fn around(&self, offset: u32) -> Vec<Range<u32>> {
        let length = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let offset = offset.min(length);
        let holds = |range: &&Range<u32>| range.start <= offset && offset <= range.end;
        let mut ranges: Vec<Range<u32>> = self.ranges.iter().filter(holds).cloned().collect();
        ranges.extend([offset..offset, 0..length]);
        ranges.extend(line(self.text, offset).filter(|range| holds(&range)));
        ranges.sort_by_key(|range| (range.end - range.start, range.start));
        ranges.dedup();
        // Pieces that overlap without one holding the other cannot both be steps of one way.
        let mut way: Vec<Range<u32>> = Vec::new();
        for range in ranges {
            let fits = way
                .last()
                .is_none_or(|last| range.start <= last.start && last.end <= range.end);
            if fits {
                way.push(range);
            }
        }
        way
    }
}

fn clauses(all: &[pipewright_syntax::tree::Clause], ranges: &mut Vec<Range<u32>>) {
    for clause in all {
        ranges.push(clause.span.start..clause.span.end);
        for body in crate::names::bodies(&clause.kind) {
            clauses(body, ranges);
        }
    }
}

/// The line of an offset, without the space around it.
fn line(text: &str, offset: u32) -> Option<Range<u32>> {
    let offset = offset as usize;
    let start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(offset..)?;
    let end = rest.find('\n').map_or(text.len(), |at| offset + at);
    let line = text.get(start..end)?;
    let from = start + (line.len() - line.trim_start().len());
    let to = start + line.trim_end().len();
    let range = u32::try_from(from).ok()?..u32::try_from(to).ok()?;
    (range.start <= range.end).then_some(range)
}
