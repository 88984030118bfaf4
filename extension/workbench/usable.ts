import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { checkDomain } from '../../src/models/domain';
import type { Manifest } from '../../src/models/manifest';
import { gate, type StackOrder } from '../../src/volume/gate';
import type { ActiveSeries } from '../host/activeSeries';
import { en } from '../i18n/en';

export type Verdict =
  { stack: StackOrder; warnings: string[]; reason?: undefined } | { reason: ErrorData; stack?: undefined; warnings: string[] };

/** Whether a series may be denoised, without loading a pixel. Without a manifest (models not looked up yet) only its geometry is judged. */
export function judge(series: ActiveSeries | undefined, manifest: Manifest | undefined): Verdict {
  try {
    if (!series) throw new DiffusionError('NO_IMAGE');
    if (series.result) throw new DiffusionError('MODEL_DOMAIN', { measured: en.ownResult, allowed: en.anOriginal });
    const stack = gate(series.planes, series);
    const [columnSpacing, rowSpacing] = stack.spacing;
    const warnings = manifest ? checkDomain(manifest, { modality: series.modality, pixelSpacing: [columnSpacing, rowSpacing] }) : [];
    return { stack, warnings };
  } catch (thrown) {
    return { reason: DiffusionError.from(thrown).toData(), warnings: [] };
  }
}
