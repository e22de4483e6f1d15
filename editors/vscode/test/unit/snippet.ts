// Expanding a snippet as the editor does when every tab stop is left as it is.

/** Each choice in its turn, or the first where there is none. */
export function expand(body: readonly string[], choice = 0): string {
  return body
    .join('\n')
    .replace(/\$\{\d+\|([^|]*)\|\}/g, (_, options: string) => {
      const all = options.split(',');
      return all[Math.min(choice, all.length - 1)] ?? '';
    })
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/\$\d+/g, '')
    .replace(/\\([$}\\])/g, '$1');
}

/** How many ways there are to choose. */
export function choices(body: readonly string[]): number {
  const lists = [...body.join('\n').matchAll(/\$\{\d+\|([^|]*)\|\}/g)];
  return Math.max(1, ...lists.map(([, options = '']) => options.split(',').length));
}
