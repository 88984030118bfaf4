import { noiseIndices, type Row } from '../rows';

/**
 * Inpainting with any sampler (the replacement method, arXiv:2011.13456, Appendix I.2): before every evaluation the known region is put back at
 * the level that the model is told, by the row in front of it; the state of the first evaluation is the caller's. Order and evaluations are those
 * of the sampler. The last state is not blended: the caller puts the source back outside the hole.
 *
 * @param fresh new noise on the known region each time, as the original does; false keeps one noise for the whole run, so that the solvers of
 *   higher order, which compare estimates of neighbouring levels, do not take the region's noise for curvature
 */
export function projected(rows: readonly Row[], fresh: boolean): Row[] {
  const free = 1 + Math.max(-1, ...rows.flatMap(noiseIndices));
  return rows.map((row, i) => {
    const sigma = rows[i + 1]?.evaluateAt;
    return sigma === undefined ? row : { ...row, known: { sigma, noise: fresh ? free + i : free } };
  });
}
