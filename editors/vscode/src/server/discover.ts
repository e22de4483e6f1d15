// Finding the server: the setting, then the one inside the extension, then PATH. Pure but for `files`.

import * as path from 'node:path';

/** Where a server was found. */
export type Origin = 'setting' | 'bundled' | 'path';

export interface Found {
  program: string;
  origin: Origin;
}

/** Why none was found, in words for people. */
export interface Missing {
  problem: string;
}

export interface Places {
  /** The setting, as written; '' when it is not set or must not be heard. */
  setting: string;
  /** The folder of the extension. */
  extension: string;
  /** The workspace's folders. */
  workspace: readonly string[];
  /** Whether the workspace may choose what is executed. */
  trusted: boolean;
  home: string;
  /** The variable PATH. */
  path: string;
  windows: boolean;
}

/** Whether `file` is a file that can be executed. */
export type IsProgram = (file: string) => boolean;

export function discover(places: Places, isProgram: IsProgram): Found | Missing {
  const name = places.windows ? 'pipewright.exe' : 'pipewright';
  if (places.setting.trim() !== '') {
    return fromSetting(places, isProgram);
  }
  const { join } = flavour(places);
  const bundled = join(places.extension, 'server', name);
  if (isProgram(bundled)) {
    return { program: bundled, origin: 'bundled' };
  }
  for (const folder of searched(places)) {
    const program = join(folder, name);
    if (isProgram(program)) {
      return { program, origin: 'path' };
    }
  }
  return {
    problem:
      'There is no `pipewright` program: this build of the extension brings none, and none is on PATH. ' +
      'Install it, or set `pipewright.server.path`.',
  };
}

function fromSetting(places: Places, isProgram: IsProgram): Found | Missing {
  const { isAbsolute } = flavour(places);
  const [first] = places.workspace;
  let program = places.setting.trim();
  if (program.includes('${workspaceFolder}')) {
    if (first === undefined) {
      return {
        problem: `\`pipewright.server.path\` is \`${program}\`, but no folder is open.`,
      };
    }
    program = program.replaceAll('${workspaceFolder}', first);
  }
  program = program.replace(/^~(?=[/\\]|$)/, () => places.home);
  if (!isAbsolute(program)) {
    return { problem: `\`pipewright.server.path\` is \`${program}\`, which is not an absolute path.` };
  }
  if (!isProgram(program)) {
    return { problem: `\`pipewright.server.path\` is \`${program}\`, which is not a program that can run.` };
  }
  return { program, origin: 'setting' };
}

/** The folders of PATH that may be searched: what is relative depends on the folder that is open. */
function searched(places: Places): string[] {
  const { isAbsolute, delimiter } = flavour(places);
  return places.path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .filter((folder) => places.trusted || !places.workspace.some((root) => isInside(places, root, folder)));
}

function isInside(places: Places, root: string, folder: string): boolean {
  const { relative, isAbsolute } = flavour(places);
  const way = relative(root, folder);
  return way === '' || (!/^\.\.([/\\]|$)/.test(way) && !isAbsolute(way));
}

function flavour(places: Places): path.PlatformPath {
  return places.windows ? path.win32 : path.posix;
}
