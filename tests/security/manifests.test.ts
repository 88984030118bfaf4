/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as onnxruntime from 'onnxruntime-node';
import { fetchManifest, fetchModel } from '../../extension/worker/modelCache';
import { decodeFloats, networkSelfTest, selfTest } from '../../src/execution/selfTest';
import { Network } from '../../src/execution/network';
import { ofKind, readManifest } from '../../src/models/manifest';
import { MOST_MANIFEST_BYTES, MOST_MODEL_BYTES } from '../../src/models/schema';
import { linearModel } from '../support/onnxModel';
import { nodeExecutor } from '../support/models';
import { refusal } from '../support/refusal';

type Json = Record<string, unknown>;
const IDS = [
  'mr-brain-restore',
  'ct-lowdose',
  'mr-brain-inpaint',
  'brain-mask',
  'flair-brain-healthy',
  'flair-brain-noising',
  'tiny-random',
];
const textOf = (id: string) => readFileSync(`models/${id}/manifest.json`, 'utf8');
const shipped = (id: string) => JSON.parse(textOf(id)) as Json;

/** A manifest with another value at a path (`score.cut`). */
function withValue(manifest: Json, path: string, value: unknown): Json {
  const [key = '', ...rest] = path.split('.');
  const inner = manifest[key];
  const copy: Json = Array.isArray(manifest) ? ([...(manifest as unknown[])] as unknown as Json) : { ...manifest };
  copy[key] = rest.length > 0 ? withValue(inner as Json, rest.join('.'), value) : value;
  return copy;
}

const HUGE = 'x'.repeat(100_000);
const [RESTORE, CT, INPAINT, MASK, HEALTHY, NOISING] = IDS as [string, string, string, string, string, string];

describe('the numbers and names of a manifest', () => {
  it.each<[id: string, path: string, values: unknown[]]>([
    [RESTORE, 'selfTest.tolerance', [1e9, 1, 0.05, 0.006, 0, -1, 1e-30, '0.001', null]],
    [RESTORE, 'selfTest.rows', [0, 1e9, 31, 32.5, 257, -32]],
    [RESTORE, 'selfTest.sigma', [0, -1, 21, 0.004, 1e300]],
    [RESTORE, 'sigma', [[0, 20], [-1, 20], [0.005, 101], [20, 0.005], [1, 1], [0.005], [0.005, 20, 30], ['0.005', '20']]],
    [RESTORE, 'parameterisation.sigmaData', [0, -0.5, 11, 1e9]],
    [RESTORE, 'parameterisation.kind', ['vp', 'constructor', '__proto__', 3]],
    [RESTORE, 'scaling.percentile', [0, 49, 101, -98]],
    [RESTORE, 'scaling.above', [-0.1, 1, 12]],
    [RESTORE, 'scaling.kind', ['hounsfields', 'percentiles', '']],
    [RESTORE, 'defaults.steps', [0, 101, 1.5, 1e9, -1]],
    [RESTORE, 'defaults.strength', [-0.1, 1.3, 1e9]],
    [RESTORE, 'defaults.sampler', ['', 'a b', '../x', HUGE, '__proto__']],
    [RESTORE, 'file.bytes', [0, -1, 1.5, MOST_MODEL_BYTES + 1, 2 ** 53, 1e300]],
    [
      RESTORE,
      'file.name',
      [
        '../model.onnx',
        '/etc/passwd',
        'a/../b.onnx',
        '..\\b.onnx',
        '%2e%2e/b.onnx',
        '.onnx',
        '..onnx',
        'model.onnx\0',
        `${HUGE}.onnx`,
        'model.pt',
      ],
    ],
    [RESTORE, 'file.sha256', ['', 'A'.repeat(64), 'a'.repeat(63), HUGE]],
    [RESTORE, 'graph.multiple', [0, -16, 65, 1e9, 16.5]],
    [RESTORE, 'graph.input', ['', '__proto__', 'x y', HUGE, 'c', 7]],
    [INPAINT, 'graph.known', ['x', 'c', '__proto__']],
    [RESTORE, 'id', ['constructor', '__proto__', '../mr', 'MR', HUGE, '']],
    [RESTORE, 'label', [HUGE, 'a\nb c', 'ab', '\u202e\u0000abc']],
    [RESTORE, 'version', ['1', '1.0.0-beta', '1'.repeat(99) + '.0.0', HUGE]],
    [RESTORE, 'licence', [HUGE, 'a\u0007b']],
    [RESTORE, 'schema', [0, 2, '1']],
    [RESTORE, 'tasks', [[], ['anomaly'], ['denoise', 'denoise', 'denoise'], 'denoise']],
    [RESTORE, 'domain.modalities', [[], ['mr'], [HUGE], Array.from({ length: 9 }, () => 'MR')]],
    [
      RESTORE,
      'domain.pixelSpacing',
      [
        [0, 2],
        [2, 0.4],
        [0.4, 1e9],
        [-1, 1],
      ],
    ],
    [RESTORE, 'domain.contrasts', [[HUGE], Array.from({ length: 33 }, () => 'T1')]],
    [RESTORE, 'metrics', [Array.from({ length: 1001 }, () => ({ set: '', measure: '', value: 1, command: '' })), [{ set: HUGE }]]],
    [RESTORE, 'selfTest.input', ['', 'AAAA', '!!!!', HUGE, 'A'.repeat(5460)]],
    [
      CT,
      'sigma',
      [
        [0.01, 150],
        [5, 2001],
        [150, 5],
      ],
    ],
    [CT, 'scaling.kind', ['percentile', 'brain-median']],
    [MASK, 'grid.rows', [0, 1e9, 1025]],
    [MASK, 'grid.spacing', [0, -2, 11]],
    [MASK, 'grid.clip', [0, 101]],
    [MASK, 'grid.head', [-1, 1.1]],
    [MASK, 'mask.threshold', [0, 1, -1, 1e9]],
    [MASK, 'mask.blur', [-1, 21]],
    [
      MASK,
      'mask.plausibleVolume',
      [
        [0, 1900],
        [700, 1e9],
        [1900, 700],
      ],
    ],
    [HEALTHY, 'score.cut', [0, -1, 1e9]],
    [HEALTHY, 'score.smoothingMm', [0, 21]],
    [HEALTHY, 'score.direction', ['up', 'constructor']],
    [
      HEALTHY,
      'score.calibration.altered',
      [
        [[0.1, 1]],
        [
          [0.2, 1],
          [0.1, 2],
        ],
        [
          [0.1, 2],
          [0.2, 1],
        ],
        [
          [0.1, 1],
          [0.2, 21],
        ],
        Array.from({ length: 65 }, (_, k) => [k, 0.1 * (k + 1)]),
      ],
    ],
    [HEALTHY, 'scaling.clip', [0, 101]],
    [HEALTHY, 'canvas.spacing', [0, 11]],
    [
      HEALTHY,
      'graph.inputs',
      [
        ['image', 'brain'],
        ['brain', 'image', 'mirrored'],
      ],
    ],
    [HEALTHY, 'likeness.precision', [[], [[1]], Array.from({ length: 8 }, () => [1, 2])]],
    [HEALTHY, 'likeness.limits.slice', [0, -1, 1e9]],
    [
      HEALTHY,
      'domain.levels.covered',
      [
        [-1, 120],
        [120, 20],
        [0, 1e9],
      ],
    ],
    [NOISING, 'noising.sigma', [0, 0.9, 1e9]],
    [NOISING, 'noising.steps', [0, 101]],
    [NOISING, 'noising.draws', [0, 65, 1e9]],
    [NOISING, 'score.leastDeviation', [0, 11]],
    [NOISING, 'parameterisation.sigmaData', [11, 0]],
  ])('of %s have limits: %s', (id, path, values) => {
    for (const value of values) {
      expect(() => readManifest(id, withValue(shipped(id), path, value))).toThrow(
        refusal('MODEL_MANIFEST', { message: expect.stringMatching(/^.{0,400}$/s) }),
      );
    }
  });

  it.each(IDS)('of %s are numbers, all of them, and there is no key too many', (id) => {
    const walk = (value: unknown, path: string): string[] => {
      if (typeof value === 'number') return [path];
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([key, inner]) => walk(inner, path ? `${path}.${key}` : key));
    };
    for (const path of walk(shipped(id), '').filter((one) => !one.startsWith('metrics.') || one.startsWith('metrics.0')))
      for (const value of [NaN, Infinity, -Infinity, '1', null, {}, [], -1e300, true])
        if (!(path.startsWith('metrics') && value === -1e300) && !(/^likeness\.(mean|precision)/.test(path) && value === -1e300))
          expect(() => readManifest(id, withValue(shipped(id), path, value))).toThrow(refusal('MODEL_MANIFEST'));
    for (const key of ['__proto__', 'constructor', 'origin', 'extra'])
      for (const place of ['{', '"file": {'])
        expect(() => readManifest(id, JSON.parse(textOf(id).replace(place, `${place}"${key}":{"pinned":"build"},`)))).toThrow(
          refusal('MODEL_MANIFEST'),
        );
    expect(() => readManifest(id, JSON.parse(textOf(id).replace('0.001', '1e999')))).toThrow(refusal('MODEL_MANIFEST'));
  });
});

describe('the self-test', () => {
  const size = { rows: 16, columns: 16 };
  const picture = (value: (i: number) => number) =>
    Buffer.from(Float32Array.from({ length: 256 }, (_, i) => value(i)).buffer).toString('base64');
  const ramp = picture((i) => i / 256);

  it.each<[string, number, number]>([
    ['zeros', 0, 0],
    ['a constant', 0, 0.25],
  ])('catches a denoiser that answers %s, whatever its manifest stores', async (_, factor, offset) => {
    const genuine = ofKind(readManifest('tiny-random', shipped('tiny-random')), 'denoiser');
    const bytes = linearModel({ x: 1, c: 0 }, { f: { of: 'x', factor, offset } });
    const { cSkip, cOut } = { cSkip: 0.25 / 0.26, cOut: (0.1 * 0.5) / Math.sqrt(0.26) };
    const input = decodeFloats(genuine.selfTest.input);
    const answered = Buffer.from(input.map((value) => cSkip * value + cOut * offset).buffer).toString('base64');
    for (const output of [genuine.selfTest.output, answered]) {
      const manifest = { ...genuine, selfTest: { ...genuine.selfTest, output, tolerance: 0.005 } };
      const executor = await nodeExecutor({ manifest, bytes });
      await expect(selfTest(executor, manifest)).rejects.toThrow(/MODEL|stored output|empty picture|self-test/);
      await executor.dispose();
    }
    // Also where nothing looks at the network itself, as on a graphics device.
    const idle = {
      open: () =>
        Promise.resolve({
          load: () => undefined,
          step: () => Promise.resolve(),
          read: () => Promise.resolve(decodeFloats(answered)),
          dispose: () => Promise.resolve(),
        }),
    };
    const manifest = { ...genuine, selfTest: { ...genuine.selfTest, output: answered } };
    await expect(selfTest(idle as unknown as Parameters<typeof selfTest>[0], manifest)).rejects.toThrow(refusal('SELF_TEST_FAILED'));
  });

  it.each<[string, number, number]>([
    ['zeros', 0, 0],
    ['a constant', 0, 0.5],
  ])('catches a segmenter and a restorer that answer %s, whatever their manifests store', async (_, factor, offset) => {
    const flat = picture(() => offset);
    const masks = ofKind(readManifest('brain-mask', shipped('brain-mask')), 'segmenter');
    const segmenter = { ...masks, selfTest: { ...size, tolerance: 0.005, input: ramp, output: flat } };
    const bytes = linearModel({ image: 1 }, { probability: { of: 'image', factor, offset } });
    const healthy = ofKind(readManifest('flair-brain-healthy', shipped('flair-brain-healthy')), 'restorer');
    const restorer = {
      ...healthy,
      selfTest: {
        ...size,
        tolerance: 0.005,
        inputs: { image: ramp, brain: ramp, mirrored: ramp },
        outputs: { clean: ramp, altered: flat },
      },
    };
    const two = linearModel(
      { image: 1, brain: 1, mirrored: 1 },
      { clean: { of: 'image', factor: 1, offset: 0 }, altered: { of: 'brain', factor, offset } },
    );
    for (const [manifest, model] of [
      [segmenter, bytes],
      [restorer, two],
    ] as const) {
      const network = await Network.create(onnxruntime, { manifest, bytes: model }, 'cpu');
      await expect(networkSelfTest(network, manifest)).rejects.toThrow(
        refusal('SELF_TEST_FAILED', { measured: expect.stringContaining('everywhere') }),
      );
      await network.dispose();
    }
  });
});

describe('what is fetched', () => {
  let [answer, sent]: [(response: ServerResponse) => void, number] = [() => undefined, 0];
  const server = createServer((_, response) => answer(response));
  let root: URL;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    root = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/models/`);
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  /** Bytes without an end, as fast as they are taken. */
  const endless =
    (headers: Record<string, string | number> = {}) =>
    (response: ServerResponse) => {
      response.writeHead(200, headers);
      sent = 0;
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32))) sent += 65_536;
      };
      response.on('drain', more);
      more();
    };
  const { file } = ofKind(readManifest('tiny-random', shipped('tiny-random')), 'denoiser');

  it('is a manifest of at most 1 MiB, by what the server says and by what comes', async () => {
    for (const headers of [undefined, { 'content-length': 10 * MOST_MANIFEST_BYTES }, { 'content-length': 2 ** 45 }]) {
      answer = endless(headers);
      await expect(fetchManifest(root, 'tiny-random')).rejects.toThrow(refusal('MODEL_MISSING'));
      expect(sent).toBeLessThan(64 * MOST_MANIFEST_BYTES);
    }
  });

  it('is a model as long as its manifest says: a longer one is refused before it comes, or stopped', async () => {
    const manifest = readManifest('tiny-random', shipped('tiny-random'));
    answer = endless({ 'content-length': 10_000_000_000 });
    await expect(fetchModel(root, manifest)).rejects.toThrow(
      refusal('MODEL_ALTERED', { measured: 'tiny-random: 10000000000 bytes', allowed: `${file.bytes} bytes` }),
    );
    answer = endless();
    await expect(fetchModel(root, manifest)).rejects.toThrow(
      refusal('MODEL_ALTERED', { measured: `tiny-random: more than ${file.bytes} bytes` }),
    );
    expect(sent).toBeLessThan(100_000_000);
  });

  it('is the genuine model', async () => {
    answer = (response) => response.end(textOf('tiny-random'));
    const manifest = await fetchManifest(root, 'tiny-random');
    answer = (response) => response.end(readFileSync('models/tiny-random/model.onnx'));
    expect((await fetchModel(root, manifest)).bytes.length).toBe(file.bytes);
  });
});
