// The workflow that builds a release: its platforms are those the package knows and the manual tells of.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const WORKFLOW = readFileSync('../../.github/workflows/release.yml', 'utf8');
const SCRIPT = readFileSync('scripts/package.mjs', 'utf8');
const MANUAL = readFileSync('../../docs/editors/vscode.md', 'utf8');
const README = readFileSync('README.md', 'utf8');

const built = [...WORKFLOW.matchAll(/\{ target: ([\w-]+), runner: ([\w.-]+)/g)];

test('a release has a package for each platform that most people have', () => {
  const targets = built.map(([, target]) => target);
  assert.deepEqual(targets, ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64']);
});

for (const [, target = '', runner = ''] of built) {
  test(`${target} can be packaged, and is told of`, () => {
    assert.ok(SCRIPT.includes(`'${target}'`));
    assert.ok(MANUAL.includes(`| \`${target}\` |`), 'in the manual');
    assert.ok(MANUAL.includes(`\`${runner}\``), 'with where it is built');
    assert.ok(README.includes(`\`${target}\``), 'in the README');
  });
}

test('every action is pinned to a commit, and says of which version it is', () => {
  const actions = [...WORKFLOW.matchAll(/uses: (.*)/g)].map(([, action = '']) => action);
  assert.ok(actions.length > 0);
  for (const action of actions) {
    assert.match(action, /^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
});

test('it may do no more than read', () => {
  assert.match(WORKFLOW, /^permissions: \{\}$/m);
  assert.deepEqual(
    [...WORKFLOW.matchAll(/^ +[\w-]+: (read|write)\b/gm)].map(([, what]) => what),
    ['read'],
  );
  assert.match(WORKFLOW, /persist-credentials: false/);
});
