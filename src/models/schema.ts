import { z } from 'zod';

/** Bytes of a model and of its manifest, stated in docs/site-settings.md: what is larger is refused before any of it is fetched or read. */
export const MOST_MODEL_BYTES = 128 * 2 ** 20;
export const MOST_MANIFEST_BYTES = 2 ** 20;
/** Rows or columns of a stored picture. */
const LARGEST_PICTURE = 256;
/** Backends differ by 1e-4 of the range at most; a self-test that lets more pass would test nothing. */
const MOST_TOLERANCE = 0.005;

const hexSha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const base64 = z
  .string()
  .max(3 * LARGEST_PICTURE * LARGEST_PICTURE * 4)
  .regex(/^[A-Za-z0-9+/]+=*$/);
/** Words of one line. */
export const words = (longest: number, shortest = 0) =>
  z
    .string()
    .min(shortest)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'must be one line of text');
export const between = (low: number, high: number) => z.number().min(low).max(high);
export const whole = (most: number) => z.number().int().min(1).max(most);
export const range = (least: number, most: number) =>
  z.tuple([between(least, most), between(least, most)]).refine(([low, high]) => low < high, 'the range must rise');
/** Input or output of a graph. */
export const tensor = z.string().regex(/^[A-Za-z][\w./:-]{0,63}$/, 'must be a plain name of at most 64 characters');
/** Rows and columns that the network reads are multiples of it. */
export const multiple = whole(64);

/** What every model says of itself: `models/<id>/manifest.json` is all the engine must know before it makes a session. */
export const common = {
  schema: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/),
  label: words(100, 3),
  file: z.strictObject({ name: z.string().regex(/^\w[\w.-]{0,63}\.onnx$/), bytes: whole(MOST_MODEL_BYTES), sha256: hexSha256 }),
  licence: words(1000),
  data: z.array(z.strictObject({ name: words(300), licence: words(300) })).max(200),
  metrics: z.array(z.strictObject({ set: words(300), measure: words(300), value: z.number(), command: words(300) })).max(1000),
};

/** The series a model was made for. Empty lists mean: not restricted. */
export const domain = {
  modalities: z
    .array(z.string().regex(/^[A-Z][A-Z0-9]{1,15}$/))
    .min(1)
    .max(8),
  bodyPart: words(64, 1),
  contrasts: z.array(words(32, 1)).max(32),
  plane: z.literal('axial').optional(),
  /** In-plane pixel spacing of the training images, mm. */
  pixelSpacing: range(0.01, 50),
};

/** The intensity unit: a percentile of the pixels above a share of the maximum. */
export const percentile = z.strictObject({ kind: z.literal('percentile'), percentile: between(50, 100), above: between(0, 0.9) });

/** Stored pictures are little-endian float32 in base64, row-major; a backend must reproduce the outputs within `tolerance` of their range. */
export const stored = {
  rows: whole(LARGEST_PICTURE),
  columns: whole(LARGEST_PICTURE),
  tolerance: between(1e-7, MOST_TOLERANCE),
};

/** EDM's (arXiv:2206.00364, Table 1), F(c_in y, ln σ / 4). */
export const edm = z.strictObject({ kind: z.literal('edm'), sigmaData: between(0.01, 1000) });

/** Of a network F that samplers evaluate: D of `input` at σ; of a conditioned graph beside `known` [2, rows, columns]. */
export const denoised = { ...stored, sigma: z.number(), input: base64, output: base64 };
