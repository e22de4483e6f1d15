// What a task runs: the words of its command. Pure.

export interface Definition {
  verb: string;
  path?: string;
  environments?: string[];
  targets?: string[];
}

export function argumentsOf({ verb, path = '.', environments, targets }: Definition): string[] {
  const words = [verb, '--format', 'line'];
  if (verb === 'build') {
    words.push(...(environments ?? []).flatMap((name) => ['--env', name]));
    words.push(...(targets ?? []).flatMap((name) => ['--target', name]));
  }
  // Where no option is read any more: a folder may have any name.
  return [...words, '--', path];
}

/** Reads the definition of a task that a `tasks.json` holds; nothing where it is none of ours. */
export function readDefinition(value: Readonly<Record<string, unknown>>): Definition | undefined {
  const { verb, path, environments, targets } = value;
  if (verb !== 'check' && verb !== 'build') {
    return undefined;
  }
  return {
    verb,
    ...(typeof path === 'string' && { path }),
    ...(isTexts(environments) && { environments }),
    ...(isTexts(targets) && { targets }),
  };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
