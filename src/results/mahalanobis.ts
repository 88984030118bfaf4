/**
 * How far each voxel lies above its own reconstructions, in their standard deviations: the Mahalanobis distance with one variance per voxel,
 * negative below. Several reconstructions from different noise say how sure a prior is of a voxel (arXiv:2407.12474, whose best form uses full
 * covariances of a neighbourhood).
 *
 * @param source row-major, in any unit
 * @param mean, deviation of the reconstructions, voxel by voxel, same size and unit
 * @param least added to the deviation in quadrature: few reconstructions may agree by chance
 */
export function mahalanobis(source: Float32Array, mean: Float32Array, deviation: Float32Array, least: number): Float32Array {
  return source.map((value, i) => (value - (mean[i] ?? 0)) / Math.hypot(deviation[i] ?? 0, least));
}
