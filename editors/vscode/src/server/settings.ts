// The settings the server is told, in the shape docs/editors/protocol.md gives them.

import * as vscode from 'vscode';

export interface ServerSettings {
  inlayHints: { types: boolean; waits: boolean; clusters: boolean };
  codeLens: { enable: boolean };
}

export function serverSettings(): ServerSettings {
  const settings = vscode.workspace.getConfiguration('pipewright');
  return {
    inlayHints: {
      types: settings.get('inlayHints.types', true),
      waits: settings.get('inlayHints.waits', true),
      clusters: settings.get('inlayHints.clusters', true),
    },
    codeLens: { enable: settings.get('codeLens.enable', true) },
  };
}
