import { derivedUid, newUid } from '../../src/dicom/uid';
import { findingTracking } from '../../src/dicom/tracking';

const VALID = /^2\.25\.(0|[1-9]\d{0,38})$/;

describe('a derived UID', () => {
  it('is the same for the same work and parts, and another for any other', () => {
    expect(derivedUid('a', 'b', 1)).toBe(derivedUid('a', 'b', 1));
    const others = [derivedUid('a', 'b', 1), derivedUid('a', 'b1'), derivedUid('a', 'b', '1'), derivedUid('ab', 1), derivedUid('a', 'b')];
    expect(new Set(others).size).toBe(others.length);
  });

  it('keeps its number for ever: what is filed is found again by it', () => {
    expect(derivedUid('work', 'denoised', 0, 'series')).toMatchInlineSnapshot(`"2.25.142804740543191769018245679095260885016"`);
  });

  it('is valid and without a collision for a hundred thousand', () => {
    const seen = new Set<string>();
    let [longest, invalid] = [0, 0];
    for (let n = 0; n < 100_000; n++) {
      const uid = derivedUid('work', n);
      if (!VALID.test(uid)) invalid += 1;
      longest = Math.max(longest, uid.length);
      seen.add(uid);
    }
    expect({ invalid, distinct: seen.size }).toEqual({ invalid: 0, distinct: 100_000 });
    expect(longest).toBeLessThanOrEqual(44);
  });

  it('is never one that was drawn at random', () => {
    const version = (uid: string) => (BigInt(uid.slice(5)) >> 76n) & 0xfn;
    expect([version(derivedUid('w', 1)), version(newUid())]).toEqual([8n, 4n]);
  });

  it('names a finding by its work and its place', () => {
    const { id, uid } = findingTracking('work', '8-56-48');
    expect(id).toBe('Finding 8-56-48');
    expect(uid).toBe(findingTracking('work', '8-56-48').uid);
    expect(uid).not.toBe(findingTracking('work', '8-56-49').uid);
  });
});
