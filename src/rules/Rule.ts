import { DiffusionError, type ErrorCode, type ErrorDetails, type Remark } from '../core/errors';

/** refuse: it may not be done; confirm: a person has to say that it shall be done all the same, and the result is marked; warn: it is said. */
export type Level = 'refuse' | 'confirm' | 'warn';

/** What a rule has found, in numbers. */
export type Measured = Pick<ErrorDetails, 'measured' | 'allowed'>;

/** One thing that must hold before something is done to a series. */
export interface Rule<Case> {
  code: ErrorCode;
  level: Level;
  /** What it reads: headers alone, or pixels too. */
  needs: 'header' | 'pixels';
  /** Where it has something to say; everywhere without. */
  applies?: (one: Case) => boolean;
  /** What is wrong; undefined where nothing is. */
  check: (one: Case) => Measured | undefined;
}

/** What the rules of a group say of a case. */
export interface Judgement {
  refused?: Remark;
  confirm: Remark[];
  warn: Remark[];
}

/** The rules of a table, in its order: later ones may rely on what earlier ones refuse, so the first refusal is the last word. */
export function judgeBy<Case>(rules: readonly Rule<Case>[], one: Case): Judgement {
  const found: Judgement = { confirm: [], warn: [] };
  for (const { code, level, applies, check } of rules) {
    if (applies && !applies(one)) continue;
    const measured = check(one);
    if (!measured) continue;
    const remark = { code, ...measured };
    if (level === 'refuse') return { ...found, refused: remark };
    found[level].push(remark);
  }
  return found;
}

/**
 * The same where a refusal ends what is being done.
 *
 * @returns what is to be said
 * @throws DiffusionError of the first rule that refuses
 */
export function demand<Case>(rules: readonly Rule<Case>[], one: Case): Remark[] {
  const { refused, confirm, warn } = judgeBy(rules, one);
  if (refused) throw new DiffusionError(refused.code, refused);
  return [...confirm, ...warn];
}

/** What stands between a run and a person's word that it shall be done all the same. */
export const unconfirmed = (confirm: readonly Remark[]): string =>
  confirm.map(({ code, measured }) => (measured === undefined ? code : `${code}: ${measured}`)).join('; ');
