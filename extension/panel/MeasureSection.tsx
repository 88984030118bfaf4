import React, { useEffect, useState } from 'react';
import type { RegionReading } from '../compare/measures';
import { ui } from '../i18n';
import type { Readings } from '../worker/protocol';
import type { SectionProps } from './props';
import { TableHead } from './TableHead';

/** After this long without a change of the strength, ms. */
const QUIET_MS = 500;

const withUnit = (value: number | undefined, units: string, digits = 1) =>
  value === undefined ? '–' : `${value.toFixed(digits)}${units === 'arbitrary' ? '' : ` ${units}`}`;
const signed = (value: number | undefined, units: string) => `${value !== undefined && value > 0 ? '+' : ''}${withUnit(value, units, 2)}`;

/** Noise, SNR, CNR and bias of original and result, and a warning where what was removed has structure. */
export function MeasureSection({ row, features: { comparison } }: SectionProps<'comparison'>) {
  const [readings, setReadings] = useState<Readings>();
  /** null: asked for, and nothing is drawn. */
  const [drawn, setDrawn] = useState<RegionReading | null>();
  const measureDrawn = () => setDrawn(comparison.measureDrawn(row.id) ?? null);
  const { id, task } = row;
  const strength = row.note.strength ?? 1;
  useEffect(() => {
    if (task !== 'denoise') return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      // Those of the region belong to another strength.
      setDrawn((before) => before && (comparison.measureDrawn(id) ?? null));
      void comparison.measure(id, strength).then((found) => {
        if (!gone && found) setReadings(found);
      });
    }, QUIET_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [comparison, id, task, strength]);
  if (task !== 'denoise' || !readings) return null;
  const { quality, removal } = readings;
  const { columns, rows, bias, blocks, summary, unmeasurable, drawRegion, noRegion, regionRows } = ui.compare;
  return (
    <div className="diffusion-section" data-cy="diffusion-measures" data-strength={strength}>
      {removal?.warning && (
        <p className="diffusion-warning" data-cy="diffusion-removal">
          {removal.warning}
        </p>
      )}
      {quality ? (
        <>
          <table className="diffusion-measures">
            <caption className="diffusion-hidden">{summary}</caption>
            <TableHead columns={columns} />
            <tbody>
              {(['noise', 'snr', 'cnr'] as const).map((name) => (
                <tr key={name} data-measure={name}>
                  <th scope="row">{rows[name]}</th>
                  {[quality.before, quality.after].map((of, n) => (
                    <td key={n}>{withUnit(of[name], name === 'noise' ? quality.units : 'arbitrary')}</td>
                  ))}
                </tr>
              ))}
              {drawn &&
                (['mean', 'sd'] as const).map((name) => (
                  <tr key={name} data-measure={`region-${name}`} title={drawn.label}>
                    <th scope="row">{regionRows[name]}</th>
                    {[drawn.before, drawn.after].map((of, n) => (
                      <td key={n}>{withUnit(of[name], quality.units)}</td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
          <button type="button" className="diffusion-button" data-cy="diffusion-measure-region" onClick={measureDrawn}>
            {drawRegion}
          </button>
          {drawn === null && <span className="diffusion-muted">{noRegion}</span>}
          <span className="diffusion-muted">
            {bias(signed(quality.bias.inside, quality.units), signed(quality.bias.homogeneous, quality.units))}{' '}
            {blocks(quality.blocks.brighter, quality.blocks.darker)}
          </span>
        </>
      ) : (
        <span className="diffusion-muted">{unmeasurable}</span>
      )}
    </div>
  );
}
