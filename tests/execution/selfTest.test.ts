import { networkSelfTest } from '../../src/execution/selfTest';
import { restorer } from '../support/restorer';

describe('the self-test of a network of one evaluation', () => {
  it('names an output that the manifest has and the network has not', async () => {
    const [name] = Object.keys(restorer.selfTest.outputs);
    const other = { run: () => Promise.resolve({ other: Float32Array.of(1) }) };
    await expect(networkSelfTest(other, restorer)).rejects.toMatchObject({
      code: 'MODEL_RUNTIME',
      measured: `no output ${name}, but other`,
    });
  });
});
