import { regionsInCode, regionsInText } from '../models/bodyPart';
import { contrastsIn, readsNamed } from '../models/contrast';
import type { Manifest } from '../models/manifest';
import { isPrior } from '../models/prior';
import { axialTurn } from '../volume/canonicalAxial';
import type { SeriesFacts } from './facts';
import type { Level, Rule } from './Rule';

/** A series and the model that shall work on it. */
export interface Match {
  series: SeriesFacts;
  manifest: Manifest;
}

/** What descriptions have for pictures after a contrast agent: `+C`, `post Gd`, `nach KM`, `T1c`. */
const ENHANCED = /\bPOST\b|\bGADO?\b|\bGD\b|\bKM\b|\bC\+|\+ ?(C|GD|KM)\b|\bT1C\b|\bCE\b|CONTRAST/i;
/** Beyond its range a model is still asked a little: spacings are rounded, and training crops were resampled. */
const SPACING_ROOM = [0.8, 1.25] as const;

/** `0.86 × 0.86 mm` */
export const spacingText = (mm: readonly number[]) =>
  `${mm.map((value) => (value < 0.1 ? value.toPrecision(2) : value.toFixed(2))).join(' × ')} mm`;

/** A model that marks disease says something of a patient: what differs from its training is no mere remark there. */
const marks = ({ manifest }: Match) => isPrior(manifest);
const onlyMakes = (match: Match) => !marks(match);

/** Parts of the body that a series shows, by its own code, else by its texts. */
function regionsOf({ bodyPart, description, study }: SeriesFacts): string[] {
  const named = [regionsInCode(bodyPart), regionsInText(description), regionsInText(study)];
  return named.find((regions) => regions.length > 0) ?? [];
}

const regionsMade = ({ manifest }: Match) => regionsInCode(manifest.domain.bodyPart);

/** A code is short and names nobody; of free text only what was recognised is repeated. */
const shownText = ({ series }: Match) =>
  series.bodyPart && regionsInCode(series.bodyPart).length > 0 ? series.bodyPart : regionsOf(series).join(', ');

const readsOnly = ({ manifest: { label, domain } }: Match) => `${domain.contrasts.join(' or ')} (${label})`;
const namesAny = ({ series }: Match) => Boolean(series.description);

function differingSpacing({ series, manifest }: Match) {
  const [low, high] = manifest.domain.pixelSpacing;
  const fits = series.pixelSpacing.every((mm) => mm >= low * SPACING_ROOM[0] && mm <= high * SPACING_ROOM[1]);
  return fits ? undefined : { measured: spacingText(series.pixelSpacing), allowed: `${low} to ${high} mm` };
}

function enhanced({ series }: Match) {
  // Words are set apart by _ in many descriptions, which counts as a letter.
  return series.contrastAgent || ENHANCED.test((series.description ?? '').replaceAll('_', ' ')) ? {} : undefined;
}

const row = (code: Rule<Match>['code'], level: Level, applies: (match: Match) => boolean, check: Rule<Match>['check']): Rule<Match> => ({
  code,
  level,
  needs: 'header',
  applies,
  check,
});
const always = () => true;
const isMr = ({ series }: Match) => series.modality === 'MR';

const contrastUnknown = (match: Match) => (namesAny(match) ? undefined : { allowed: readsOnly(match) });
const contrastDiffers = (match: Match) =>
  namesAny(match) && !readsNamed(match.manifest, match.series.description) ? { allowed: readsOnly(match) } : undefined;
/** A model that marks nothing reads many contrasts: only one that is named, and not among them, is worth a word. */
const namesAnother = (match: Match) => (contrastsIn(match.series.description).length > 0 ? contrastDiffers(match) : undefined);
const hasContrast = ({ manifest }: Match) => manifest.domain.contrasts.length > 0;

/** Whether a model was made for a series. What stands higher weighs more in the choice of a model. */
export const DOMAIN: readonly Rule<Match>[] = [
  row('HEADER_NUMBER', 'refuse', always, ({ series: { unclear } }) =>
    unclear === undefined ? undefined : { measured: unclear, allowed: 'digits with a decimal point' },
  ),
  // Of the series alone: no other model would read it either.
  row('NOT_MAGNITUDE', 'refuse', isMr, ({ series: { kind } }) =>
    kind?.component ? { measured: `a ${kind.component} image by its Image Type`, allowed: 'magnitude images' } : undefined,
  ),
  row('MODEL_DOMAIN', 'refuse', always, ({ series, manifest: { domain, label } }) =>
    domain.modalities.includes(series.modality)
      ? undefined
      : { measured: `a series of modality ${series.modality || 'unknown'}`, allowed: `${domain.modalities.join(', ')} (${label})` },
  ),
  row(
    'MODEL_DOMAIN',
    'refuse',
    ({ series, manifest: { domain } }) => 'plane' in domain && domain.plane === 'axial' && series.axes !== undefined,
    ({ series, manifest: { label } }) =>
      series.axes && axialTurn(series.axes) ? undefined : { measured: 'a series that is not axial', allowed: `axial series (${label})` },
  ),
  row('ORIENTATION_UNKNOWN', 'confirm', marks, ({ series }) => (series.unoriented ? {} : undefined)),
  row('ORIENTATION_UNKNOWN', 'warn', onlyMakes, ({ series }) => (series.unoriented ? {} : undefined)),
  row('BODY_PART_DIFFERS', 'confirm', always, (match) => {
    const [shown, made] = [regionsOf(match.series), regionsMade(match)];
    if (shown.length === 0 || made.length === 0 || shown.some((region) => made.includes(region))) return undefined;
    return { measured: shownText(match), allowed: match.manifest.domain.bodyPart };
  }),
  row('CONTRAST_DIFFERS', 'confirm', (match) => marks(match) && hasContrast(match), contrastDiffers),
  row('CONTRAST_DIFFERS', 'warn', (match) => onlyMakes(match) && hasContrast(match), namesAnother),
  row('CONTRAST_UNKNOWN', 'confirm', (match) => marks(match) && hasContrast(match) && !match.series.silent, contrastUnknown),
  row('CONTRAST_UNKNOWN', 'warn', (match) => marks(match) && hasContrast(match) && Boolean(match.series.silent), contrastUnknown),
  row('CONTRAST_AGENT', 'confirm', marks, enhanced),
  row('IMAGE_COMPUTED', 'confirm', always, ({ series: { kind } }) =>
    kind?.computed ? { measured: `Image Type ${kind.computed}`, allowed: 'images as they were acquired' } : undefined,
  ),
  row('SPACING_DIFFERS', 'confirm', marks, differingSpacing),
  row('SPACING_DIFFERS', 'warn', onlyMakes, differingSpacing),
  row('IMAGE_FILTERED', 'warn', always, ({ series: { kind } }) =>
    kind?.filtered ? { measured: kind.filtered, allowed: 'images as they were acquired' } : undefined,
  ),
  row(
    'BODY_PART_UNKNOWN',
    'warn',
    (match) => regionsMade(match).length > 0 && !match.series.silent,
    ({ series, manifest }) => (regionsOf(series).length > 0 ? undefined : { allowed: manifest.domain.bodyPart }),
  ),
  row('HEADER_MENDED', 'warn', always, ({ series: { mended } }) => (mended?.length ? { measured: mended.join(', ') } : undefined)),
  row('LOSSY_SOURCE', 'warn', always, ({ series }) => (series.lossy ? {} : undefined)),
];
