// Whom a command is about: what a code lens says, or the active editor.

import * as vscode from 'vscode';
import { sourceDocument } from '../output/follow';
import type { Subject } from '../protocol';

/** Reads what a command was given. Menus give a file's address, lenses a subject, the palette nothing. */
export function subjectOf(given: unknown): Subject | undefined {
  const told = readSubject(given);
  if (told) {
    return told;
  }
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isOurs);
  if (!editor || !isOurs(editor)) {
    return undefined;
  }
  const { line, character } = editor.selection.active;
  const textDocument = { uri: sourceDocument(editor).toString() };
  return editor.document.languageId === 'pipewright'
    ? { textDocument, position: { line, character } }
    : { textDocument };
}

function isOurs({ document }: vscode.TextEditor): boolean {
  return document.languageId === 'pipewright' || document.uri.scheme === 'pipewright-output';
}

function readSubject(given: unknown): Subject | undefined {
  if (typeof given !== 'object' || given === null || !('textDocument' in given)) {
    return undefined;
  }
  const { textDocument, pipeline, environment, position } = given as Partial<Subject>;
  if (typeof textDocument?.uri !== 'string') {
    return undefined;
  }
  return {
    textDocument: { uri: textDocument.uri },
    ...(typeof pipeline === 'string' && { pipeline }),
    ...(typeof environment === 'string' && { environment }),
    ...(typeof position?.line === 'number' && typeof position.character === 'number' && { position }),
  };
}

/** The generated file that a command was given, if it was given one. */
export function pathOf(given: unknown): string | undefined {
  return typeof given === 'object' && given !== null && 'path' in given && 'textDocument' in given
    ? typeof given.path === 'string'
      ? given.path
      : undefined
    : undefined;
}
