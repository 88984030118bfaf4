import { readManifest } from '../../src/models/manifest';
import { verifyModel } from '../../src/models/verify';
import { drawnInpaint, shippedModel } from '../support/models';
import { refusal } from '../support/refusal';

const { manifest, bytes } = shippedModel('tiny-random');

describe('a model before a session exists', () => {
  it('is refused when one byte was altered, by name', () => {
    const altered = bytes.slice();
    altered[5000] = (altered[5000]! + 1) % 256;
    expect(() => verifyModel(manifest, altered)).toThrow(/tiny-random: SHA-256/);
  });

  it('is refused when truncated, with both sizes', () => {
    expect(() => verifyModel(manifest, bytes.slice(0, 1000))).toThrow(`tiny-random: 1000 bytes, allowed ${bytes.length} bytes`);
  });

  it('is refused when its manifest lacks a field, has one too many, or belongs to another model', () => {
    const { sigma: _, ...lacking } = manifest;
    expect(() => readManifest('tiny-random', lacking)).toThrow(/tiny-random: sigma/);
    expect(() => readManifest('tiny-random', { ...manifest, extra: 1 })).toThrow(refusal('MODEL_MANIFEST'));
    expect(() => readManifest('mr-brain-restore', manifest)).toThrow(/found id tiny-random, allowed mr-brain-restore/);
  });

  it('is refused when its graph is told the known region and its self-test is not, or the other way round', () => {
    const { manifest: told } = drawnInpaint();
    const { known: _, ...without } = told.selfTest;
    expect(() => readManifest('drawn-inpaint', { ...told, selfTest: without })).toThrow(/drawn-inpaint: selfTest.known: is stored where/);
    expect(() => readManifest('tiny-random', { ...manifest, selfTest: { ...manifest.selfTest, known: 'AAAA' } })).toThrow(
      /tiny-random: selfTest.known/,
    );
  });

  it('is small enough for the tests, and the shipped one for the product', () => {
    expect(bytes.length).toBeLessThan(300_000);
    expect(shippedModel('mr-brain-restore').bytes.length).toBeLessThan(10_000_000);
  });
});
