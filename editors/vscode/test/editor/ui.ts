// What a person sees: the workbench, driven by keyboard and pointer, with a picture of each step.

import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { ROOT } from './tools';
import { VSCode, type Window } from './vscode';
import { Workspace } from './workspace';

/** Where the pictures go: they are to be looked at. */
export const SHOTS = path.join(ROOT, 'target/editor-shots');

/** Waiting longer than this is a failure. */
const PATIENCE = 30_000;

export async function testUi(vsix: string): Promise<void> {
  rmSync(SHOTS, { recursive: true, force: true });
  mkdirSync(SHOTS, { recursive: true });
  const workspace = new Workspace();
  workspace.example('customer-analytics');
  workspace.write('customer-analytics/notes.md', NOTES);
  mkdirSync(path.join(workspace.folder, 'customer-analytics', 'fresh'));
  const vscode = await VSCode.start({ vsix });
  let window: Window | undefined;
  try {
    window = await vscode.open(path.join(workspace.folder, 'customer-analytics'));
    window.page.setDefaultTimeout(PATIENCE);
    await window.page.goto(window.url);
    const person = new Person(window.page);
    for (const [name, act] of SCENES) {
      await act(person);
      await person.shot(name);
      console.log(`  ok      ${name}`);
    }
  } catch (error) {
    await window?.page.screenshot({ path: path.join(SHOTS, 'failed.png') });
    throw error;
  } finally {
    await window?.context.close();
    await vscode.stop();
    workspace.remove();
  }
}

const NOTES = `# Notes

\`\`\`pipe
pipeline nightly {
  schedule every 1d in "Europe/Berlin" // when nobody looks
  deadline 2h
}
\`\`\`

\`\`\`pipe fails
type Order { id: int key }
\`\`\`
`;

/** Somebody before the screen. */
export class Person {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
  }

  async openFile(name: string): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench');
    await this.page.keyboard.press('Control+P');
    await this.quickInput(name);
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').waitFor();
    await this.page.keyboard.type(title, { delay: 5 });
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Types into the list that is open, and takes what it finds. */
  async quickInput(text: string): Promise<void> {
    await this.page.locator('.quick-input-widget input').waitFor();
    await this.page.keyboard.type(text, { delay: 15 });
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor();
    await this.page.waitForTimeout(300);
    await this.page.keyboard.press('Enter');
  }

  /** Goes to a line, with the cursor at its end. */
  async goTo(line: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.page.locator('.quick-input-widget input').waitFor();
    await this.page.keyboard.type(String(line));
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.press('End');
  }

  /** Selects text of the active editor, found by the editor's own search. */
  async select(text: string): Promise<void> {
    await this.page.keyboard.press('Control+F');
    await this.page.locator('.find-widget.visible textarea, .find-widget.visible input').first().waitFor();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
    await this.page.waitForTimeout(300);
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.press('Escape');
    await this.page.waitForTimeout(200);
  }

  /** Replaces text, as if typed. */
  async replace(from: string, to: string): Promise<void> {
    await this.select(from);
    await this.page.keyboard.type(to, { delay: 20 });
    await this.page.keyboard.press('Escape');
  }

  /** Points at the middle of something, whatever lies above it. */
  async pointAt(target: Locator): Promise<void> {
    const box = await target.boundingBox();
    assert.ok(box, 'it can be seen');
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  }

  word(text: string): Locator {
    return this.page.locator('.view-line span', { hasText: text }).last();
  }

  /** The frame in which a webview shows its page. */
  async view(selector: string): Promise<Frame> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (
          frame !== this.page.mainFrame() &&
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        ) {
          return frame;
        }
      }
      assert.ok(Date.now() < end, `no view shows ${selector}`);
      await this.page.waitForTimeout(100);
    }
  }
}

const SCENES: [string, (person: Person) => Promise<void>][] = [
  [
    '01-highlighting',
    async (person) => {
      await person.openFile('main.pipe');
      await person.page.locator('.editor-actions').first().waitFor();
      await person.page.waitForTimeout(2500);
    },
  ],
  [
    '02-squiggle',
    async (person) => {
      await person.replace('eu-west-1', 'us-east-1');
      await person.page.locator('.squiggly-error').first().waitFor();
      await person.command('Problems: Focus on Problems View');
      await person.page.locator('.markers-panel', { hasText: 'must stay in' }).waitFor();
    },
  ],
  [
    '03-hover-over-error',
    async (person) => {
      await person.pointAt(person.page.locator('.squiggly-error').first());
      const hover = person.page.locator('.monaco-hover:not(.hidden)', { hasText: 'must stay in' });
      await hover.first().waitFor();
      assert.match((await hover.first().textContent()) ?? '', /PW0601/);
    },
  ],
  [
    '04-mended',
    async (person) => {
      await person.page.keyboard.press('Control+J');
      await person.page.keyboard.press('Control+1');
      await person.replace('us-east-1', 'eu-west-1');
      await person.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    },
  ],
  [
    '05-hover',
    async (person) => {
      await person.select('exactly_once');
      await person.pointAt(person.word('customer_analytics'));
      const hover = person.page.locator('.monaco-hover:not(.hidden) .hover-contents');
      await hover.first().waitFor();
      await person.page.waitForTimeout(400);
    },
  ],
  [
    '06-completion',
    async (person) => {
      await person.select('owner     "growth-data"');
      await person.page.keyboard.press('End');
      await person.page.keyboard.press('Enter');
      await person.page.keyboard.press('Control+Space');
      const rows = person.page.locator('.suggest-widget.visible .monaco-list-row');
      await rows.first().waitFor();
      await person.page.keyboard.type('back', { delay: 60 });
      await person.page.waitForTimeout(600);
      assert.match((await rows.allTextContents()).join('\n'), /backfill/);
    },
  ],
  [
    '07-rename',
    async (person) => {
      await person.page.keyboard.press('Escape');
      await person.page.keyboard.press('Control+Shift+K');
      await person.select('step by_country');
      await person.page.keyboard.press('F2');
      await person.page.locator('.rename-box input:focus').waitFor();
      await person.page.keyboard.press('Control+A');
      await person.page.keyboard.type('per_country', { delay: 20 });
    },
  ],
  [
    '08-renamed',
    async (person) => {
      await person.page.keyboard.press('Enter');
      await person.page.locator('.rename-box input:focus').waitFor({ state: 'detached' });
      await person.page.locator('.view-line', { hasText: 'write per_country' }).waitFor();
      await person.page.keyboard.press('Control+Z');
      await person.page.locator('.view-line', { hasText: 'write by_country' }).waitFor();
    },
  ],
  [
    '09-quick-fix',
    async (person) => {
      await person.replace('unique         country', 'unique         county');
      await person.page.locator('.squiggly-error').first().waitFor();
      await person.page.keyboard.press('F8');
      await person.page.keyboard.press('Escape');
      await person.page.keyboard.press('Control+.');
      await person.page.locator('.action-widget .monaco-list-row').first().waitFor();
      await person.page.waitForTimeout(300);
    },
  ],
  [
    '10-fixed',
    async (person) => {
      await person.page.keyboard.press('Enter');
      await person.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
      await person.page.locator('.view-line', { hasText: /unique\s+country/ }).waitFor();
    },
  ],
  [
    '11-choose-output',
    async (person) => {
      await person.command('Pipewright: Show Generated Output');
      const rows = person.page.locator('.quick-input-list .monaco-list-row');
      await rows.filter({ hasText: 'customer_analytics.py' }).first().waitFor();
    },
  ],
  [
    '12-output-follows-cursor',
    async (person) => {
      await person.quickInput('customer_analytics.py');
      await person.page.locator('.view-line', { hasText: 'KubernetesPodOperator' }).first().waitFor();
      await person.select('step by_country');
      // What it became is marked in the other column.
      await person.page
        .locator('.editor-group-container')
        .nth(1)
        .locator('.cdr[class*="ced-"]')
        .first()
        .waitFor();
      await person.page.waitForTimeout(800);
    },
  ],
  [
    '13-graph',
    async (person) => {
      await person.command('View: Close Other Editors in Group');
      await person.command('Pipewright: Show Graph');
      const frame = await person.view('.node.step');
      assert.match((await frame.locator('.node').allTextContents()).join('\n'), /by_country/);
      await person.page.waitForTimeout(500);
    },
  ],
  [
    '14-graph-leads-to-source',
    async (person) => {
      const frame = await person.view('.node.step');
      await frame.locator('.node.write').first().click();
      await person.page.locator('.view-line', { hasText: 'write by_country' }).first().waitFor();
      await person.page.waitForTimeout(500);
    },
  ],
  [
    '15-ledger',
    async (person) => {
      await person.command('Pipewright: Show Constraint Ledger');
      const frame = await person.view('.entry');
      await frame.locator('.entry summary', { hasText: 'deadline' }).first().click();
      await frame.locator('.entry[open] pre').first().waitFor();
    },
  ],
  [
    '16-ledger-opens-output',
    async (person) => {
      const frame = await person.view('.entry');
      await frame.locator('.entry[open] .link', { hasText: 'cronjob.yaml' }).first().click();
      await person.page.locator('.view-line', { hasText: 'kind: CronJob' }).first().waitFor();
      await person.page.waitForTimeout(500);
    },
  ],
  [
    '17-dark',
    async (person) => {
      await person.command('Preferences: Toggle between Light/Dark Themes');
      await person.page.keyboard.press('Control+1');
      await person.command('Pipewright: Show Graph');
      await person.view('.node.step');
      await person.page.waitForTimeout(800);
    },
  ],
  [
    '18-status',
    async (person) => {
      await person.page.keyboard.press('Control+1');
      await person.page.locator('#status\\.languageStatus').click();
      await person.page
        .locator('.context-view, .monaco-hover', { hasText: 'inside the extension' })
        .first()
        .waitFor();
    },
  ],
  [
    '19-markdown',
    async (person) => {
      await person.page.keyboard.press('Escape');
      await person.page.keyboard.press('Control+1');
      await person.command('File: Revert File');
      await person.command('View: Close All Editors');
      await person.openFile('notes.md');
      const keyword = person.page.locator('.view-line span span', { hasText: /^schedule$/ }).first();
      await keyword.waitFor();
      const plain = person.page.locator('.view-line span span', { hasText: 'Europe/Berlin' }).first();
      const classOf = async (part: Locator) => (await part.getAttribute('class')) ?? '';
      assert.notEqual(await classOf(keyword), await classOf(plain), 'words of the language have colours');
    },
  ],
  [
    '20-new-project',
    async (person) => {
      await person.command('Pipewright: New Project');
      const input = person.page.locator('.quick-input-widget input');
      await input.waitFor();
      await person.page.waitForTimeout(500);
      await person.page.keyboard.press('End');
      await person.page.keyboard.type('fresh/', { delay: 20 });
      await person.page.waitForTimeout(500);
      await person.page.keyboard.press('Enter');
      await person.page.locator('.view-line', { hasText: 'daily_revenue_report' }).first().waitFor();
    },
  ],
  [
    '21-walkthrough',
    async (person) => {
      await person.command('Welcome: Open Walkthrough');
      await person.quickInput('Get Started with Pipewright');
      await person.page.locator('.gettingStartedContainer', { hasText: 'Open a project' }).first().waitFor();
      await person.page.waitForTimeout(1500);
    },
  ],
  [
    '22-standard-library',
    async (person) => {
      await person.openFile('main.pipe');
      await person.select('s3.parquet');
      // The cursor stands behind what was found: inside its last word.
      await person.page.keyboard.press('ArrowRight');
      await person.page.keyboard.press('F12');
      const declared = person.page.locator('.view-line', { hasText: 'connector parquet(' });
      await declared.first().waitFor();
      await person.pointAt(declared.first().locator('span', { hasText: 'parquet' }).last());
      await person.page
        .locator('.monaco-hover:not(.hidden)', { hasText: 'connector parquet' })
        .first()
        .waitFor();
    },
  ],
];
