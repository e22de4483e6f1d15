// The constraint ledger of a pipeline, in a webview.

import * as vscode from 'vscode';
import * as protocol from '../protocol';
import type { Server } from '../server/server';
import { reveal } from '../views/locations';
import type { FromView } from '../views/messages';
import { Panel } from '../views/panel';
import { type Table, tabulate } from './table';

export class LedgerPanel extends Panel<protocol.Ledger, Table> {
  static readonly type = 'pipewright.ledger';

  constructor(extension: vscode.Uri, server: Server) {
    super(extension, server, {
      type: LedgerPanel.type,
      name: 'ledger',
      title: ({ pipeline }) => `Ledger of ${pipeline}`,
      request: protocol.ledger,
      show: (answer) => tabulate(answer).table,
    });
  }

  protected async opened({ kind, place }: FromView & { kind: 'open' | 'file' }): Promise<void> {
    if (!this.current) {
      return;
    }
    const { subject, answer } = this.current;
    const { sources, files } = tabulate(answer).places;
    if (kind === 'file') {
      const path = files[place];
      if (path !== undefined) {
        await vscode.commands.executeCommand('pipewright.showOutput', { ...subject, path });
      }
      return;
    }
    const source = sources[place];
    if (source) {
      await reveal(source);
    }
  }
}
