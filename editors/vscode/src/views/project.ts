// Which documents belong to projects, and where a project's folder is.

import * as vscode from 'vscode';

/** Whether a change of it may change what comes out of a project. */
export function isFromProject(document: vscode.TextDocument): boolean {
  return document.languageId === 'pipewright' || document.uri.path.endsWith('/pipewright.toml');
}

/** The folder of the nearest `pipewright.toml` at or above a file, as the compiler looks for it. */
export async function projectOf(file: vscode.Uri): Promise<vscode.Uri | undefined> {
  let folder = vscode.Uri.joinPath(file, '..');
  for (;;) {
    try {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, 'pipewright.toml'));
      return folder;
    } catch {
      const above = vscode.Uri.joinPath(folder, '..');
      if (above.path === folder.path) {
        return undefined;
      }
      folder = above;
    }
  }
}
