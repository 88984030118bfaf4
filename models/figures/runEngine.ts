import * as onnxruntime from 'onnxruntime-node';
import { readFileSync, writeFileSync } from 'node:fs';
import { OnnxExecutor } from '../../src/execution/onnx';
import type { Runtime } from '../../src/execution/runtime';
import { ofKind, readManifest, verifyModel } from '../../src/models/verify';
import { denoise, planDenoise } from '../../src/tasks/denoise';

/**
 * Denoises single slices through the engine, each with its own intensity unit and noise level: tsx runEngine.ts JOB.json
 *
 * JOB: {model, steps, sampler, pixels, output, report, slices: [{rows, columns}]}; `pixels` and `output` hold the slices one after the
 * other as float32, `report` gets the σ (share of the unit) of each.
 */
interface Job {
  model: string;
  steps: number;
  sampler: string;
  pixels: string;
  output: string;
  report: string;
  slices: { rows: number; columns: number }[];
}

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job;
const folder = new URL(`../${job.model}/`, import.meta.url);
const manifest = ofKind(readManifest(job.model, JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'))), 'denoiser');
const bytes = new Uint8Array(readFileSync(new URL(manifest.file.name, folder)));
verifyModel(manifest, bytes);
const runtime = onnxruntime as unknown as Runtime;
const executor = await OnnxExecutor.create(runtime, { manifest, bytes }, { asked: 'node', used: 'node', reason: 'figures', device: 'cpu' });

const pixels = readFileSync(job.pixels);
const output: Uint8Array[] = [];
const sigmas: number[] = [];
let offset = 0;
for (const { rows, columns } of job.slices) {
  const length = rows * columns;
  const slice = new Float32Array(pixels.buffer.slice(pixels.byteOffset + offset, pixels.byteOffset + offset + 4 * length));
  offset += 4 * length;
  const volume = { rows, columns, slices: [slice], spacing: [1, 1, 1] as const, modality: 'MR', units: 'arbitrary' };
  const options = { strength: 1, steps: job.steps, sampler: job.sampler, seed: 1, visibleSlice: 0 };
  const plan = planDenoise(volume, manifest, options);
  sigmas.push(plan.sigma);
  await denoise(volume, plan, manifest, options, executor, {
    signal: new AbortController().signal,
    pause: () => Promise.resolve(),
    onStep: () => undefined,
    onSlice: (_, result) => output.push(new Uint8Array(result.buffer)),
  });
}
writeFileSync(job.output, Buffer.concat(output));
writeFileSync(job.report, JSON.stringify({ sigmas, milliseconds: executor.networkMilliseconds() }));
