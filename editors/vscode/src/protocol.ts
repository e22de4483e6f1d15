// The requests beyond LSP, as docs/editors/protocol.md describes them.

import type { Location, Position, TextDocumentIdentifier } from 'vscode-languageclient';
import { RequestType } from 'vscode-languageclient';

/** Whom a request asks about. */
export interface Subject {
  textDocument: TextDocumentIdentifier;
  position?: Position;
  pipeline?: string;
  environment?: string;
}

/** What there is to choose from, and what was chosen. */
export interface Choice {
  pipeline: string;
  environment: string;
  pipelines: string[];
  environments: string[];
}

export interface GeneratedFile {
  path: string;
  environment: string;
  target: string;
  pipeline?: string;
  languageId: string;
}

export interface GeneratedOutput {
  project: string;
  out: string;
  errors: number;
  files: GeneratedFile[];
}

export interface GeneratedText {
  path: string;
  languageId: string;
  text: string;
}

/** Lines of a generated file, from `line` to `endLine`, and what caused them. */
export interface Mapping {
  line: number;
  endLine: number;
  source: Location;
}

export interface SourceMap {
  path: string;
  mappings: Mapping[];
}

export type NodeKind =
  | 'dataset'
  | 'read'
  | 'step'
  | 'check'
  | 'write'
  | 'approval'
  | 'wait'
  | 'measure'
  | 'join'
  | 'fail';

export interface GraphNode {
  id: string;
  label: string;
  kind: NodeKind;
  detail?: string;
  timeout?: string;
  place?: string;
  condition?: string;
  role?: 'release' | 'finally';
  pipelines?: string[];
  source?: Location;
}

export interface GraphEdge {
  from: string;
  to: string;
  kind: 'data' | 'order' | 'decision';
}

export interface Graph extends Choice {
  nodes: GraphNode[];
  edges: GraphEdge[];
  critical?: { nodes: string[]; sum: string; deadline?: string };
}

export interface LedgerRow {
  status: 'proven' | 'enforced' | 'carried' | 'waived';
  by: string;
  target?: string;
  file?: string;
  because: string[];
}

export interface Constraint {
  id: string;
  kind: string;
  text: string;
  source?: Location;
  rows: LedgerRow[];
}

export interface Waiver {
  rule: string;
  because: string;
  until: string;
  source?: Location;
}

export interface Ledger extends Choice {
  constraints: Constraint[];
  waivers: Waiver[];
}

type OfDocument = { textDocument: TextDocumentIdentifier };
type OfFile = OfDocument & { path: string };

export const generatedOutput = new RequestType<OfDocument, GeneratedOutput | null, void>(
  'pipewright/generatedOutput',
);
export const generatedFile = new RequestType<OfFile, GeneratedText | null, void>('pipewright/generatedFile');
export const sourceMap = new RequestType<OfFile, SourceMap | null, void>('pipewright/sourceMap');
export const graph = new RequestType<Subject, Graph | null, void>('pipewright/graph');
export const ledger = new RequestType<Subject, Ledger | null, void>('pipewright/ledger');
