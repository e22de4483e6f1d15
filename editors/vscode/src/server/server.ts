// The language server's life: found, started, restarted, asked.

import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  State as ClientState,
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandlerResult,
  LanguageClient,
  type LanguageClientOptions,
  type RequestType,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';
import { KnownCommands } from './known_commands';
import { findProgram, NoServer, type Program, serverEnvironment } from './program';
import { serverSettings } from './settings';
import type { Status } from './status';

/** The standard library, whose texts the server carries; the client asks for them and shows them read-only. */
export const STANDARD = 'pipewright-std';

/** Documents the server is told of. Others have no path on disk that it could read. */
export const SELECTOR: { language: string; scheme: string }[] = [
  { language: 'pipewright', scheme: 'file' },
  { language: 'pipewright', scheme: 'untitled' },
  { language: 'pipewright', scheme: STANDARD },
];

/** More crashes than this in three minutes, and the server stays down. */
const MOST_CRASHES = 4;
const WINDOW = 3 * 60 * 1000;

function unstarted(program: Program, reason: string): string {
  return `\`${program.path} lsp\` did not start: ${reason}`;
}

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  /** Starting and stopping, one after the other. */
  private queue: Promise<void> = Promise.resolve();
  private readonly started = new vscode.EventEmitter<void>();
  /** A server is ready to be asked, for the first time or anew. */
  readonly onDidStart = this.started.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly status: Status,
  ) {}

  /** Starts a server in the place of the one that may be running. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.halt();
      await this.launch();
    });
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.halt());
  }

  /** Asks the server; nothing where there is none, or where it does not know the request. */
  async ask<P, R, E>(type: RequestType<P, R, E>, parameters: P): Promise<R | undefined> {
    await this.queue;
    const client = this.client;
    if (client?.state !== ClientState.Running) {
      return undefined;
    }
    try {
      return await client.sendRequest<R>(type.method, parameters);
    } catch (error) {
      this.log.warn(`${type.method}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** Tells a running server what the settings say now. */
  async settingsChanged(): Promise<void> {
    if (this.client?.state === ClientState.Running) {
      await this.client.sendNotification('workspace/didChangeConfiguration', {
        settings: { pipewright: serverSettings() },
      });
    }
  }

  /** The program that would be started now; for tasks, and for telling what is wrong. */
  program(): Promise<Program> {
    return findProgram(this.context);
  }

  dispose(): void {
    void this.stop();
    this.started.dispose();
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work, work);
    return this.queue;
  }

  private async launch(): Promise<void> {
    this.status.show({ kind: 'starting' });
    let program: Program;
    try {
      program = await this.program();
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error), error instanceof NoServer);
      return;
    }
    let ready = false;
    this.log.info(`starting ${program.path} (${program.origin}, version ${program.version})`);
    const client = new LanguageClient(
      'pipewright',
      'Pipewright',
      { command: program.path, args: ['lsp'], options: { env: serverEnvironment(), cwd: homedir() } },
      this.options(program, () => ready),
    );
    client.registerFeature(new KnownCommands());
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) {
        return;
      }
      if (newState === ClientState.Running) {
        ready = true;
        this.status.show({ kind: 'running', program });
        this.started.fire();
      } else if (newState === ClientState.Starting) {
        this.status.show({ kind: 'starting' });
      } else if (this.status.state.kind !== 'failed') {
        this.status.show({ kind: 'stopped' });
      }
    });
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.client = undefined;
      // Where it ended of itself that is told already, in better words.
      if (this.status.state.kind !== 'failed') {
        this.fail(unstarted(program, error instanceof Error ? error.message : String(error)), true);
      }
    }
  }

  private async halt(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) {
      try {
        await client.dispose();
      } catch (error) {
        // It may have crashed already, or not be up yet: it is gone either way.
        this.log.debug(`while stopping: ${String(error)}`);
      }
    }
    this.status.show({ kind: 'stopped' });
  }

  private options(program: Program, isReady: () => boolean): LanguageClientOptions {
    const crashes: number[] = [];
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => serverSettings(),
      markdown: { isTrusted: false, supportHtml: false },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (): ErrorHandlerResult => ({ action: ErrorAction.Continue, handled: true }),
        closed: (): CloseHandlerResult => {
          if (!isReady()) {
            this.fail(unstarted(program, 'it ended at once. Its last words are in the log.'), true);
            return { action: CloseAction.DoNotRestart, handled: true };
          }
          const now = Date.now();
          crashes.push(now);
          const recent = crashes.filter((when) => now - when < WINDOW).length;
          if (recent <= MOST_CRASHES) {
            return { action: CloseAction.Restart, handled: true };
          }
          this.fail(`The language server ended ${recent} times in three minutes.`, true);
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    };
  }

  private fail(problem: string, tell: boolean): void {
    this.log.error(problem);
    this.status.show({ kind: 'failed', problem });
    if (tell) {
      void vscode.commands.executeCommand('pipewright.showStatus');
    }
  }
}
