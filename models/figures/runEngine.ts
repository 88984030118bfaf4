import { readFileSync, writeFileSync } from 'node:fs';
import { packed, pictures } from './evaluate/arrays';
import { denoiseSlices, loadModel, nodeExecutor } from './evaluate/engine';

/**
 * Denoises single slices through the engine, for scripts in Python: tsx runEngine.ts JOB.json
 *
 * JOB: {model, steps, sampler, turns, pixels, output, report, slices: [{rows, columns}]}; `pixels` and `output` hold the slices one after the
 * other as float32, `report` gets the σ (share of the unit) of each.
 */
interface Job {
  model: string;
  steps: number;
  sampler: string;
  /** 8: the mean of eight turns. */
  turns: 1 | 8;
  pixels: string;
  output: string;
  report: string;
  slices: { rows: number; columns: number }[];
}

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job;
const model = loadModel(job.model, 'denoiser');
const executor = await nodeExecutor(model);
const { results, sigmas } = await denoiseSlices(executor, model, pictures(readFileSync(job.pixels), job.slices), job);
writeFileSync(job.output, packed(results));
writeFileSync(job.report, JSON.stringify({ sigmas, milliseconds: executor.networkMilliseconds() }));
