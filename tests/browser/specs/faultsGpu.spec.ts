import type { Desk } from '../faults/Desk';
import { expect, fault, test } from '../faults/fixture';

/** WebGPU on the software adapter, which passes for a graphics card here: real devices that are really lost, in the product's own worker. */
test.use({ webgpu: true });

/** The devices of a worker, in the order in which they were made. */
const CARD = `
Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
self.devices = [];
const ask = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (...asked) {
  const device = await ask.apply(this, asked);
  self.devices.push(device);
  return device;
};`;

/** The self-test of a device is the first evaluation, then one per slice; a new device begins with its own self-test. */
async function runs(desk: Desk, before: string, evaluation = 'return run();'): Promise<void> {
  await desk.begin({ before: CARD + before, evaluation }, true, 'auto');
  await desk.denoise.click();
  await whole(desk);
}

async function whole(desk: Desk): Promise<void> {
  await expect(desk.result).toHaveCount(1, { timeout: 150_000 });
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
  await expect(desk.error).toHaveCount(0);
}

/** What the result says of itself, and the panel of the backend. */
async function told(desk: Desk, why: RegExp): Promise<void> {
  await expect(desk.result.locator('[data-cy="diffusion-settings-used"]')).toContainText(why);
  await expect(desk.backend).toContainText(why);
}

const LOST = 'the graphics device stopped during the run';
const MEMORY = 'the graphics device has too little memory for this run';
const anew = (why: string) => new RegExp(`WebGPU.*the run went on anew: ${why}`);
const instead = (why: string) => new RegExp(`wasm.*WebGPU was tried first, but ${why}`);

fault('no graphics adapter', 'wasm, and the panel says why', async (desk) => {
  await desk.begin({ before: `${CARD} GPU.prototype.requestAdapter = () => Promise.resolve(null);` }, true, 'auto');
  await expect(desk.backend).toContainText('no WebGPU adapter was found');
});

fault('graphics adapter that gives no device', 'wasm, and the result and the panel say why', async (desk) => {
  await runs(desk, 'GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException("no", "OperationError"));');
  await told(desk, instead('the chosen backend cannot be used on this computer'));
});

fault('limits of the graphics device too low', 'wasm, and the result and the panel say why', async (desk) => {
  // More storage buffers than this device has places for.
  const many = `const make = GPUDevice.prototype.createBindGroupLayout;
    GPUDevice.prototype.createBindGroupLayout = function ({ entries, ...rest }) {
      const more = Array.from({ length: 20 }, (_, k) => ({ binding: 100 + k, visibility: 4, buffer: { type: 'storage' } }));
      return make.call(this, { ...rest, entries: [...entries, ...more] });
    };`;
  await runs(desk, many);
  await told(desk, instead('the (model could not be started|self-test of the model)'));
});

fault('graphics device lost before its first evaluation', 'wasm, and the result and the panel say why', async (desk) => {
  await runs(desk, '', 'if (n === 1) self.devices[0].destroy(); return run();');
  await told(desk, instead(LOST));
});

fault('graphics device lost in mid-run', 'the run goes on at the slice at work on a new device, and the result says so', async (desk) => {
  await runs(desk, '', 'if (n === 4) self.devices[0].destroy(); return run();');
  await told(desk, anew(LOST));
});

fault('graphics device lost after a run', 'the next run begins on a new device, and its result says so', async (desk) => {
  await runs(desk, '', 'if (n === 5) setTimeout(() => self.devices[0].destroy(), 500); return run();');
  await desk.clear();
  await desk.page.waitForTimeout(1_000);
  await desk.denoise.click();
  await whole(desk);
  await told(desk, anew(LOST));
});

fault('graphics device lost three times', 'the third time the run goes on in wasm, and the result says so', async (desk) => {
  await runs(desk, '', 'if (n === 3 || n === 5 || n === 7) self.devices.at(-1).destroy(); return run();');
  await told(desk, instead(LOST));
});

/** The n-th question whether memory could be had is answered with no; the first is the self-test's. */
const refuse = (...times: number[]) => `let asked = 0;
  const [push, pop, scopes] = [GPUDevice.prototype.pushErrorScope, GPUDevice.prototype.popErrorScope, []];
  GPUDevice.prototype.pushErrorScope = function (filter) { scopes.push(filter); return push.call(this, filter); };
  GPUDevice.prototype.popErrorScope = async function () {
    const own = scopes.pop() === 'out-of-memory' && ${JSON.stringify(times)}.includes(++asked);
    const found = await pop.call(this);
    return own ? new GPUOutOfMemoryError('no memory') : found;
  };`;

fault('memory of the graphics device too small', 'the run goes on with less, and the result says so', async (desk) => {
  await runs(desk, refuse(2));
  await told(desk, anew(MEMORY));
});

fault('memory of the graphics device too small twice', 'the run goes on in wasm, and the result says so', async (desk) => {
  await runs(desk, refuse(2, 4));
  await told(desk, instead(MEMORY));
});

fault('memory of the graphics device gone in mid-run', 'the run goes on with less, and the result says so', async (desk) => {
  const event = "new GPUUncapturedErrorEvent('uncapturederror', { error: new GPUOutOfMemoryError('no memory') })";
  await runs(desk, '', `if (n === 4) self.devices[0].dispatchEvent(${event}); return run();`);
  await told(desk, anew(MEMORY));
});
