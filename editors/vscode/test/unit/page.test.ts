// The pages of webviews let nothing in, and what they say is read with care.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMessage } from '../../src/views/messages';
import { page } from '../../src/views/page';

const PAGE = {
  title: 'Graph of <img src=x onerror=alert(1)>',
  source: 'https://cdn.example.com',
  script: 'https://cdn.example.com/dist/graph.js',
  styles: ['https://cdn.example.com/media/view.css'],
  nonce: '0123456789abcdef',
};

describe('a page', () => {
  const html = page(PAGE);
  test('allows our script, our style, and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.deepEqual(policy.split('; '), [
      'default-src &#39;none&#39;',
      'script-src &#39;nonce-0123456789abcdef&#39;',
      'style-src https://cdn.example.com',
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
  });
  test('has one script, by its address, and no style in place', () => {
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.doesNotMatch(html, /<style|style="|unsafe-inline|unsafe-eval/);
  });
  test('shows names as text', () => assert.doesNotMatch(html, /<img/));
});

describe('a message', () => {
  test('of ours is read', () => {
    assert.deepEqual(readMessage({ kind: 'open', place: 3, more: 1 }), { kind: 'open', place: 3 });
    assert.deepEqual(readMessage({ kind: 'choose', pipeline: 'a', environment: 'b' }), {
      kind: 'choose',
      pipeline: 'a',
      environment: 'b',
    });
  });
  for (const value of [
    undefined,
    null,
    'open',
    {},
    { kind: 'open' },
    { kind: 'open', place: '../../etc/passwd' },
    { kind: 'open', place: -1 },
    { kind: 'open', place: 0.5 },
    { kind: 'file', place: null },
    { kind: 'choose', pipeline: 1, environment: 'b' },
    { kind: 'run', command: 'rm' },
  ]) {
    test(`that is none: ${JSON.stringify(value)}`, () => assert.equal(readMessage(value), undefined));
  }
});
