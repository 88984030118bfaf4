import type { Blanks } from '../volume/blanks';
import { topOf } from '../volume/top';
import { countIn, shareBelow, type ValueBin } from '../volume/ValueHistogram';
import type { Rule } from './Rule';

/** What the values of a series are, without those that hold no image. */
export interface ValueFacts extends Pick<Blanks, 'evident' | 'image' | 'zeros'> {
  modality: string;
}

/** As the models of MR count: the unit is a percentile of what is above a share of the top. */
const [PERCENTILE, ABOVE] = [98, 0.12];
/** Below zero by this share of the unit is more than the ringing of an interpolation. */
const RINGING = 0.05;
/** Share of the pixels that may lie there. */
const FEW = 0.01;
/** Magnitudes begin near zero: the least values of a head lie below this share of the unit. */
const FLOOR = 0.3;
/** Share of the pixels that are its darkest. */
const DARKEST = 0.005;

const isMr = ({ modality }: ValueFacts) => modality === 'MR';
const digits = (value: number) => Number(value.toPrecision(6)).toString();
const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

/** The intensity unit, to the width of a bin; NaN where nothing is above zero. */
function unitOf(image: readonly ValueBin[]): number {
  const top = topOf(image, PERCENTILE, ABOVE);
  return shareBelow(
    image.filter(({ most }) => most > ABOVE * top && most <= top),
    PERCENTILE / 100,
  );
}

function below(image: readonly ValueBin[]): { share: number; lowest: number } {
  const [unit, lowest] = [unitOf(image), image[0]?.least ?? 0];
  const limit = unit > 0 ? -RINGING * unit : 0;
  return { share: countIn(image.filter(({ most }) => most < limit)) / countIn(image), lowest };
}

/** Whether the values are what the models assume. MR: magnitudes, noise and air near zero, signal above. */
export const VALUES: readonly Rule<ValueFacts>[] = [
  {
    code: 'NOT_MAGNITUDE',
    level: 'refuse',
    needs: 'pixels',
    applies: isMr,
    check: ({ image }) => {
      const { share, lowest } = below(image);
      return share > FEW
        ? { measured: `${percent(share)} of the pixels clearly below 0, down to ${digits(lowest)}`, allowed: `at most ${percent(FEW)}` }
        : undefined;
    },
  },
  {
    code: 'VALUES_SHIFTED',
    level: 'warn',
    needs: 'pixels',
    applies: isMr,
    check: ({ image, zeros }) => {
      if (zeros) return undefined;
      const [unit, darkest] = [unitOf(image), shareBelow(image, DARKEST)];
      return darkest > FLOOR * unit
        ? { measured: `${percent(darkest / unit)} of the brightness of tissue`, allowed: `below ${percent(FLOOR)}` }
        : undefined;
    },
  },
  {
    code: 'PADDING_UNDECLARED',
    level: 'warn',
    needs: 'pixels',
    check: ({ evident }) =>
      evident.length > 0
        ? { measured: evident.map(({ value, share }) => `value ${digits(value)} in ${percent(share)} of the pixels`).join(', ') }
        : undefined,
  },
];
