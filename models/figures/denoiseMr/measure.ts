import { runtimeVersion } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { drawPictures, drawSpectra } from './draw';
import { prepareSlices, runClassical, runOurs, SAMPLER } from './methods';
import { scoreSlices } from './score';
import { distinct, gains, lesionScores, meanScores, median, spectrum } from './summarise';
import type { Figures, Method } from './types';

const NOISY: Method = { id: 'noisy', title: 'noisy', kind: 'noisy' };

/** Brain MR with Rician noise: every method on the same slices, one set of measures for all (docs/results.md says what they mean). */
export async function denoiseMr(context: Context): Promise<Figures> {
  const { work, pictures, log } = context;
  const index = await prepareSlices(context);
  log(`${index.slices.length} slices at ${index.percents.join(', ')} %`);
  const classical = await runClassical(context);
  const ours = await runOurs(context, index);
  const methods = [NOISY, ...classical.methods, ...ours.methods];
  const { scores, truth, powers } = scoreSlices(
    work,
    index,
    methods.map(({ id }) => id),
  );
  log('scored');
  const rivals = classical.methods.map(({ id }) => id);
  const found = gains(scores, rivals, 'set');
  const spectra = spectrum(powers);
  drawSpectra(pictures, spectra, methods);
  const sets = distinct(index.slices.map(({ set }) => set)).map((title) => {
    const members = index.slices.filter(({ set }) => set === title);
    return {
      title,
      slices: members.length,
      contrasts: distinct(members.map((s) => s.contrast)),
      skull: distinct(members.map((s) => s.skull)),
    };
  });
  return {
    model: ours.model,
    sampler: SAMPLER,
    percents: index.percents,
    versions: { node: process.versions.node, 'onnxruntime-node': runtimeVersion(), ...classical.versions },
    sets,
    methods,
    scores: meanScores(scores),
    gains: found,
    gainsWithoutBm3d: gains(
      scores,
      rivals.filter((id) => id !== 'bm3d'),
      'set',
    ),
    gainsByContrast: gains(scores, rivals, 'group'),
    lesions: lesionScores(scores, truth),
    spectrum: spectra,
    noiseFound: sets.flatMap(({ title }) =>
      index.percents.map((percent) => {
        const ratios = index.slices.flatMap(({ set }, k) =>
          set === title ? [(100 * (ours.sigmas.get(percent)?.[k] ?? NaN)) / percent] : [],
        );
        return { set: title, percent, ratio: Number(median(ratios).toFixed(3)) };
      }),
    ),
    pictures: drawPictures(work, pictures, index, scores, found, methods),
  };
}
