import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { AnomalyFields } from '../../extension/panel/AnomalyFields';
import type { ActiveSeries } from '../../extension/host/activeSeries';
import type { RunSettings } from '../../extension/worker/settings';
import { forEachTask } from '../../extension/host/settings';
import { FIRST_CHOICES, withModel } from '../../extension/run/choices';
import { memoryPlan } from '../../extension/run/memory';
import { NO_SERIES, type WorkbenchState } from '../../extension/run/state';
import type { Features } from '../../extension/workbench/features';
import type { Manifest } from '../../src/models/manifest';
import { noisingPrior } from '../support/noising';
import { restorer } from '../support/restorer';
import { plane } from '../support/planes';

const models = [noisingPrior, restorer].map((manifest) => ({ id: manifest.id, label: manifest.label, manifest: manifest }));
const chosen = (id: string, more: Partial<RunSettings> = {}) => ({ ...withModel(FIRST_CHOICES, id, { models }, 'anomaly'), ...more });

/** What the panel shows of the anomaly task with these choices. */
function fields(choices: RunSettings): string {
  const engine = { state: 'ready', models, problems: [], backend: { used: 'wasm' } };
  const state = { engine, choices: forEachTask(() => choices), series: NO_SERIES, confirmed: [], brains: {} } as unknown as WorkbenchState;
  const [control, features] = [{ choose: () => undefined, confirm: () => undefined, run: () => undefined }, {} as Pick<Features, 'brains'>];
  return renderToStaticMarkup(createElement(AnomalyFields, { state, control, features }));
}

describe('reconstructions of the anomaly task', () => {
  it('begin with the number that the model is calibrated for, and are gone with it', () => {
    const choices = chosen(noisingPrior.id);
    expect(choices.samples).toBe(3);
    expect(withModel(choices, restorer.id, { models }, 'anomaly').samples).toBe(1);
  });

  it('can be chosen where the model draws, and say what they cost and mean', () => {
    expect(fields(chosen(noisingPrior.id))).toMatch(/id="diffusion-reconstructions"[^>]* min="2" max="16"[^>]* value="3"/);
    expect(fields(chosen(noisingPrior.id))).toContain('3 evaluations per slice. The score is calibrated for this number.');
    expect(fields(chosen(noisingPrior.id, { samples: 5 }))).toMatch(/5 evaluations per slice\. The score is calibrated for 3:/);
    // One is what nobody asked for.
    expect(fields(chosen(noisingPrior.id, { samples: 1 }))).toContain('3 evaluations per slice.');
    expect(fields(chosen(restorer.id))).not.toContain('diffusion-advanced');
  });

  it('leave a spread that is counted before the run; what the model does not make is not', () => {
    const series = { imageIds: Array(20).fill(''), planes: [plane(0, { rows: 200, columns: 200 })] } as unknown as ActiveSeries;
    const parts = (manifest: Manifest, samples = 1) => memoryPlan('anomaly', series, manifest, { samples, turns: 1 })?.kept;
    expect(parts(noisingPrior)).toEqual(['score', 'healthy', 'brightness', 'uncertainty', 'brain']);
    expect(parts(restorer, 4)).toEqual(['score', 'healthy', 'brightness', 'sum', 'brain']);
    expect(parts({ ...restorer, secondScore: undefined })).toEqual(['score', 'healthy', 'brightness', 'brain']);
  });
});
