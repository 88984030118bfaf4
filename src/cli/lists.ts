import { SAMPLERS } from '../diffusion/samplers';
import { manifestOf, modelIds } from './models';

/** Columns as wide as their longest entry. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  const pad = (text: string, width: number) => text + ' '.repeat(width - [...text].length);
  return rows
    .map(
      (row) =>
        `${row
          .map((text, column) => pad(text, widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

export async function listModels(): Promise<string> {
  const rows = [['id', 'version', 'tasks', 'modality', 'body part', 'mm in plane', 'label']];
  for (const id of await modelIds()) {
    const { version, tasks, domain, label } = await manifestOf(id);
    const [low, high] = domain.pixelSpacing;
    rows.push([id, version, tasks.join(' '), domain.modalities.join(' '), domain.bodyPart, `${low} to ${high}`, label]);
  }
  return table(rows);
}

export function listSamplers(): string {
  const rows = SAMPLERS.map(({ id, label, framework, use, stochastic, evaluationsPerStep, paper }) => [
    id,
    label,
    framework,
    use,
    stochastic ? 'random' : '',
    `${evaluationsPerStep}`,
    paper,
  ]);
  return table([['id', 'name', 'framework', 'use', 'noise', 'evaluations per step', 'paper'], ...rows]);
}
