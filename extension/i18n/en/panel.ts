import { type Kind, KINDS } from '../../../src/results/kinds';
import type { BackendDescription } from '../../../src/results/provenance';
import { plural } from './plural';

/** The panel from its head to its foot, and what leads to it. */
export const panel = {
  title: 'Diffusion',
  tasks: {
    denoise: {
      label: 'Denoise',
      doing: 'Denoising',
      result: 'denoised series',
      note: 'Takes noise away; what was taken can be looked at.',
    },
    inpaint: {
      label: 'Inpaint',
      doing: 'Inpainting',
      result: 'inpainted series',
      note: 'Fills a region you draw with invented content that fits what is around it.',
    },
    anomaly: { label: 'Anomaly map', doing: 'Mapping', result: 'anomaly map', note: 'Marks what does not look healthy to the model.' },
  },
  /** What the voxels of a part of a result are. */
  layers: Object.fromEntries(Object.entries(KINDS).map(([kind, { title }]) => [kind, title])) as Readonly<Record<Kind, string>>,
  button: {
    denoise: 'Denoise the series in the active viewport; the result is added beside it',
    inpaint: 'Fill a region of the series in the active viewport; the result is added beside it',
    anomaly: 'Map what does not look healthy in the series in the active viewport; the maps are added beside it',
  },
  hotkey: 'Denoise the active series',
  strengths: [
    { id: 'low', label: 'Low', value: 0.5 },
    { id: 'medium', label: 'Medium', value: 0.75 },
    { id: 'high', label: 'High', value: 1 },
  ],
  panel: {
    series: 'Series',
    noSeries: 'None',
    seriesFacts: (modality: string, slices: number) => `${modality || 'unknown modality'} · ${plural(slices, 'slice')}`,
    model: 'Model',
    modelVersion: (version: string) => `version ${version}`,
    strength: 'Strength',
    strengthNote: 'For the next run: how much of the noise found is taken away.',
    best: 'Best: mean of 8 turns, 8 times as long',
    advanced: 'Advanced',
    steps: 'Steps per slice',
    stepsNote: 'One step gives the mean of all likely images; more steps give sharper ones that invent more.',
    sampler: 'Sampler',
    samplerNote: 'Used with two steps or more.',
    seed: 'Seed',
    seedNote: 'The chosen sampler draws no random numbers.',
    backend: 'Backend',
    backends: { auto: 'Automatic', webgpu: 'WebGPU', wasm: 'wasm' },
    backendLocked: 'Can be changed when nothing is running.',
    task: 'Task',
    loading: 'Looking for models and the graphics device…',
    differs: 'Not what the model was made for:',
    confirm: 'Do it all the same; the result will be marked.',
    confirmFirst:
      'This series is not what the model was made for: tick the confirmation in the Diffusion panel, then press the button again.',
    retry: 'Try again',
    noModel: 'No model is installed.',
    alreadyRunning: 'This is already being done on this series; no second run was started.',
    empty: 'No results yet. Choose what to do and press the button: the result opens beside the original.',
    jobs: 'Jobs',
    results: 'Results',
    missing: 'The panel could not be loaded. Ask whoever installed the viewer to check the files of the extension.',
    research: 'Research only – not for diagnosis',
  },
  backendLine: ({ used, device, reason }: BackendDescription) => {
    const name = used === 'webgpu' ? 'WebGPU' : used;
    return `${name}${device ? `, ${device}` : ''}${reason ? ` — ${reason}` : ''}`;
  },
};
