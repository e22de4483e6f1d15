// Bundles the extension to dist/, and with --tests its tests to dist-tests/.
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const { values } = parseArgs({
  options: { production: { type: 'boolean' }, tests: { type: 'boolean' }, watch: { type: 'boolean' } },
});

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: !values.production,
  sourcesContent: false,
  minify: Boolean(values.production),
  logLevel: 'warning',
};

const extension = {
  ...shared,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  external: ['vscode'],
};

const views = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  entryPoints: ['webview/graph.ts', 'webview/ledger.ts'],
  outdir: 'dist',
};

const testsIn = (folder) =>
  readdirSync(`test/${folder}`)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${folder}/${name}`);

// Grammars need a WebAssembly file and mocha its own folder: both stay where npm put them.
const tests = {
  ...shared,
  entryPoints: [...testsIn('unit'), ...testsIn('host'), 'test/host/index.ts', 'test/editor/run.ts'],
  outdir: 'dist-tests',
  outbase: 'test',
  external: ['vscode', 'mocha', 'playwright-core', 'vscode-oniguruma', 'vscode-textmate'],
};

const wanted = values.tests ? [tests] : [extension, views];
for (const options of wanted) {
  if (values.watch) {
    await (await esbuild.context(options)).watch();
  } else {
    await esbuild.build(options);
  }
}
