import type { Manifest } from './manifest';

/**
 * Words by which the names of series and of files tell a contrast (`_` reads as a blank), and words that tell it is not that one: a T1 FLAIR
 * is a T1.
 */
const WORDS: Readonly<Record<string, { names: RegExp; unless?: RegExp }>> = {
  FLAIR: { names: /FLAIR|DARK[ -]?FLUID|TIRM/, unless: /T1(?!\d)/ },
  T1: { names: /T1(?!\d)|MP-?RAGE|SPGR|\bBRAVO\b/ },
  T2: { names: /T2(?!\d|\*| ?STAR)/, unless: /FLAIR|DARK[ -]?FLUID|TIRM/ },
  'T2*': { names: /T2(\*| ?STAR)/ },
  PD: { names: /\bPD|PROTON/ },
};

/** Contrasts that a description or a file name tells; text that may name a person is read, never repeated. */
export function contrastsIn(text = ''): string[] {
  const plain = text.toUpperCase().replaceAll('_', ' ');
  return Object.keys(WORDS).filter((contrast) => WORDS[contrast]?.names.test(plain) && !WORDS[contrast].unless?.test(plain));
}

/** Whether a model reads a contrast that a text names; a model for any contrast reads all of them. */
export const readsNamed = ({ domain: { contrasts } }: Manifest, text?: string): boolean =>
  contrasts.length === 0 || contrastsIn(text).some((contrast) => contrasts.includes(contrast));
