import { readFileSync } from 'node:fs';
import * as onnxruntime from 'onnxruntime-node';
import { OnnxExecutor } from '../../src/execution/onnx';
import type { LoadedModel } from '../../src/execution/runtime';
import { ofKind, readManifest, verifyModel } from '../../src/models/verify';
import type { BackendDescription } from '../../src/results/provenance';

export const NODE: BackendDescription = { asked: 'node', used: 'node', reason: 'a test', device: 'cpu' };

/** A shipped denoiser, read and verified as the product does. */
export function shippedModel(id: string): LoadedModel {
  const manifest = ofKind(readManifest(id, JSON.parse(readFileSync(`models/${id}/manifest.json`, 'utf8'))), 'denoiser');
  const bytes = new Uint8Array(readFileSync(`models/${id}/${manifest.file.name}`));
  verifyModel(manifest, bytes);
  return { manifest, bytes };
}

export const nodeExecutor = (model: LoadedModel) => OnnxExecutor.create(onnxruntime, model, NODE);
