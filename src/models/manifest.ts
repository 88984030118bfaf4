import { z } from 'zod';

const hexSha256 = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/);
const range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, 'the range must rise');

/** `models/<id>/manifest.json`: everything the engine must know about a model before it makes a session. */
export const manifestSchema = z.strictObject({
  schema: z.literal(1),
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  label: z.string().min(3),
  tasks: z.array(z.enum(['denoise'])).min(1),
  /** The series it was made for. Empty lists mean: not restricted. */
  domain: z.strictObject({
    modalities: z.array(z.string()).min(1),
    bodyPart: z.string(),
    contrasts: z.array(z.string()),
    /** In-plane pixel spacing of the training images, mm. */
    pixelSpacing: range,
  }),
  file: z.strictObject({ name: z.string().regex(/^[\w.-]+\.onnx$/), bytes: z.number().int().positive(), sha256: hexSha256 }),
  /** The graph: F(x, c) with x [batch, 1, h, w] and c [batch]; h and w are multiples of `multiple`. */
  graph: z.strictObject({ input: z.string(), noise: z.string(), output: z.string(), multiple: z.number().int().positive() }),
  /** How D(y; σ) is made of F: EDM's (arXiv:2206.00364, Table 1), F(c_in y, ln σ / 4); or D = y − σ F(y, ln σ). */
  parameterisation: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('edm'), sigmaData: z.number().positive() }),
    z.strictObject({ kind: z.literal('residual') }),
  ]),
  /** σ the network was trained for, in intensity units. */
  sigma: range,
  /** The intensity unit: a percentile of the pixels above a share of the maximum. */
  scaling: z.strictObject({ kind: z.literal('percentile'), percentile: z.number(), above: z.number() }),
  defaults: z.strictObject({ strength: z.number(), steps: z.number().int().positive(), sampler: z.string() }),
  /** D of `input` at σ, little-endian float32 in base64, row-major; a backend must reproduce it within `tolerance` of the range. */
  selfTest: z.strictObject({
    rows: z.number().int(),
    columns: z.number().int(),
    sigma: z.number(),
    input: base64,
    output: base64,
    tolerance: z.number().positive(),
  }),
  licence: z.string(),
  data: z.array(z.strictObject({ name: z.string(), licence: z.string() })),
  metrics: z.array(z.strictObject({ set: z.string(), measure: z.string(), value: z.number(), command: z.string() })),
});

export type Manifest = z.infer<typeof manifestSchema>;
