import { parseArgs } from 'node:util';

export interface Options {
  data: string;
  sections: string[];
  slices: number | undefined;
  model: string | undefined;
  keep: string | undefined;
  help: boolean;
}

export const HELP = `npm run evaluate -- [--data FOLDER] [--section ID]… [--slices N] [--model ID] [--keep FOLDER]

Measures the models on \`val\` data and writes docs/results.json, docs/results.md and docs/figures/.
  --data FOLDER   holds mr, mr-clinical, … (default ../shared/data)
  --section ID    only this section, again for more; the others keep the figures they have
  --slices N      of each set: a rehearsal; the results say so
  --model ID      another model of models/ for the one section named
  --keep FOLDER   keeps the arrays there, and goes on from those of an earlier run with the same slices and model

Needs python3 (or PYTHON) with models/figures/requirements.txt.`;

/** A wrong option, said in one sentence. */
export class OptionError extends Error {}

export function readOptions(args: string[], known: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const found = (() => {
    try {
      const options = {
        data: text,
        section: { ...text, multiple: true },
        slices: text,
        model: text,
        keep: text,
        help: { type: 'boolean' },
      } as const;
      return parseArgs({ args, options }).values;
    } catch (cause) {
      throw new OptionError((cause as Error).message.split('. ')[0]);
    }
  })();
  const sections = found.section ?? [];
  const unknown = sections.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new OptionError(`There is no section ${unknown}; the sections are ${known.join(', ')}.`);
  if (found.slices !== undefined && !/^[1-9]\d*$/.test(found.slices)) throw new OptionError('--slices takes a whole number from 1.');
  if (found.model !== undefined && sections.length !== 1) throw new OptionError('--model goes with exactly one --section.');
  return {
    data: found.data ?? '../shared/data',
    sections,
    slices: found.slices === undefined ? undefined : Number(found.slices),
    model: found.model,
    keep: found.keep,
    help: found.help ?? false,
  };
}
