/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import * as onnxruntime from 'onnxruntime-node';
import { OpenModels } from '../../extension/worker/openModels';
import type { OnnxExecutor } from '../../src/execution/onnx';
import { Network } from '../../src/execution/network';
import { shippedModel, smallExecutor } from '../support/models';

const model = shippedModel('tiny-random');

/** Real sessions, with a log of which were opened and closed. */
function sessions() {
  const log: string[] = [];
  const logged = <T extends { dispose(): Promise<void> }>(name: string, session: T): T => {
    const dispose = session.dispose.bind(session);
    log.push(`open ${name}`);
    session.dispose = () => {
      log.push(`close ${name}`);
      return dispose();
    };
    return session;
  };
  const executor = (name: string) => async (): Promise<OnnxExecutor> => logged(name, await smallExecutor(model));
  const network = (name: string) => async () => logged(name, await Network.create(onnxruntime, model, 'cpu'));
  return { log, executor, network };
}

describe('the models that are open in a worker', () => {
  it('serve the next run of the same kind, and are closed before another is opened', async () => {
    const [{ log, executor }, open] = [sessions(), new OpenModels()];
    const first = await open.executorFor('a', executor('a'));
    expect(await open.executorFor('a', executor('again'))).toBe(first);
    await open.executorFor('b', executor('b'));
    expect(log).toEqual(['open a', 'close a', 'open b']);
  });

  it('are closed when one of them has failed in a run, and opened anew', async () => {
    const [{ log, executor, network }, open] = [sessions(), new OpenModels()];
    await open.networkFor('n', network('n'));
    await open.executorFor('a', executor('a'));
    open.forget();
    await open.executorFor('a', executor('a anew'));
    await open.networkFor('n', network('n anew'));
    expect(log.slice(0, 2)).toEqual(['open n', 'open a']);
    expect(log.slice(2, 4).sort()).toEqual(['close a', 'close n']);
    expect(log.slice(4)).toEqual(['open a anew', 'open n anew']);
  });

  it('are asked for again after one could not be opened', async () => {
    const [{ log, executor, network }, open] = [sessions(), new OpenModels()];
    const fails = () => Promise.reject(new Error('503'));
    await expect(open.executorFor('a', fails)).rejects.toThrow('503');
    await expect(open.networkFor('n', fails)).rejects.toThrow('503');
    await open.executorFor('a', executor('a'));
    await open.networkFor('n', network('n'));
    expect(log).toEqual(['open a', 'open n']);
  });

  it('do not keep the next run from starting when one cannot be closed', async () => {
    const [{ log, executor }, open] = [sessions(), new OpenModels()];
    const stuck = await open.executorFor('a', executor('a'));
    await stuck.dispose();
    stuck.dispose = () => Promise.reject(new Error('the device is gone'));
    await open.executorFor('b', executor('b'));
    expect(log).toEqual(['open a', 'close a', 'open b']);
  });
});
