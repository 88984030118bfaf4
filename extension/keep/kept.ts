import { z } from 'zod';
import { KINDS } from '../../src/results/kinds';
import type { Said } from '../review/ResultVerdicts';

const said = z.object({
  verdict: z.enum(['accepted', 'rejected', 'unsure']).optional(),
  comment: z.string().optional(),
});

/** Why a result cannot be made again after the page was left: its pixels came from what a hand had drawn, or it was stopped half way. */
export type Lost = 'region' | 'mask' | 'partial';

/**
 * What is kept of a result: how it was made and what was said of it. No pixels, no names, and of the patient's data only hashes (comments are the
 * reader's own words).
 */
const result = z.object({
  id: z.string(),
  /** Hash of the images that it was made from. */
  source: z.string(),
  task: z.enum(['denoise', 'inpaint', 'anomaly']),
  /** What it was called: kind, settings, time of day. */
  name: z.string(),
  model: z.object({ id: z.string(), sha256: z.string() }),
  /** How it is made again; without, it is read again from the archive. */
  settings: z
    .object({
      modelId: z.string(),
      strength: z.number(),
      steps: z.number(),
      sampler: z.string(),
      seed: z.number(),
      samples: z.number(),
      /** What was kept before there were turns has none. */
      turns: z.union([z.literal(1), z.literal(8)]).default(1),
    })
    .optional(),
  /** Key in the archive of the work that it was opened from: a hash. */
  work: z.string().optional(),
  /** Where it ran: other backends differ in the last digits. */
  backend: z.string(),
  /** The reader has confirmed that the model was not made for the series. */
  confirmed: z.boolean(),
  /** Fingerprint of what the model made; undefined where the page was left before it was taken. */
  pixels: z.string().optional(),
  lost: z.enum(['region', 'mask', 'partial']).optional(),
  /** After the run. */
  strength: z.number().optional(),
  look: z
    .object({
      map: z.enum(Object.keys(KINDS) as [string, ...string[]]),
      opacity: z.number(),
      colormap: z.string(),
      threshold: z.number(),
      upper: z.number(),
    })
    .optional(),
  said,
  /** By the id of the finding: the address of its peak. */
  findings: z.record(z.string(), said),
});

export type Kept = z.infer<typeof result>;

const study = z.object({ v: z.literal(1), results: z.array(z.unknown()) });

/** What was stored; a result that cannot be read (another version of the workbench, a hand) is left out. Never throws. */
export function readKept(text: string | null): Kept[] {
  try {
    const read = study.safeParse(JSON.parse(text ?? 'null'));
    if (!read.success) return [];
    return read.data.results.flatMap((one) => result.safeParse(one).data ?? []);
  } catch {
    return [];
  }
}

/** Results of one study, and characters of all that is kept of it: storage holds some five million for the whole page. */
export const [MOST_RESULTS, MOST_CHARACTERS, LONGEST_COMMENT] = [40, 200_000, 2000];

/** The text to store: the newest results, as many as have room, and how many have none. The text is undefined where there is nothing to keep. */
export function keptText(results: readonly Kept[]): { text: string | undefined; dropped: number } {
  const newest = results.slice(-MOST_RESULTS);
  while (newest.length > 0) {
    const text = JSON.stringify({ v: 1, results: newest });
    if (text.length <= MOST_CHARACTERS) return { text, dropped: results.length - newest.length };
    newest.shift();
  }
  return { text: undefined, dropped: results.length };
}

/** What was said, as it is kept; undefined where it was nothing. */
export function keptWords({ verdict, comment = '' }: Said): Said | undefined {
  const words = comment.trim().slice(0, LONGEST_COMMENT);
  if (!verdict && !words) return undefined;
  return { ...(verdict && { verdict }), ...(words && { comment: words }) };
}
