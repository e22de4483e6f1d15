// Reading a source map: from a line of source to lines of output, and back. Pure.

import type { Mapping } from '../protocol';

/** Lines from `line` to `endLine`, inclusive. */
export interface Lines {
  line: number;
  endLine: number;
}

const length = ({ line, endLine }: Lines): number => endLine - line;

/** The source of an output line: the shortest mapping that covers it, the later of two alike. */
export function sourceOf(mappings: readonly Mapping[], line: number): Mapping | undefined {
  let best: Mapping | undefined;
  for (const mapping of mappings) {
    const covers = mapping.line <= line && line <= mapping.endLine;
    if (covers && (!best || length(mapping) <= length(best))) {
      best = mapping;
    }
  }
  return best;
}

/**
 * What a line of source became, in the order of the output: the mappings whose source is closest
 * around the line. Where nothing covers it, there is nothing to show.
 */
export function outputOf(
  mappings: readonly Mapping[],
  isThisFile: (uri: string) => boolean,
  line: number,
): Lines[] {
  let best = Number.POSITIVE_INFINITY;
  let found: Lines[] = [];
  for (const { source, line: from, endLine } of mappings) {
    const { start, end } = source.range;
    if (line < start.line || line > end.line || !isThisFile(source.uri)) {
      continue;
    }
    const size = end.line - start.line;
    if (size < best) {
      best = size;
      found = [];
    }
    if (size === best) {
      found.push({ line: from, endLine });
    }
  }
  return merged(found.sort((one, other) => one.line - other.line));
}

/** Lines that overlap or follow each other, as one: marked twice they would look like more. */
function merged(sorted: readonly Lines[]): Lines[] {
  const all: Lines[] = [];
  for (const { line, endLine } of sorted) {
    const last = all.at(-1);
    if (last && line <= last.endLine + 1) {
      last.endLine = Math.max(last.endLine, endLine);
    } else {
      all.push({ line, endLine });
    }
  }
  return all;
}
