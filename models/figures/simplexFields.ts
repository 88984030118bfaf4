import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { standardSimplex } from '../../src/random/simplex';

/**
 * Simplex noise for training, made by the very code that adds it in the product:
 * `npx tsx models/figures/simplexFields.ts --out fields.f32 --count 192 --size 256` writes count × size × size float32, each field of mean 0 and
 * variance 1.
 */
const { values } = parseArgs({
  options: { out: { type: 'string' }, count: { type: 'string', default: '192' }, size: { type: 'string', default: '256' } },
});
if (!values.out) throw new Error('--out FILE is missing.');
const [count, size] = [Number(values.count), Number(values.size)];
const fields = new Float32Array(count * size * size);
for (let k = 0; k < count; k++) fields.set(standardSimplex(1 + k, k, size, size), k * size * size);
writeFileSync(values.out, fields);
