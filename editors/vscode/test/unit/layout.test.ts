// The drawing of a graph.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { layOut } from '../../src/graph/layout';
import type { Graph, GraphNode } from '../../src/protocol';

const CHOICE = { pipeline: 'p', environment: 'prod', pipelines: ['p'], environments: ['prod'] };

function graph(nodes: GraphNode[], edges: [string, string][], critical?: Graph['critical']): Graph {
  return {
    ...CHOICE,
    nodes,
    edges: edges.map(([from, to]) => ({ from, to, kind: 'data' })),
    ...(critical && { critical }),
  };
}

const node = (id: string, more: Partial<GraphNode> = {}): GraphNode => ({
  id,
  label: id,
  kind: 'step',
  ...more,
});

describe('the boxes', () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    node(`step_${index}`, { detail: 'x'.repeat(index * 3) }),
  );
  const edges = many
    .slice(1)
    .map((_, index): [string, string] => [`step_${Math.floor(index / 2)}`, `step_${index + 1}`]);
  const drawing = layOut(graph(many, edges));

  test('do not overlap and stay on the sheet', () => {
    drawing.boxes.forEach((one, index) => {
      assert.ok(one.x >= 0 && one.y >= 0, one.label);
      assert.ok(one.x + one.width <= drawing.width && one.y + one.height <= drawing.height, one.label);
      for (const other of drawing.boxes.slice(index + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        assert.ok(apart, `${one.label} and ${other.label}`);
      }
    });
  });
  test('stand above what needs them', () => {
    const top = (id: string) => drawing.boxes[many.findIndex((other) => other.id === id)]?.y ?? Number.NaN;
    for (const [from, to] of edges) {
      assert.ok(top(from) < top(to), `${from} and ${to}`);
    }
  });
  test('keep to a width, and cut what is longer', () => {
    const [box] = layOut(graph([node('x'.repeat(500), { detail: '🚀'.repeat(300) })], [])).boxes;
    assert.ok(box && box.width <= 300);
    assert.match(box.label, /^x+…$/);
    assert.match(box.lines[0] ?? '', /^🚀+…$/u);
    assert.ok(box.about.includes('x'.repeat(500)), 'the whole name can still be read');
  });
});

describe('what is odd', () => {
  test('nothing at all', () => assert.deepEqual(layOut(graph([], [])).boxes, []));
  test('an edge to a node that is not there is not drawn', () => {
    assert.equal(layOut(graph([node('a')], [['a', 'b']])).lines.length, 0);
  });
  test('two edges between the same nodes are two lines', () => {
    const drawing = layOut(
      graph(
        [node('a'), node('b')],
        [
          ['a', 'b'],
          ['a', 'b'],
        ],
      ),
    );
    assert.equal(drawing.lines.length, 2);
    assert.ok(drawing.lines.every(({ points }) => points.length >= 2));
  });
  test('names that objects have of their own', () => {
    const drawing = layOut(graph([node('__proto__'), node('constructor')], [['__proto__', 'constructor']]));
    assert.deepEqual(
      drawing.boxes.map(({ label }) => label),
      ['__proto__', 'constructor'],
    );
    assert.ok(drawing.boxes.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
  });
});

describe('the longest path', () => {
  const three = [node('a'), node('b'), node('c')];
  const edges: [string, string][] = [
    ['a', 'b'],
    ['b', 'c'],
    ['a', 'c'],
  ];
  test('is marked, and only along its own edges', () => {
    const drawing = layOut(graph(three, edges, { nodes: ['a', 'b', 'c'], sum: '12m', deadline: '30m' }));
    assert.deepEqual(
      drawing.lines.map(({ critical }) => critical),
      [true, true, false],
    );
    assert.equal(drawing.critical, 'longest path 12m of 30m');
  });
  test('may have no deadline', () => {
    assert.equal(layOut(graph(three, edges, { nodes: ['a'], sum: '1m' })).critical, 'longest path 1m');
  });
});
