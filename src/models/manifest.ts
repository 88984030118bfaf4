import { z } from 'zod';
import { DiffusionError } from '../core/errors';
import { noisingSchema, restorerSchema } from './anomalyPriors';
import { base64, common, denoised, domain, edm, percentile, range, stored, whole } from './schema';

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
    parameterisation: z.discriminatedUnion('kind', [edm, z.strictObject({ kind: z.literal('residual') })]),
    /** σ the network was trained for, in intensity units. */
    sigma: range,
    /** Hounsfield: the unit is 1 HU. */
    scaling: z.discriminatedUnion('kind', [percentile, z.strictObject({ kind: z.literal('hounsfield') })]),
    defaults: z.strictObject({ strength: z.number(), steps: whole, sampler: z.string() }),
    selfTest: z.strictObject({ ...denoised, known: base64.optional() }),
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

export const manifestSchema = z.discriminatedUnion('kind', [denoiserSchema, segmenterSchema, restorerSchema, noisingSchema]);

export type Manifest = z.infer<typeof manifestSchema>;
export type DenoiserManifest = z.infer<typeof denoiserSchema>;
export type SegmenterManifest = z.infer<typeof segmenterSchema>;
export type RestorerManifest = z.infer<typeof restorerSchema>;
export type NoisingManifest = z.infer<typeof noisingSchema>;
/** Says what is not healthy. */
export type AnomalyManifest = RestorerManifest | NoisingManifest;
/** Takes noise away: samplers run on it. */
export type SampledManifest = DenoiserManifest | NoisingManifest;
/** Evaluated once per slice. */
export type OnceManifest = SegmenterManifest | RestorerManifest;

/** @throws DiffusionError MODEL_MANIFEST for a model of another kind */
export function ofKind<K extends Manifest['kind']>(manifest: Manifest, ...kinds: K[]): Extract<Manifest, { kind: K }> {
  if (kinds.some((kind) => manifest.kind === kind)) return manifest as Extract<Manifest, { kind: K }>;
  throw new DiffusionError('MODEL_MANIFEST', { measured: `${manifest.id}: a ${manifest.kind}`, allowed: `a ${kinds.join(' or a ')}` });
}

/**
 * @param id the model asked for; named in the message
 * @throws DiffusionError MODEL_MANIFEST
 */
export function readManifest(id: string, json: unknown): Manifest {
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new DiffusionError('MODEL_MANIFEST', {
      measured: `${id}: ${first?.path.join('.') || 'manifest'}: ${first?.message ?? 'invalid'}`,
    });
  }
  if (parsed.data.id !== id) throw new DiffusionError('MODEL_MANIFEST', { measured: `id ${parsed.data.id}`, allowed: id });
  return parsed.data;
}
