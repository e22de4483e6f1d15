// From a line of generated output to the line of source that caused it: go to definition.

import type * as vscode from 'vscode';
import { toLocation } from '../views/locations';
import type { OutputDocuments } from './documents';
import { sourceOf } from './mapping';

export class SourceOfOutput implements vscode.DefinitionProvider {
  constructor(private readonly outputs: OutputDocuments) {}

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.Location | undefined {
    const mapping = sourceOf(this.outputs.mappings(document.uri), position.line);
    return mapping && toLocation(mapping.source);
  }
}
