import { z } from 'zod';
import { DiffusionError } from '../core/errors';
import { noisingSchema, restorerSchema } from './anomalyPriors';
import { checkLevels, checkNames, checkPictures } from './limits';
import { base64, between, common, denoised, domain, edm, multiple, percentile, range, stored, tensor, whole } from './schema';

/** D(y; σ): what the samplers evaluate. */
export const denoiserSchema = z
  .strictObject({
    ...common,
    kind: z.literal('denoiser'),
    tasks: z
      .array(z.enum(['denoise', 'inpaint']))
      .min(1)
      .max(2),
    domain: z.strictObject(domain),
    /**
     * The graph: F(x, c) with x [batch, 1, h, w] and c [batch]; h and w are multiples of `multiple`. A conditioned graph, F(x, c, known), is told
     * what is known of the clean picture: `known` [batch, 2, h, w], in units and not scaled, is the picture where it is known (0 elsewhere) and
     * a mask (1 where it is known).
     */
    graph: z.strictObject({ input: tensor, noise: tensor, output: tensor, known: tensor.optional(), multiple }),
    /** How D(y; σ) is made of F: EDM's (arXiv:2206.00364, Table 1), F(c_in y, ln σ / 4); or D = y − σ F(y, ln σ). */
    parameterisation: z.discriminatedUnion('kind', [edm, z.strictObject({ kind: z.literal('residual') })]),
    /** σ the network was trained for, in intensity units. */
    sigma: range(1e-4, 2000),
    /** Hounsfield: the unit is 1 HU. */
    scaling: z.discriminatedUnion('kind', [percentile, z.strictObject({ kind: z.literal('hounsfield') })]),
    defaults: z.strictObject({ strength: between(0, 1.2), steps: whole(100), sampler: z.string().regex(/^[a-z0-9-]{1,40}$/) }),
    selfTest: z.strictObject({ ...denoised, known: base64.optional() }),
  })
  .refine(({ graph, selfTest }) => (graph.known === undefined) === (selfTest.known === undefined), {
    path: ['selfTest', 'known'],
    message: 'is stored where the graph has an input for what is known, and nowhere else',
  })
  .superRefine((manifest, context) => {
    const { graph, selfTest } = manifest;
    const { input, output, known } = selfTest;
    checkNames([graph.input, graph.noise, graph.known], context);
    checkLevels(manifest, context);
    checkPictures(selfTest, { input, output, known }, context);
  });

/** A probability per pixel: the brain mask (models/training/brain_mask/README.md). */
export const segmenterSchema = z
  .strictObject({
    ...common,
    kind: z.literal('segmenter'),
    tasks: z.array(z.literal('brain-mask')).length(1),
    domain: z.strictObject(domain),
    graph: z.strictObject({ input: tensor, output: tensor, multiple }),
    scaling: percentile,
    /** The grid the network reads: points `spacing` mm apart around the middle of the head; values in units, clipped. */
    grid: z.strictObject({
      rows: whole(1024),
      columns: whole(1024),
      spacing: between(0.1, 10),
      clip: between(0.1, 100),
      head: between(0, 1),
    }),
    /** After the network; volumes of a series that covers the whole brain, ml. */
    mask: z.strictObject({ threshold: between(0.01, 0.99), blur: between(0, 20), plausibleVolume: range(1, 5000) }),
    selfTest: z.strictObject({ ...stored, input: base64, output: base64 }),
  })
  .superRefine(({ selfTest }, context) => {
    const { input, output } = selfTest;
    checkPictures(selfTest, { input, output }, context);
  });

export const manifestSchema = z.discriminatedUnion('kind', [denoiserSchema, segmenterSchema, restorerSchema, noisingSchema]);

/** Who vouches for a manifest: the build, which names it by its hash; a site, in a list of its own; nobody (src/models/pinned.ts). */
export type PinnedBy = 'build' | 'site' | 'nobody';

/** Of a manifest that was read from its file: which file that was. */
interface Opened {
  origin?: { sha256: string; pinned: PinnedBy };
}

export type Manifest = z.infer<typeof manifestSchema> & Opened;
export type DenoiserManifest = z.infer<typeof denoiserSchema> & Opened;
export type SegmenterManifest = z.infer<typeof segmenterSchema> & Opened;
export type RestorerManifest = z.infer<typeof restorerSchema> & Opened;
export type NoisingManifest = z.infer<typeof noisingSchema> & Opened;
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

/** Longest text of a fault: what is wrong may be as long as the file. */
const LONGEST_FAULT = 200;

/**
 * @param id the model asked for; named in the message
 * @throws DiffusionError MODEL_MANIFEST
 */
export function readManifest(id: string, json: unknown): Manifest {
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    const fault = `${first?.path.join('.') || 'manifest'}: ${first?.message ?? 'invalid'}`
      .replace(/\p{Cc}+/gu, ' ')
      .slice(0, LONGEST_FAULT);
    throw new DiffusionError('MODEL_MANIFEST', { measured: `${id}: ${fault} (in its manifest.json)` });
  }
  if (parsed.data.id !== id) throw new DiffusionError('MODEL_MANIFEST', { measured: `id ${parsed.data.id}`, allowed: id });
  return parsed.data;
}
