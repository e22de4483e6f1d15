// What is going on with the server, in a sentence, and what can be done.

import * as vscode from 'vscode';
import type { Parts } from './index';

const SETTINGS = 'Open Settings';
const LOGS = 'Show Logs';
const RESTART = 'Restart';

export async function showStatus({ status, server, log }: Parts): Promise<void> {
  const state = status.state;
  const chosen = await (state.kind === 'failed'
    ? vscode.window.showErrorMessage(`Pipewright: ${state.problem}`, SETTINGS, LOGS, RESTART)
    : vscode.window.showInformationMessage(sentence(state), LOGS, RESTART));
  if (chosen === SETTINGS) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'pipewright.server');
  } else if (chosen === LOGS) {
    log.show();
  } else if (chosen === RESTART) {
    await server.restart();
  }
}

function sentence(state: Exclude<Parts['status']['state'], { kind: 'failed' }>): string {
  switch (state.kind) {
    case 'running':
      return `Pipewright ${state.program.version} runs from ${state.program.path}.`;
    case 'starting':
      return 'The language server of Pipewright is starting.';
    case 'stopped':
      return 'The language server of Pipewright is not running.';
  }
}
