/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as onnxruntime from 'onnxruntime-node';
import { DiffusionError } from '../../src/core/errors';
import { Network } from '../../src/execution/network';
import { networkSelfTest, selfTest } from '../../src/execution/selfTest';
import type { Manifest } from '../../src/models/manifest';
import { openManifest } from '../../src/models/pinned';
import { nodeExecutor } from '../support/models';
import { bounded, countOf, pick, random, type Random } from './seeded';

const IDS = ['tiny-random', 'brain-mask', 'flair-brain-healthy', 'flair-brain-noising', 'mr-brain-restore', 'ct-lowdose'];
const texts = new Map(IDS.map((id) => [id, readFileSync(`models/${id}/manifest.json`, 'utf8')]));
const models = new Map(IDS.map((id) => [id, new Uint8Array(readFileSync(`models/${id}/model.onnx`))]));
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Every place in a manifest but the figures, of which there are many that nothing is computed with. */
function placesOf(value: unknown, fits: (one: unknown) => boolean, path: readonly string[] = []): (readonly string[])[] {
  const own = path.length > 0 && fits(value) ? [path] : [];
  if (!isNode(value)) return own;
  const inner = Object.entries(value).filter(([key]) => key !== 'metrics' && key !== 'data');
  return [...own, ...inner.flatMap(([key, one]) => placesOf(one, fits, [...path, key]))];
}

function put(manifest: Node, path: readonly string[], value: unknown): void {
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<unknown>((node, key) => (isNode(node) ? node[key] : undefined), manifest);
  if (isNode(parent)) Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
}

/** Numbers that are no numbers travel as words, and are written as JSON has them. */
const NUMBERS = [
  0,
  -1,
  1,
  2,
  0.5,
  1e-9,
  1e9,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 31),
  1e300,
  5e-324,
  '#1e999',
  '#-1e999',
  '#NaN',
  '#-0',
  '#007',
];
const STRANGE = [
  null,
  true,
  '',
  'x',
  '../x',
  '__proto__',
  'constructor',
  [],
  {},
  [[]],
  'x'.repeat(50_000),
  Array.from({ length: 5000 }, () => 1),
];

function mutant(index: number, text: string, draw: Random): Buffer {
  const manifest = JSON.parse(text) as Node;
  const times = 1 + Math.floor(2 * draw());
  if (index % 3 === 0) {
    for (let n = 0; n < times; n++)
      put(
        manifest,
        pick(
          placesOf(manifest, (one) => typeof one === 'number'),
          draw,
        ),
        pick(NUMBERS, draw),
      );
  } else if (index % 3 === 1) {
    const place = pick(
      placesOf(manifest, () => true),
      draw,
    );
    // Slightly other numbers are still valid, and meet the self-test.
    const numbers = placesOf(manifest, (one) => typeof one === 'number').filter(
      (path) => !path.includes('likeness') && !path.includes('calibration'),
    );
    if (draw() < 0.5) put(manifest, place, pick(STRANGE, draw));
    else {
      const own = pick(numbers, draw);
      const value = own.reduce<unknown>((node, key) => (isNode(node) ? node[key] : undefined), manifest) as number;
      put(manifest, own, value * pick([0.5, 0.9, 1.1, 2, 3], draw));
    }
  }
  const written = Buffer.from(JSON.stringify(manifest).replace(/"#([^"]*)"/g, '$1'));
  if (index % 3 !== 2) return written;
  const way = Math.floor(4 * draw());
  const at = Math.floor(draw() * written.length);
  if (way === 0) return written.subarray(0, at);
  if (way === 1)
    return Buffer.concat([
      written.subarray(0, at),
      pick([Buffer.from('['.repeat(300_000)), Buffer.from('"__proto__":{},'), Buffer.alloc(9, 255)], draw),
      written.subarray(at),
    ]);
  for (let n = 0; n < 1 + 3 * draw(); n++) {
    const place = Math.floor(draw() * written.length);
    written[place] = (written[place] ?? 0) ^ (1 << Math.floor(8 * draw()));
  }
  return written;
}

/** Whether the genuine network is what such a manifest says, as it would be found out before the first slice. */
async function tested(manifest: Manifest, bytes: Uint8Array): Promise<void> {
  if (manifest.kind === 'denoiser' || manifest.kind === 'noising-prior') {
    const executor = await nodeExecutor({ manifest, bytes } as Parameters<typeof nodeExecutor>[0]);
    await selfTest(executor, manifest).finally(() => executor.dispose());
    return;
  }
  const network = await Network.create(onnxruntime, { manifest, bytes }, 'cpu');
  await networkSelfTest(network, manifest).finally(() => network.dispose());
}

it(`${countOf(500, 120)} mutants of manifests, a third with numbers at their extremes: each is read or refused in one sentence`, async () => {
  const count = countOf(500, 120);
  const verdicts = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const draw = random(500 + index);
    const id = IDS[index % IDS.length] ?? '';
    const bytes = mutant(index, texts.get(id) ?? '', draw);
    // As a folder of somebody's own: one of the build would be refused as such, whatever it says.
    const own = Buffer.from(bytes.toString('latin1').replace(`"id":"${id}"`, '"id":"own"'), 'latin1');
    const judge = async (): Promise<string> => {
      expect(() => openManifest(id, bytes, { hash, ownModels: true })).toThrow(DiffusionError);
      try {
        await tested(openManifest('own', own, { hash, ownModels: true }), models.get(id) ?? new Uint8Array(0));
        return 'read';
      } catch (thrown) {
        if (!(thrown instanceof DiffusionError) || thrown.code === 'INTERNAL') throw thrown;
        expect(thrown.message.length).toBeLessThan(600);
        return thrown.code;
      }
    };
    const { seconds, megabytes, value } = await bounded(judge);
    verdicts.set(value, (verdicts.get(value) ?? 0) + 1);
    expect([seconds < 5, megabytes < 600]).toEqual([true, true]);
  }
  expect(verdicts.get('MODEL_MANIFEST')).toBeGreaterThan(count / 3);
  // Some pass the limits: then the self-test looks at what they would do.
  expect(verdicts.get('SELF_TEST_FAILED')).toBeGreaterThan(0);
  expect(verdicts.get('read')).toBeGreaterThan(0);
}, 600_000);
