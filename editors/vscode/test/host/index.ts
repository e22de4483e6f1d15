// The entry of the tests that run inside the extension host: mocha, and a report for the outside.

import { globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: Silent, bail: false });
  for (const file of globSync('*.test.js', { cwd: __dirname }).sort()) {
    mocha.addFile(path.join(__dirname, file));
  }
  mocha.grep(process.env['PIPEWRIGHT_TEST_ONLY'] ?? '');
  const passed: string[] = [];
  const failed: { title: string; error: string }[] = [];
  // Written after each test: what hangs later hides nothing.
  const tell = () => {
    const report = process.env['PIPEWRIGHT_TEST_REPORT'];
    if (report) {
      writeFileSync(report, JSON.stringify({ passed, failed }));
    }
  };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => passed.push(test.fullTitle()));
    runner.on('fail', (test, error) =>
      failed.push({ title: test.fullTitle(), error: error.stack ?? String(error) }),
    );
    runner.on('test end', tell);
    runner.on('end', tell);
  });
  if (failed.length > 0) {
    throw new Error(`${failed.length} tests failed`);
  }
}

/** The report is written above: nobody reads the console of an extension host. */
class Silent extends Mocha.reporters.Base {}
