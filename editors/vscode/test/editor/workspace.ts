// Folders to open: copies of examples, made anew for each run.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './tools';

export class Workspace {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'workspace-'));

  /** Copies an example, without its output. */
  example(name: string, under = name): string {
    const to = path.join(this.folder, under);
    cpSync(path.join(ROOT, 'examples', name), to, { recursive: true });
    rmSync(path.join(to, 'generated'), { recursive: true, force: true });
    return to;
  }

  write(file: string, text: string): string {
    const to = path.join(this.folder, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text);
    return to;
  }

  edit(file: string, from: string, to: string): void {
    const text = readFileSync(path.join(this.folder, file), 'utf8');
    if (!text.includes(from)) {
      throw new Error(`${file} has no ${from}`);
    }
    this.write(file, text.replace(from, to));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
