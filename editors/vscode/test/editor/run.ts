// The extension, packaged with the server, in a real VS Code:
//
//     npm run editor                         everything
//     npm run editor -- host                 only the tests inside the extension host
//     ONLY=rename npm run editor -- host     only those of them whose titles say so
//     npm run editor -- ui                   only what a person sees
//     npm run editor -- restricted           only the folder that nobody trusts

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testInHost } from './host';
import { testRestricted } from './restricted';
import { HERE, install, ROOT } from './tools';
import { SHOTS, testUi } from './ui';

const PROGRAM = path.resolve(
  process.env['PIPEWRIGHT'] ??
    path.join(process.env['CARGO_TARGET_DIR'] ?? path.join(ROOT, 'target'), 'debug/pipewright'),
);

const SUITES: Record<string, (vsix: string) => Promise<void>> = {
  host: testInHost,
  ui: testUi,
  restricted: testRestricted,
};

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const names = asked.length > 0 ? asked : Object.keys(SUITES);
  const folder = mkdtempSync(path.join(tmpdir(), 'vsix-'));
  try {
    const vsix = pack(folder);
    for (const name of names) {
      console.log(`== ${name}`);
      await (SUITES[name] ?? unknown(name))(vsix);
    }
    console.log(`pictures are in ${path.relative(ROOT, SHOTS)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Packages the extension as it is published. */
function pack(folder: string): string {
  const words = ['scripts/package.mjs', '--target', 'linux-x64', '--program', PROGRAM, '--out', `${folder}/`];
  execFileSync(install().node, words, { cwd: HERE, stdio: ['ignore', 'pipe', 'inherit'] });
  const [file] = readdirSync(folder);
  if (!file) {
    throw new Error('nothing was packaged');
  }
  return path.join(folder, file);
}

function unknown(name: string): never {
  throw new Error(`${name} is none of ${Object.keys(SUITES).join(', ')}`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  },
);
