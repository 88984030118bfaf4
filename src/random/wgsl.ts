/**
 * The noise of philox.ts and normal.ts in WGSL, bit for bit: unsigned integers only, and a last product with 2⁻²⁰ that float32 holds exactly.
 * Expects the table as `normalTable: array<u32>` (storage, read). A voxel's number is component `voxel & 3` of
 * `normals(vec4u(voxel >> 2, slice, index, last), key)`, with `key` and `last` from keyOf and lastWord.
 */
export const NOISE_WGSL = /* wgsl */ `
fn highWord(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu; let aHigh = a >> 16u; let bLow = b & 0xffffu; let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  let rest = aLow * bHigh + (middle & 0xffffu);
  return aHigh * bHigh + (middle >> 16u) + (rest >> 16u);
}
fn philox(counter: vec4u, key: vec2u) -> vec4u {
  var c = counter; var k = key;
  for (var round = 0u; round < 10u; round++) {
    let low0 = 0xd2511f53u * c.x; let low1 = 0xcd9e8d57u * c.z;
    c = vec4u(highWord(0xcd9e8d57u, c.z) ^ c.y ^ k.x, low1, highWord(0xd2511f53u, c.x) ^ c.w ^ k.y, low0);
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}
fn normalFrom(word: u32) -> f32 {
  let m = word & 0x7fffffffu;
  var z = 0u;
  if (m < 64u) {
    z = normalTable[m];
  } else {
    let octave = 31u - countLeadingZeros(m);
    let shift = octave - 6u;
    let i = 64u + shift * 64u + ((m >> shift) & 63u);
    let rest = m & ((1u << shift) - 1u);
    var share = 0u;
    if (octave >= 18u) { share = rest >> (octave - 18u); } else { share = rest << (18u - octave); }
    z = normalTable[i] - (((normalTable[i] - normalTable[i + 1u]) * share) >> 12u);
  }
  let size = f32((z + 8u) >> 4u) * 9.5367431640625e-07;
  return select(size, -size, (word >> 31u) == 1u);
}
fn normals(counter: vec4u, key: vec2u) -> vec4f {
  let words = philox(counter, key);
  return vec4f(normalFrom(words.x), normalFrom(words.y), normalFrom(words.z), normalFrom(words.w));
}`;
