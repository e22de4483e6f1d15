// The commands of the palette and of code lenses.

import * as vscode from 'vscode';
import type { GraphPanel } from '../graph/panel';
import type { LedgerPanel } from '../ledger/panel';
import type { OutputDocuments } from '../output/documents';
import type { Server } from '../server/server';
import type { Status } from '../server/status';
import { newProject } from './new_project';
import { showOutput, showSource } from './output';
import { showStatus } from './status';
import { subjectOf } from './subject';
import { runTask } from './tasks';

export interface Parts {
  server: Server;
  status: Status;
  log: vscode.LogOutputChannel;
  outputs: OutputDocuments;
  graph: GraphPanel;
  ledger: LedgerPanel;
}

export function registerCommands(parts: Parts): vscode.Disposable[] {
  const { server, log, outputs, graph, ledger } = parts;
  const commands: Record<string, (given?: unknown) => unknown> = {
    newProject: () => newProject(server),
    check: () => runTask(server, 'check'),
    build: () => runTask(server, 'build'),
    showOutput: (given) => showOutput(outputs, given),
    showSource: () => showSource(outputs),
    showGraph: (given) => withSubject(given, (subject) => graph.show(subject)),
    showLedger: (given) => withSubject(given, (subject) => ledger.show(subject)),
    restartServer: () => server.restart(),
    showLogs: () => log.show(),
    showStatus: () => showStatus(parts),
  };
  return Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`pipewright.${name}`, run),
  );
}

async function withSubject(
  given: unknown,
  show: (subject: NonNullable<ReturnType<typeof subjectOf>>) => Promise<void>,
): Promise<void> {
  const subject = subjectOf(given);
  if (subject) {
    await show(subject);
  } else {
    await vscode.window.showInformationMessage('Open a .pipe file of the project first.');
  }
}
