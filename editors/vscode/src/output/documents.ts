// Generated files as read-only documents: `pipewright-output:/prod/airflow/dags/x.py?SOURCE`.

import * as vscode from 'vscode';
import * as protocol from '../protocol';
import type { Server } from '../server/server';
import { Debounced } from '../views/debounced';
import { isFromProject } from '../views/project';

export const SCHEME = 'pipewright-output';

/** After the last keystroke; a keystroke more, and the work was for nothing. */
const PATIENCE = 200;

/** The source document and the path that a preview's address holds. */
export interface Shown {
  source: vscode.Uri;
  path: string;
}

export function addressOf({ source, path }: Shown): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${path}`, query: source.toString() });
}

export function shownAt(address: vscode.Uri): Shown {
  return { source: vscode.Uri.parse(address.query, true), path: address.path.replace(/^\//, '') };
}

/** The column right of the source, also where a view beside it has the focus. */
function columnBeside(source: vscode.Uri): vscode.ViewColumn {
  const wanted = source.toString();
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === wanted);
  return editor?.viewColumn === undefined ? vscode.ViewColumn.Beside : editor.viewColumn + 1;
}

export class OutputDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** What was shown last, by address: it stays while the project has errors. */
  private readonly texts = new Map<string, string>();
  private readonly maps = new Map<string, protocol.Mapping[]>();
  private readonly refresh = new Debounced(PATIENCE, () => this.refreshAll());
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly server: Server) {
    const again = () => this.refresh.soon();
    const watcher = vscode.workspace.createFileSystemWatcher('**/{*.pipe,pipewright.toml}');
    this.subscriptions = [
      this.changed,
      this.refresh,
      watcher,
      watcher.onDidChange(again),
      watcher.onDidCreate(again),
      watcher.onDidDelete(again),
      server.onDidStart(again),
      vscode.workspace.onDidChangeTextDocument(({ document }) => isFromProject(document) && again()),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.texts.delete(document.uri.toString());
        this.maps.delete(document.uri.toString());
      }),
    ];
  }

  async provideTextDocumentContent(address: vscode.Uri): Promise<string> {
    const { source, path } = shownAt(address);
    const textDocument = { uri: source.toString() };
    const answer = await this.server.ask(protocol.generatedFile, { textDocument, path });
    const key = address.toString();
    if (answer) {
      this.texts.set(key, answer.text);
      const map = await this.server.ask(protocol.sourceMap, { textDocument, path });
      this.maps.set(key, map?.mappings ?? []);
    }
    return this.texts.get(key) ?? '';
  }

  /** Which lines of a preview come from where; empty until it was shown once. */
  mappings(address: vscode.Uri): readonly protocol.Mapping[] {
    return this.maps.get(address.toString()) ?? [];
  }

  /** The list to choose from. */
  list(source: vscode.Uri): Promise<protocol.GeneratedOutput | null | undefined> {
    return this.server.ask(protocol.generatedOutput, { textDocument: { uri: source.toString() } });
  }

  /** Shows one file beside its source; the source keeps the focus. */
  async show(shown: Shown, languageId?: string): Promise<vscode.TextEditor> {
    let document = await vscode.workspace.openTextDocument(addressOf(shown));
    if (languageId && document.languageId !== languageId) {
      const known = await vscode.languages.getLanguages();
      if (known.includes(languageId)) {
        document = await vscode.languages.setTextDocumentLanguage(document, languageId);
      }
    }
    return vscode.window.showTextDocument(document, {
      viewColumn: columnBeside(shown.source),
      preserveFocus: true,
      preview: true,
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private refreshAll(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === SCHEME) {
        this.changed.fire(uri);
      }
    }
  }
}
