// The packaged extension starts the server that it brings along.

import * as assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, extension, FOLDER, findings, MAIN, open, replace, running, until } from './help';

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

/** The server's process: a child of this extension host. */
function serverProcess(): number | undefined {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = processes.find((id) => {
    try {
      const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
      return words[0]?.endsWith('/pipewright') && words[1] === 'lsp' && Number(parent) === process.pid;
    } catch {
      return false; // it has ended meanwhile
    }
  });
  return found === undefined ? undefined : Number(found);
}

describe('a server that crashes', () => {
  it('is started again, and knows the open files', async () => {
    const { server } = await running();
    const editor = await open(MAIN);
    const before = await until('it runs', serverProcess);
    const again = new Promise<void>((resolve) => {
      const listening = server.onDidStart(() => {
        listening.dispose();
        resolve();
      });
    });
    process.kill(before, 'SIGKILL');
    await again;
    assert.notEqual(await until('it runs again', serverProcess), before);
    await replace(editor, 'eu-west-1', 'us-east-1');
    await findings(MAIN, 1);
    await closeAll();
  });
});

describe('telling of the server', () => {
  it('shows its logs', async () => {
    await running();
    await vscode.commands.executeCommand('pipewright.showLogs');
  });

  it('says in a message how it is', async () => {
    await running();
    const said = vscode.commands.executeCommand('pipewright.showStatus');
    await until('the message is gone', async () => {
      await vscode.commands.executeCommand('notifications.clearAll');
      return Promise.race([
        Promise.resolve(said).then(() => true),
        new Promise<false>((r) => setTimeout(r, 100, false)),
      ]);
    });
  });
});

/** A program beside the workspace's files. */
function script(name: string, text: string): string {
  const file = path.join(FOLDER.fsPath, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

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
    [script('old', 'echo pipewright 0.0.9'), /is version 0\.0\.9; this extension works with 0\.\d+\.$/],
    [script('silent', 'test "$1" = --version && echo pipewright 0.1.0'), /lsp` did not start/],
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
