// The graph of a pipeline, in a webview.

import type * as vscode from 'vscode';
import * as protocol from '../protocol';
import type { Server } from '../server/server';
import { reveal } from '../views/locations';
import type { FromView } from '../views/messages';
import { Panel } from '../views/panel';
import { type Drawing, layOut } from './layout';

/** More of them take seconds to lay out, and nobody finds anything among them. */
const MOST_NODES = 1000;

export class GraphPanel extends Panel<protocol.Graph, Drawing> {
  static readonly type = 'pipewright.graph';

  constructor(extension: vscode.Uri, server: Server) {
    super(extension, server, {
      type: GraphPanel.type,
      name: 'graph',
      title: ({ pipeline }) => `Graph of ${pipeline}`,
      request: protocol.graph,
      show: (answer) =>
        answer.nodes.length > MOST_NODES
          ? { reason: `${answer.pipeline} has ${answer.nodes.length} tasks and datasets: too many to draw.` }
          : layOut(answer),
    });
  }

  protected async opened({ place }: FromView & { kind: 'open' | 'file' }): Promise<void> {
    const source = this.current?.answer.nodes[place]?.source;
    if (source) {
      await reveal(source);
    }
  }
}
