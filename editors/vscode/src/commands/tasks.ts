// Checking and building the project at hand.

import * as path from 'node:path';
import * as vscode from 'vscode';
import { sourceDocument } from '../output/follow';
import type { Server } from '../server/server';
import { taskOf } from '../tasks/provider';
import { projectOf } from '../views/project';

export async function runTask(
  server: Server,
  verb: 'check' | 'build',
): Promise<vscode.TaskExecution | undefined> {
  const folder = await projectAtHand();
  const scope = folder && vscode.workspace.getWorkspaceFolder(folder);
  if (!folder || !scope) {
    await vscode.window.showWarningMessage(
      folder
        ? 'The project lies outside the folders that are open.'
        : 'There is no project: no folder here holds a pipewright.toml.',
    );
    return undefined;
  }
  try {
    const { path: program } = await server.program();
    const inside = path.posix.relative(scope.uri.path, folder.path) || '.';
    return await vscode.tasks.executeTask(taskOf(program, scope, { verb, path: inside }));
  } catch (error) {
    await vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** The project of the active editor, the only one there is, or the one the reader chooses. */
async function projectAtHand(): Promise<vscode.Uri | undefined> {
  const editor = vscode.window.activeTextEditor;
  const active = editor && (await projectOf(sourceDocument(editor)));
  if (active) {
    return active;
  }
  const files = await vscode.workspace.findFiles('**/pipewright.toml');
  const folders = files.map((file) => vscode.Uri.joinPath(file, '..'));
  if (folders.length < 2) {
    return folders[0];
  }
  const items = folders
    .map((folder) => ({ label: vscode.workspace.asRelativePath(folder), folder }))
    .sort((one, other) => one.label.localeCompare(other.label));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Which project?' });
  return chosen?.folder;
}
