// Locations as LSP has them, to locations as the editor has them.

import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient';

export function toLocation({ uri, range }: Location): vscode.Location {
  const { start, end } = range;
  return new vscode.Location(
    vscode.Uri.parse(uri),
    new vscode.Range(start.line, start.character, end.line, end.character),
  );
}

/** Opens a location, in the column where its file stands already, else the first. */
export async function reveal(location: Location): Promise<void> {
  const { uri, range } = toLocation(location);
  const wanted = uri.toString();
  const open = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === wanted && editor.viewColumn !== undefined,
  );
  // The cursor goes to where it begins; a name is selected, a whole block is not.
  const selection = range.isSingleLine ? range : new vscode.Range(range.start, range.start);
  await vscode.window.showTextDocument(uri, {
    selection,
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
  });
}
