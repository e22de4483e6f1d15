// Shows a ledger as a list that can be searched.

import type { Entry, EntryRow, Table } from '../src/ledger/table';
import type { Chooser } from '../src/views/messages';
import { chooserBar, element, listen, opens, root } from './host';

const search = element('input', {
  type: 'search',
  placeholder: 'Filter',
  'aria-label': 'Filter the constraints',
});
const list = element('div', { class: 'list' });
let table: Table | undefined;
/** Which constraints are folded out, by their id. */
const unfolded = new Set<string>();

search.addEventListener('input', draw);

listen<Table>((data, chooser) => {
  table = data;
  const first = list.parentElement === null;
  const header = bar(data, chooser);
  if (first) {
    root().replaceChildren(header, list);
  } else {
    root().firstElementChild?.replaceWith(header);
  }
  draw();
});

function bar(data: Table, chooser: Chooser): HTMLElement {
  const typing = document.activeElement === search;
  const made = chooserBar(chooser, element('span', { class: 'path' }, data.summary), search);
  if (typing) {
    queueMicrotask(() => search.focus());
  }
  return made;
}

function draw(): void {
  if (!table) {
    return;
  }
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = table.entries.filter((entry) => {
    const text = textOf(entry);
    return words.every((word) => text.includes(word));
  });
  const parts: Node[] = entries.map(entryOf);
  if (entries.length === 0) {
    parts.push(element('p', { class: 'empty' }, 'No constraint matches.'));
  }
  if (table.waivers.length > 0 && words.length === 0) {
    parts.push(element('h2', {}, 'Waivers'));
    for (const { text, source } of table.waivers) {
      parts.push(element('p', { class: 'waiver' }, linked(text, source)));
    }
  }
  list.replaceChildren(...parts);
}

function textOf({ text, kind, status, rows }: Entry): string {
  const of = ({ by, target, file, because }: EntryRow) => [by, target, file ?? '', ...because].join(' ');
  return [text, kind, status, ...rows.map(of)].join(' ').toLowerCase();
}

function entryOf(entry: Entry): HTMLElement {
  const { id, text, status, source, rows } = entry;
  const details = element('details', { class: 'entry' });
  details.open = unfolded.has(id);
  details.addEventListener('toggle', () => (details.open ? unfolded.add(id) : unfolded.delete(id)));
  details.append(
    element(
      'summary',
      {},
      element('span', { class: `status ${status}` }, status),
      element('code', {}, text),
      element('span', { class: 'by' }, inShort(rows)),
    ),
    source === undefined ? '' : element('p', { class: 'from' }, linked('Go to source', source)),
    ...rows.map(rowOf),
  );
  return details;
}

/** `PW0601 · airflow, kubernetes`: who keeps it, without how. */
function inShort(rows: readonly EntryRow[]): string {
  const proofs = rows.filter(({ status }) => status === 'proven').map(({ by }) => by);
  const targets = rows.map(({ target }) => target).filter(Boolean);
  return [...new Set(proofs), [...new Set(targets)].join(', ')].filter(Boolean).join(' · ');
}

function rowOf({ status, by, target, file, place, because }: EntryRow): HTMLElement {
  const where =
    file === undefined || place === undefined ? undefined : element('p', {}, linkedFile(file, place));
  return element(
    'div',
    { class: 'row' },
    element('p', {}, target ? `${status} on ${target} by ` : `${status} by `, element('code', {}, by)),
    where,
    because.length > 0 ? element('pre', {}, because.join('\n')) : undefined,
  );
}

function linked(text: string, source: number | undefined): HTMLElement {
  const made = element('span', {}, text);
  if (source !== undefined) {
    made.className = 'link';
    opens(made, { kind: 'open', place: source });
  }
  return made;
}

function linkedFile(text: string, place: number): HTMLElement {
  const made = element('span', { class: 'link' }, text);
  opens(made, { kind: 'file', place });
  return made;
}
