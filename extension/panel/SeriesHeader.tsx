import React from 'react';
import { ui } from '../i18n';
import type { SeriesState } from '../workbench/state';

/** The series that the button acts on. */
export function SeriesHeader({ series }: { series: SeriesState }) {
  const { displaySetUID, label, modality, slices } = series;
  return (
    <div data-cy="diffusion-series">
      <div className="diffusion-muted">{ui.panel.series}</div>
      <div className="diffusion-series-name">{displaySetUID === undefined ? ui.panel.noSeries : label}</div>
      {displaySetUID !== undefined && <div className="diffusion-muted">{ui.panel.seriesFacts(modality, slices)}</div>}
    </div>
  );
}
