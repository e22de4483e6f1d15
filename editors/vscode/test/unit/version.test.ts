// Which servers an extension works with.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseVersion, unfit } from '../../src/server/version';
import { pipewright } from './program';

const v = (text: string) => parseVersion(`pipewright ${text}`) ?? assert.fail(text);

describe('before 1.0 the same minor version', () => {
  test('fits', () => {
    assert.equal(unfit('pipewright 0.3.9\n', v('0.3.0')), undefined);
    assert.equal(unfit('pipewright 0.3.0-rc.1\n', v('0.3.2')), undefined);
  });
  test('older and newer ones do not', () => {
    assert.match(unfit('pipewright 0.2.9\n', v('0.3.0')) ?? '', /0\.2\.9.*works with 0\.3$/);
    assert.match(unfit('pipewright 0.4.0\n', v('0.3.0')) ?? '', /0\.4\.0/);
    assert.match(unfit('pipewright 1.0.0\n', v('0.3.0')) ?? '', /1\.0\.0/);
  });
});

describe('from 1.0 on a later minor version, too', () => {
  test('fits', () => assert.equal(unfit('pipewright 1.5.0\n', v('1.4.2')), undefined));
  test('an earlier one does not', () => {
    assert.match(unfit('pipewright 1.3.0\n', v('1.4.0')) ?? '', /1\.4 or later/);
  });
});

test('another program of that name is not used', () => {
  for (const printed of ['', 'pipewright\n', 'PipeWright GUI 3.2', 'pipewright 0.1.0; rm -rf /']) {
    assert.match(unfit(printed, v('0.1.0')) ?? '', /another program/);
  }
});

test('the program of this repository is of the version of this extension', () => {
  const manifest: { version: string } = JSON.parse(require('node:fs').readFileSync('package.json', 'utf8'));
  assert.equal(unfit(pipewright('.', '--version').out, v(manifest.version)), undefined);
});
