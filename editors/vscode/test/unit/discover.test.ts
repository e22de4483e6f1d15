// Which program becomes the server.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { discover, type Places } from '../../src/server/discover';

const LINUX: Places = {
  setting: '',
  extension: '/ext',
  workspace: ['/home/ada/project'],
  trusted: true,
  home: '/home/ada',
  path: '/usr/local/bin:/usr/bin',
  windows: false,
};

const having =
  (...programs: string[]) =>
  (file: string) =>
    programs.includes(file);

describe('in order: the setting, the one inside, PATH', () => {
  const all = having('/opt/pipewright', '/ext/server/pipewright', '/usr/bin/pipewright');
  test('the setting wins', () => {
    const found = discover({ ...LINUX, setting: '/opt/pipewright' }, all);
    assert.deepEqual(found, { program: '/opt/pipewright', origin: 'setting' });
  });
  test('then the one inside the extension', () => {
    assert.deepEqual(discover(LINUX, all), { program: '/ext/server/pipewright', origin: 'bundled' });
  });
  test('then the first on PATH', () => {
    const found = discover(LINUX, having('/usr/local/bin/pipewright', '/usr/bin/pipewright'));
    assert.deepEqual(found, { program: '/usr/local/bin/pipewright', origin: 'path' });
  });
  test('else the message says what to do', () => {
    const found = discover(LINUX, having());
    assert.match('problem' in found ? found.problem : '', /PATH.*`pipewright\.server\.path`/);
  });
});

describe('a setting that cannot be used is said, and nothing else is taken for it', () => {
  const bundled = having('/ext/server/pipewright');
  for (const [setting, problem] of [
    ['/opt/none', /`\/opt\/none`, which is not a program/],
    ['bin/pipewright', /not an absolute path/],
    ['pipewright', /not an absolute path/],
  ] as const) {
    test(setting, () => {
      const found = discover({ ...LINUX, setting }, bundled);
      assert.match('problem' in found ? found.problem : '', problem);
    });
  }
  test('${workspaceFolder} without a folder', () => {
    const found = discover({ ...LINUX, workspace: [], setting: '${workspaceFolder}/x' }, bundled);
    assert.match('problem' in found ? found.problem : '', /no folder is open/);
  });
});

describe('what a setting may be written with', () => {
  for (const [setting, program] of [
    ['~/bin/pipewright', '/home/ada/bin/pipewright'],
    ['${workspaceFolder}/bin/pipewright', '/home/ada/project/bin/pipewright'],
    ['  /opt/pipewright ', '/opt/pipewright'],
  ] as const) {
    test(setting, () => {
      assert.deepEqual(discover({ ...LINUX, setting }, having(program)), { program, origin: 'setting' });
    });
  }
  test('a name that only begins with ~ is no home', () => {
    const found = discover({ ...LINUX, setting: '~other/x' }, having('/home/adaother/x'));
    assert.ok('problem' in found);
  });
});

describe('nothing that lies in the folder is taken from PATH', () => {
  const path = '.::bin:/home/ada/project/node_modules/.bin:/home/ada/project-tools:/usr/bin';
  const everywhere = () => true;
  const untrusted = { ...LINUX, path, trusted: false, extension: '/none' };
  const notBundled = (file: string) => !file.startsWith('/none') && everywhere();
  test('untrusted: neither relative folders nor those inside', () => {
    const found = discover(untrusted, notBundled);
    assert.deepEqual(found, { program: '/home/ada/project-tools/pipewright', origin: 'path' });
  });
  test('trusted: still no relative ones', () => {
    const found = discover({ ...untrusted, trusted: true }, notBundled);
    assert.deepEqual(found, {
      program: '/home/ada/project/node_modules/.bin/pipewright',
      origin: 'path',
    });
  });
});

describe('on Windows', () => {
  const windows: Places = {
    ...LINUX,
    windows: true,
    extension: 'C:\\ext',
    workspace: ['D:\\project'],
    trusted: false,
    path: '.;d:\\Project\\bin;C:\\tools',
  };
  test('names end in .exe', () => {
    const found = discover(windows, having('C:\\ext\\server\\pipewright.exe'));
    assert.deepEqual(found, { program: 'C:\\ext\\server\\pipewright.exe', origin: 'bundled' });
  });
  test('case makes no other folder', () => {
    const found = discover(windows, (file) => !file.startsWith('C:\\ext'));
    assert.deepEqual(found, { program: 'C:\\tools\\pipewright.exe', origin: 'path' });
  });
});
