const isNumber = (cell: string) => /^(–|[+−-]?\d.*)$/.test(cell);

/** A Markdown table; columns of numbers stand at the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, k) => (rows.every((row) => isNumber(row[k] ?? '')) ? '---:' : '---'))), ...rows.map(line)].join(
    '\n',
  );
}

export const signed = (value: number, digits: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
