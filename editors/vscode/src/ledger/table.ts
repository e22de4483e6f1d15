// The ledger as a table: what each constraint amounts to, counted and said in a few words. Pure.

import type { Ledger, LedgerRow } from '../protocol';

export interface Entry {
  /** Unique in the table. */
  id: string;
  /** Index into the places of the table, or nothing. */
  source: number | undefined;
  text: string;
  kind: string;
  /** `proven`, `enforced`, `carried`, `waived`, or `open`. */
  status: string;
  rows: EntryRow[];
}

export interface EntryRow {
  status: string;
  by: string;
  target: string;
  file: string | undefined;
  /** Index into the files of the table, or nothing. */
  place: number | undefined;
  because: string[];
}

export interface EntryWaiver {
  text: string;
  source: number | undefined;
}

export interface Table {
  summary: string;
  entries: Entry[];
  waivers: EntryWaiver[];
}

export interface Places {
  sources: Ledger['constraints'][number]['source'][];
  files: string[];
}

/** The strongest word that is true of a constraint. */
const ORDER = ['waived', 'proven', 'enforced', 'carried'] as const;

export function tabulate(ledger: Ledger): { table: Table; places: Places } {
  const places: Places = { sources: [], files: [] };
  const placeOf = (source: Places['sources'][number]) =>
    source === undefined ? undefined : places.sources.push(source) - 1;
  const entries = ledger.constraints.map(({ id, text, kind, source, rows }) => ({
    id,
    source: placeOf(source),
    text: text.replace(/\s+/g, ' ').trim(),
    kind: kind.replaceAll('_', ' '),
    status: statusOf(rows),
    rows: rows.map(({ status, by, target, file, because }) => ({
      status,
      by,
      target: target ?? '',
      file,
      place: file === undefined ? undefined : places.files.push(file) - 1,
      because,
    })),
  }));
  const waivers = ledger.waivers.map(({ rule, because, until, source }) => ({
    text: `${rule} until ${until}: ${because}`,
    source: placeOf(source),
  }));
  return { table: { summary: summary(entries), entries, waivers }, places };
}

function statusOf(rows: readonly LedgerRow[]): string {
  return ORDER.find((status) => rows.some((row) => row.status === status)) ?? 'open';
}

function summary(entries: readonly Entry[]): string {
  const counts = [...ORDER, 'open']
    .map((status) => ({ status, count: entries.filter((entry) => entry.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`);
  const noun = entries.length === 1 ? 'constraint' : 'constraints';
  return counts.length > 0 ? `${entries.length} ${noun}: ${counts.join(', ')}` : 'No constraints';
}
