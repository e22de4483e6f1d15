// The packaged extension starts the server that it brings along.

import * as assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { extension, MAIN, open, running, until } from './help';

describe('the extension', () => {
  it('is the packaged one, in its own folder', () => {
    const found = vscode.extensions.getExtension('pipewright.pipewright');
    assert.match(found?.extensionPath ?? '', /extensions[/\\]pipewright\.pipewright-\d/);
  });

  it('starts the server inside it', async () => {
    const { status } = await running();
    const state = status.state;
    assert.ok(state.kind === 'running');
    assert.equal(state.program.origin, 'bundled');
    const inside = vscode.extensions.getExtension('pipewright.pipewright')?.extensionPath ?? '';
    assert.equal(state.program.path, path.join(inside, 'server', 'pipewright'));
    assert.match(state.program.version, /^\d+\.\d+\.\d+$/);
  });

  it('gives files of the language their language', async () => {
    const { document } = await open(MAIN);
    assert.equal(document.languageId, 'pipewright');
  });

  it('declares every command that its manifest promises', async () => {
    await extension();
    const there = await vscode.commands.getCommands(true);
    const manifest = vscode.extensions.getExtension('pipewright.pipewright')?.packageJSON;
    for (const { command } of manifest.contributes.commands) {
      assert.ok(there.includes(command), command);
    }
  });
});

describe('restarting', () => {
  it('gives another server, and its findings', async () => {
    const { server, status } = await running();
    let starts = 0;
    const listening = server.onDidStart(() => {
      starts += 1;
    });
    await vscode.commands.executeCommand('pipewright.restartServer');
    await until('it runs again', () => status.state.kind === 'running' && starts === 1);
    listening.dispose();
  });

  it('asked for five times at once, ends in one that runs', async () => {
    const { status } = await running();
    const asked = Array.from({ length: 5 }, () => vscode.commands.executeCommand('pipewright.restartServer'));
    await Promise.all(asked);
    assert.equal(status.state.kind, 'running');
  });
});

describe('a server that cannot be used', () => {
  const settings = () => vscode.workspace.getConfiguration('pipewright.server');
  afterEach(async () => {
    await settings().update('path', undefined, vscode.ConfigurationTarget.Global);
    await running();
  });

  const problems: [string, RegExp][] = [
    ['/nowhere/pipewright', /`\/nowhere\/pipewright`, which is not a program that can run/],
    ['pipewright', /not an absolute path/],
    ['/bin/true', /`\/bin\/true` does not say which version it is/],
  ];
  for (const [program, problem] of problems) {
    it(`is told: ${program}`, async () => {
      const { status } = await running();
      await settings().update('path', program, vscode.ConfigurationTarget.Global);
      const state = await until('it failed', () => status.state.kind === 'failed' && status.state);
      assert.match(state.problem, problem);
    });
  }
});
