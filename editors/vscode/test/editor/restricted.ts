// A folder that nobody trusts: the server reads it, and nothing in it is executed.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Person, SHOTS } from './ui';
import { VSCode } from './vscode';
import { Workspace } from './workspace';

export async function testRestricted(vsix: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  const workspace = new Workspace();
  const mark = path.join(workspace.folder, 'was-executed');
  const evil = hostile(workspace, mark);
  const vscode = await VSCode.start({
    vsix,
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'always',
    },
    // A folder of PATH inside the workspace, as direnv and its like leave there.
    environment: { PATH: `${path.dirname(evil)}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
  try {
    const { context, page, url } = await vscode.open(path.join(workspace.folder, 'project'));
    page.setDefaultTimeout(30_000);
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
    await person.shot('20-restricted');
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
  } finally {
    await vscode.stop();
    workspace.remove();
  }
}

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
