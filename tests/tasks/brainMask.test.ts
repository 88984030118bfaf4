/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { readFileSync } from 'node:fs';
import * as onnxruntime from 'onnxruntime-node';
import { DECODERS } from '../../src/cli/decoders';
import { readPartTenFiles } from '../../src/cli/dicomSource';
import { readSeries } from '../../src/dicom/readSeries';
import { Network } from '../../src/execution/network';
import { networkSelfTest } from '../../src/execution/selfTest';
import { ofKind, readManifest } from '../../src/models/manifest';
import { verifyModel } from '../../src/models/verify';
import { brainMask } from '../../src/tasks/anomaly/brainMask';
import { axialTurn } from '../../src/volume/canonicalAxial';
import { demoStudies } from '../../viewer/demoStudies';
import { refusal } from '../support/refusal';

const manifest = ofKind(readManifest('brain-mask', JSON.parse(readFileSync('models/brain-mask/manifest.json', 'utf8'))), 'segmenter');
const bytes = new Uint8Array(readFileSync('models/brain-mask/model.onnx'));
verifyModel(manifest, bytes);
let network: Network;
beforeAll(async () => void (network = await Network.create(onnxruntime, { manifest, bytes }, 'cpu')));
afterAll(() => network.dispose());

describe('the brain mask of the demo study', () => {
  it('passes the self-test of its manifest', async () => {
    expect(await networkSelfTest(network, manifest)).toBeLessThan(1e-4);
  });

  it('fills a plausible brain on 18 of 20 slices, leaves the neck empty, and lies inside the head', async () => {
    const { files } = await readPartTenFiles(demoStudies()[0] ?? '', true);
    const { volume } = await readSeries(files, DECODERS, { stack: true });
    const { masks, millilitres, warnings } = await brainMask(volume, volume.axes && axialTurn(volume.axes), manifest, network);
    const area = masks.map((mask) => mask.reduce((a, b) => a + b, 0));
    const filled = area.map((pixels) => pixels > 0);
    expect(filled.filter(Boolean)).toHaveLength(18);
    // The series is stacked along its normal: upwards, so the neck comes first.
    expect([filled[0], filled[1], filled[2]]).toEqual([false, false, true]);
    expect(millilitres).toBeGreaterThan(900);
    expect(millilitres).toBeLessThan(1900);
    expect(warnings).toEqual([]);
    // The middle slice: symmetric about the head, its centre inside, the corners outside.
    const middle = masks[10] ?? new Uint8Array();
    expect([middle[128 * 256 + 128], middle[0], middle[256 * 256 - 1]]).toEqual([1, 0, 0]);
  });

  it('refuses a series that is not axial', async () => {
    const volume = { rows: 2, columns: 2, slices: [new Float32Array(4)], spacing: [1, 1, 1] as const, modality: 'MR', units: '' };
    await expect(brainMask(volume, undefined, manifest, network)).rejects.toThrow(refusal('MODEL_DOMAIN'));
  });
});
