//! Recovery: an item that cannot be read as a whole is read entry by entry.
//!
//! Inner blocks first, each entry by itself with its inner blocks stubbed, so that every token is
//! looked at once. An entry that fails gives one finding; then it is mended where one token does
//! it, or an error token takes its place. What results can be read, and the tree keeps the rest.

use pipewright_diagnostics::{Diagnostic, MOST_ERRORS};
use pipewright_source::SourceId;
use pipewright_syntax::{Block, Keyword, Lexeme, Token, rules, tree::Item};

use crate::{
    explain::{self, Entry},
    foreign::{body_like, meant},
    grammar, header, heal,
    nodes::Nodes,
    orphans,
    probe::probe,
};

/// What an item became.
pub struct Repaired {
    /// Its tree.
    pub items: Vec<Item>,
    /// One finding for each entry that could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// Brackets that close nothing, of which these findings tell.
    pub explained: Vec<u32>,
}

/// Reads the laid out tokens of an item that failed, in a file of which `told` findings are known.
pub fn repair(
    source: SourceId,
    text: &str,
    known: Known<'_>,
    nodes: &Nodes<'_>,
    tokens: &[Lexeme],
    told: usize,
) -> Repaired {
    let mut repair = Repair {
        source,
        text,
        known,
        told,
        out: Vec::with_capacity(tokens.len()),
        diagnostics: Vec::new(),
        explained: Vec::new(),
    };
    repair.block(Block::Items, tokens);
    let (items, _) = grammar::items(nodes, &repair.out);
    Repaired {
        items,
        diagnostics: repair.diagnostics,
        explained: repair.explained,
    }
}

/// What was found before the entries are read.
#[derive(Clone, Copy)]
pub struct Known<'t> {
    /// Where a text or comment had no end.
    pub swallowed: &'t [u32],
    /// Where brackets stood that close nothing.
    pub strays: &'t [u32],
}

/// How far a bracket may be to be on the same line: no one reads longer ones.
const LINE: u32 = 400;

struct Repair<'t> {
    source: SourceId,
    text: &'t str,
    known: Known<'t>,
    /// How many findings of the file there are already.
    told: usize,
    out: Vec<Lexeme>,
    diagnostics: Vec<Diagnostic>,
    explained: Vec<u32>,
}

impl Repair<'_> {
    /// Reads the entries of a block, without its brackets.
    fn block(&mut self, block: Block, tokens: &[Lexeme]) {
        let mut rest = tokens;
        while !rest.is_empty() {
            let length = entry_length(block, rest);
            let whole = rest.get(..length).unwrap_or(rest);
            if let Some((entry, next)) = cut(block, whole) {
                self.entry(block, entry);
                self.out.push(Lexeme {
                    token: Token::NewLine,
                    end: next.start,
                    ..next
                });
                rest = rest.get(entry.len()..).unwrap_or(&[]);
                continue;
            }
            let (entry, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            let (separator, after) = after.split_at_checked(1).unwrap_or((&[], &[]));
            if !entry.is_empty() {
                self.entry(block, entry);
            } else if let Some(separator) = separator.first() {
                self.empty_entry(block, *separator);
                rest = after;
                continue;
            }
            self.out.extend_from_slice(separator);
            rest = after;
        }
    }

    /// Two separators in a row: the second one is left out.
    fn empty_entry(&mut self, block: Block, separator: Lexeme) {
        if separator.token == Token::Comma {
            let diagnostic = explain::doubled(self.source, block, &separator);
            self.diagnostics.push(diagnostic);
        }
    }

    fn entry(&mut self, block: Block, tokens: &[Lexeme]) {
        let begin = self.out.len();
        let first = tokens.first().map(|lexeme| lexeme.token);
        let guess = self.guess(block, tokens);
        let mut stubbed: Vec<Lexeme> = Vec::new();
        let mut blocks: Vec<(u32, Vec<Lexeme>)> = Vec::new();
        // How many tokens and findings there were at each block's bracket.
        let mut opened: Vec<(usize, usize)> = Vec::new();
        let mut frames = vec![block];
        let mut rest = tokens;
        while let Some((lexeme, after)) = rest.split_first() {
            rest = after;
            stubbed.push(*lexeme);
            if lexeme.token.is_closer() {
                frames.pop();
            }
            if lexeme.token.closer().is_none() {
                continue;
            }
            let outer = frames.last().copied().unwrap_or(Block::Values);
            let before = stubbed
                .len()
                .checked_sub(2)
                .and_then(|index| stubbed.get(index))
                .map(|lexeme| lexeme.token);
            let mut inner = outer.inside(guess, before, lexeme.token);
            // The first of two in a row is the list of a loop.
            if inner == Block::Clauses
                && guess == Some(Token::Keyword(Keyword::For))
                && rest
                    .get(matching(rest) + 1)
                    .is_some_and(|next| next.token == Token::LeftBrace)
            {
                inner = Block::Fields;
            }
            if inner == Block::Values {
                frames.push(inner);
                continue;
            }
            let length = matching(rest);
            let (inside, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            rest = after;
            opened.push((stubbed.len(), self.diagnostics.len()));
            if guess.is_some() {
                self.block(inner, inside);
            }
            let closer = rest.first().map_or(lexeme.end, |closer| closer.start);
            blocks.push((closer, self.out.split_off(begin)));
            frames.push(inner);
        }
        match probe(block, &stubbed) {
            None => self.keep(&stubbed, blocks),
            Some(_) if self.told + self.diagnostics.len() > MOST_ERRORS => {
                self.count(tokens);
                self.replace(tokens);
            }
            Some(stop) => {
                let entry = Entry {
                    source: self.source,
                    text: self.text,
                    block,
                    tokens: &stubbed,
                    first,
                };
                let healed = heal::heal(&entry, &stop);
                let reads = healed.as_ref().is_some_and(|healed| healed.reads);
                let recovered = (!reads).then(|| header::recover(&entry)).flatten();
                // What a bracket holds that is due nowhere, nobody can tell.
                let due_nowhere = opened.iter().find(|(at, _)| *at == stop.index + 1);
                if let Some((_, findings)) = due_nowhere
                    && !reads
                    && recovered.is_none()
                {
                    self.diagnostics.truncate(*findings);
                }
                if !self.is_known(tokens, &stubbed, stop.index)
                    && !self.is_orphan(&entry, stop.index, reads)
                {
                    let diagnostic = explain::explain(&entry, &stop, healed.as_ref());
                    self.diagnostics.push(diagnostic);
                }
                match healed
                    .filter(|_| reads)
                    .map(|healed| healed.tokens)
                    .or(recovered)
                {
                    Some(tokens) => self.keep(&tokens, blocks),
                    None => self.replace(tokens),
                }
            }
        }
    }

    /// Whether the line is missing that opens the block of this entry: told at its first entry, which
    /// can be read as nothing else.
    fn is_orphan(&mut self, entry: &Entry<'_>, index: usize, reads: bool) -> bool {
        let start = entry.tokens.first().map_or(0, |first| first.start);
        if self.explained.last().is_some_and(|closer| start < *closer) {
            return true;
        }
        if index > 0 || reads || !matches!(entry.block, Block::Items | Block::Clauses) {
            return false;
        }
        let Some((found, closer)) = orphans::explain(entry, self.known.strays) else {
            return false;
        };
        self.diagnostics.push(found);
        self.explained.push(closer);
        true
    }

    /// One more error than anybody is told: it only counts.
    fn count(&mut self, tokens: &[Lexeme]) {
        if let Some(first) = tokens.first() {
            let found = "this cannot be read";
            self.diagnostics.push(Diagnostic::new(
                &rules::UNEXPECTED,
                found,
                first.span(self.source),
                "not expected here",
            ));
        }
    }

    /// The word an entry begins with, or the one it was probably meant to be; `None` when what
    /// its braces hold cannot be told.
    fn guess(&self, block: Block, tokens: &[Lexeme]) -> Option<Token> {
        let first = tokens.first()?;
        let known: Vec<Keyword> = heal::starters(block).collect();
        match first.token {
            Token::Keyword(keyword) if known.is_empty() || known.contains(&keyword) => {
                Some(first.token)
            }
            _ if known.is_empty() => Some(first.token),
            // What begins a body elsewhere holds clauses.
            token
                if block == Block::Clauses
                    && token.is_name()
                    && body_like(first.text(self.text)) =>
            {
                Some(Token::Keyword(Keyword::When))
            }
            Token::Word => {
                meant(first.text(self.text), known.iter().map(|it| it.text())).map(Token::Keyword)
            }
            _ => None,
        }
    }

    /// Puts out the entry's tokens with its inner blocks, each with the offset of its closer.
    fn keep(&mut self, stubbed: &[Lexeme], blocks: Vec<(u32, Vec<Lexeme>)>) {
        let mut blocks = blocks.into_iter().peekable();
        let mut previous: Option<Token> = None;
        for lexeme in stubbed {
            let stub = previous.is_some_and(|open| open.closer() == Some(lexeme.token));
            if stub && let Some((_, inside)) = blocks.next_if(|block| block.0 == lexeme.start) {
                self.out.extend(inside);
            }
            self.out.push(*lexeme);
            previous = Some(lexeme.token);
        }
    }

    fn replace(&mut self, tokens: &[Lexeme]) {
        if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
            self.out.push(Lexeme {
                token: Token::Error,
                end: last.end.max(first.start),
                ..*first
            });
        }
    }

    /// Whether what stops the entry was reported already: a token that could not be read, a text
    /// without its end, a bracket that had to be put in.
    fn is_known(&self, tokens: &[Lexeme], stubbed: &[Lexeme], index: usize) -> bool {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return false;
        };
        let at = self.known.swallowed.partition_point(|at| *at < first.start);
        if self
            .known
            .swallowed
            .get(at)
            .is_some_and(|at| *at < last.end)
        {
            return true;
        }
        let unread = stubbed
            .iter()
            .take(index.saturating_add(1))
            .any(|lexeme| matches!(lexeme.token, Token::Error | Token::BadValue));
        let put_in = stubbed
            .iter()
            .any(|lexeme| lexeme.token.is_closer() && lexeme.start == lexeme.end);
        unread || put_in || self.is_beside_stray(stubbed, index)
    }

    /// Whether a bracket that closes nothing stands on the same line: its partner is what is
    /// missing.
    fn is_beside_stray(&self, stubbed: &[Lexeme], index: usize) -> bool {
        let Some(found) = stubbed.get(index).or_else(|| stubbed.last()) else {
            return false;
        };
        let next = self.known.strays.partition_point(|at| *at < found.start);
        self.known.strays.get(next).is_some_and(|stray| {
            stray - found.start < LINE
                && self
                    .text
                    .get(found.start as usize..*stray as usize)
                    .is_some_and(|between| !between.contains('\n'))
        })
    }
}

/// An entry that seems to go on with a word that begins another one, no further in: its own end is
/// missing. Gives what belongs to it, and that word.
fn cut(block: Block, tokens: &[Lexeme]) -> Option<(&[Lexeme], Lexeme)> {
    let own = tokens.first()?.indent?;
    let mut level = 0_usize;
    for (index, lexeme) in tokens.iter().enumerate().skip(1) {
        if level == 0
            && lexeme.indent.is_some_and(|indent| indent <= own)
            && let Token::Keyword(keyword) = lexeme.token
            && heal::starters(block).any(|starter| starter == keyword)
        {
            return Some((tokens.get(..index)?, *lexeme));
        }
        if lexeme.token.closer().is_some() {
            level += 1;
        } else if lexeme.token.is_closer() {
            level = level.saturating_sub(1);
        }
    }
    None
}

/// How many tokens the first entry has.
fn entry_length(block: Block, tokens: &[Lexeme]) -> usize {
    let mut level = 0_usize;
    // A comma in `map<string, int>` separates no columns.
    let mut angles = 0_usize;
    for (index, lexeme) in tokens.iter().enumerate() {
        match lexeme.token {
            Token::Less if block == Block::Columns => angles += 1,
            Token::Greater => angles = angles.saturating_sub(1),
            _ => {}
        }
        let separates = lexeme.token == Token::NewLine
            || (lexeme.token == Token::Comma && block.commas_separate() && angles == 0);
        if separates && level == 0 {
            return index;
        }
        if lexeme.token.closer().is_some() {
            level += 1;
        } else if lexeme.token.is_closer() {
            level = level.saturating_sub(1);
        }
    }
    tokens.len()
}

/// How many tokens stand before the closer of the bracket that was just opened.
fn matching(tokens: &[Lexeme]) -> usize {
    let mut level = 0_usize;
    for (index, lexeme) in tokens.iter().enumerate() {
        if lexeme.token.closer().is_some() {
            level += 1;
        } else if lexeme.token.is_closer() {
            if level == 0 {
                return index;
            }
            level -= 1;
        }
    }
    tokens.len()
}
