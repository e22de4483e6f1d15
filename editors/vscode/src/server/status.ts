// The language status item: which server runs, and how it is.

import * as vscode from 'vscode';
import type { Program } from './program';

/** How the server is. */
export type State =
  | { kind: 'starting' }
  | { kind: 'running'; program: Program }
  | { kind: 'stopped' }
  | { kind: 'failed'; problem: string };

const WHERE = { setting: 'from your settings', bundled: 'inside the extension', path: 'from PATH' };

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;
  private now: State = { kind: 'stopped' };

  constructor(selector: vscode.DocumentSelector) {
    this.item = vscode.languages.createLanguageStatusItem('pipewright.server', selector);
    this.item.name = 'Pipewright';
    this.show(this.now);
  }

  get state(): State {
    return this.now;
  }

  show(state: State): void {
    this.now = state;
    const severity = vscode.LanguageStatusSeverity;
    const item = this.item;
    item.busy = state.kind === 'starting';
    switch (state.kind) {
      case 'starting':
        item.severity = severity.Information;
        item.text = 'Pipewright';
        item.detail = 'The language server is starting';
        item.command = logs;
        break;
      case 'running':
        item.severity = severity.Information;
        item.text = `Pipewright ${state.program.version}`;
        item.detail = `Language server ${WHERE[state.program.origin]}${restricted()}`;
        item.command = { title: 'Details', command: 'pipewright.showStatus' };
        break;
      case 'stopped':
        item.severity = severity.Warning;
        item.text = 'Pipewright';
        item.detail = 'The language server is not running';
        item.command = { title: 'Start', command: 'pipewright.restartServer' };
        break;
      case 'failed':
        item.severity = severity.Error;
        item.text = 'Pipewright';
        item.detail = state.problem;
        item.command = { title: 'Details', command: 'pipewright.showStatus' };
        break;
    }
  }

  dispose(): void {
    this.item.dispose();
  }
}

const logs = { title: 'Logs', command: 'pipewright.showLogs' };

function restricted(): string {
  return vscode.workspace.isTrusted ? '' : ', restricted until the folder is trusted';
}
