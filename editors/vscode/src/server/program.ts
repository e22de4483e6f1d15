// The server's program on this machine: discovery with the real settings and files, and its version.

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { discover, type Origin } from './discover';
import { parseVersion, showVersion, unfit } from './version';

/** How long a program may take to say its version. */
const PATIENCE = 10_000;

export interface Program {
  path: string;
  origin: Origin;
  version: string;
}

/** Why there is no server; the message is for people. */
export class NoServer extends Error {}

export async function findProgram(context: vscode.ExtensionContext): Promise<Program> {
  const found = discover(
    {
      setting: settingOf('path', ''),
      extension: context.extensionPath,
      workspace: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
      trusted: vscode.workspace.isTrusted,
      home: homedir(),
      path: process.env['PATH'] ?? process.env['Path'] ?? '',
      windows: process.platform === 'win32',
    },
    isProgram,
  );
  if ('problem' in found) {
    throw new NoServer(found.problem);
  }
  const printed = await askVersion(found.program);
  const needed = parseVersion(`pipewright ${context.extension.packageJSON.version}`);
  const problem = needed && unfit(printed, needed);
  if (problem) {
    throw new NoServer(`\`${found.program}\` ${problem}.`);
  }
  const version = parseVersion(printed);
  return { path: found.program, origin: found.origin, version: version ? showVersion(version) : '' };
}

/** The variables of the server, those of the editor and the setting's. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...settingOf<Record<string, string>>('extraEnv', {}) };
}

/**
 * A setting below `pipewright.server`. The editor itself withholds what an untrusted workspace sets
 * (`restrictedConfigurations`); that nothing of it is executed does not hang on that alone.
 */
function settingOf<T>(name: string, otherwise: T): T {
  const settings = vscode.workspace.getConfiguration('pipewright.server');
  if (vscode.workspace.isTrusted) {
    return settings.get<T>(name, otherwise);
  }
  const known = settings.inspect<T>(name);
  return known?.globalValue ?? known?.defaultValue ?? otherwise;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function askVersion(program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // Away from the workspace: what lies there must have no say in what a program does.
    const options = { timeout: PATIENCE, cwd: homedir(), windowsHide: true };
    execFile(program, ['--version'], options, (error, output) => {
      if (error) {
        const reason = error.killed ? 'did not answer' : error.message.trim();
        reject(new NoServer(`\`${program}\` cannot be used: ${reason}.`));
      } else {
        resolve(output);
      }
    });
  });
}
