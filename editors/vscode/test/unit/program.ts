// The compiler that was built from this repository.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './textmate';

/** `PIPEWRIGHT`, or the debug build. Tests that need it fail without it: they cannot pass unseen. */
export const PROGRAM = path.resolve(
  process.env['PIPEWRIGHT'] ??
    path.join(process.env['CARGO_TARGET_DIR'] ?? path.join(ROOT, 'target'), 'debug/pipewright'),
);

export function pipewright(folder: string, ...words: string[]): { code: number; out: string; err: string } {
  if (!existsSync(PROGRAM)) {
    throw new Error(`${PROGRAM} is not there: cargo build --package pipewright-cli`);
  }
  const { status, stdout, stderr } = spawnSync(PROGRAM, words, { cwd: folder, encoding: 'utf8' });
  return { code: status ?? -1, out: stdout, err: stderr };
}
