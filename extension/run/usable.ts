import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { checkDomain } from '../../src/models/domain';
import { suitability } from '../../src/tasks/suitability';
import { isPrior } from '../../src/models/prior';
import type { Manifest } from '../../src/models/manifest';
import { gate, type StackOrder } from '../../src/volume/gate';
import type { ActiveSeries } from '../host/activeSeries';

export type Verdict =
  | { stack: StackOrder; warnings: string[]; doubts: string[]; reason?: undefined }
  | { reason: ErrorData; stack?: undefined; warnings: string[]; doubts: string[] };

/**
 * Whether a series may be worked on, without loading a pixel. Without a manifest (models not looked up yet) only its geometry is judged.
 * `doubts`: how it differs from what a model that marks disease was made for; the reader has to confirm them.
 */
export function judge(series: ActiveSeries | undefined, manifest: Manifest | undefined): Verdict {
  try {
    if (!series) throw new DiffusionError('NO_IMAGE');
    // Denoising twice removes what the first run kept on purpose.
    if (series.result) throw new DiffusionError('OWN_RESULT');
    const marks = isPrior(manifest);
    const stack = gate(series.planes, series, marks);
    const [columnSpacing, rowSpacing] = stack.spacing;
    const facts = { modality: series.modality, pixelSpacing: [columnSpacing, rowSpacing] as const };
    if (marks) return { stack, warnings: [], doubts: suitability(manifest, { ...facts, ...series.look, axes: series.planes[0] }) };
    return { stack, warnings: manifest ? checkDomain(manifest, facts) : [], doubts: [] };
  } catch (thrown) {
    return { reason: DiffusionError.from(thrown).toData(), warnings: [], doubts: [] };
  }
}
