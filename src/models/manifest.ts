import { z } from 'zod';

const hexSha256 = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/);
const range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, 'the range must rise');
const whole = z.number().int().positive();

/** What every model says of itself: `models/<id>/manifest.json` is all the engine must know before it makes a session. */
const common = {
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
const domain = {
  modalities: z.array(z.string()).min(1),
  bodyPart: z.string(),
  contrasts: z.array(z.string()),
  plane: z.literal('axial').optional(),
  /** In-plane pixel spacing of the training images, mm. */
  pixelSpacing: range,
};

/** The intensity unit: a percentile of the pixels above a share of the maximum. */
const percentile = z.strictObject({ kind: z.literal('percentile'), percentile: z.number(), above: z.number() });

/** Stored pictures are little-endian float32 in base64, row-major; a backend must reproduce the outputs within `tolerance` of their range. */
const stored = { rows: whole, columns: whole, tolerance: z.number().positive() };

/** D(y; σ): what the samplers evaluate. */
export const denoiserSchema = z
  .strictObject({
    ...common,
    kind: z.literal('denoiser'),
    tasks: z.array(z.enum(['denoise', 'inpaint'])).min(1),
    domain: z.strictObject(domain),
    /**
     * The graph: F(x, c) with x [batch, 1, h, w] and c [batch]; h and w are multiples of `multiple`. A conditioned graph, F(x, c, known), is told
     * what is known of the clean picture: `known` [batch, 2, h, w], in units and not scaled, is the picture where it is known (0 elsewhere) and
     * a mask (1 where it is known).
     */
    graph: z.strictObject({ input: z.string(), noise: z.string(), output: z.string(), known: z.string().optional(), multiple: whole }),
    /** How D(y; σ) is made of F: EDM's (arXiv:2206.00364, Table 1), F(c_in y, ln σ / 4); or D = y − σ F(y, ln σ). */
    parameterisation: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('edm'), sigmaData: z.number().positive() }),
      z.strictObject({ kind: z.literal('residual') }),
    ]),
    /** σ the network was trained for, in intensity units. */
    sigma: range,
    /** Hounsfield: the unit is 1 HU. */
    scaling: z.discriminatedUnion('kind', [percentile, z.strictObject({ kind: z.literal('hounsfield') })]),
    defaults: z.strictObject({ strength: z.number(), steps: whole, sampler: z.string() }),
    /** D of `input` at σ; of a conditioned graph beside `known` [2, rows, columns]. */
    selfTest: z.strictObject({ ...stored, sigma: z.number(), input: base64, output: base64, known: base64.optional() }),
  })
  .refine(({ graph, selfTest }) => (graph.known === undefined) === (selfTest.known === undefined), {
    path: ['selfTest', 'known'],
    message: 'is stored where the graph has an input for what is known, and nowhere else',
  });

/** A probability per pixel: the brain mask (models/training/brain_mask/README.md). */
export const segmenterSchema = z.strictObject({
  ...common,
  kind: z.literal('segmenter'),
  tasks: z.array(z.literal('brain-mask')).min(1),
  domain: z.strictObject(domain),
  graph: z.strictObject({ input: z.string(), output: z.string(), multiple: whole }),
  scaling: percentile,
  /** The grid the network reads: points `spacing` mm apart around the middle of the head; values in units, clipped. */
  grid: z.strictObject({ rows: whole, columns: whole, spacing: z.number(), clip: z.number(), head: z.number() }),
  /** After the network; volumes of a series that covers the whole brain, ml. */
  mask: z.strictObject({ threshold: z.number(), blur: z.number(), plausibleVolume: range }),
  selfTest: z.strictObject({ ...stored, input: base64, output: base64 }),
});

/** Score -> -log10 of the share of healthy pixels above it, both rising: `[0.17, 2]` says that one healthy pixel in 100 is above 0.17. */
const calibration = z.array(z.tuple([z.number().nonnegative(), z.number().positive()])).min(2);

/** Healthy anatomy: a slice without what is not, and where that was (models/training/healthy/README.md). */
export const restorerSchema = z.strictObject({
  ...common,
  kind: z.literal('restorer'),
  tasks: z.array(z.literal('anomaly')).min(1),
  domain: z.strictObject({
    ...domain,
    plane: z.literal('axial'),
    skull: z.literal('off'),
    /** Levels of the training slices, those that get a score, and those measured on real lesions. */
    levels: z.strictObject({
      unit: z.literal('mm below the top of the brain'),
      shown: range,
      covered: range,
      measuredOnLesions: range.optional(),
    }),
  }),
  /** Slice, brain and the mirrored slice → restored slice and the probability that a pixel was altered; sizes are multiples of `multiple`. */
  graph: z.strictObject({
    inputs: z.tuple([z.literal('image'), z.literal('brain'), z.literal('mirrored')]),
    outputs: z.tuple([z.literal('clean'), z.literal('altered')]),
    multiple: whole,
  }),
  /** The unit: the median of the slice's own brain. */
  scaling: z.strictObject({ kind: z.literal('brain-median'), per: z.literal('slice'), clip: z.number().positive() }),
  /** The grid the network reads: pixels of `spacing` mm. */
  canvas: z.strictObject({
    spacing: z.number().positive(),
    rows: z.literal('front-to-back'),
    centred: z.literal('brain-bounding-box'),
  }),
  score: z.strictObject({
    output: z.literal('altered'),
    /** Full width at half maximum. */
    smoothingMm: z.number().positive(),
    evaluations: z.literal(1),
    /** Which way that which is marked differs from healthy tissue; the map without a model shows what lies that way of the brain's median. */
    direction: z.enum(['brighter', 'darker']),
    /** Smoothed score with the best Dice on the training's own lesions, or on things put into healthy slices. */
    cut: z.number().positive(),
    calibration: z.strictObject({ altered: calibration, brightness: calibration }),
  }),
  /** A score for other disease: the sum of the evidence of both. */
  secondScore: z
    .strictObject({
      kind: z.literal('evidence-sum'),
      of: z.tuple([z.literal('altered'), z.literal('brightness')]),
      for: z.string(),
    })
    .optional(),
  /** What the training slices look like, to tell other pictures by (src/volume/brainCanvas/likeness.ts). */
  likeness: z
    .strictObject({
      quantiles: z.array(z.number()).min(1),
      rim: range,
      core: z.strictObject({ beyond: z.number(), pixels: whole }),
      mean: z.array(z.number()),
      precision: z.array(z.array(z.number())),
      limits: z.strictObject({ series: z.number().positive(), slice: z.number().positive() }),
      command: z.string(),
    })
    .optional(),
  selfTest: z.strictObject({
    ...stored,
    inputs: z.strictObject({ image: base64, brain: base64, mirrored: base64 }),
    outputs: z.strictObject({ clean: base64, altered: base64 }),
  }),
});

export const manifestSchema = z.discriminatedUnion('kind', [denoiserSchema, segmenterSchema, restorerSchema]);

export type Manifest = z.infer<typeof manifestSchema>;
export type DenoiserManifest = z.infer<typeof denoiserSchema>;
export type SegmenterManifest = z.infer<typeof segmenterSchema>;
export type RestorerManifest = z.infer<typeof restorerSchema>;
