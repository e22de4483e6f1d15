//! Semantic tokens: whole, of a range, and what changed since.

use pipewright_editor::names::Kind;
use pipewright_editor::tokens::{self, SemanticToken as Word, TokenKind};
use tower_lsp::ls_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensDelta,
    SemanticTokensDeltaParams, SemanticTokensEdit, SemanticTokensFullDeltaResult,
    SemanticTokensLegend, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult,
};

use crate::position::Lines;
use crate::snapshot::Snapshot;

const TYPES: [SemanticTokenType; 12] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::NUMBER,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::STRUCT,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::INTERFACE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::CLASS,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::MODIFIER,
];

/// The words that tokens are numbered by.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TYPES.to_vec(),
        token_modifiers: vec![
            SemanticTokenModifier::DECLARATION,
            SemanticTokenModifier::DEFAULT_LIBRARY,
            SemanticTokenModifier::READONLY,
        ],
    }
}

fn number(kind: TokenKind) -> u32 {
    let kind = match kind {
        TokenKind::Keyword => SemanticTokenType::KEYWORD,
        TokenKind::Number => SemanticTokenType::NUMBER,
        TokenKind::Name(kind) => match kind {
            Kind::Module => SemanticTokenType::NAMESPACE,
            Kind::Type | Kind::BuiltinType => SemanticTokenType::STRUCT,
            Kind::Column | Kind::Field => SemanticTokenType::PROPERTY,
            Kind::Connector | Kind::Template => SemanticTokenType::INTERFACE,
            Kind::Parameter => SemanticTokenType::PARAMETER,
            Kind::Region => SemanticTokenType::ENUM_MEMBER,
            Kind::Pipeline | Kind::Cluster | Kind::Environment => SemanticTokenType::CLASS,
            Kind::Step | Kind::Builtin => SemanticTokenType::FUNCTION,
            Kind::Mark => SemanticTokenType::MODIFIER,
            _ => SemanticTokenType::VARIABLE,
        },
    };
    let at = TYPES.iter().position(|known| *known == kind).unwrap_or(0);
    u32::try_from(at).unwrap_or(0)
}

fn encode(snapshot: &Snapshot, text: &str, words: &[Word]) -> Vec<SemanticToken> {
    let lines = Lines::of(text);
    let (mut line, mut column) = (0, 0);
    let mut encoded = Vec::with_capacity(words.len());
    for word in words {
        let start = lines.position(text, word.start as usize, snapshot.encoding);
        let shown = text.get(word.start as usize..word.end as usize);
        let before = if start.line == line { column } else { 0 };
        let constant = matches!(word.kind, TokenKind::Name(Kind::Constant));
        encoded.push(SemanticToken {
            delta_line: start.line - line,
            delta_start: start.character - before,
            length: snapshot.encoding.length(shown.unwrap_or_default()),
            token_type: number(word.kind),
            token_modifiers_bitset: u32::from(word.declares)
                | u32::from(word.standard) << 1
                | u32::from(constant) << 2,
        });
        (line, column) = (start.line, start.character);
    }
    encoded
}

fn all(snapshot: &Snapshot, uri: &tower_lsp::ls_types::Uri) -> Option<Vec<SemanticToken>> {
    let source = snapshot.source(uri)?;
    let words = tokens::semantic_tokens(&snapshot.analysis, source);
    Some(encode(snapshot, snapshot.analysis.text(source), &words))
}

/// `textDocument/semanticTokens/full`.
pub fn tokens_full(
    snapshot: &Snapshot,
    params: SemanticTokensParams,
) -> Option<SemanticTokensResult> {
    let uri = params.text_document.uri;
    let data = all(snapshot, &uri)?;
    let id = snapshot.coloured.remember(uri.as_str(), &data);
    Some(SemanticTokensResult::Tokens(SemanticTokens {
        result_id: Some(id),
        data,
    }))
}

/// `textDocument/semanticTokens/range`.
pub fn tokens_range(
    snapshot: &Snapshot,
    params: SemanticTokensRangeParams,
) -> Option<SemanticTokensRangeResult> {
    let source = snapshot.source(&params.text_document.uri)?;
    let text = snapshot.analysis.text(source);
    let lines = Lines::of(text);
    let offset = |position| {
        let offset = lines.offset(text, position, snapshot.encoding);
        u32::try_from(offset).unwrap_or(u32::MAX)
    };
    let range = offset(params.range.start)..offset(params.range.end);
    let words = tokens::semantic_tokens_range(&snapshot.analysis, source, &range);
    Some(SemanticTokensRangeResult::Tokens(SemanticTokens {
        result_id: None,
        data: encode(snapshot, text, &words),
    }))
}

/// `textDocument/semanticTokens/full/delta`: one edit, or all where nothing is known of before.
pub fn tokens_delta(
    snapshot: &Snapshot,
    params: SemanticTokensDeltaParams,
) -> Option<SemanticTokensFullDeltaResult> {
    let uri = params.text_document.uri;
    let data = all(snapshot, &uri)?;
    let before = snapshot
        .coloured
        .recall(uri.as_str(), &params.previous_result_id);
    let id = snapshot.coloured.remember(uri.as_str(), &data);
    let Some(before) = before else {
        return Some(SemanticTokensFullDeltaResult::Tokens(SemanticTokens {
            result_id: Some(id),
            data,
        }));
    };
    let pairs = before.iter().zip(&data);
    let same = pairs.take_while(|(one, other)| one == other).count();
    let longest = before.len().min(data.len()) - same;
    let ends = before.iter().rev().zip(data.iter().rev());
    let tail = ends
        .take(longest)
        .take_while(|(one, other)| one == other)
        .count();
    let removed = before.len() - same - tail;
    let added: Vec<SemanticToken> = data
        .get(same..data.len() - tail)
        .unwrap_or_default()
        .to_vec();
    let edits = if removed == 0 && added.is_empty() {
        Vec::new()
    } else {
        let words = |count: usize| u32::try_from(count * 5).unwrap_or(u32::MAX);
        vec![SemanticTokensEdit {
            start: words(same),
            delete_count: words(removed),
            data: (!added.is_empty()).then_some(added),
        }]
    };
    Some(SemanticTokensFullDeltaResult::TokensDelta(
        SemanticTokensDelta {
            result_id: Some(id),
            edits,
        },
    ))
}
