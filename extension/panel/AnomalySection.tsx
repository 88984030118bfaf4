import React from 'react';
import { oneIn } from '../overlay/valueText';
import { ranges } from '../../src/results/derivation';
import { ui } from '../i18n';
import type { Kind } from '../../src/results/kinds';
import { brainIn } from '../run/RunData';
import { orNotify } from '../i18n/notices';
import type { SectionProps } from './props';

/** Maps that can be put beside the original, in the order of their use. */
const MAPS: readonly Kind[] = ['score', 'brightness', 'sum', 'healthy', 'uncertainty'];

/** What an anomaly map says, in words: how rare the strongest mark is, which slices have a score, whose mask it was. */
export function AnomalySection({ row, features, actions }: SectionProps<'overlay' | 'brains' | 'runs', 'showPart'>) {
  const { provenance } = row.note;
  const delivery = features.runs.get(row.id);
  if (provenance.task !== 'anomaly' || !delivery) return null;
  const { map, mask, outside } = provenance;
  const { series, stack, result } = delivery;
  const covered = stack.numbersOf(map.covered);
  const texts = ui.anomaly.result;
  const showBrain = () => void features.brains.show(series, { ...brainIn(result, stack), warnings: [] });
  const colourSum = () => {
    features.overlay.change(row, { map: 'sum' });
    void orNotify(() => features.overlay.show(row));
  };
  return (
    <div className="diffusion-field" data-cy="diffusion-anomaly-facts">
      {outside && <strong className="diffusion-warning">{ui.anomaly.outside}</strong>}
      <p data-cy="diffusion-peak">{texts.peak(oneIn(map.peak.score), stack.listedAt(map.peak.slice) + 1)}</p>
      <p className="diffusion-muted">{texts.cut(map.peak.score >= map.cut, oneIn(map.cut).count)}</p>
      {covered.length < map.covered.length && (
        <p className="diffusion-warning" data-cy="diffusion-covered">
          {texts.covered(covered.length, map.covered.length, ranges(covered))}
        </p>
      )}
      <p className="diffusion-muted">{texts.mask(mask.source, mask.millilitres)}</p>
      {map.direction === 'darker' && <p className="diffusion-muted">{texts.darker}</p>}
      {map.secondFor && row.sets.sum && (
        <>
          <p className="diffusion-muted">{texts.second(map.secondFor)}</p>
          <div className="diffusion-row">
            <button type="button" data-cy="diffusion-colour-sum" className="diffusion-button" onClick={colourSum}>
              {texts.colourSum}
            </button>
          </div>
        </>
      )}
      <span>{texts.beside}</span>
      <div className="diffusion-row">
        {MAPS.filter((kind) => row.sets[kind]).map((kind) => (
          <button
            key={kind}
            type="button"
            data-cy={`diffusion-show-${kind}`}
            className="diffusion-button"
            onClick={() => void actions.showPart(row.uid, row.sets[kind] ?? row.uid)}
          >
            {texts.show[kind]}
          </button>
        ))}
        {result.layers.some(({ kind }) => kind === 'brain') && (
          <button type="button" data-cy="diffusion-show-brain" className="diffusion-button" onClick={showBrain}>
            {ui.anomaly.brain.label}
          </button>
        )}
      </div>
    </div>
  );
}
