// Generated output, the graph and the ledger.

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Drawing } from '../../src/graph/layout';
import type { Table } from '../../src/ledger/table';
import type { ToView } from '../../src/views/messages';
import { at, closeAll, find, MAIN, open, replace, running, until } from './help';

const DAG = 'prod/airflow/dags/customer_analytics.py';

/** The command, as a code lens gives it a file. */
async function showOutput(path: string): Promise<vscode.TextEditor> {
  const textDocument = { uri: at(MAIN).toString() };
  await vscode.commands.executeCommand('pipewright.showOutput', { textDocument, path });
  return until('it is shown', () =>
    vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'pipewright-output'),
  );
}

describe('generated output', () => {
  afterEach(closeAll);

  it('stands beside its source, in its own language, read-only', async () => {
    await running();
    const source = await open(MAIN);
    const shown = await showOutput(DAG);
    assert.equal(shown.document.languageId, 'python');
    assert.match(shown.document.getText(), /from airflow\.sdk import DAG/);
    assert.notEqual(shown.viewColumn, source.viewColumn);
    assert.equal(vscode.window.activeTextEditor, source, 'the source keeps the focus');
  });

  it('changes with what is typed, and stays while the project has errors', async () => {
    await running();
    const source = await open(MAIN);
    const shown = await showOutput(DAG);
    await replace(source, 'deadline  30m', 'deadline  25m');
    await until('the change is there', () => shown.document.getText().includes('minutes=25'));
    await replace(source, 'deadline  25m', 'deadline  2parsecs');
    await replace(source, 'region    eu\n', 'region    atlantis\n');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.ok(shown.document.getText().includes('minutes=25'));
  });

  it('leads back to the source', async () => {
    const { outputs } = await running();
    await open(MAIN);
    const { document } = await showOutput(DAG);
    const mapping = await until('there is a map', () =>
      outputs.mappings(document.uri).find(({ source }) => source.uri === at(MAIN).toString()),
    );
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      new vscode.Position(mapping.line, 0),
    );
    assert.equal(found.length, 1);
    assert.equal(found[0]?.uri.toString(), at(MAIN).toString());
  });

  it('shows its source by command', async () => {
    const { outputs } = await running();
    await open(MAIN, 'import');
    const shown = await showOutput(DAG);
    const position = find(shown.document, 'task_id="by_country"');
    await until('there is a map', () => outputs.mappings(shown.document.uri).length > 0);
    const editor = await vscode.window.showTextDocument(shown.document, shown.viewColumn);
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand('pipewright.showSource');
    const active = vscode.window.activeTextEditor;
    assert.equal(active?.document.uri.toString(), at(MAIN).toString());
    const line = active?.document.lineAt(active.selection.active.line).text ?? '';
    assert.match(line, /step by_country/);
  });

  it('is chosen from a list that names every file', async () => {
    const { outputs } = await running();
    const list = await outputs.list(at(MAIN));
    assert.equal(list?.errors, 0);
    const paths = list?.files.map(({ path }) => path) ?? [];
    assert.ok(paths.includes(DAG), paths.join('\n'));
    assert.deepEqual(paths, [...paths].sort());
    assert.deepEqual([...new Set(list?.files.map(({ target }) => target))].sort(), [
      'airflow',
      'argo_workflows',
      'json',
      'kubernetes',
    ]);
  });

  it('is not there while the project has errors, and the list says so', async () => {
    const { outputs } = await running();
    const source = await open(MAIN);
    await replace(source, 'region    eu\n', 'region    atlantis\n');
    const list = await until('errors are known', async () => {
      const found = await outputs.list(at(MAIN));
      return found && found.errors > 0 ? found : undefined;
    });
    assert.deepEqual(list.files, []);
  });
});

/** What a view shows next, after something is done. */
async function shown<Data>(
  view: { onDidShow: vscode.Event<ToView<Data>> },
  act: () => Thenable<unknown>,
  wanted: (message: ToView<Data> & { kind: 'show' }) => boolean = () => true,
): Promise<ToView<Data> & { kind: 'show' }> {
  const seen: (ToView<Data> & { kind: 'show' })[] = [];
  const listening = view.onDidShow((message) => {
    if (message.kind === 'show' && wanted(message)) {
      seen.push(message);
    }
  });
  try {
    await act();
    return await until('the view shows it', () => seen[0]);
  } finally {
    listening.dispose();
  }
}

describe('the graph', () => {
  afterEach(closeAll);

  it('shows the tasks and datasets of the pipeline under the cursor', async () => {
    const { graph } = await running();
    await open(MAIN, 'pipeline customer_analytics');
    const { data, chooser } = await shown<Drawing>(graph, () =>
      vscode.commands.executeCommand('pipewright.showGraph'),
    );
    const labels = data.boxes.map(({ kind, label }) => `${kind} ${label}`);
    for (const label of ['dataset accounts', 'step by_country', 'dataset country_revenue']) {
      assert.ok(labels.includes(label), labels.join('\n'));
    }
    assert.match(data.critical ?? '', /^longest path \S+ of 30m$/);
    assert.deepEqual(chooser.environments, ['prod']);
  });

  it('is drawn anew as the source changes', async () => {
    const { graph } = await running();
    const source = await open(MAIN, 'pipeline customer_analytics');
    await vscode.commands.executeCommand('pipewright.showGraph');
    const { data } = await shown<Drawing>(
      graph,
      () => replace(source, 'deadline  30m', 'deadline  45m'),
      ({ data }) => data.critical?.endsWith('of 45m') ?? false,
    );
    assert.ok(data.boxes.length > 3);
  });

  it('shows the environment that is asked for', async () => {
    const { graph } = await running();
    const textDocument = { uri: at('gdpr-two-environments/main.pipe').toString() };
    await open('gdpr-two-environments/main.pipe');
    for (const environment of ['dev', 'prod']) {
      const { chooser: chosen } = await shown<Drawing>(
        graph,
        () => vscode.commands.executeCommand('pipewright.showGraph', { textDocument, environment }),
        ({ chooser }) => chooser.environment === environment,
      );
      assert.deepEqual([...chosen.environments].sort(), ['dev', 'prod']);
    }
  });
});

describe('the ledger', () => {
  afterEach(closeAll);

  it('has a row for each constraint, and none is open', async () => {
    const { ledger } = await running();
    await open(MAIN, 'pipeline customer_analytics');
    const { data } = await shown<Table>(ledger, () =>
      vscode.commands.executeCommand('pipewright.showLedger'),
    );
    const region = data.entries.find(({ text }) => text === 'region eu');
    assert.equal(region?.status, 'proven');
    assert.ok(region.rows.some(({ by }) => by === 'PW0601'));
    assert.deepEqual(
      data.entries.filter(({ status }) => status === 'open'),
      [],
    );
    assert.match(data.summary, /^\d+ constraints: \d+ proven, /);
  });
});
