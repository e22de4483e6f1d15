// Every provider of the language, asked through the editor, on real examples.

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { at, closeAll, find, findings, MAIN, open, replace, running, until } from './help';

const GDPR = 'gdpr-two-environments/main.pipe';

/** Asks one of the editor's own commands about a place in a document. */
function ask<Answer>(command: string, ...words: unknown[]): Thenable<Answer> {
  return vscode.commands.executeCommand<Answer>(`vscode.${command}`, ...words);
}

/** Opens a file; gives the place just inside some text. */
async function within(file: string, text: string, inside = 1): Promise<[vscode.Uri, vscode.Position]> {
  await running();
  const { document } = await open(file);
  return [document.uri, find(document, text).translate(0, inside)];
}

/** The text of a range in a file. */
async function textAt(uri: vscode.Uri, range: vscode.Range): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText(range);
}

/** The line that a location or a link leads to. */
async function lineOf(found: vscode.Location | vscode.LocationLink): Promise<string> {
  const [uri, range] =
    'targetUri' in found
      ? [found.targetUri, found.targetSelectionRange ?? found.targetRange]
      : [found.uri, found.range];
  return (await vscode.workspace.openTextDocument(uri)).lineAt(range.start.line).text;
}

describe('the language', () => {
  afterEach(closeAll);

  describe('findings', () => {
    it('are none in what is sound', async () => {
      await running();
      await open(MAIN);
      await ask('executeDocumentSymbolProvider', at(MAIN));
      await findings(MAIN, 0);
    });

    it('come with their rule, its page, and the places that are part of the reason', async () => {
      await running();
      const editor = await open(MAIN);
      await replace(editor, 'eu-west-1', 'us-east-1');
      const [found] = await findings(MAIN, 1);
      assert.ok(found);
      assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
      assert.equal(editor.document.getText(found.range), 'us-east-1');
      assert.equal(found.source, 'pipewright');
      const code = found.code;
      assert.ok(typeof code === 'object' && code.value === 'PW0601');
      const places = found.relatedInformation?.map(({ location }) => location) ?? [];
      const lines = await Promise.all(places.map(lineOf));
      assert.ok(lines.includes('  region    eu'), lines.join('\n'));
    });

    it('are in every file of the project, open or not', async () => {
      await running();
      const editor = await open('customer-analytics/platform.pipe');
      await replace(editor, 'cluster frankfurt', 'cluster frankfort');
      const [found] = await findings('customer-analytics/platform.pipe', 1);
      assert.match(found?.message ?? '', /frankfurt/);
    });

    it('go when the mistake goes', async () => {
      await running();
      const editor = await open(MAIN);
      await replace(editor, 'eu-west-1', 'us-east-1');
      await findings(MAIN, 1);
      await replace(editor, 'us-east-1', 'eu-west-1');
      await findings(MAIN, 0);
    });
  });

  describe('the standard library', () => {
    it('is opened by going to a definition, read-only, and answers there too', async () => {
      const [uri, place] = await within(MAIN, 's3.parquet', 4);
      const [found] = await ask<(vscode.Location | vscode.LocationLink)[]>(
        'executeDefinitionProvider',
        uri,
        place,
      );
      assert.ok(found);
      assert.match(await lineOf(found), /^connector parquet\(/);
      const target = 'targetUri' in found ? found.targetUri : found.uri;
      assert.equal(target.toString(), 'pipewright-std:/std/s3.pipe');
      const document = await vscode.workspace.openTextDocument(target);
      assert.equal(document.languageId, 'pipewright');
      assert.equal(vscode.workspace.fs.isWritableFileSystem(target.scheme) ?? false, false);
      const inside = find(document, 'connector parquet').translate(0, 12);
      const [hover] = await until('the standard library is hovered', async () => {
        const hovers = await ask<vscode.Hover[]>('executeHoverProvider', target, inside);
        return hovers.length > 0 && hovers;
      });
      const [words] = hover?.contents ?? [];
      assert.match((words as vscode.MarkdownString).value, /connector parquet/);
      assert.deepEqual(vscode.languages.getDiagnostics(target), []);
    });

    it('is where a link of an import leads', async () => {
      await running();
      const { document } = await open(MAIN);
      const links = await ask<vscode.DocumentLink[]>('executeLinkProvider', document.uri);
      const targets = links.map(({ target }) => target?.toString());
      assert.ok(targets.includes('pipewright-std:/std/s3.pipe'), targets.join('\n'));
    });
  });

  describe('completion', () => {
    const labels = ({ items }: vscode.CompletionList) =>
      items.map(({ label }) => (typeof label === 'string' ? label : label.label));

    it('offers the clauses that may stand here', async () => {
      const [uri] = await within(MAIN, 'guarantee');
      const editor = vscode.window.activeTextEditor ?? assert.fail();
      await replace(editor, '  guarantee exactly_once\n', '  \n');
      const place = find(editor.document, '  \n').translate(0, 2);
      const offered = labels(await ask('executeCompletionItemProvider', uri, place));
      for (const clause of ['guarantee', 'backfill', 'step', 'write']) {
        assert.ok(offered.includes(clause), offered.join(', '));
      }
    });

    it('offers the columns of the data that is checked', async () => {
      const [uri, place] = await within(MAIN, 'country\n    revenue', 0);
      const offered = labels(await ask('executeCompletionItemProvider', uri, place));
      assert.ok(offered.includes('country') && offered.includes('revenue'), offered.join(', '));
      assert.ok(!offered.includes('phone'), 'that is a column of other data');
    });

    it('offers images, zones and what else is known inside texts', async () => {
      const [uri] = await within(MAIN, 'every 6h');
      const editor = vscode.window.activeTextEditor ?? assert.fail();
      await replace(editor, 'every 6h', 'every 6h in ""');
      const zone = find(editor.document, 'in ""').translate(0, 4);
      const zones = labels(await ask('executeCompletionItemProvider', uri, zone, '"'));
      assert.ok(zones.includes('Europe/Berlin'), zones.slice(0, 9).join(', '));
      await replace(editor, 'owner     "growth-data"\n  labels', 'owner     ""\n  labels');
      const owner = find(editor.document, 'owner     ""').translate(0, 11);
      const owners = labels(await ask('executeCompletionItemProvider', uri, owner, '"'));
      assert.ok(owners.includes('growth-data'), owners.join(', '));
    });

    it('offers parameters of the connector', async () => {
      const [uri] = await within(MAIN, 's3.parquet');
      const editor = vscode.window.activeTextEditor ?? assert.fail();
      await replace(editor, '  bucket    = "acme-analytics"\n', '  \n');
      const place = find(editor.document, '  \n').translate(0, 2);
      const offered = labels(await ask('executeCompletionItemProvider', uri, place));
      assert.ok(offered.includes('bucket'), offered.join(', '));
    });
  });

  it('hover says what a name is', async () => {
    const [uri, place] = await within(MAIN, 'country_revenue: CountryRevenue');
    const hovers = await ask<vscode.Hover[]>('executeHoverProvider', uri, place);
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (typeof content === 'string' ? content : content.value))
      .join('\n');
    assert.match(text, /country_revenue/);
    assert.match(text, /What finance and sales planning read/);
    assert.match(text, /```pipe/, 'source is highlighted as source');
  });

  it('definition of a step, from its use', async () => {
    const [uri, place] = await within(MAIN, 'by_country to country_revenue');
    const [found] = await ask<vscode.Location[]>('executeDefinitionProvider', uri, place);
    assert.ok(found);
    assert.match(await lineOf(found), /step by_country/);
  });

  it('definition of a connector, in the standard library', async () => {
    const [uri, place] = await within(MAIN, 'parquet {');
    const found = await ask<(vscode.Location | vscode.LocationLink)[]>(
      'executeDefinitionProvider',
      uri,
      place,
    );
    assert.ok(found.length <= 1, 'it is there, or this client cannot be shown it');
  });

  it('type definition of a dataset', async () => {
    const [uri, place] = await within(MAIN, 'country_revenue: CountryRevenue');
    const [found] = await ask<vscode.Location[]>('executeTypeDefinitionProvider', uri, place);
    assert.ok(found);
    assert.match(await lineOf(found), /type CountryRevenue/);
  });

  it('references of a step', async () => {
    const [uri, place] = await within(MAIN, 'by_country: CountryRevenue');
    const found = await ask<vscode.Location[]>('executeReferenceProvider', uri, place);
    const lines = await Promise.all(found.map(lineOf));
    assert.ok(lines.some((line) => line.includes('check by_country')));
    assert.ok(lines.some((line) => line.includes('write by_country')));
  });

  it('highlights of a name', async () => {
    const [uri, place] = await within(MAIN, 'by_country: CountryRevenue');
    const found = await ask<vscode.DocumentHighlight[]>('executeDocumentHighlights', uri, place);
    assert.equal(found.length, 3);
  });

  it('renaming, in every file', async () => {
    const [uri, place] = await within('customer-analytics/platform.pipe', 'frankfurt {');
    const edit = await ask<vscode.WorkspaceEdit>('executeDocumentRenameProvider', uri, place, 'main_site');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const { document } = await open('customer-analytics/platform.pipe');
    assert.match(document.getText(), /cluster main_site/);
    assert.match(document.getText(), /clusters\s*= \[main_site\]/);
    assert.doesNotMatch(document.getText(), /frankfurt\b/);
  });

  it('symbols of a file, one below the other', async () => {
    const [uri] = await within(MAIN, 'type');
    const found = await ask<vscode.DocumentSymbol[]>('executeDocumentSymbolProvider', uri);
    const pipeline = found.find(({ name }) => name === 'customer_analytics');
    assert.ok(pipeline?.children.some(({ name }) => name === 'by_country'));
  });

  it('symbols of the workspace', async () => {
    await within(MAIN, 'type');
    const found = await ask<vscode.SymbolInformation[]>('executeWorkspaceSymbolProvider', 'customer');
    assert.ok(
      found.some(({ name }) => name === 'customer_analytics'),
      found.map(({ name }) => name).join(),
    );
  });

  it('lineage, as a call hierarchy', async () => {
    const [uri, place] = await within(MAIN, 'by_country: CountryRevenue');
    const [item] = await ask<vscode.CallHierarchyItem[]>('prepareCallHierarchy', uri, place);
    assert.ok(item);
    const upstream = await ask<vscode.CallHierarchyIncomingCall[]>('provideIncomingCalls', item);
    const downstream = await ask<vscode.CallHierarchyOutgoingCall[]>('provideOutgoingCalls', item);
    const names = [...upstream.map(({ from }) => from.name), ...downstream.map(({ to }) => to.name)];
    assert.ok(names.includes('accounts') && names.includes('country_revenue'), names.join(', '));
  });

  it('colours by meaning', async () => {
    const [uri] = await within(MAIN, 'type');
    const legend = await ask<vscode.SemanticTokensLegend>('provideDocumentSemanticTokensLegend', uri);
    const tokens = await ask<vscode.SemanticTokens>('provideDocumentSemanticTokens', uri);
    assert.ok(legend.tokenTypes.includes('keyword'));
    assert.ok(tokens.data.length > 100 && tokens.data.length % 5 === 0);
  });

  it('hints of what was chosen, and none where the reader wants none', async () => {
    const [uri] = await within(MAIN, 'type');
    const all = new vscode.Range(0, 0, 999, 0);
    const hints = () => ask<vscode.InlayHint[]>('executeInlayHintProvider', uri, all);
    const text = ({ label }: vscode.InlayHint) =>
      typeof label === 'string' ? label : label.map(({ value }) => value).join('');
    await until('the cluster is shown', async () =>
      (await hints()).some((hint) => text(hint).includes('frankfurt')),
    );
    const settings = vscode.workspace.getConfiguration('pipewright');
    await settings.update('inlayHints.clusters', false, vscode.ConfigurationTarget.Global);
    await until('it is not', async () => !(await hints()).some((hint) => text(hint).includes('frankfurt')));
    await settings.update('inlayHints.clusters', undefined, vscode.ConfigurationTarget.Global);
  });

  it('a quick fix that mends', async () => {
    await running();
    const editor = await open(MAIN);
    await replace(editor, 'unique         country', 'unique         county');
    const [found] = await findings(MAIN, 1);
    const actions = await ask<vscode.CodeAction[]>('executeCodeActionProvider', at(MAIN), found?.range);
    const fix = actions.find(({ kind }) => kind && vscode.CodeActionKind.QuickFix.contains(kind));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join(', '));
    await vscode.workspace.applyEdit(fix.edit);
    await findings(MAIN, 0);
  });

  it('lenses whose commands this extension has', async () => {
    const [uri] = await within(MAIN, 'type');
    const lenses = await until('there are lenses', async () => {
      const found = await ask<vscode.CodeLens[]>('executeCodeLensProvider', uri, 20);
      return found.length > 0 && found;
    });
    const there = await vscode.commands.getCommands(true);
    for (const { command } of lenses) {
      assert.ok(command && (command.command === '' || there.includes(command.command)), command?.command);
    }
    const own = lenses.flatMap(({ command }) =>
      command?.command.startsWith('pipewright.') ? [command] : [],
    );
    assert.ok(own.length > 0);
    for (const { arguments: given } of own) {
      assert.equal(given?.[0]?.textDocument?.uri, uri.toString());
    }
  });

  it('formatting: nothing to do in what is formatted, all in what is not', async () => {
    const [uri] = await within(MAIN, 'type');
    const options = { tabSize: 2, insertSpaces: true };
    const edits = () => ask<vscode.TextEdit[] | undefined>('executeFormatDocumentProvider', uri, options);
    assert.deepEqual((await edits()) ?? [], []);
    const editor = vscode.window.activeTextEditor ?? assert.fail();
    const before = editor.document.getText();
    await replace(editor, '  schedule  every 6h', '      schedule every   6h');
    const edit = new vscode.WorkspaceEdit();
    edit.set(uri, (await edits()) ?? []);
    await vscode.workspace.applyEdit(edit);
    assert.equal(editor.document.getText(), before);
  });

  it('formatting of a range', async () => {
    const [uri] = await within(MAIN, 'type');
    const editor = vscode.window.activeTextEditor ?? assert.fail();
    const before = editor.document.getText();
    await replace(editor, '  schedule  every 6h', '      schedule every   6h');
    const line = editor.document.lineAt(find(editor.document, 'schedule').line);
    const edits = await ask<vscode.TextEdit[]>('executeFormatRangeProvider', uri, line.range, {
      tabSize: 2,
      insertSpaces: true,
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(editor.document.getText(), before);
  });

  it('formatting while typing', async () => {
    const [uri, place] = await within(MAIN, '}', 1);
    const edits = await ask<vscode.TextEdit[] | undefined>('executeFormatOnTypeProvider', uri, place, '}', {
      tabSize: 2,
      insertSpaces: true,
    });
    assert.deepEqual(edits ?? [], [], 'what is formatted stays');
  });

  it('folding', async () => {
    const [uri] = await within(MAIN, 'type');
    const { document } = vscode.window.activeTextEditor ?? assert.fail();
    const found = await ask<vscode.FoldingRange[]>('executeFoldingRangeProvider', uri);
    const start = find(document, 'pipeline customer_analytics').line;
    assert.ok(found.some((range) => range.start === start));
  });

  it('selections that grow', async () => {
    const [uri, place] = await within(MAIN, '"country"]');
    const [found] = await ask<vscode.SelectionRange[]>('executeSelectionRangeProvider', uri, [place]);
    const texts: string[] = [];
    for (let range = found; range; range = range.parent as vscode.SelectionRange) {
      texts.push(await textAt(uri, range.range));
    }
    assert.ok(texts.length >= 4, texts.join('\n---\n'));
    assert.ok(texts.every((text, index) => index === 0 || text.includes(texts[index - 1] ?? '')));
  });

  it('links of imports to files', async () => {
    await running();
    const { document } = await open(GDPR);
    const links = await ask<vscode.DocumentLink[]>('executeLinkProvider', document.uri);
    assert.ok(Array.isArray(links));
  });

  it('a file with ten mistakes still answers', async () => {
    const [uri] = await within(MAIN, 'type');
    const editor = vscode.window.activeTextEditor ?? assert.fail();
    await replace(editor, 'type Account {', 'type Account (');
    await replace(editor, 'run "ghcr', 'rum "ghcr');
    await replace(editor, 'check by_country {', 'check {');
    const symbols = await ask<vscode.DocumentSymbol[]>('executeDocumentSymbolProvider', uri);
    assert.ok(symbols.some(({ name }) => name === 'customer_analytics'));
  });
});
