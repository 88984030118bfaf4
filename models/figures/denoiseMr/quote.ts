import type { Quoted } from '../evaluate/section';
import { DEFAULT, type Figures } from './types';

/** For the model's manifest: PSNR of one evaluation. */
export const quoteDenoiseMr = ({ scores }: Figures): Quoted[] =>
  scores
    .filter(({ method }) => method === DEFAULT)
    .map(({ set, percent, psnr }) => ({ set, measure: `PSNR in the head, dB, Rician noise ${percent} %`, value: Number(psnr.toFixed(2)) }));
