import type { z } from 'zod';

/** σ that a network may say it was trained for, and the largest σ of its data, by what its intensity unit is. */
const LIMITS: Readonly<Record<string, { sigma: readonly [number, number]; sigmaData: number }>> = {
  hounsfield: { sigma: [0.1, 2000], sigmaData: 1000 },
  percentile: { sigma: [1e-4, 100], sigmaData: 10 },
  'brain-median': { sigma: [1e-4, 100], sigmaData: 10 },
};

const fault = (context: z.RefinementCtx, path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });

interface Sampled {
  scaling: { kind: string };
  parameterisation: { kind: string; sigmaData?: number };
  sigma: readonly [number, number];
  selfTest: { sigma: number };
  noising?: { sigma: number };
}

/** Noise levels within what the unit of the model allows, and those that are used within those that were trained. */
export function checkLevels({ scaling, parameterisation, sigma, selfTest, noising }: Sampled, context: z.RefinementCtx): void {
  const { sigma: most, sigmaData } = LIMITS[scaling.kind] ?? { sigma: [0, 0], sigmaData: 0 };
  const outside = (value: number, [low, high]: readonly [number, number]) => !(value >= low && value <= high);
  if (sigma.some((value) => outside(value, most))) fault(context, ['sigma'], `must lie within ${most.join(' to ')}`);
  if ((parameterisation.sigmaData ?? 0) > sigmaData) fault(context, ['parameterisation', 'sigmaData'], `must be at most ${sigmaData}`);
  if (outside(selfTest.sigma, sigma)) fault(context, ['selfTest', 'sigma'], 'must lie within sigma');
  if (noising && outside(noising.sigma, sigma)) fault(context, ['noising', 'sigma'], 'must lie within sigma');
}

/** Characters of so many float32 in base64. */
const charactersOf = (numbers: number) => 4 * Math.ceil((4 * numbers) / 3);

/** Stored pictures of the size that the self-test names. */
export function checkPictures(
  { rows, columns }: { rows: number; columns: number },
  pictures: Readonly<Record<string, string | undefined>>,
  context: z.RefinementCtx,
): void {
  for (const [name, text] of Object.entries(pictures)) {
    const channels = name === 'known' ? 2 : 1;
    if (text !== undefined && text.length !== charactersOf(channels * rows * columns))
      fault(context, ['selfTest', ...name.split('.')], `must hold ${channels === 1 ? '' : '2 × '}${rows} × ${columns} numbers`);
  }
}

/** Names of a graph that are told apart. */
export function checkNames(names: readonly (string | undefined)[], context: z.RefinementCtx): void {
  const given = names.filter((name) => name !== undefined);
  if (new Set(given).size < given.length) fault(context, ['graph'], 'names two things alike');
}
