import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Cases as golden/README.md describes them. Fields that are not compared pass through unread. */
const numbers = z.array(z.number());
const parameters = z.record(z.string(), z.unknown());

const evaluation = z.object({ input: numbers, scale: z.number().optional(), sigma: z.number(), denoised: numbers });

const model = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gaussian'), mu: numbers, s: numbers, parameterisation: z.string() }),
  z.object({ kind: z.literal('gmm'), w: numbers, mu: z.array(numbers), s: numbers, parameterisation: z.string() }),
]);

const caseSchema = z.object({
  id: z.string(),
  original: z.object({ repo: z.string() }).optional(),
  schedule: z.object({ name: z.string(), params: parameters.default({}) }).catchall(z.unknown()),
  model: model.optional(),
  sampler: z.object({ name: z.string(), params: parameters.default({}) }).optional(),
  shape: numbers.optional(),
  x0: numbers.optional(),
  noises: z.array(numbers).default([]),
  states: z.array(numbers).default([]),
  evals: z.array(evaluation).default([]),
  first_noise_is_prior: z.boolean().optional(),
});

export type GoldenCase = z.infer<typeof caseSchema>;
export type GoldenModel = z.infer<typeof model>;

export interface GoldenFile {
  name: string;
  cases: GoldenCase[];
}

export const readCases = (text: string): GoldenCase[] => z.array(caseSchema).parse(JSON.parse(text));

/** Every `*.json` of a folder, by name. */
export function readFolder(folder: string): GoldenFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => ({ name, cases: readCases(readFileSync(path.join(folder, name), 'utf8')) }));
}

/** Named parameters of an original, with the defaults of its signature. `"inf"` stands for infinity. */
export class Parameters {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  number(name: string, preset?: number): number {
    const value = this.values[name] ?? preset;
    if (value === 'inf') return Infinity;
    if (typeof value !== 'number') throw new Error(`parameter ${name} is ${JSON.stringify(value)}, not a number`);
    return value;
  }

  text(name: string, preset?: string): string {
    const value = this.values[name] ?? preset;
    if (typeof value !== 'string') throw new Error(`parameter ${name} is ${JSON.stringify(value)}, not a text`);
    return value;
  }

  flag(name: string, preset = false): boolean {
    const value = this.values[name] ?? preset;
    if (typeof value !== 'boolean') throw new Error(`parameter ${name} is ${JSON.stringify(value)}, not true or false`);
    return value;
  }

  list(name: string): number[] {
    return numbers.parse(this.values[name]);
  }

  group(name: string): Parameters {
    return new Parameters(parameters.parse(this.values[name] ?? {}));
  }
}
