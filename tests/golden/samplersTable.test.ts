import { readFileSync } from 'node:fs';
import { SAMPLERS } from '../../src/diffusion/samplers';
import { linesOf, samplersTable } from './samplersTable';

/** Cells of a markdown table, however its columns are padded. */
const cells = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| --') && !line.startsWith('|--'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

it('docs/samplers.md shows the table as it is', () => {
  const [head = [], ...rest] = cells(samplersTable());
  const shown = cells(readFileSync('docs/samplers.md', 'utf8'));
  const start = shown.findIndex((row) => row[1] === head[1]);
  expect(shown.slice(start, start + rest.length + 1)).toEqual([head, ...rest]);
});

it.each([...new Set(SAMPLERS.map(({ file }) => file))])('%s stays within 25 lines of code', (file) => {
  const lines = [...linesOf(file).values()];
  expect(lines.length).toBeGreaterThan(0);
  expect(Math.max(...lines)).toBeLessThanOrEqual(25);
});
