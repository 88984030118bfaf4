import { simplexNoise, simplexPermutation } from '../../src/random/simplex';
import type { Parameters } from './format';
import type { Arrays } from './schedules';

/** AnoDDPM's noise picture: T is the depth, `frequency` the pixels per unit. */
export function simplexField(p: Parameters): Arrays {
  const [rows = 0, columns = 0] = p.list('shape');
  const options = { octaves: p.number('octaves'), persistence: p.number('persistence'), frequency: p.number('frequency') };
  const field = simplexNoise(p.number('seed'), p.number('T'), rows, columns, options);
  return { permutation: Array.from(simplexPermutation(p.number('seed'))), field: Array.from(field) };
}
