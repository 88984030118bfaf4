import type { Agreement } from './types';

type Masks = readonly Uint8Array[];

/** Pixels of a mask, and of what two masks share. */
function count(masks: Masks, also?: Masks): number {
  let found = 0;
  masks.forEach((mask, k) => mask.forEach((inside, i) => (found += inside && (!also || also[k]?.[i]) ? 1 : 0)));
  return found;
}

/** How a mask agrees with a reference: Dice, and both kinds of error. */
export function agreement(mask: Masks, reference: Masks): Pick<Agreement, 'dice' | 'missed' | 'outside'> {
  const [own, wanted, both] = [count(mask), count(reference), count(mask, reference)];
  return { dice: (2 * both) / (own + wanted), missed: 1 - both / wanted, outside: 1 - both / own };
}
