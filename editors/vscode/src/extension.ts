// Wires the extension together.

import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { GraphPanel } from './graph/panel';
import { LedgerPanel } from './ledger/panel';
import { OutputDocuments, SCHEME } from './output/documents';
import { Follower } from './output/follow';
import { SourceOfOutput } from './output/source';
import { Server } from './server/server';
import { Status } from './server/status';
import { ProjectTasks } from './tasks/provider';

/** What tests inside the editor may look at. */
export interface Exports {
  server: Server;
  status: Status;
  outputs: OutputDocuments;
  graph: GraphPanel;
  ledger: LedgerPanel;
}

export async function activate(context: vscode.ExtensionContext): Promise<Exports> {
  const log = vscode.window.createOutputChannel('Pipewright', { log: true });
  const status = new Status([{ language: 'pipewright' }]);
  const server = new Server(context, log, status);
  const outputs = new OutputDocuments(server);
  const graph = new GraphPanel(context.extensionUri, server);
  const ledger = new LedgerPanel(context.extensionUri, server);
  context.subscriptions.push(
    log,
    status,
    server,
    outputs,
    graph,
    ledger,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, outputs),
    vscode.languages.registerDefinitionProvider({ scheme: SCHEME }, new SourceOfOutput(outputs)),
    new Follower(outputs),
    vscode.tasks.registerTaskProvider('pipewright', new ProjectTasks(server)),
    vscode.window.registerWebviewPanelSerializer(GraphPanel.type, graph),
    vscode.window.registerWebviewPanelSerializer(LedgerPanel.type, ledger),
    ...registerCommands({ server, status, log, outputs, graph, ledger }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration('pipewright.server')) {
        await server.restart();
      } else if (change.affectsConfiguration('pipewright')) {
        await server.settingsChanged();
      }
    }),
    // A trusted folder's own settings count from now on.
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
  );
  void tellOfProject();
  // Not awaited: what needs no server works at once, and what does waits for it.
  void server.restart();
  return { server, status, outputs, graph, ledger };
}

/** For the walkthrough: its first step is done where there is a project. */
async function tellOfProject(): Promise<void> {
  const [found] = await vscode.workspace.findFiles('**/pipewright.toml', undefined, 1);
  await vscode.commands.executeCommand('setContext', 'pipewright.hasProject', found !== undefined);
}
