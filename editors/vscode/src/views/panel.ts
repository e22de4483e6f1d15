// A view of one pipeline beside its source: it stands once, follows what is typed, and outlives a reload.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { RequestType } from 'vscode-languageclient';
import type { Choice, Subject } from '../protocol';
import type { Server } from '../server/server';
import { Debounced } from './debounced';
import { type FromView, readMessage, type ToView } from './messages';
import { page } from './page';
import { isFromProject } from './project';

/** After the last keystroke. */
const PATIENCE = 250;

export interface Kind<Answer extends Choice, Shown> {
  /** Its type, for the editor. */
  type: string;
  /** The name of its script and style. */
  name: string;
  title: (answer: Answer) => string;
  request: RequestType<Subject, Answer | null, void>;
  /** What to show, or in words why it cannot be shown. */
  show: (answer: Answer) => Shown | { reason: string };
}

export abstract class Panel<Answer extends Choice, Shown>
  implements vscode.WebviewPanelSerializer, vscode.Disposable
{
  private panel: vscode.WebviewPanel | undefined;
  private subject: Subject | undefined;
  private latest: Answer | undefined;
  private asked = 0;
  private readonly refresh = new Debounced(PATIENCE, () => void this.update());
  private readonly subscriptions: vscode.Disposable[];
  private readonly shown = new vscode.EventEmitter<ToView<Shown>>();
  /** What the view was told to show. */
  readonly onDidShow = this.shown.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly server: Server,
    private readonly kind: Kind<Answer, Shown>,
  ) {
    this.subscriptions = [
      this.refresh,
      this.shown,
      server.onDidStart(() => this.refresh.soon()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isFromProject(document)) {
          this.refresh.soon();
        }
      }),
    ];
  }

  /** Shows the pipeline that is asked about. */
  async show(subject: Subject): Promise<void> {
    this.subject = subject;
    if (this.panel) {
      this.panel.reveal(undefined, true);
    } else {
      const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.adopt(vscode.window.createWebviewPanel(this.kind.type, 'Pipewright', beside));
    }
    await this.update();
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    this.subject = readSubject(state);
    this.adopt(panel);
    await this.update();
  }

  dispose(): void {
    this.panel?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** What was asked for last. */
  protected get current(): { subject: Subject; answer: Answer } | undefined {
    return this.subject && this.latest && { subject: this.subject, answer: this.latest };
  }

  /** What the reader pointed at. */
  protected abstract opened(message: FromView & { kind: 'open' | 'file' }): Promise<void>;

  private adopt(panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const own = (...parts: string[]) => vscode.Uri.joinPath(this.extension, ...parts);
    webview.options = { enableScripts: true, localResourceRoots: [own('dist'), own('media')] };
    panel.iconPath = { light: own('media', 'file-light.svg'), dark: own('media', 'file-dark.svg') };
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.latest = undefined;
    });
    webview.onDidReceiveMessage((value: unknown) => this.receive(readMessage(value)));
    this.panel = panel;
    webview.html = page({
      title: 'Pipewright',
      source: webview.cspSource,
      script: webview.asWebviewUri(own('dist', `${this.kind.name}.js`)).toString(),
      styles: ['view.css', `${this.kind.name}.css`].map((name) =>
        webview.asWebviewUri(own('media', name)).toString(),
      ),
      nonce: randomBytes(16).toString('hex'),
    });
  }

  private async receive(message: FromView | undefined): Promise<void> {
    switch (message?.kind) {
      case 'ready':
        await this.update();
        break;
      case 'choose':
        if (this.subject) {
          const { textDocument } = this.subject;
          const { pipeline, environment } = message;
          this.subject = { textDocument, pipeline, environment };
          await this.update();
        }
        break;
      case 'open':
      case 'file':
        await this.opened(message);
        break;
    }
  }

  private async update(): Promise<void> {
    const { panel, subject } = this;
    if (!panel) {
      return;
    }
    if (!subject) {
      await this.send(panel, {
        kind: 'empty',
        reason: 'Open a file of a project, and ask for this view again.',
      });
      return;
    }
    this.asked += 1;
    const question = this.asked;
    let answer = await this.server.ask(this.kind.request, subject);
    if (answer === null && subject.environment !== undefined) {
      // The pipeline is not in that environment, or not any more.
      const { environment: _, ...anywhere } = subject;
      answer = await this.server.ask(this.kind.request, anywhere);
    }
    if (question !== this.asked || panel !== this.panel) {
      return;
    }
    if (!answer) {
      // What was shown stays, while a file is being typed.
      if (!this.latest) {
        const reason =
          answer === null
            ? 'There is no pipeline to show. Where the project has errors, they stand among the problems.'
            : 'The language server does not answer.';
        await this.send(panel, { kind: 'empty', reason });
      }
      return;
    }
    this.latest = answer;
    // From now on this very pipeline, wherever the cursor goes.
    const { pipeline, environment, pipelines, environments } = answer;
    this.subject = { textDocument: subject.textDocument, pipeline, environment };
    panel.title = this.kind.title(answer);
    const chooser = { pipeline, environment, pipelines, environments };
    const data = this.kind.show(answer);
    await this.send(panel, isReason(data) ? { kind: 'empty', ...data } : { kind: 'show', chooser, data });
  }

  private async send(panel: vscode.WebviewPanel, message: ToView<Shown>): Promise<void> {
    await panel.webview.postMessage({ ...message, state: this.subject });
    this.shown.fire(message);
  }
}

function isReason(shown: unknown): shown is { reason: string } {
  return typeof shown === 'object' && shown !== null && 'reason' in shown;
}

/** What a view remembered over a reload. */
function readSubject(state: unknown): Subject | undefined {
  if (typeof state !== 'object' || state === null) {
    return undefined;
  }
  const { textDocument, pipeline, environment } = state as Partial<Subject>;
  if (typeof textDocument?.uri !== 'string') {
    return undefined;
  }
  return {
    textDocument: { uri: textDocument.uri },
    ...(typeof pipeline === 'string' && { pipeline }),
    ...(typeof environment === 'string' && { environment }),
  };
}
