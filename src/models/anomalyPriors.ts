import { z } from 'zod';
import { checkLevels, checkNames, checkPictures } from './limits';
import { base64, between, common, denoised, domain, edm, multiple, range, stored, tensor, whole, words } from './schema';

/** Score -> -log10 of the share of healthy pixels above it, both rising: `[0.17, 2]` says that one healthy pixel in 100 is above 0.17. */
const calibration = z
  .array(z.tuple([between(0, 1000), between(0.01, 20)]))
  .min(2)
  .max(64)
  .refine((rows) => rows.every(([x, y], k) => k === 0 || (x > rows[k - 1]![0] && y > rows[k - 1]![1])), 'both columns must rise');

/** What priors of healthy anatomy have in common: what they read, how, and what their training slices looked like. */
const prior = {
  ...common,
  tasks: z.array(z.literal('anomaly')).length(1),
  domain: z.strictObject({
    ...domain,
    plane: z.literal('axial'),
    skull: z.literal('off'),
    /** Levels of the training slices, those that get a score, and those measured on real lesions. */
    levels: z.strictObject({
      unit: z.literal('mm below the top of the brain'),
      shown: range(0, 400),
      covered: range(0, 400),
      measuredOnLesions: range(0, 400).optional(),
    }),
  }),
  /** The unit: the median of the slice's own brain. */
  scaling: z.strictObject({ kind: z.literal('brain-median'), per: z.literal('slice'), clip: between(0.1, 100) }),
  /** The grid the network reads: pixels of `spacing` mm. */
  canvas: z.strictObject({
    spacing: between(0.1, 10),
    rows: z.literal('front-to-back'),
    centred: z.literal('brain-bounding-box'),
  }),
  /** What the training slices look like, to tell other pictures by (src/volume/brainCanvas/likeness.ts). */
  likeness: z
    .strictObject({
      quantiles: z.array(between(0, 100)).min(1).max(64),
      rim: range(0, 1000),
      core: z.strictObject({ beyond: between(0, 1000), pixels: whole(1e6) }),
      mean: z.array(z.number()).min(1).max(64),
      precision: z.array(z.array(z.number())),
      limits: z.strictObject({ series: between(0.01, 1000), slice: between(0.01, 1000) }),
      command: words(300),
    })
    .refine(({ mean, precision }) => [precision, ...precision].every(({ length }) => length === mean.length), {
      path: ['precision'],
      message: 'must have a row and a column for each mean',
    })
    .optional(),
};

/** Healthy anatomy: a slice without what is not, and where that was (models/training/healthy/README.md). */
export const restorerSchema = z
  .strictObject({
    ...prior,
    kind: z.literal('restorer'),
    /** Slice, brain and the mirrored slice → restored slice and the probability that a pixel was altered; sizes are multiples of `multiple`. */
    graph: z.strictObject({
      inputs: z.tuple([z.literal('image'), z.literal('brain'), z.literal('mirrored')]),
      outputs: z.tuple([z.literal('clean'), z.literal('altered')]),
      multiple,
    }),
    score: z.strictObject({
      output: z.literal('altered'),
      /** Full width at half maximum. */
      smoothingMm: between(0.01, 20),
      evaluations: z.literal(1),
      /** Which way that which is marked differs from healthy tissue; the map without a model shows what lies that way of the brain's median. */
      direction: z.enum(['brighter', 'darker']),
      /** Smoothed score with the best Dice on the training's own lesions, or on things put into healthy slices. */
      cut: between(1e-4, 1000),
      calibration: z.strictObject({ altered: calibration, brightness: calibration }),
    }),
    /** A score for other disease: the sum of the evidence of both. */
    secondScore: z
      .strictObject({
        kind: z.literal('evidence-sum'),
        of: z.tuple([z.literal('altered'), z.literal('brightness')]),
        for: words(100),
      })
      .optional(),
    selfTest: z.strictObject({
      ...stored,
      inputs: z.strictObject({ image: base64, brain: base64, mirrored: base64 }),
      outputs: z.strictObject({ clean: base64, altered: base64 }),
    }),
  })
  .superRefine(({ selfTest }, context) => {
    const { inputs, outputs } = selfTest;
    const named = [
      ...Object.entries(inputs).map(([name, text]) => [`inputs.${name}`, text]),
      ...Object.entries(outputs).map(([name, text]) => [`outputs.${name}`, text]),
    ];
    checkPictures(selfTest, Object.fromEntries(named) as Record<string, string>, context);
  });

/**
 * Healthy anatomy by partial noising (AnoDDPM, Wyatt et al., CVPR Workshops 2022): noise is added up to a level at which disease drowns, and
 * taken away by a denoiser that has seen healthy slices; what the slice has more is not healthy (models/training/flair_noising/README.md).
 */
export const noisingSchema = z
  .strictObject({
    ...prior,
    kind: z.literal('noising-prior'),
    /** F(x, c, known) as of a denoiser. Known is what lies outside the brain: 0. */
    graph: z.strictObject({ input: tensor, noise: tensor, output: tensor, known: tensor, multiple }),
    parameterisation: edm,
    /** σ the network was trained for, in brain medians. */
    sigma: range(1e-4, 2000),
    /** How a slice is reconstructed: noise of level `sigma`, taken away in `steps` evaluations; `draws` times from different noise. */
    noising: z.strictObject({ noise: z.enum(['gaussian', 'simplex']), sigma: z.number(), steps: whole(100), draws: whole(64) }),
    score: z.strictObject({
      /** Slice less mean of the reconstructions, in brain medians; or that over their deviation (arXiv:2407.12474). Where the slice is brighter. */
      output: z.enum(['residual', 'mahalanobis']),
      /** Added to the deviation in quadrature, brain medians. */
      leastDeviation: between(1e-4, 10),
      smoothingMm: between(0.01, 20),
      cut: between(1e-4, 1000),
      /** For that many draws. */
      calibration: z.strictObject({ score: calibration, brightness: calibration }),
    }),
    selfTest: z.strictObject({ ...denoised, known: base64 }),
  })
  .superRefine((manifest, context) => {
    const { graph, selfTest } = manifest;
    const { input, known, output } = selfTest;
    checkNames([graph.input, graph.noise, graph.known], context);
    checkLevels(manifest, context);
    checkPictures(selfTest, { input, known, output }, context);
  });
