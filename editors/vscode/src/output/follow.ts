// While output stands beside its source, each marks what the line under the other's cursor is.

import * as vscode from 'vscode';
import { Debounced } from '../views/debounced';
import { type OutputDocuments, SCHEME, shownAt } from './documents';
import { type Lines, outputOf, sourceOf } from './mapping';

/** A cursor that is held down passes many lines. */
const PATIENCE = 40;

export class Follower implements vscode.Disposable {
  private readonly mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  private readonly later = new Debounced(PATIENCE, () => this.follow());
  private leader: vscode.TextEditor | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly outputs: OutputDocuments) {
    const lead = (editor: vscode.TextEditor | undefined) => {
      if (editor) {
        this.leader = editor;
        this.later.soon();
      }
    };
    this.subscriptions = [
      this.mark,
      this.later,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => lead(textEditor)),
      vscode.window.onDidChangeActiveTextEditor(lead),
      vscode.window.onDidChangeVisibleTextEditors(() => this.later.soon()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === SCHEME) {
          this.later.soon();
        }
      }),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private follow(): void {
    const leader = this.leader;
    const wanted = vscode.workspace.getConfiguration('pipewright').get('output.followCursor', true);
    if (!leader || !wanted || !vscode.window.visibleTextEditors.includes(leader)) {
      return;
    }
    leader.setDecorations(this.mark, []);
    if (leader.document.uri.scheme === SCHEME) {
      this.followOutput(leader);
    } else if (leader.document.languageId === 'pipewright') {
      this.followSource(leader);
    }
  }

  private followSource(leader: vscode.TextEditor): void {
    const here = leader.document.uri.toString();
    const isHere = (uri: string) => vscode.Uri.parse(uri).toString() === here;
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.scheme === SCHEME) {
        const mappings = this.outputs.mappings(editor.document.uri);
        this.show(editor, outputOf(mappings, isHere, leader.selection.active.line));
      }
    }
  }

  private followOutput(leader: vscode.TextEditor): void {
    const mapping = sourceOf(this.outputs.mappings(leader.document.uri), leader.selection.active.line);
    const wanted = mapping && vscode.Uri.parse(mapping.source.uri).toString();
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.languageId !== 'pipewright') {
        continue;
      }
      if (mapping && editor.document.uri.toString() === wanted) {
        const { start, end } = mapping.source.range;
        this.show(editor, [{ line: start.line, endLine: end.line }]);
      } else {
        editor.setDecorations(this.mark, []);
      }
    }
  }

  private show(editor: vscode.TextEditor, lines: Lines[]): void {
    const ranges = lines.map(({ line, endLine }) => new vscode.Range(line, 0, endLine, 0));
    editor.setDecorations(this.mark, ranges);
    const [first] = ranges;
    // Where some of it is to be seen already, nothing moves.
    if (first && !ranges.some((range) => editor.visibleRanges.some((seen) => seen.contains(range.start)))) {
      editor.revealRange(first, vscode.TextEditorRevealType.InCenter);
    }
  }
}

/** The source that a preview was opened for. */
export function sourceDocument(editor: vscode.TextEditor): vscode.Uri {
  return editor.document.uri.scheme === SCHEME ? shownAt(editor.document.uri).source : editor.document.uri;
}
