// Every program of the repository that compiles: examples, the standard library, constructs, the manual.

import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './textmate';

export interface Sample {
  name: string;
  text: string;
}

const BLOCK = /^```pipe\n(.*?)^```$/gms;

export function corpus(): Sample[] {
  const files = [
    'examples/*/*.pipe',
    'stdlib/*.pipe',
    'tests/constructs/**/*.pipe',
    'tests/connectors/*.pipe',
  ]
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .sort()
    .map((name) => ({ name, text: readFileSync(path.join(ROOT, name), 'utf8') }));
  const pages = ['docs/*.md', 'docs/language/*.md', 'docs/rules/*.md', 'docs/targets/*.md']
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .sort();
  const blocks = pages.flatMap((name) =>
    [...readFileSync(path.join(ROOT, name), 'utf8').matchAll(BLOCK)].map(([, text = ''], index) => ({
      name: `${name}, block ${index + 1}`,
      text,
    })),
  );
  return [...files, ...blocks];
}
