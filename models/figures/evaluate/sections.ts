import { findAnomalies } from '../anomaly/measure';
import { quoteAnomaly } from '../anomaly/quote';
import { reportAnomaly } from '../anomaly/report';
import { denoiseMr } from '../denoiseMr/measure';
import { quoteDenoiseMr } from '../denoiseMr/quote';
import { reportDenoiseMr } from '../denoiseMr/report';
import { inpaintHoles } from '../inpaint/measure';
import { quoteInpaint } from '../inpaint/quote';
import { reportInpaint } from '../inpaint/report';
import { section, type Section } from './section';

/** Everything that `npm run evaluate` measures, in the order of docs/results.md. A new section is a row here. */
export const SECTIONS: readonly Section[] = [
  section({
    id: 'denoise-mr',
    title: 'Denoising, brain MR',
    model: 'mr-brain-restore',
    needs: ['mr', 'mr-clinical'],
    run: denoiseMr,
    report: reportDenoiseMr,
    quoted: quoteDenoiseMr,
  }),
  section({
    id: 'inpaint',
    title: 'Inpainting, brain MR',
    model: 'mr-brain-inpaint',
    needs: ['mr', 'mr-clinical'],
    run: inpaintHoles,
    report: reportInpaint,
    quoted: quoteInpaint,
  }),
  { id: 'denoise-ct', title: 'Denoising, low-dose CT', model: 'ct-lowdose', needs: ['ct'], elsewhere: 'models/figures/ct.py' },
  section({
    id: 'anomaly',
    title: 'Anomaly maps, FLAIR',
    model: 'flair-brain-healthy',
    needs: ['mr', 'mr-more'],
    run: findAnomalies,
    report: reportAnomaly,
    quoted: quoteAnomaly,
  }),
  { id: 'brain-mask', title: 'Brain mask', model: 'brain-mask', needs: ['brainmask', 'mr'], elsewhere: 'models/figures/brain_mask.py' },
];
