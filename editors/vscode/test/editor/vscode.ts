// Running VS Code: one server with its own settings and extensions, one browser before it.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium as browserType, type Page } from 'playwright-core';
import { chromium, install } from './tools';

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'files.autoSave': 'off',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'security.workspace.trust.enabled': false,
};

export interface Wishes {
  /** The packaged extension. */
  vsix?: string;
  settings?: Record<string, unknown>;
  environment?: Record<string, string>;
}

export class VSCode {
  readonly origin: string;
  private readonly server: ChildProcess;
  private readonly folder: string;

  private constructor(origin: string, server: ChildProcess, folder: string) {
    this.origin = origin;
    this.server = server;
    this.folder = folder;
  }

  static async start({ vsix, settings, environment }: Wishes): Promise<VSCode> {
    const { vscode, node } = install();
    const folder = mkdtempSync(path.join(tmpdir(), 'vscode-'));
    const user = path.join(folder, 'user');
    mkdirSync(path.join(user, 'User'), { recursive: true });
    writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }));
    const common = [
      path.join(vscode, 'out/server-main.js'),
      '--accept-server-license-terms',
      ...['--server-data-dir', path.join(folder, 'server')],
      ...['--user-data-dir', user],
      ...['--extensions-dir', path.join(folder, 'extensions')],
      ...['--telemetry-level', 'off'],
    ];
    if (vsix) {
      execFileSync(node, [...common, '--install-extension', vsix], { stdio: 'pipe' });
    }
    // Its own libraries complain of what a browser has no use for.
    const log = openSync(path.join(folder, 'log'), 'w');
    const server = spawn(
      node,
      [
        ...common,
        ...['--host', '127.0.0.1', '--port', '0'],
        '--without-connection-token',
        '--enable-smoke-test-driver',
      ],
      { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', log] },
    );
    const port = await listening(server);
    return new VSCode(`http://127.0.0.1:${port}`, server, folder);
  }

  /** A window on a folder. */
  async open(folder: string, query = ''): Promise<Window> {
    const context = await browserType.launchPersistentContext(
      mkdtempSync(path.join(this.folder, 'browser-')),
      {
        executablePath: chromium(),
        headless: true,
        viewport: { width: 1360, height: 860 },
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ],
      },
    );
    const page = context.pages()[0] ?? (await context.newPage());
    return { context, page, url: `${this.origin}/?folder=${encodeURIComponent(folder)}${query}` };
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill();
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface Window {
  context: BrowserContext;
  page: Page;
  url: string;
}

function listening(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout?.on('data', (data: Buffer) => {
      said += data.toString();
      const found = /listening on (\d+)/.exec(said);
      if (found) {
        resolve(Number(found[1]));
      }
    });
    server.once('exit', (code) => reject(new Error(`VS Code ended with ${code}: ${said}`)));
  });
}
