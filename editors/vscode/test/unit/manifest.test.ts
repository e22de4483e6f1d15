// What the manifest promises is there.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8'));
const { contributes } = MANIFEST;

describe('files that it names exist', () => {
  const steps = contributes.walkthroughs.flatMap((guide: { steps: object[] }) => guide.steps);
  const files: string[] = [
    MANIFEST.icon,
    ...contributes.languages.flatMap((language: { configuration: string; icon: object }) => [
      language.configuration,
      ...Object.values(language.icon),
    ]),
    ...contributes.grammars.map(({ path }: { path: string }) => path),
    ...contributes.snippets.map(({ path }: { path: string }) => path),
    ...steps.map(({ media }: { media: { markdown?: string; svg?: string } }) => media.markdown ?? media.svg),
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
  ];
  for (const file of files) {
    test(file, () => assert.ok(existsSync(file)));
  }
});

test('pictures of the page exist', () => {
  const pictures = [...readFileSync('README.md', 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)];
  assert.ok(pictures.length > 0);
  for (const [, file = ''] of pictures) {
    assert.ok(existsSync(file), file);
  }
});

describe('commands', () => {
  const declared = new Set(contributes.commands.map(({ command }: { command: string }) => command));
  const used = new Set(
    [...JSON.stringify(contributes).matchAll(/(?:command:|"command":"|onCommand:)(pipewright\.\w+)/g)].map(
      ([, name]) => name,
    ),
  );
  test('that menus and guides use are declared', () => {
    assert.deepEqual(
      [...used].filter((name) => !declared.has(name)),
      [],
    );
  });
  test('that write or run something wait for trust', () => {
    const waiting = contributes.commands
      .filter(({ enablement }: { enablement?: string }) => enablement === 'isWorkspaceTrusted')
      .map(({ command }: { command: string }) => command);
    assert.deepEqual(waiting, ['pipewright.newProject', 'pipewright.check', 'pipewright.build']);
  });
});

test('every setting that chooses what is executed is restricted, and belongs to the machine', () => {
  const settings = Object.assign(
    {},
    ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
  );
  const executing = Object.keys(settings).filter((name) => name.startsWith('pipewright.server.'));
  assert.deepEqual(
    executing.sort(),
    [...MANIFEST.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
  );
  for (const name of executing) {
    assert.equal(settings[name].scope, 'machine-overridable', name);
  }
});

test('versions are pinned', () => {
  for (const version of Object.values({ ...MANIFEST.dependencies, ...MANIFEST.devDependencies })) {
    assert.match(String(version), /^\d+\.\d+\.\d+$/);
  }
});
