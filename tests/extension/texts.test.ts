import { errorText, layerName, memorySize, strengthName, duration, timeLeft } from '../../extension/i18n/describe';
import { newUid } from '../../src/dicom/uid';
import { DiffusionError } from '../../src/core/errors';

describe('the name of a part of a result', () => {
  it('is the title of its kind, with its number where there are several', () => {
    expect(layerName({ kind: 'score' })).toBe('anomaly score');
    expect(layerName({ kind: 'inpainted', sample: 2 })).toBe('inpainted, sample 2');
  });

  it('uses the word of a strength where there is one', () => {
    expect([0.5, 0.75, 1, 0.9].map(strengthName)).toEqual(['Low', 'Medium', 'High', '0.90']);
  });
});

describe('the text of an error', () => {
  it('is one sentence with its numbers', () => {
    const data = new DiffusionError('MISSING_SLICE', { measured: '14.0 mm after slice 7', allowed: '7.0 mm ± 5 %' }).toData();
    expect(errorText(data)).toBe('A slice is missing from the stack (found 14.0 mm after slice 7, allowed 7.0 mm ± 5 %).');
    expect(errorText(new DiffusionError('NO_IMAGE').toData())).toBe('There is no image in the active viewport.');
  });
});

describe('times', () => {
  it('are told as a person would', () => {
    expect([NaN, 0.4, 12.3, 47, 200].map(timeLeft)).toEqual(['', 'almost done', 'about 12 s left', 'about 45 s left', 'about 3 min left']);
    expect([2540, 18_300, 65_000].map(duration)).toEqual(['2.5 s', '18 s', '1 min 05 s']);
  });
});

describe('a new UID', () => {
  it('is a version 4 UUID below 2.25, as a decimal number', () => {
    const uid = newUid(new Uint8Array(16).fill(255));
    expect(uid).toBe(`2.25.${BigInt('0xffffffffffff4fffbfffffffffffffff')}`);
    expect(newUid(new Uint8Array(16))).toBe(`2.25.${BigInt('0x00000000000040008000000000000000')}`);
  });

  it('is valid and never the same', () => {
    const uids = Array.from({ length: 1000 }, () => newUid());
    expect(new Set(uids).size).toBe(1000);
    uids.forEach((uid) => expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/));
  });

  it('leaves the bytes it was given alone', () => {
    const bytes = new Uint8Array(16).fill(255);
    newUid(bytes);
    expect(bytes.every((byte) => byte === 255)).toBe(true);
  });
});

it('memory is told in the unit in which it has digits', () => {
  expect([2.6e6, 99e6, 0.3e9, 2.5e9].map(memorySize)).toEqual(['3 MB', '99 MB', '0.30 GB', '2.5 GB']);
});
