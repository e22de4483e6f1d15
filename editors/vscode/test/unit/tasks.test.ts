// Tasks: what they run, and that the problem matcher reads what the compiler prints.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { argumentsOf, readDefinition } from '../../src/tasks/arguments';
import { pipewright } from './program';
import { ROOT } from './textmate';

const MANIFEST = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the words of a command', () => {
  test('check', () => {
    assert.deepEqual(argumentsOf({ verb: 'check' }), ['check', '--format', 'line', '--', '.']);
  });
  test('build, of some of it', () => {
    const definition = { verb: 'build', path: 'a b', environments: ['prod'], targets: ['json', 'airflow'] };
    assert.deepEqual(
      argumentsOf(definition).join(' '),
      'build --format line --env prod --target json --target airflow -- a b',
    );
  });
  test('a folder that looks like an option is a folder', () => {
    assert.deepEqual(argumentsOf({ verb: 'check', path: '--fix' }).slice(-2), ['--', '--fix']);
  });
});

describe('a definition', () => {
  test('keeps what is ours', () => {
    const given = { type: 'pipewright', verb: 'build', path: 'x', targets: ['json'], problemMatcher: [] };
    assert.deepEqual(readDefinition(given), { verb: 'build', path: 'x', targets: ['json'] });
  });
  for (const verb of ['init', 'fmt', '', 3, undefined]) {
    test(`runs nothing else: ${verb}`, () => {
      assert.equal(readDefinition({ type: 'pipewright', verb: verb as string }), undefined);
    });
  }
});

describe('the problem matcher', () => {
  const [pattern] = MANIFEST.contributes.problemPatterns;
  const matcher = new RegExp(pattern.regexp);

  function findings(change: (text: string) => string): RegExpExecArray[] {
    const folder = mkdtempSync(path.join(tmpdir(), 'matcher-'));
    try {
      cpSync(path.join(ROOT, 'examples/customer-analytics'), folder, { recursive: true });
      const main = path.join(folder, 'main.pipe');
      writeFileSync(main, change(readFileSync(main, 'utf8')));
      const { out } = pipewright(folder, ...argumentsOf({ verb: 'check' }));
      const lines = out.split('\n').filter(Boolean);
      const found = lines.map((line) => matcher.exec(line));
      return found.filter((match) => match !== null);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('reads what the compiler prints', () => {
    const [found, ...more] = findings((text) =>
      text.replace('region    = eu-west-1', 'region    = us-east-1'),
    );
    assert.deepEqual(more, []);
    const at = (name: string) => found?.[pattern[name]];
    assert.equal(at('file'), 'main.pipe');
    assert.equal(at('severity'), 'error');
    assert.equal(at('code'), 'PW0601');
    assert.match(at('message') ?? '', /must stay in `eu`/);
    assert.equal(Number(at('endColumn')) - Number(at('column')), 'us-east-1'.length);
    assert.equal(at('endLine'), at('line'));
  });

  test('finds nothing where nothing is wrong', () => {
    assert.deepEqual(
      findings((text) => text),
      [],
    );
  });
});
