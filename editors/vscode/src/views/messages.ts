// What a webview and the extension say to each other. Shared by both; pure.

/** What can be chosen at the top of a view. */
export interface Chooser {
  pipeline: string;
  environment: string;
  pipelines: string[];
  environments: string[];
}

/** From the extension: what to show, or why there is nothing. */
export type ToView<Data> = { kind: 'show'; chooser: Chooser; data: Data } | { kind: 'empty'; reason: string };

/** From a view. Places are numbers into what the extension sent: a view names no files. */
export type FromView =
  | { kind: 'ready' }
  | { kind: 'choose'; pipeline: string; environment: string }
  | { kind: 'open'; place: number }
  | { kind: 'file'; place: number };

/** Reads what a view sent; nothing for what is no message of ours. */
export function readMessage(value: unknown): FromView | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    return undefined;
  }
  if (value.kind === 'ready') {
    return { kind: 'ready' };
  }
  if (value.kind === 'choose' && 'pipeline' in value && 'environment' in value) {
    const { pipeline, environment } = value;
    return typeof pipeline === 'string' && typeof environment === 'string'
      ? { kind: 'choose', pipeline, environment }
      : undefined;
  }
  if ((value.kind === 'open' || value.kind === 'file') && 'place' in value) {
    const { kind, place } = value;
    return typeof place === 'number' && Number.isInteger(place) && place >= 0 ? { kind, place } : undefined;
  }
  return undefined;
}
