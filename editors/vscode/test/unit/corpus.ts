// Every program of the repository that compiles: examples, the standard library, constructs, the manual.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './textmate';

export interface Sample {
  name: string;
  text: string;
}

const BLOCK = /^```pipe\n(.*?)^```$/gms;

export function corpus(): Sample[] {
  const files = ['examples', 'stdlib', 'tests/constructs', 'tests/connectors']
    .flatMap((folder) => filesIn(folder, '.pipe'))
    .map((name) => ({ name, text: readFileSync(path.join(ROOT, name), 'utf8') }));
  const blocks = filesIn('docs', '.md').flatMap((name) =>
    [...readFileSync(path.join(ROOT, name), 'utf8').matchAll(BLOCK)].map(([, text = ''], index) => ({
      name: `${name}, block ${index + 1}`,
      text,
    })),
  );
  return [...files, ...blocks];
}

/** The files below a folder of the repository that end so, by their paths from the root. */
function filesIn(folder: string, ending: string): string[] {
  const all = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return all
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name))
    .sort();
}
