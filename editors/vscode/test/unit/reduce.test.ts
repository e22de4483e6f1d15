// Edges that say nothing new.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { layOut } from '../../src/graph/layout';
import { redundant } from '../../src/graph/reduce';
import type { Graph } from '../../src/protocol';

const links = (...pairs: [number, number][]) => pairs.map(([from, to]) => ({ from, to }));

describe('an edge is implied', () => {
  test('by a longer way', () => {
    assert.deepEqual(redundant(3, links([0, 1], [1, 2], [0, 2])), [false, false, true]);
  });
  test('not by itself, nor by its double', () => {
    assert.deepEqual(redundant(2, links([0, 1], [0, 1])), [false, false]);
  });
  test('not by a way that ends elsewhere', () => {
    assert.deepEqual(redundant(4, links([0, 1], [1, 3], [0, 2])), [false, false, false]);
  });
  test('never in a cycle, which no pipeline has', () => {
    assert.deepEqual(redundant(2, links([0, 1], [1, 0])), [false, false]);
  });
  test('beyond the bits of one word', () => {
    const chain = Array.from({ length: 99 }, (_, at): [number, number] => [at, at + 1]);
    const found = redundant(100, links(...chain, [0, 99], [31, 33]));
    assert.deepEqual(found.slice(-2), [true, true]);
    assert.ok(!found.slice(0, -2).includes(true));
  });
});

describe('a drawing', () => {
  const nodes = ['a', 'b', 'c'].map((id) => ({ id, label: id, kind: 'step' as const }));
  const graph = (kind: Graph['edges'][number]['kind'], critical?: string[]): Graph => ({
    pipeline: 'p',
    environment: 'prod',
    pipelines: ['p'],
    environments: ['prod'],
    nodes,
    edges: [
      { from: 'a', to: 'b', kind: 'order' },
      { from: 'b', to: 'c', kind: 'order' },
      { from: 'a', to: 'c', kind },
    ],
    ...(critical && { critical: { nodes: critical, sum: '1m' } }),
  });
  test('leaves out what is implied', () => assert.equal(layOut(graph('order')).lines.length, 2));
  test('but no flow of data', () => assert.equal(layOut(graph('data')).lines.length, 3));
  test('and nothing of the longest path', () => {
    assert.equal(layOut(graph('order', ['a', 'c'])).lines.length, 3);
  });
});

test('five hundred tasks are laid out while one waits', () => {
  const count = 500;
  const nodes = Array.from({ length: count }, (_, at) => ({
    id: String(at),
    label: `step_${at}`,
    kind: 'step' as const,
  }));
  const edges = nodes.slice(1).map(({ id }, at) => ({
    from: String(Math.floor(at / 3)),
    to: id,
    kind: 'data' as const,
  }));
  const start = performance.now();
  layOut({ pipeline: 'p', environment: 'e', pipelines: [], environments: [], nodes, edges });
  assert.ok(performance.now() - start < 15_000);
});
