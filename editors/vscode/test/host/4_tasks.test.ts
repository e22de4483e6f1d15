// Tasks: found, run, and their findings read.

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { at, closeAll, extension, MAIN, open, running } from './help';

/** Runs something that starts a task of ours; tells how it ended. */
async function ended(act: () => Thenable<unknown>): Promise<number | undefined> {
  const end = new Promise<number | undefined>((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.definition.type === 'pipewright') {
        listening.dispose();
        resolve(exitCode);
      }
    });
  });
  await act();
  return end;
}

/** Findings that a task left, not the server. */
const found = (file: string) =>
  vscode.languages.getDiagnostics(at(file)).filter(({ source }) => source === 'pipewright');

describe('tasks', () => {
  before(running);
  afterEach(closeAll);

  it('check and build are offered for each project', async () => {
    const tasks = await vscode.tasks.fetchTasks({ type: 'pipewright' });
    const names = tasks.map(({ name }) => name).sort();
    assert.deepEqual(names, [
      'build customer-analytics',
      'build gdpr-two-environments',
      'check customer-analytics',
      'check gdpr-two-environments',
    ]);
    assert.ok(tasks.every(({ problemMatchers }) => problemMatchers.includes('$pipewright')));
  });

  it('building writes the output', async () => {
    await open(MAIN);
    const code = await ended(() => vscode.commands.executeCommand('pipewright.build'));
    assert.equal(code, 0);
    const written = at('customer-analytics/generated/prod/airflow/dags/customer_analytics.py');
    assert.ok((await vscode.workspace.fs.stat(written)).size > 1000);
  });

  it('checking a sound project finds nothing', async () => {
    await open(MAIN);
    assert.equal(await ended(() => vscode.commands.executeCommand('pipewright.check')), 0);
  });

  it('checking a project with an error fails', async () => {
    const file = at('broken/main.pipe');
    await vscode.workspace.fs.writeFile(at('broken/pipewright.toml'), Buffer.from(''));
    await vscode.workspace.fs.writeFile(file, Buffer.from('let a = nowhere\n'));
    await open('broken/main.pipe');
    assert.equal(await ended(() => vscode.commands.executeCommand('pipewright.check')), 1);
    assert.ok(found('broken/main.pipe').length > 0);
    await vscode.workspace.fs.delete(at('broken'), { recursive: true });
  });

  it('a task of a tasks.json runs what it says', async () => {
    await extension();
    const [task] = (await vscode.tasks.fetchTasks({ type: 'pipewright' })).filter(
      ({ name }) => name === 'check customer-analytics',
    );
    assert.ok(task);
    assert.equal(await ended(() => vscode.tasks.executeTask(task)), 0);
    const execution = task.execution;
    assert.ok(execution instanceof vscode.ProcessExecution, 'no shell is between');
    assert.deepEqual(execution.args, ['check', '--format', 'line', '--', 'customer-analytics']);
  });
});
