// A new project in a folder of the reader's choice.

import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Server } from '../server/server';

const OPEN = 'Open Folder';

export async function newProject(server: Server): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'A Folder for the New Project',
    openLabel: 'Create Project Here',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    ...(vscode.workspace.workspaceFolders?.[0] && { defaultUri: vscode.workspace.workspaceFolders[0].uri }),
  });
  const [folder] = chosen ?? [];
  if (folder) {
    await createProject(server, folder);
  }
}

export async function createProject(server: Server, folder: vscode.Uri): Promise<void> {
  try {
    const { path: program } = await server.program();
    await promisify(execFile)(program, ['init', '--', folder.fsPath], { cwd: homedir(), windowsHide: true });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    await vscode.window.showErrorMessage(`No project was created. ${said}`);
    return;
  }
  const main = vscode.Uri.joinPath(folder, 'main.pipe');
  if (vscode.workspace.getWorkspaceFolder(folder)) {
    await vscode.window.showTextDocument(main);
    return;
  }
  const answer = await vscode.window.showInformationMessage('The project is there.', OPEN);
  if (answer === OPEN) {
    await vscode.commands.executeCommand('vscode.openFolder', folder);
  }
}
