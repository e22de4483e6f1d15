// What the tests in the extension host share.

import * as assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../src/extension';

/** Waiting longer than this is a failure. */
const PATIENCE = 20_000;

export const FOLDER = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder is open');

export const at = (file: string): vscode.Uri => vscode.Uri.joinPath(FOLDER, file);

export const MAIN = 'customer-analytics/main.pipe';

export async function extension(): Promise<Exports> {
  const found = vscode.extensions.getExtension<Exports>('pipewright.pipewright');
  assert.ok(found, 'the packaged extension is installed');
  return found.activate();
}

/** The server runs. */
export async function running(): Promise<Exports> {
  const parts = await extension();
  await until('the server runs', () => parts.status.state.kind === 'running');
  return parts;
}

/** Opens a file and puts the cursor before some text. */
export async function open(file: string, text?: string): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(at(file), { viewColumn: vscode.ViewColumn.One });
  if (text !== undefined) {
    const position = find(editor.document, text);
    editor.selection = new vscode.Selection(position, position);
  }
  return editor;
}

/** Where some text begins; it must be there. */
export function find(document: vscode.TextDocument, text: string, after = 0): vscode.Position {
  const offset = document.getText().indexOf(text, after);
  assert.ok(offset >= 0, `${path.basename(document.fileName)} has no ${text}`);
  return document.positionAt(offset);
}

/** Replaces the first such text. */
export async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const start = find(editor.document, from);
  const end = editor.document.positionAt(editor.document.offsetAt(start) + from.length);
  assert.ok(await editor.edit((edit) => edit.replace(new vscode.Range(start, end), to)));
}

/** Polls: the editor tells of much of this by no event. */
export async function until<Value>(
  what: string,
  look: () => Value | undefined | false | Promise<Value | undefined | false>,
): Promise<Value> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) {
      return value;
    }
    if (Date.now() > end) {
      assert.fail(`waited in vain until ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Findings of a file, once there are as many. */
export function findings(file: string, count: number): Promise<vscode.Diagnostic[]> {
  return until(`${file} has ${count} findings`, () => {
    const found = vscode.languages.getDiagnostics(at(file));
    return found.length === count && found;
  });
}

/** Everything closed, nothing unsaved. */
export async function closeAll(): Promise<void> {
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document.isDirty) {
      await vscode.window.showTextDocument(editor.document, editor.viewColumn);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
