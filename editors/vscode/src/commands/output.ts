// Showing generated files beside their source, and finding the way back.

import * as vscode from 'vscode';
import { type OutputDocuments, SCHEME } from '../output/documents';
import { sourceOf } from '../output/mapping';
import type { GeneratedFile } from '../protocol';
import { reveal } from '../views/locations';
import { pathOf, subjectOf } from './subject';

interface Pick extends vscode.QuickPickItem {
  file?: GeneratedFile;
}

export async function showOutput(outputs: OutputDocuments, given: unknown): Promise<void> {
  const subject = subjectOf(given);
  if (!subject) {
    await vscode.window.showInformationMessage('Open a .pipe file of the project first.');
    return;
  }
  const source = vscode.Uri.parse(subject.textDocument.uri);
  const output = await outputs.list(source);
  if (!output) {
    await vscode.window.showWarningMessage(
      output === null ? 'This file belongs to no project.' : 'The language server does not answer.',
    );
    return;
  }
  if (output.errors > 0) {
    const errors = output.errors === 1 ? 'an error' : `${output.errors} errors`;
    const chosen = await vscode.window.showWarningMessage(
      `There is no output while the project has ${errors}.`,
      'Show Problems',
    );
    if (chosen) {
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
    return;
  }
  const wanted = pathOf(given);
  const file =
    wanted === undefined
      ? await choose(output.files, subject.pipeline, subject.environment)
      : output.files.find(({ path }) => path === wanted);
  if (file) {
    await outputs.show({ source, path: file.path }, file.languageId);
  } else if (wanted !== undefined) {
    await vscode.window.showWarningMessage(`No file ${wanted} is generated.`);
  }
}

/** Lets the reader choose; files of the pipeline in question come first. */
async function choose(
  files: readonly GeneratedFile[],
  pipeline: string | undefined,
  environment: string | undefined,
): Promise<GeneratedFile | undefined> {
  if (files.length === 0) {
    await vscode.window.showInformationMessage(
      'Nothing is generated: the project has no pipeline for a target.',
    );
    return undefined;
  }
  const asked = (file: GeneratedFile) =>
    pipeline !== undefined &&
    file.pipeline === pipeline &&
    (environment === undefined || file.environment === environment);
  const sorted = [...files.filter(asked), ...files.filter((file) => !asked(file))];
  const items: Pick[] = [];
  let group: string | undefined;
  for (const file of sorted) {
    const title = `${file.environment} · ${file.target}`;
    if (title !== group) {
      group = title;
      items.push({ label: title, kind: vscode.QuickPickItemKind.Separator });
    }
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    items.push({ label: name, description: file.path, file });
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Generated Output',
    placeHolder: 'A file to show beside its source',
    matchOnDescription: true,
  });
  return chosen?.file;
}

export async function showSource(outputs: OutputDocuments): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== SCHEME) {
    return;
  }
  const mapping = sourceOf(outputs.mappings(editor.document.uri), editor.selection.active.line);
  if (mapping) {
    await reveal(mapping.source);
  } else {
    await vscode.window.showInformationMessage('No line of source is the cause of this one.');
  }
}
