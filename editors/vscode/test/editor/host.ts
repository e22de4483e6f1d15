// Runs test/host inside the extension host of a real VS Code, against the packaged extension.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { HERE } from './tools';
import { VSCode } from './vscode';
import { Workspace } from './workspace';

/** What a run of mocha leaves behind. */
interface Report {
  passed: string[];
  failed: { title: string; error: string }[];
}

/** How long the whole run may take. */
const PATIENCE = 600_000;

export async function testInHost(vsix: string, only = process.env['ONLY'] ?? ''): Promise<void> {
  const workspace = new Workspace();
  workspace.example('customer-analytics');
  workspace.example('gdpr-two-environments');
  const report = path.join(workspace.folder, 'report.json');
  const vscode = await VSCode.start({
    vsix,
    environment: { PIPEWRIGHT_TEST_REPORT: report, PIPEWRIGHT_TEST_ONLY: only },
  });
  try {
    const host = new URL(vscode.origin).host;
    const remote = (file: string) => `vscode-remote://${host}${path.join(HERE, file)}`;
    const payload = [
      ['extensionDevelopmentPath', remote('test/host/driver')],
      ['extensionTestsPath', remote('dist-tests/host/index.js')],
    ];
    const query = `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    const { context, page, url } = await vscode.open(workspace.folder, query);
    const ended = new Promise<void>((resolve) => {
      void context.exposeFunction('codeAutomationExit', () => resolve());
    });
    await context.exposeFunction('codeAutomationLog', () => {});
    await page.goto(url);
    const late = new Promise<void>((_, reject) => {
      setTimeout(() => reject(new Error('the tests did not end')), PATIENCE).unref();
    });
    await Promise.race([ended, late]).catch((error: Error) => console.log(`  ${error.message}`));
    await context.close();
    show(report);
  } finally {
    await vscode.stop();
    workspace.remove();
  }
}

function show(file: string): void {
  if (!existsSync(file)) {
    throw new Error('the tests left no report');
  }
  const { passed, failed }: Report = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  for (const title of passed) {
    console.log(`  ok      ${title}`);
  }
  for (const { title, error } of failed) {
    console.log(`  FAILED  ${title}\n${error.replace(/^/gm, '            ')}`);
  }
  if (failed.length > 0 || passed.length === 0) {
    throw new Error(`${failed.length} failed, ${passed.length} passed`);
  }
  console.log(`  ${passed.length} passed`);
}
