import type { Member } from '../../src/rules/members';

/** What one image of an MR series says of whose it is. */
export const member = (change: Partial<Member> = {}): Member => ({
  ...{ patient: 'P-77', name: 'DOE JANE', study: '1.2.3', series: '1.2.3.4', instance: '1.2.3.4.5', frame: '1.2.3.9' },
  ...{ modality: 'MR', sopClass: '1.2.840.10008.5.1.4.1.1.4', imageType: ['ORIGINAL', 'PRIMARY', 'M', 'ND'], photometric: 'MONOCHROME2' },
  rescaled: true,
  tells: {},
  ...change,
});
