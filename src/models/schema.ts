import { z } from 'zod';

const hexSha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/);
export const range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, 'the range must rise');
export const whole = z.number().int().positive();

/** What every model says of itself: `models/<id>/manifest.json` is all the engine must know before it makes a session. */
export const common = {
  schema: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  label: z.string().min(3),
  file: z.strictObject({ name: z.string().regex(/^[\w.-]+\.onnx$/), bytes: whole, sha256: hexSha256 }),
  licence: z.string(),
  data: z.array(z.strictObject({ name: z.string(), licence: z.string() })),
  metrics: z.array(z.strictObject({ set: z.string(), measure: z.string(), value: z.number(), command: z.string() })),
};

/** The series a model was made for. Empty lists mean: not restricted. */
export const domain = {
  modalities: z.array(z.string()).min(1),
  bodyPart: z.string(),
  contrasts: z.array(z.string()),
  plane: z.literal('axial').optional(),
  /** In-plane pixel spacing of the training images, mm. */
  pixelSpacing: range,
};

/** The intensity unit: a percentile of the pixels above a share of the maximum. */
export const percentile = z.strictObject({ kind: z.literal('percentile'), percentile: z.number(), above: z.number() });

/** Stored pictures are little-endian float32 in base64, row-major; a backend must reproduce the outputs within `tolerance` of their range. */
export const stored = { rows: whole, columns: whole, tolerance: z.number().positive() };

/** EDM's (arXiv:2206.00364, Table 1), F(c_in y, ln σ / 4). */
export const edm = z.strictObject({ kind: z.literal('edm'), sigmaData: z.number().positive() });

/** Of a network F that samplers evaluate: D of `input` at σ; of a conditioned graph beside `known` [2, rows, columns]. */
export const denoised = { ...stored, sigma: z.number(), input: base64, output: base64 };
