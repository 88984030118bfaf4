import { readFileSync } from 'node:fs';
import * as onnxruntime from 'onnxruntime-node';
import { OnnxExecutor } from '../../src/execution/onnx';
import type { LoadedModel, Runtime } from '../../src/execution/runtime';
import { ofKind, readManifest } from '../../src/models/manifest';
import { verifyModel } from '../../src/models/verify';
import type { BackendDescription } from '../../src/results/provenance';

export const NODE: BackendDescription = { asked: 'node', used: 'node', reason: 'a test', device: 'cpu' };

/** A shipped denoiser, or one of a folder of tests, read and verified as the product does. */
export function shippedModel(id: string, models = 'models'): LoadedModel {
  const manifest = ofKind(readManifest(id, JSON.parse(readFileSync(`${models}/${id}/manifest.json`, 'utf8'))), 'denoiser');
  const bytes = new Uint8Array(readFileSync(`${models}/${id}/${manifest.file.name}`));
  verifyModel(manifest, bytes);
  return { manifest, bytes };
}

/** A conditioned denoiser that can be worked out by hand: tests/fixtures/drawn-inpaint/write.py. */
export const drawnInpaint = (): LoadedModel => shippedModel('drawn-inpaint', 'tests/fixtures');

export const nodeExecutor = (model: LoadedModel) => OnnxExecutor.create(onnxruntime, model, NODE);

/** On one thread: for a network so small that threads would spend their time waiting for each other. */
export function smallExecutor(model: LoadedModel): Promise<OnnxExecutor> {
  const { InferenceSession, Tensor } = onnxruntime as unknown as Runtime;
  const create: Runtime['InferenceSession']['create'] = (bytes, options) =>
    InferenceSession.create(bytes, { ...options, intraOpNumThreads: 1, interOpNumThreads: 1 });
  return OnnxExecutor.create({ Tensor, InferenceSession: { create } }, model, NODE);
}
