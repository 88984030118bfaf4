/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pinsText } from '../../models/pin';
import { openManifest, pinsOf } from '../../src/models/pinned';
import { PINS } from '../../src/models/pins';
import { drawnNifti } from '../cli/runCli';
import { refusal } from '../support/refusal';
import { installation, type Json } from './installation';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (id: string) => readFileSync(`models/${id}/manifest.json`);
const altered = (id: string, change: (manifest: Json) => Json) =>
  Buffer.from(JSON.stringify(change(JSON.parse(bytesOf(id).toString('utf8')) as Json)));
const within = (key: string, change: (inner: Json) => Json) => (manifest: Json) => ({ ...manifest, [key]: change(manifest[key] as Json) });

describe('the pins of the build', () => {
  it('are those of the models that lie here', () => {
    if (readFileSync('src/models/pins.ts', 'utf8') !== pinsText())
      throw new Error('The models are not those that src/models/pins.ts names. If they were meant to change: npm run models:pin');
  });

  it.each(PINS.map(({ id }) => id))('let %s pass as it is, and not with one more blank', (id) => {
    expect(openManifest(id, bytesOf(id), { hash }).origin).toEqual({ sha256: hash(bytesOf(id)), pinned: 'build' });
    const longer = Buffer.concat([bytesOf(id), Buffer.from(' ')]);
    for (const ownModels of [false, true]) expect(() => openManifest(id, longer, { hash, ownModels })).toThrow(refusal('MODEL_UNPINNED'));
  });

  it.each<[string, string, (manifest: Json) => Json]>([
    ['σ of the data three times as large', 'mr-brain-restore', within('parameterisation', () => ({ kind: 'edm', sigmaData: 1.5 }))],
    ['a wider σ range', 'mr-brain-restore', (manifest) => ({ ...manifest, sigma: [0.001, 100] })],
    ['another unit', 'mr-brain-restore', within('scaling', (scaling) => ({ ...scaling, percentile: 50 }))],
    ['more steps', 'ct-lowdose', within('defaults', (defaults) => ({ ...defaults, steps: 50 }))],
    ['another threshold', 'brain-mask', within('mask', (mask) => ({ ...mask, threshold: 0.9 }))],
    ['another cut', 'flair-brain-healthy', within('score', (score) => ({ ...score, cut: 0.99 }))],
    ['another direction', 't1-brain-healthy', within('score', (score) => ({ ...score, direction: 'brighter' }))],
    ['another noise', 'flair-brain-noising', within('noising', (noising) => ({ ...noising, noise: 'gaussian' }))],
    ['a looser self-test', 'mr-brain-inpaint', within('selfTest', (stored) => ({ ...stored, tolerance: 0.005 }))],
    ['other parts of the body', 'ct-lowdose', within('domain', (domain) => ({ ...domain, bodyPart: 'brain' }))],
  ])('refuse %s under the hash of the genuine weights', (_, id, change) => {
    const bytes = altered(id, change);
    expect(() => openManifest(id, bytes, { hash, ownModels: true })).toThrow(
      refusal('MODEL_UNPINNED', { measured: `${id}: manifest.json with SHA-256 ${hash(bytes).slice(0, 12)}…` }),
    );
    // A site may know what it does.
    const site = [{ id, sha256: hash(bytes) }];
    expect(openManifest(id, bytes, { hash, site }).origin).toEqual({ sha256: hash(bytes), pinned: 'site' });
  });

  it('hold for one name each: the pin of one model vouches for no other', () => {
    const bytes = altered('tiny-random', (manifest) => ({ ...manifest, id: 'own' }));
    expect(() => openManifest('own', bytes, { hash })).toThrow(refusal('MODEL_UNPINNED'));
    expect(() => openManifest('own', bytes, { hash, site: [{ id: 'other', sha256: hash(bytes) }] })).toThrow(refusal('MODEL_UNPINNED'));
    expect(openManifest('own', bytes, { hash, ownModels: true }).origin?.pinned).toBe('nobody');
    for (const id of ['constructor', 'toString'])
      expect(() =>
        openManifest(
          id,
          altered('tiny-random', (manifest) => ({ ...manifest, id })),
          { hash },
        ),
      ).toThrow();
  });

  it('are read from what a site gives, and nothing else', () => {
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
    expect(pinsOf({ own: a, other: [a, b] })).toEqual({
      pins: [
        { id: 'own', sha256: a },
        { id: 'other', sha256: a },
        { id: 'other', sha256: b },
      ],
      strange: 0,
    });
    for (const strange of [null, 'a', 7, [a], { own: 'A'.repeat(64) }, { own: { sha256: a } }, { own: [a.slice(1)] }])
      expect(pinsOf(strange)).toEqual({ pins: [], strange: 1 });
    expect(pinsOf(undefined)).toEqual({ pins: [], strange: 0 });
  });
});

describe('the command line', () => {
  const own = installation(['mr-brain-restore', 'ct-lowdose', 'tiny-random']);
  const input = own.path('head_T1w.nii');
  let runs = 0;
  const denoise = (...more: string[]) => {
    const output = own.path(`out-${(runs += 1)}`);
    const ended = own.run('denoise', '-i', input, '-o', output, ...more);
    const report = ended.status === 0 ? (JSON.parse(readFileSync(`${output}/report.json`, 'utf8')) as { model: Json }) : undefined;
    return { ...ended, report };
  };
  const genuine = (id: string) => own.install(id);

  beforeAll(() => writeFileSync(input, drawnNifti()));
  afterAll(() => own.remove());

  it('writes the hash of the manifest beside that of the weights', () => {
    const { report } = denoise();
    const { sha256 } = (JSON.parse(bytesOf('mr-brain-restore').toString('utf8')) as { file: { sha256: string } }).file;
    expect(report?.model).toMatchObject({ id: 'mr-brain-restore', sha256, manifest: hash(bytesOf('mr-brain-restore')), pinned: 'build' });
  });

  it('refuses σ of the data × 3 with a tolerance of 1e9, names model and file, and shows the others', () => {
    const change = (tolerance: number) => (manifest: Json) => ({
      ...within('selfTest', (stored) => ({ ...stored, tolerance }))(manifest),
      parameterisation: { kind: 'edm', sigmaData: 1.5 },
    });
    own.alter('mr-brain-restore', change(1e9));
    const said = /^MODEL_MANIFEST: .*mr-brain-restore: selfTest\.tolerance: .*manifest\.json/m;
    for (const { status, stderr, stdout } of [denoise(), denoise('-m', 'mr-brain-restore'), own.run('models', 'verify')]) {
      expect(status).toBe(2);
      expect(stderr).toMatch(said);
      expect(stderr + stdout).not.toMatch(/MODEL_DOMAIN/);
    }
    const verified = own.run('models', 'verify').stdout;
    expect(verified).toMatch(/ct-lowdose +\d+ +[0-9a-f]{64} +\d\.\de-\d+ of the range, allowed 0.001 +build/);
    expect(verified).toMatch(/tiny-random +\d+/);
    expect(verified).toMatch(/mr-brain-restore +MODEL_MANIFEST: /);
    expect(own.run('models', 'list').stdout).toMatch(/ct-lowdose[^]*mr-brain-restore +MODEL_MANIFEST: /);
    own.alter('mr-brain-restore', change(0.005));
    for (const { status, stderr } of [denoise(), denoise('-m', 'mr-brain-restore'), own.run('models', 'verify')]) {
      expect(status).toBe(2);
      expect(stderr).toMatch(/^MODEL_UNPINNED: .*mr-brain-restore: manifest\.json with SHA-256/m);
    }
    genuine('mr-brain-restore');
    expect(own.run('models', 'verify').status).toBe(0);
  });

  it.each<[string, string]>([
    ['cut', '{"schema":1,'],
    ['empty', ''],
    ['of another model', bytesOf('mr-brain-restore').toString('utf8')],
    ['longer than a manifest may be', ' '.repeat(2 ** 20 + 1)],
  ])('works with the other models where one manifest is %s, and says whose', (_, text) => {
    writeFileSync(own.manifestPath('ct-lowdose'), text);
    expect(denoise().report?.model['id']).toBe('mr-brain-restore');
    const ct = denoise('--modality', 'CT');
    expect([ct.status, ct.stderr]).toEqual([2, expect.stringMatching(/MODEL_MANIFEST: .*ct-lowdose/)]);
    genuine('ct-lowdose');
  });

  it('works with the other models where a manifest or a model is no file', () => {
    for (const name of ['manifest.json', 'model.onnx']) {
      const place = own.path('models', 'ct-lowdose', name);
      for (const make of [() => mkdirSync(place), () => void execFileSync('mkfifo', [place])]) {
        rmSync(place, { recursive: true });
        make();
        const { status, stdout, stderr } = own.run('models', 'verify');
        expect([status, stderr]).toEqual([2, expect.stringMatching(new RegExp(`MODEL_MISSING: .*ct-lowdose: ${name}: a folder, a pipe`))]);
        expect(stdout).toMatch(/mr-brain-restore +\d+ +[0-9a-f]{64} +\d/);
      }
      rmSync(place, { recursive: true });
      genuine('ct-lowdose');
    }
  });

  it('uses a model of somebody’s own where it is named, marks it, and never chooses it', () => {
    own.install('own', 'tiny-random');
    const metrics = [{ set: 's', measure: 'm', value: 1, command: 'c' }];
    const sha256 = own.alter('own', (manifest) => ({ ...manifest, id: 'own', metrics }));
    const named = denoise('-m', 'own');
    expect(named.report?.model).toMatchObject({ id: 'own', manifest: sha256, pinned: 'nobody' });
    expect(named.stderr).toMatch(/not pinned/);
    expect(denoise().report?.model).toMatchObject({ id: 'mr-brain-restore', pinned: 'build' });
    const list = own.path('pins.json');
    writeFileSync(list, own.run('models', 'pins').stdout);
    expect(denoise('-m', 'own', '--pins', list).report?.model).toMatchObject({ manifest: sha256, pinned: 'site' });
    own.alter('own', (manifest) => ({ ...manifest, sigma: [0.01, 20] }));
    expect(denoise('-m', 'own', '--pins', list).stderr).toMatch(/^MODEL_UNPINNED: .*own: manifest\.json/m);
    for (const text of ['', '[]', '{"own":1}', '{"own":"abc"}']) {
      writeFileSync(list, text);
      expect(denoise('-m', 'own', '--pins', list).stderr).toMatch(/^BAD_OPTION: .*--pins/m);
    }
    rmSync(own.path('models', 'own'), { recursive: true });
  });

  it('refuses two models of one name: a folder that says it is another model', () => {
    own.install('twin', 'tiny-random');
    expect(denoise('-m', 'twin').stderr).toMatch(/^MODEL_MANIFEST: .*found id tiny-random, allowed twin/m);
    expect(denoise('-m', 'tiny-random').report?.model['id']).toBe('tiny-random');
    rmSync(own.path('models', 'twin'), { recursive: true });
  });
});
