// Checking and building as tasks, whose findings land among the problems.

import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Server } from '../server/server';
import { argumentsOf, type Definition, readDefinition } from './arguments';

/** More projects than this, and a list of tasks is of no use. */
const MOST_PROJECTS = 50;

export class ProjectTasks implements vscode.TaskProvider {
  constructor(private readonly server: Server) {}

  async provideTasks(): Promise<vscode.Task[]> {
    const { path: program } = await this.server.program();
    const found = await vscode.workspace.findFiles('**/pipewright.toml', undefined, MOST_PROJECTS);
    const files = found.sort((one, other) => one.path.localeCompare(other.path));
    return files.flatMap((file) => {
      const scope = vscode.workspace.getWorkspaceFolder(file);
      if (!scope) {
        return [];
      }
      const inside = path.posix.relative(scope.uri.path, path.posix.dirname(file.path)) || '.';
      return ['check', 'build'].map((verb) => taskOf(program, scope, { verb, path: inside }));
    });
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const definition = readDefinition(task.definition);
    if (!definition) {
      return undefined;
    }
    const { path: program } = await this.server.program();
    const scope = isFolder(task.scope) ? task.scope : vscode.workspace.workspaceFolders?.[0];
    // The definition must be the very one that was given, or the editor takes it for another task.
    return scope && taskOf(program, scope, definition, task.definition);
  }
}

/** The task that does something with one project. */
export function taskOf(
  program: string,
  scope: vscode.WorkspaceFolder,
  definition: Definition,
  given: vscode.TaskDefinition = { type: 'pipewright', ...definition },
): vscode.Task {
  const inside = definition.path ?? '.';
  const name = inside === '.' ? definition.verb : `${definition.verb} ${inside}`;
  // The program itself, by its full path, and no shell between: nothing in a name can be a command.
  // It runs in the workspace folder, which the paths of its findings are then relative to.
  const execution = new vscode.ProcessExecution(program, argumentsOf(definition), { cwd: scope.uri.fsPath });
  const task = new vscode.Task(given, scope, name, 'pipewright', execution, '$pipewright');
  task.group = definition.verb === 'build' ? vscode.TaskGroup.Build : vscode.TaskGroup.Test;
  task.detail = `pipewright ${definition.verb}`;
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true, showReuseMessage: false };
  return task;
}

function isFolder(scope: vscode.Task['scope']): scope is vscode.WorkspaceFolder {
  return typeof scope === 'object';
}
