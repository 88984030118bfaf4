import type { Member } from './members';
import type { Rule } from './Rule';

/** Images that call themselves one series. */
export interface Members {
  /** One per image or frame; undefined where nothing is known of them but their places. */
  members?: readonly Member[] | undefined;
}

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const CT = 'CT';
/** Numbers of one sample that are no brightness. */
const UNREAD = new Map([
  ['MONOCHROME1', 'an inverted image (MONOCHROME1)'],
  ['PALETTE COLOR', 'colours by a palette (PALETTE COLOR)'],
]);

const distinct = (members: readonly Member[], of: (one: Member) => string) => new Set(members.map(of)).size;

const refuse = (code: Rule<Members>['code'], check: (members: readonly Member[]) => ReturnType<Rule<Members>['check']>): Rule<Members> => ({
  code,
  level: 'refuse',
  needs: 'header',
  applies: ({ members }) => members !== undefined && members.length > 0,
  check: ({ members = [] }) => check(members),
});

/** How many images have something that none should have. */
const some = (members: readonly Member[], what: string, has: (one: Member) => boolean) => {
  const found = members.filter(has).length;
  return found > 0 ? { measured: `${what} (${found} of ${members.length} image${members.length === 1 ? '' : 's'})` } : undefined;
};

/** What must be alike in all images of a series, in words. */
const ALIKE: readonly (readonly [what: string, of: (one: Member) => string])[] = [
  ['patients', ({ patient }) => patient],
  ['names of patients', ({ name }) => name],
  ['studies', ({ study }) => study],
  ['frames of reference', ({ frame }) => frame],
  ['modalities', ({ modality }) => modality],
  ['kinds of DICOM objects', ({ sopClass }) => sopClass],
];

/** Without these nothing can refer to an image. */
const NEEDED: readonly (readonly [what: string, of: (one: Member) => string])[] = [
  ['Study Instance UID', ({ study }) => study],
  ['Series Instance UID', ({ series }) => series],
  ['SOP Instance UID', ({ instance }) => instance],
];

/** Whether images are slices of one patient, taken together: what a viewer shows as a series need not be one. */
export const ONE_SERIES: readonly Rule<Members>[] = [
  refuse('DICOM_DAMAGED', (members) => {
    for (const [what, of] of NEEDED) {
      const found = some(members, `no ${what}`, (one) => of(one) === '');
      if (found) return found;
    }
    return undefined;
  }),
  refuse('MIXED_IMAGES', (members) => {
    const several = ALIKE.map(([what, of]) => ({ what, count: distinct(members, of) })).find(({ count }) => count > 1);
    return several && { measured: `${several.count} ${several.what}`, allowed: 'one' };
  }),
  refuse(
    'NOT_SLICES',
    (members) =>
      some(members, 'mosaic: many slices in one picture', ({ imageType }) => imageType.includes('MOSAIC')) ??
      // Of MR a localizer holds slices; its planes say what may be done.
      some(members, 'localizer', ({ imageType, modality }) => modality === CT && imageType.includes('LOCALIZER')) ??
      some(members, 'screen captures', ({ sopClass }) => sopClass.startsWith(SECONDARY_CAPTURE)),
  ),
  refuse('DICOM_UNSUPPORTED', (members) => {
    const stored = members.find(({ photometric }) => UNREAD.has(photometric))?.photometric;
    return stored === undefined ? undefined : { measured: UNREAD.get(stored) ?? stored, allowed: 'MONOCHROME2' };
  }),
  refuse('COLOUR_IMAGE', (members) => {
    const found = members.find(({ photometric }) => photometric !== '' && !photometric.startsWith('MONOCHROME'));
    return found && { measured: found.photometric };
  }),
  refuse('RESCALE_MISSING', (members) => some(members, 'no Rescale Intercept', ({ modality, rescaled }) => modality === CT && !rescaled)),
];
