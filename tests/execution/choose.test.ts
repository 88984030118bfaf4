import { chooseBackend, fallBack } from '../../src/execution/choose';

const gpu = { api: true, adapter: { label: 'nvidia ampere', software: false } };
const software = { api: true, adapter: { label: 'google swiftshader', software: true } };

describe('choice of backend', () => {
  it.each([
    ['auto', gpu, 'webgpu', 'a graphics adapter was found'],
    ['auto', software, 'wasm', 'the only WebGPU adapter is software (google swiftshader)'],
    ['auto', { api: true, adapter: undefined }, 'wasm', 'no WebGPU adapter was found'],
    ['auto', { api: false, adapter: undefined }, 'wasm', 'this browser or page offers no WebGPU'],
    ['webgpu', software, 'webgpu', 'chosen by hand'],
    ['wasm', gpu, 'wasm', 'chosen by hand'],
  ] as const)('%s with %j uses %s: %s', (asked, facts, used, reason) => {
    expect(chooseBackend(asked, facts, 2)).toMatchObject({ asked, used, reason });
  });

  it.each([
    [{ api: true, adapter: undefined }, 'no WebGPU adapter was found'],
    [{ api: false, adapter: undefined }, 'this browser or page offers no WebGPU'],
  ])('refuses WebGPU by hand with %j rather than using another backend', (facts, measured) => {
    expect(() => chooseBackend('webgpu', facts, 2)).toThrow(expect.objectContaining({ code: 'BACKEND_UNAVAILABLE', measured }) as Error);
  });

  it('says how many threads wasm has, and why WebGPU was left', () => {
    expect(chooseBackend('wasm', gpu, 1).device).toBe('1 thread');
    const fallen = fallBack(chooseBackend('auto', gpu, 2), 'the self-test failed', 2);
    expect(fallen).toEqual({
      asked: 'auto',
      used: 'wasm',
      reason: 'WebGPU was tried first, but the self-test failed',
      device: '2 threads',
    });
  });
});
