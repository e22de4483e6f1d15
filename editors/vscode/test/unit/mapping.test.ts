// From source to output and back, by the source map.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outputOf, sourceOf } from '../../src/output/mapping';
import type { Mapping } from '../../src/protocol';

const MAIN = 'file:///p/main.pipe';

function mapping(line: number, endLine: number, from: number, to: number, uri = MAIN): Mapping {
  return {
    line,
    endLine,
    source: { uri, range: { start: { line: from, character: 2 }, end: { line: to, character: 9 } } },
  };
}

// A pipeline (lines 10 to 30), its step (14 to 18), its write (25), and a cluster in another file.
const MAP = [
  mapping(0, 99, 10, 30),
  mapping(20, 40, 14, 18),
  mapping(60, 62, 25, 25),
  mapping(80, 81, 25, 25),
  mapping(5, 5, 3, 8, 'file:///p/platform.pipe'),
];

const inMain = (uri: string) => uri === MAIN;

describe('from output to source', () => {
  test('the shortest mapping says it most exactly', () => {
    assert.equal(sourceOf(MAP, 30)?.source.range.start.line, 14);
    assert.equal(sourceOf(MAP, 5)?.source.uri, 'file:///p/platform.pipe');
  });
  test('its first and last line belong to it', () => {
    assert.equal(sourceOf(MAP, 20)?.source.range.start.line, 14);
    assert.equal(sourceOf(MAP, 40)?.source.range.start.line, 14);
    assert.equal(sourceOf(MAP, 41)?.source.range.start.line, 10);
  });
  test('of two alike, the later', () => {
    const twice = [mapping(1, 2, 3, 3), mapping(1, 2, 7, 7)];
    assert.equal(sourceOf(twice, 1)?.source.range.start.line, 7);
  });
  test('what nothing caused has none', () => assert.equal(sourceOf(MAP, 100), undefined));
});

describe('from source to output', () => {
  test('a line of a step leads to the step', () => {
    assert.deepEqual(outputOf(MAP, inMain, 16), [{ line: 20, endLine: 40 }]);
  });
  test('a line that became several is shown in all places', () => {
    assert.deepEqual(outputOf(MAP, inMain, 25), [
      { line: 60, endLine: 62 },
      { line: 80, endLine: 81 },
    ]);
  });
  test('what overlaps or follows is one', () => {
    const near = [mapping(4, 6, 1, 1), mapping(5, 9, 1, 1), mapping(10, 10, 1, 1), mapping(12, 12, 1, 1)];
    assert.deepEqual(outputOf(near, inMain, 1), [
      { line: 4, endLine: 10 },
      { line: 12, endLine: 12 },
    ]);
  });
  test('between the parts of a pipeline, the pipeline', () => {
    assert.deepEqual(outputOf(MAP, inMain, 22), [{ line: 0, endLine: 99 }]);
  });
  test('another file is another file', () => {
    assert.deepEqual(outputOf(MAP, inMain, 5), []);
    assert.deepEqual(
      outputOf(MAP, (uri) => uri !== MAIN, 5),
      [{ line: 5, endLine: 5 }],
    );
  });
});
