// A language server over its pipes, asked one thing after another.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { PROGRAM } from './program';

interface Message {
  id?: number;
  method?: string;
  result?: unknown;
  error?: { message: string };
}

export class Server {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private received = Buffer.alloc(0);
  private last = 0;

  constructor() {
    this.process = spawn(PROGRAM, ['lsp']);
    this.process.stdout.on('data', (data: Buffer) => this.take(data));
  }

  async start(folder: string): Promise<Record<string, unknown>> {
    const uri = pathToFileURL(folder).href;
    const answer = await this.ask('initialize', {
      processId: process.pid,
      rootUri: uri,
      capabilities: {},
      workspaceFolders: [{ uri, name: 'project' }],
    });
    this.tell('initialized', {});
    return answer as Record<string, unknown>;
  }

  ask(method: string, params: unknown): Promise<unknown> {
    this.last += 1;
    const id = this.last;
    this.send({ id, method, params });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      );
    });
  }

  tell(method: string, params: unknown): void {
    this.send({ method, params });
  }

  async stop(): Promise<void> {
    await this.ask('shutdown', null);
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.tell('exit', null);
    await ended;
  }

  private send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  private take(data: Buffer): void {
    this.received = Buffer.concat([this.received, data]);
    for (;;) {
      const end = this.received.indexOf('\r\n\r\n');
      const length = /Content-Length: (\d+)/i.exec(this.received.subarray(0, Math.max(end, 0)).toString());
      if (end < 0 || !length) {
        return;
      }
      const from = end + 4;
      const to = from + Number(length[1]);
      if (this.received.length < to) {
        return;
      }
      const message: Message = JSON.parse(this.received.subarray(from, to).toString());
      this.received = this.received.subarray(to);
      this.hear(message);
    }
  }

  private hear({ id, method, ...rest }: Message): void {
    if (id === undefined) {
      return;
    }
    if (method !== undefined) {
      // It asks us: for progress, for settings. We grant everything and know nothing.
      this.send({ id, result: null });
      return;
    }
    const answer = this.waiting.get(id);
    this.waiting.delete(id);
    answer?.(rest);
  }
}
