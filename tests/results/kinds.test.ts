import { isPicture, kindRow, KINDS, type Kind } from '../../src/results/kinds';
import { TASKS } from '../../src/tasks';

const kinds = Object.keys(KINDS) as Kind[];
const rows = kinds.map(kindRow);
const distinct = (values: readonly unknown[]) => new Set(values).size;

describe('the table of kinds', () => {
  it('lets no two kinds be taken for each other in an archive', () => {
    expect(distinct(rows.map(({ dicom }) => dicom.imageType))).toBe(kinds.length);
    expect(distinct(rows.map(({ dicom }) => dicom.code))).toBe(kinds.length);
    expect(distinct(rows.map(({ dicom }) => dicom.codeMeaning))).toBe(kinds.length);
    expect(distinct(rows.map(({ seriesOffset }) => seriesOffset))).toBe(kinds.length);
    expect(distinct(rows.map(({ title }) => title))).toBe(kinds.length);
  });

  it('keeps to what DICOM allows: short codes, and numbers that leave room for the source', () => {
    rows.forEach(({ dicom: { imageType, code, codeMeaning }, seriesOffset }) => {
      // Code String and Short String hold 16 characters, Long String 64 (PS3.5 6.2).
      expect(imageType).toMatch(/^[A-Z_ 0-9]{1,16}$/);
      expect(code).toMatch(/^[A-Z_]{1,16}$/);
      expect(codeMeaning.length).toBeLessThanOrEqual(64);
      expect(seriesOffset % 1000).toBe(0);
      expect(seriesOffset).toBeGreaterThan(0);
    });
  });

  it.each(Object.values(TASKS).map((task) => [task.id, task] as const))('names a file of its own for all that %s makes', (_, { makes }) => {
    expect(distinct(makes.map((kind) => kindRow(kind).file))).toBe(makes.length);
    expect(distinct(makes)).toBe(makes.length);
  });

  it('knows what each task makes, and who makes each kind', () => {
    expect(Object.fromEntries(Object.values(TASKS).map(({ id, makes }) => [id, makes]))).toEqual({
      denoise: ['denoised', 'uncertainty'],
      inpaint: ['inpainted', 'uncertainty'],
      anomaly: ['score', 'healthy', 'brightness', 'sum', 'uncertainty', 'brain'],
    });
    const made = new Set<Kind>(Object.values(TASKS).flatMap(({ makes }) => makes));
    // The difference is taken from a finished result.
    expect(kinds.filter((kind) => !made.has(kind))).toEqual(['difference']);
  });

  it('has pictures in the units and the window of their source, and maps that are not', () => {
    kinds.forEach((kind) => {
      const { picture, sameQuantity, unit, window } = kindRow(kind);
      expect([kind, picture]).toEqual([kind, isPicture(kind)]);
      expect([kind, sameQuantity, window === 'source']).toEqual([kind, picture, picture]);
      if (picture) expect([kind, unit]).toEqual([kind, 'source']);
    });
    expect(kinds.filter(isPicture)).toEqual(['denoised', 'healthy', 'inpainted']);
  });
});
