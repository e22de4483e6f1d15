// The TextMate grammar against the corpus and the compiler's own list of keywords.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import type { IGrammar } from 'vscode-textmate';
import { corpus } from './corpus';
import { loadGrammar, ROOT, tokenize } from './textmate';

const KEYWORD = /\b(?:keyword|storage|constant\.language)\b/;

let grammar: IGrammar;
before(async () => {
  grammar = await loadGrammar();
});

/** The list in the compiler: each keyword, and how it is written, by example. */
function keywords(): { text: string; form: string }[] {
  const source = readFileSync(path.join(ROOT, 'crates/syntax/src/keyword.rs'), 'utf8');
  const entry = /^ {4}\w+ "(\w+)" \w+ "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)";$/gm;
  return [...source.matchAll(entry)].map(([, text = '', form = '']) => ({
    text,
    form: form.replaceAll('\\"', '"'),
  }));
}

test('the list of keywords is read', () => {
  assert.ok(keywords().length > 90);
});

describe('each keyword is one where the compiler says it is written', () => {
  for (const { text, form } of keywords()) {
    test(`${text}: ${form}`, () => {
      const { pieces } = tokenize(grammar, form);
      const found = pieces.filter((piece) => piece.text.trim() === text);
      assert.ok(
        found.some(({ scopes }) => scopes.some((scope) => KEYWORD.test(scope))),
        JSON.stringify(pieces.map((piece) => [piece.text, piece.scopes.at(-1)])),
      );
    });
  }
});

describe('what compiles', () => {
  for (const { name, text } of corpus()) {
    test(name, () => {
      const { pieces, depth } = tokenize(grammar, text);
      assert.equal(depth, 1, 'a text, comment or hole is never closed');
      const wrong = pieces.filter(({ scopes }) => scopes.some((scope) => scope.startsWith('invalid')));
      assert.deepEqual(wrong, []);
    });
  }
});
