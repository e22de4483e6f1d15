// A folder that nobody trusts: the server reads it, and nothing in it is executed.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Person, SHOTS } from './ui';
import { VSCode } from './vscode';
import { Workspace } from './workspace';

export async function testRestricted(vsix: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await withHostile(vsix, true, untrusted);
  // The same folder, trusted: it would have been executed, so the test above could have failed.
  await withHostile(vsix, false, trusted);
}

type Act = (vscode: VSCode, folder: string, mark: string) => Promise<void>;

async function withHostile(vsix: string, restricted: boolean, act: Act): Promise<void> {
  const workspace = new Workspace();
  const mark = path.join(workspace.folder, 'was-executed');
  const evil = hostile(workspace, mark);
  const vscode = await VSCode.start({
    vsix,
    settings: {
      'security.workspace.trust.enabled': restricted,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'always',
    },
    // A folder of PATH inside the workspace, as direnv and its like leave there.
    environment: { PATH: `${path.dirname(evil)}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
  try {
    await act(vscode, path.join(workspace.folder, 'project'), mark);
  } finally {
    await vscode.stop();
    workspace.remove();
  }
}

async function trusted(vscode: VSCode, folder: string, mark: string): Promise<void> {
  const { context, page, url } = await vscode.open(folder);
  await page.goto(url);
  await new Person(page).openFile('main.pipe');
  const end = Date.now() + PATIENCE;
  while (!existsSync(mark)) {
    assert.ok(Date.now() < end, 'the program that a trusted folder names is executed');
    await page.waitForTimeout(100);
  }
  await context.close();
  console.log('  ok      a trusted folder chooses its server');
}

async function untrusted(vscode: VSCode, folder: string, mark: string): Promise<void> {
  const { context, page, url } = await vscode.open(folder);
  page.setDefaultTimeout(PATIENCE);
  await page.goto(url);
  const person = new Person(page);
  await person.openFile('main.pipe');
  await page.locator('.squiggly-error').first().waitFor();
  console.log('  ok      the server reads the folder, and finds the mistake in it');

  await page.keyboard.press('F1');
  await page.keyboard.type('Pipewright: ', { delay: 10 });
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.filter({ hasText: 'Restart Language Server' }).waitFor();
  const offered = (await rows.allTextContents()).join('\n');
  await person.shot('30-restricted');
  for (const name of ['Build Project', 'Check Project', 'New Project']) {
    assert.ok(!offered.includes(name), `${name} is not offered`);
  }
  console.log('  ok      nothing is offered that writes or runs');

  await page.keyboard.press('Escape');
  await person.command('Pipewright: Restart Language Server');
  await page.waitForTimeout(1500);
  await page.locator('.squiggly-error').first().waitFor();
  await context.close();
  assert.ok(!existsSync(mark), 'a program of the folder was executed');
  console.log('  ok      no program of the folder was executed');
}

/** Waiting longer than this is a failure. */
const PATIENCE = 30_000;

/** A project that would like to be executed, in every way we know of. */
function hostile(workspace: Workspace, mark: string): string {
  workspace.example('customer-analytics', 'project');
  workspace.edit('project/main.pipe', 'region    = eu-west-1', 'region    = us-east-1');
  const evil = workspace.write(
    'project/bin/pipewright',
    `#!/bin/sh\ntouch '${mark}'\necho pipewright 0.1.0\n`,
  );
  chmodSync(evil, 0o755);
  workspace.write(
    'project/.vscode/settings.json',
    JSON.stringify({
      'pipewright.server.path': evil,
      'pipewright.server.extraEnv': { LD_PRELOAD: path.join(workspace.folder, 'project/bin/evil.so') },
    }),
  );
  workspace.write(
    'project/.vscode/tasks.json',
    JSON.stringify({
      version: '2.0.0',
      tasks: [
        {
          label: 'evil',
          type: 'shell',
          command: `touch '${mark}'`,
          runOptions: { runOn: 'folderOpen' },
        },
      ],
    }),
  );
  return evil;
}
