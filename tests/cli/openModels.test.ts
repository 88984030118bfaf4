/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { manifestOf } from '../../src/cli/models';
import { OpenModels } from '../../src/cli/openModels';
import { ofKind } from '../../src/models/manifest';

it('a model is opened and tested once, however often a run asks for it', async () => {
  const manifest = ofKind(await manifestOf('tiny-random'), 'denoiser');
  const models = new OpenModels();
  const [first, second] = await Promise.all([models.executor(manifest), models.executor(manifest)]);
  expect(second).toBe(first);
  const seconds = models.seconds();
  expect(await models.executor(manifest)).toBe(first);
  expect(models.seconds()).toBe(seconds);
  expect(Object.keys(models.selfTests)).toEqual(['tiny-random']);
  await models.close();
});
