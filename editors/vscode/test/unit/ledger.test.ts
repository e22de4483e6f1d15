// The ledger as a table.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tabulate } from '../../src/ledger/table';
import type { Ledger, LedgerRow } from '../../src/protocol';

const AT = {
  uri: 'file:///p/main.pipe',
  range: { start: { line: 3, character: 2 }, end: { line: 3, character: 9 } },
};

function ledger(...constraints: [string, LedgerRow[]][]): Ledger {
  return {
    pipeline: 'p',
    environment: 'prod',
    pipelines: ['p'],
    environments: ['prod'],
    constraints: constraints.map(([text, rows]) => ({
      id: text,
      kind: 'write_mode',
      text,
      source: AT,
      rows,
    })),
    waivers: [],
  };
}

const proven: LedgerRow = { status: 'proven', by: 'PW0601', because: ['a in eu'] };
const enforced: LedgerRow = {
  status: 'enforced',
  by: 'spec.x',
  target: 'airflow',
  file: 'prod/a.py',
  because: [],
};
const carried: LedgerRow = { status: 'carried', by: 'the plan', target: 'json', because: [] };

describe('what a constraint amounts to', () => {
  const status = (...rows: LedgerRow[]) => tabulate(ledger(['x', rows])).table.entries[0]?.status;
  test('a proof holds everywhere', () => assert.equal(status(enforced, carried, proven), 'proven'));
  test('what executes weighs more than what says', () => assert.equal(status(carried, enforced), 'enforced'));
  test('only said', () => assert.equal(status(carried), 'carried'));
  test('not kept at all', () => assert.equal(status(), 'open'));
  test('a waiver is never hidden by anything', () => {
    assert.equal(status(proven, { status: 'waived', by: 'PW0601', because: [] }), 'waived');
  });
});

test('the summary counts', () => {
  const { table } = tabulate(ledger(['a', [proven]], ['b', [proven]], ['c', [enforced]], ['d', []]));
  assert.equal(table.summary, '4 constraints: 2 proven, 1 enforced, 1 open');
  assert.equal(tabulate(ledger()).table.summary, 'No constraints');
});

test('places are numbers into lists that stay behind', () => {
  const { table, places } = tabulate(ledger(['a', [enforced]], ['b', [proven, enforced]]));
  const files = table.entries.flatMap(({ rows }) => rows.map(({ place }) => place && places.files[place]));
  assert.deepEqual(
    files,
    [0, undefined, 'prod/a.py'].map((file) => (file === 0 ? 0 : file)),
  );
  assert.equal(places.sources[table.entries[1]?.source ?? -1], AT);
  assert.ok(!JSON.stringify(table).includes('file:///'));
});

test('columns that source aligned are told in one space', () => {
  assert.equal(tabulate(ledger(['deadline  30m', []])).table.entries[0]?.text, 'deadline 30m');
});
