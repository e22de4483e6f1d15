// Every snippet, every choice in it: what it leaves behind compiles.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pipewright } from './program';
import { choices, expand } from './snippet';

interface Snippet {
  prefix: string;
  body: string[];
  description: string;
}

const SNIPPETS: Record<string, Snippet> = JSON.parse(readFileSync('snippets/pipewright.json', 'utf8'));

const IMPORTS = 'import std.mysql\nimport std.postgres\nimport std.s3\nimport std.slack\n\n';

const DATA = `type Order {
  id:     int key
  total:  decimal(12, 2)
  placed: timestamp
}

dataset orders: Order = s3.parquet {
  bucket = "acme-lake"
  prefix = "orders/"
  region = eu-west-1
}
`;

/** No connector takes every mode: each choice is tried on one that takes it. */
const SINKS = {
  s3: `
dataset clean_orders: Order = s3.parquet {
  bucket = "acme-marts"
  prefix = "orders/"
  region = eu-west-1
}
`,
  postgres: `
dataset clean_orders: Order = postgres.table {
  host        = "marts.db.example.com"
  database    = "marts"
  table       = "orders"
  region      = eu-central-1
  credentials = secret("marts/writer")
}
`,
};

const CLUSTER = `
cluster frankfurt {
  region = eu-central-1
  nodes  = [{ cpu = 8, memory = 32GiB, max = 4 }]
  logs   = eu-central-1
}

environment prod {
  clusters  = [frankfurt]
  targets   = [airflow]
  namespace = "data"
  registry  = ["ghcr.io/acme" in eu, "docker.io/library" in eu]
  staging   = s3.location { bucket = "acme-staging", region = eu-central-1 }
}
`;

const STEP = '  step load: Order = run "ghcr.io/acme/load:1.0" { inputs = [orders] }\n';

/** Where each belongs: alone in a file, among items, or in a pipeline, after a step or not. */
const sinkFor = (text: string): string => SINKS[text.includes('merging by key') ? 'postgres' : 's3'];
const PLACES: Record<string, (text: string) => string> = {
  project: (text) => `${text}${CLUSTER}`,
  platform: (text) => `${IMPORTS}${DATA}${text}`,
  item: (text) => `${IMPORTS}${DATA}${sinkFor(text)}${CLUSTER}\n${text}`,
  clause: (text) =>
    `${IMPORTS}${DATA}${sinkFor(text)}${CLUSTER}\npipeline host {\n  schedule every 6h\n${STEP}${text}}\n`,
};

const CLAUSES = [
  'step',
  'python',
  'check',
  'write',
  'when',
  'for',
  'resource',
  'approval',
  'notify',
  'allow',
];

function placeOf(prefix: string): string {
  return prefix in PLACES ? prefix : CLAUSES.includes(prefix) ? 'clause' : 'item';
}

for (const [name, { prefix, body, description }] of Object.entries(SNIPPETS)) {
  describe(`${prefix}: ${name}`, () => {
    test('says what it is', () => assert.ok(description));
    for (let choice = 0; choice < choices(body); choice += 1) {
      test(`compiles with choice ${choice + 1}`, () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'snippet-'));
        try {
          const text = PLACES[placeOf(prefix)]?.(expand(body, choice)) ?? '';
          writeFileSync(path.join(folder, 'pipewright.toml'), '');
          writeFileSync(path.join(folder, 'main.pipe'), text);
          const { code, err } = pipewright(folder, 'check');
          assert.equal(code, 0, `${err}\n${text}`);
          if (prefix === 'project') {
            assert.equal(pipewright(folder, 'fmt', '--check').code, 0, 'it is formatted');
          }
        } finally {
          rmSync(folder, { recursive: true });
        }
      });
    }
  });
}
