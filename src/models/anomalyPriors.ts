import { z } from 'zod';
import { base64, common, denoised, domain, edm, range, stored, whole } from './schema';

/** Score -> -log10 of the share of healthy pixels above it, both rising: `[0.17, 2]` says that one healthy pixel in 100 is above 0.17. */
const calibration = z.array(z.tuple([z.number().nonnegative(), z.number().positive()])).min(2);

/** What priors of healthy anatomy have in common: what they read, how, and what their training slices looked like. */
const prior = {
  ...common,
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
  /** The unit: the median of the slice's own brain. */
  scaling: z.strictObject({ kind: z.literal('brain-median'), per: z.literal('slice'), clip: z.number().positive() }),
  /** The grid the network reads: pixels of `spacing` mm. */
  canvas: z.strictObject({
    spacing: z.number().positive(),
    rows: z.literal('front-to-back'),
    centred: z.literal('brain-bounding-box'),
  }),
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
};

/** Healthy anatomy: a slice without what is not, and where that was (models/training/healthy/README.md). */
export const restorerSchema = z.strictObject({
  ...prior,
  kind: z.literal('restorer'),
  /** Slice, brain and the mirrored slice → restored slice and the probability that a pixel was altered; sizes are multiples of `multiple`. */
  graph: z.strictObject({
    inputs: z.tuple([z.literal('image'), z.literal('brain'), z.literal('mirrored')]),
    outputs: z.tuple([z.literal('clean'), z.literal('altered')]),
    multiple: whole,
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
  selfTest: z.strictObject({
    ...stored,
    inputs: z.strictObject({ image: base64, brain: base64, mirrored: base64 }),
    outputs: z.strictObject({ clean: base64, altered: base64 }),
  }),
});

/**
 * Healthy anatomy by partial noising (AnoDDPM, Wyatt et al., CVPR Workshops 2022): noise is added up to a level at which disease drowns, and
 * taken away by a denoiser that has seen healthy slices; what the slice has more is not healthy (models/training/flair_noising/README.md).
 */
export const noisingSchema = z.strictObject({
  ...prior,
  kind: z.literal('noising-prior'),
  /** F(x, c, known) as of a denoiser. Known is what lies outside the brain: 0. */
  graph: z.strictObject({ input: z.string(), noise: z.string(), output: z.string(), known: z.string(), multiple: whole }),
  parameterisation: edm,
  /** σ the network was trained for, in brain medians. */
  sigma: range,
  /** How a slice is reconstructed: noise of level `sigma`, taken away in `steps` evaluations; `draws` times from different noise. */
  noising: z.strictObject({ noise: z.enum(['gaussian', 'simplex']), sigma: z.number().positive(), steps: whole, draws: whole }),
  score: z.strictObject({
    /** Slice less mean of the reconstructions, in brain medians; or that over their deviation (arXiv:2407.12474). Where the slice is brighter. */
    output: z.enum(['residual', 'mahalanobis']),
    /** Added to the deviation in quadrature, brain medians. */
    leastDeviation: z.number().positive(),
    smoothingMm: z.number().positive(),
    cut: z.number().positive(),
    /** For that many draws. */
    calibration: z.strictObject({ score: calibration, brightness: calibration }),
  }),
  selfTest: z.strictObject({ ...denoised, known: base64 }),
});
