// The version a server says it has, and whether this extension can work with it.

export interface Version {
  major: number;
  minor: number;
  patch: number;
}

/** Reads what `pipewright --version` prints: `pipewright 0.1.0`. */
export function parseVersion(printed: string): Version | undefined {
  const found = /^pipewright (\d+)\.(\d+)\.(\d+)(?:[-+][\w.+-]*)?\s*$/.exec(printed);
  if (!found) {
    return undefined;
  }
  const [, major, minor, patch] = found;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

export function showVersion({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}

/**
 * Why a server cannot be used, or nothing. Before 1.0 a minor version may change the language, so the
 * same minor version is asked for; later the same major version, and no older minor one.
 */
export function unfit(printed: string, extension: Version): string | undefined {
  const server = parseVersion(printed);
  if (!server) {
    return 'does not say which version it is; it may be another program of that name';
  }
  const needed =
    extension.major === 0 ? `0.${extension.minor}` : `${extension.major}.${extension.minor} or later`;
  const fits =
    server.major === extension.major &&
    (extension.major === 0 ? server.minor === extension.minor : server.minor >= extension.minor);
  return fits ? undefined : `is version ${showVersion(server)}; this extension works with ${needed}`;
}
