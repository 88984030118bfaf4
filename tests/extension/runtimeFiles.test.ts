/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import * as onnxruntime from 'onnxruntime-node';
import { OnnxExecutor } from '../../src/execution/onnx';
import type { Runtime } from '../../src/execution/runtime';
import { DownloadError } from '../../extension/worker/download';
import { RuntimeFiles, type WebRuntime } from '../../extension/worker/runtimeFiles';
import { NODE, shippedModel } from '../support/models';

const folder = new URL('https://viewer.example/plugins/ohif-diffusion/ort/1.30.0/');
const ort = onnxruntime as unknown as WebRuntime;
const model = shippedModel('tiny-random');

/** A server that answers with an error as long as a name is in `down`; what it delivers is the runtime of Node. */
function server() {
  const [asked, fetched, down, gone]: [string[], string[], Set<string>, Set<string>] = [[], [], new Set(), new Set()];
  const load = (address: string) => {
    const name = address.slice(folder.href.length);
    asked.push(name);
    return down.has(name.split('?')[0] ?? '') ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(ort);
  };
  const bytesOf = (address: string) => {
    const name = address.slice(folder.href.length).split('?')[0] ?? '';
    fetched.push(name);
    return gone.has(name) ? Promise.reject(new DownloadError('HTTP 404')) : Promise.resolve(new Uint8Array(3));
  };
  return { asked, fetched, down, gone, files: new RuntimeFiles(load, bytesOf, () => 1) };
}

/** A real session. */
const session = async (runtime: Runtime) => {
  const executor = await OnnxExecutor.create(runtime, model, NODE);
  await executor.dispose();
  return 'a session';
};
/** As onnxruntime-web 1.30 says that its .wasm did not come. */
const noWasm = (): Promise<string> => {
  const cause = new Error(
    'no available backend found. ERR: [wasm] RuntimeError: Aborted(both async and sync fetching of the wasm failed).',
  );
  return OnnxExecutor.create({ ...ort, InferenceSession: { create: () => Promise.reject(cause) } }, model, NODE).then(() => 'never');
};

describe('the files of the runtime', () => {
  it('are loaded once, from their folder, with the settings of ours', async () => {
    const { asked, files } = server();
    expect(await files.with(folder, 'wasm', session)).toBe('a session');
    expect(await files.with(folder, 'wasm', session)).toBe('a session');
    expect(asked).toEqual(['ort.wasm.min.mjs']);
    expect(ort.env.wasm.wasmPaths).toEqual({ mjs: `${folder.href}ort-wasm-simd-threaded.mjs` });
  });

  it('are here, the large one as bytes, before the runtime is asked for a session, which would wait for them without an end', async () => {
    const { fetched, files } = server();
    let held: unknown;
    await files.with(folder, 'wasm', (runtime) => {
      held = (runtime as WebRuntime).env.wasm.wasmBinary;
      return session(runtime);
    });
    expect(fetched).toEqual(['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']);
    expect(held).toEqual(new Uint8Array(3));
    // Compiled by then, and 14 MB.
    expect(ort.env.wasm.wasmBinary).toBeUndefined();
  });

  it.each(['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'])(
    'name %s, and why it did not come',
    async (name) => {
      const { asked, gone, files } = server();
      gone.add(name);
      await expect(files.with(folder, 'wasm', session)).rejects.toMatchObject({ code: 'RUNTIME_MISSING', measured: `${name}: HTTP 404` });
      gone.clear();
      expect(await files.with(folder, 'wasm', session)).toBe('a session');
      expect(asked).toEqual(['ort.wasm.min.mjs?again=1']);
    },
  );

  it('serve wasm too where the WebGPU build is there', async () => {
    const { asked, files } = server();
    await files.with(folder, 'webgpu', session);
    await files.with(folder, 'wasm', session);
    expect(asked).toEqual(['ort.webgpu.min.mjs']);
  });

  it('are asked for again after a failure, at an address that no browser remembers as failed', async () => {
    const { asked, down, files } = server();
    down.add('ort.wasm.min.mjs');
    await expect(files.with(folder, 'wasm', session)).rejects.toMatchObject({ code: 'RUNTIME_MISSING', measured: 'ort.wasm.min.mjs' });
    down.clear();
    expect(await files.with(folder, 'wasm', session)).toBe('a session');
    expect(asked).toEqual(['ort.wasm.min.mjs', 'ort.wasm.min.mjs?again=1']);
  });

  it('leave the wasm build to fall back to where the WebGPU build is missing', async () => {
    const { asked, down, files } = server();
    down.add('ort.webgpu.min.mjs');
    await expect(files.with(folder, 'webgpu', session)).rejects.toMatchObject({ code: 'RUNTIME_MISSING', measured: 'ort.webgpu.min.mjs' });
    expect(await files.with(folder, 'wasm', session)).toBe('a session');
    expect(asked).toEqual(['ort.webgpu.min.mjs', 'ort.wasm.min.mjs?again=1']);
  });

  it('are a new copy once the .wasm did not come: the old one refuses every session from then on', async () => {
    const { asked, files } = server();
    await expect(files.with(folder, 'webgpu', noWasm)).rejects.toMatchObject({
      code: 'RUNTIME_MISSING',
      measured: 'ort-wasm-simd-threaded.asyncify.wasm',
    });
    expect(await files.with(folder, 'wasm', session)).toBe('a session');
    expect(asked).toEqual(['ort.webgpu.min.mjs', 'ort.wasm.min.mjs?again=1']);
  });

  it('stay where a model is at fault', async () => {
    const { asked, files } = server();
    const broken = (runtime: Runtime) => OnnxExecutor.create(runtime, { ...model, bytes: new Uint8Array(8) }, NODE);
    await expect(files.with(folder, 'wasm', broken)).rejects.toMatchObject({ code: 'MODEL_RUNTIME' });
    await files.with(folder, 'wasm', session);
    expect(asked).toEqual(['ort.wasm.min.mjs']);
  });
});
