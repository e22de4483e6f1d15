// The TextMate grammar guesses; the server knows. What the one takes for a keyword must be one for the other.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { IGrammar } from 'vscode-textmate';
import { Server } from './server';
import { loadGrammar, type Piece, ROOT, tokenize } from './textmate';

interface Token {
  line: number;
  start: number;
  length: number;
  type: string;
}

const files = ['examples', 'tests/constructs', 'tests/connectors', 'stdlib'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pipe'))
    .map((name) => path.join(folder, name))
    .sort(),
);

let grammar: IGrammar;
let types: string[];
const server = new Server();

before(async () => {
  grammar = await loadGrammar();
  const { capabilities } = (await server.start(path.join(ROOT, 'examples'))) as {
    capabilities: { semanticTokensProvider: { legend: { tokenTypes: string[] } } };
  };
  types = capabilities.semanticTokensProvider.legend.tokenTypes;
});

after(() => server.stop());

async function tokensOf(file: string, text: string): Promise<Token[]> {
  const uri = pathToFileURL(path.join(ROOT, file)).href;
  server.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'pipewright', version: 1, text } });
  const answer = await server.ask('textDocument/semanticTokens/full', { textDocument: { uri } });
  const { data } = answer as { data: number[] };
  const tokens: Token[] = [];
  let line = 0;
  let start = 0;
  for (let at = 0; at + 4 < data.length; at += 5) {
    const [down = 0, right = 0, length = 0, type = 0] = data.slice(at, at + 4);
    start = down > 0 ? right : start + right;
    line += down;
    tokens.push({ line, start, length, type: types[type] ?? '' });
  }
  return tokens;
}

/** What the grammar says of a place. */
function scopesAt(pieces: readonly Piece[], { line, start }: Token): string[] {
  const piece = pieces.find(
    (one) => one.line === line && one.start <= start && start < one.start + one.text.length,
  );
  return piece?.scopes ?? [];
}

const isKeyword = (scopes: readonly string[]): boolean =>
  scopes.some((scope) =>
    /^(?:keyword\.(?:control|operator\.word)|storage\.type|constant\.language)/.test(scope),
  );

describe('grammar and server agree on keywords', () => {
  for (const file of files) {
    test(file, async () => {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      const lines = text.split('\n');
      const { pieces } = tokenize(grammar, text);
      const tokens = await tokensOf(file, text);
      assert.ok(tokens.length > 3, 'there is something to compare');
      const differing = tokens
        // What a rule reads of a pipeline has the names of clauses; the server tells them by their colour.
        .filter(({ line, start }) => lines[line]?.[start - 1] !== '.')
        .filter((token) => (token.type === 'keyword') !== isKeyword(scopesAt(pieces, token)))
        .map((token) => {
          const word = lines[token.line]?.slice(token.start, token.start + token.length);
          return `${token.line + 1}: ${word} is ${token.type}, in: ${lines[token.line]?.trim()}`;
        });
      assert.deepEqual(differing, []);
    });
  }
});
