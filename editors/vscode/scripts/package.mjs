// Packages the extension for one platform, with the server inside:
//
//     node scripts/package.mjs --target linux-x64 --program ../../target/release/pipewright
//
// Without --program the package brings no server, and finds one on PATH.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const TARGETS = [
  'alpine-arm64',
  'alpine-x64',
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64',
  'linux-x64',
  'win32-arm64',
  'win32-x64',
];

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.' },
    program: { type: 'string' },
    target: { type: 'string' },
  },
});
const { target, program, out } = values;
if (program !== undefined && !TARGETS.includes(target)) {
  console.error(`--target must be one of ${TARGETS.join(', ')}`);
  process.exit(2);
}

const here = path.resolve(import.meta.dirname, '..');
const server = path.join(here, 'server');
rmSync(server, { recursive: true, force: true });
if (program !== undefined) {
  const inside = path.join(server, target.startsWith('win32') ? 'pipewright.exe' : 'pipewright');
  mkdirSync(server);
  copyFileSync(program, inside);
  chmodSync(inside, 0o755);
}
const words = ['package', '--no-dependencies', '--skip-license', '--out', path.resolve(out)];
if (target !== undefined) {
  words.push('--target', target);
}
try {
  const vsce = path.join(here, 'node_modules/@vscode/vsce/vsce');
  execFileSync(process.execPath, [vsce, ...words], { cwd: here, stdio: 'inherit' });
} finally {
  rmSync(server, { recursive: true, force: true });
}
