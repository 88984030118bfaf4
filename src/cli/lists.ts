import { SAMPLERS } from '../diffusion/samplers';
import { remarkText } from '../core/errors';
import { allModels, readPins } from './models';

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

/** @param pins a file with a site's list */
export async function listModels(pins?: string): Promise<string> {
  const rows = [['id', 'version', 'tasks', 'modality', 'body part', 'mm in plane', 'label', 'pinned by']];
  const { manifests, lacking } = await allModels(pins === undefined ? [] : await readPins(pins));
  for (const { id, version, tasks, domain, label, origin } of manifests) {
    const [low, high] = domain.pixelSpacing;
    const places = [domain.modalities.join(' '), domain.bodyPart, `${low} to ${high}`];
    rows.push([id, version, tasks.join(' '), ...places, label, origin?.pinned ?? 'nobody']);
  }
  for (const { id, error } of lacking) rows.push([id, '', '', '', '', '', `${error.code}: ${remarkText(error)}`, '']);
  return table(rows);
}

/** The list of a site, of the models that lie here. */
export async function listPins(): Promise<string> {
  const { manifests } = await allModels();
  return `${JSON.stringify(Object.fromEntries(manifests.map(({ id, origin }) => [id, origin?.sha256])), undefined, 2)}\n`;
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
