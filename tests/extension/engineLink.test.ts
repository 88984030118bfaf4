import { EngineLink } from '../../extension/run/EngineLink';
import { firstState } from '../../extension/run/state';
import { forEachTask } from '../../extension/host/settings';
import { FIRST_CHOICES } from '../../extension/run/choices';
import { Store } from '../../extension/run/Store';
import type { EngineClient } from '../../extension/worker/client';
import { DiffusionError } from '../../src/core/errors';

it('an answer to an earlier question, a failure too, does not take the place of the last one', async () => {
  const answers: { resolve: (status: unknown) => void; reject: (error: unknown) => void }[] = [];
  const engine = {
    status: () => new Promise((resolve, reject) => void answers.push({ resolve, reject })),
    dispose: () => undefined,
  } as unknown as EngineClient;
  const store = new Store(firstState({ task: 'denoise', choices: forEachTask(() => FIRST_CHOICES) }));
  const link = new EngineLink(engine, { models: [], defaultModels: { denoise: [], inpaint: [], anomaly: [] } }, store);
  const [first, second] = [link.lookUp(), link.lookUp()];
  answers[1]?.resolve({ models: [], problems: [], backend: { used: 'wasm' } });
  await second;
  // Another backend ends the worker that was asked first.
  answers[0]?.reject(new DiffusionError('ENGINE_STOPPED'));
  await first;
  expect(store.get().engine).toMatchObject({ state: 'ready', backend: { used: 'wasm' } });
});
