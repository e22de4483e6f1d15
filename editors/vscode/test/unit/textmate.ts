// The TextMate engine of the editor, for tests.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadWASM, OnigScanner, OnigString } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';

/** The extension's folder; tests run there. */
export const HERE = process.cwd();
export const ROOT = path.resolve(HERE, '../..');

/** A piece of text and its scopes. */
export interface Piece {
  text: string;
  scopes: string[];
  line: number;
  start: number;
}

/** Grammars of other languages are the editor's; here they only have to be there. */
const STUBS: Record<string, object> = {
  'source.python': {
    scopeName: 'source.python',
    patterns: [{ name: 'keyword.python', match: '\\bimport\\b' }],
  },
  'source.shell': { scopeName: 'source.shell', patterns: [{ name: 'keyword.shell', match: '\\bset\\b' }] },
  'text.html.markdown': { scopeName: 'text.html.markdown', patterns: [] },
};

export async function loadGrammar(scope = 'source.pipewright'): Promise<IGrammar> {
  const wasm = createRequire(path.join(HERE, 'package.json')).resolve('vscode-oniguruma/release/onig.wasm');
  await loadWASM(readFileSync(wasm).buffer as ArrayBuffer);
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new OnigScanner(patterns),
      createOnigString: (text: string) => new OnigString(text),
    }),
    loadGrammar: async (name) => {
      const ours = manifest.contributes.grammars.find(
        (grammar: { scopeName: string }) => grammar.scopeName === name,
      );
      const text = ours ? readFileSync(ours.path, 'utf8') : JSON.stringify(STUBS[name]);
      return parseRawGrammar(text, `${name}.json`);
    },
    getInjections: (name) => (name === 'text.html.markdown' ? ['markdown.pipewright.codeblock'] : []),
  });
  const grammar = await registry.loadGrammar(scope);
  if (!grammar) {
    throw new Error(`no grammar ${scope}`);
  }
  return grammar;
}

/** Every piece of a text, and how deep the rules still are at its end: 1 where all are closed. */
export function tokenize(grammar: IGrammar, text: string): { pieces: Piece[]; depth: number } {
  let stack = INITIAL;
  const pieces: Piece[] = [];
  text.split(/\r?\n/).forEach((content, line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(content, stack);
    stack = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      pieces.push({ text: content.slice(startIndex, endIndex), scopes, line, start: startIndex });
    }
  });
  return { pieces, depth: stack.depth };
}
