import fc from 'fast-check';
import { alphaOf, edm, precondition, targetOf, type Frame, type Prediction } from '../../src/diffusion/parameterisation';

const FRAMES: Frame[] = ['ve', 'vp', 'subvp'];
const anySigma = fc.double({ min: 0.005, max: 100, noNaN: true });
const anyValue = fc.double({ min: -3, max: 3, noNaN: true });

/** What each prediction means for a clean value and its noise, in the model's own frame. */
const MEANING: Record<Prediction, (clean: number, noise: number, alpha: number, std: number) => number> = {
  x0: (clean) => clean,
  epsilon: (_clean, noise) => noise,
  v: (clean, noise, alpha, std) => alpha * noise - std * clean,
  score: (_clean, noise, _alpha, std) => -noise / std,
};

describe.each(Object.keys(MEANING) as Prediction[])('%s prediction', (prediction) => {
  it.each(FRAMES)('gives the clean value back in the %s frame', (frame) => {
    fc.assert(
      fc.property(anySigma, anyValue, anyValue, (sigma, clean, noise) => {
        const [alpha, x] = [alphaOf(frame, sigma), clean + sigma * noise];
        const { cSkip, cOut, cIn } = precondition(prediction, frame, sigma);
        expect(cIn).toBe(alpha);
        const output = MEANING[prediction](clean, noise, alpha, sigma * alpha);
        expect(Math.abs(cSkip * x + cOut * output - clean)).toBeLessThan(1e-12 * (1 + sigma));
        if (prediction !== 'x0') expect(targetOf(precondition(prediction, frame, sigma), x, clean)).toBeCloseTo(output, 8);
      }),
    );
  });
});

it('α and σ follow the definition of each frame', () => {
  fc.assert(
    fc.property(anySigma, (sigma) => {
      const [vp, sub] = [alphaOf('vp', sigma), alphaOf('subvp', sigma)];
      expect(vp ** 2 + (sigma * vp) ** 2).toBeCloseTo(1, 12);
      expect(sigma * sub).toBeCloseTo(1 - sub ** 2, 12);
      expect(alphaOf('ve', sigma)).toBe(1);
    }),
  );
});

it('EDM: input and target have variance 1 for data of the stated spread, and the error of F counts least at small σ', () => {
  fc.assert(
    fc.property(anySigma, fc.double({ min: 0.1, max: 2, noNaN: true }), (sigma, spread) => {
      const { cSkip, cOut, cIn, cNoise } = edm(sigma, spread);
      expect(cIn ** 2 * (spread ** 2 + sigma ** 2)).toBeCloseTo(1, 12);
      expect(((1 - cSkip) ** 2 * spread ** 2 + cSkip ** 2 * sigma ** 2) / cOut ** 2).toBeCloseTo(1, 9);
      expect(cNoise).toBe(Math.log(sigma) / 4);
    }),
  );
});

it('carries the label the network was trained with', () => {
  expect(precondition('epsilon', 'vp', 0.5, 317).cNoise).toBe(317);
});
