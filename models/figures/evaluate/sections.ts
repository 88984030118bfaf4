import { denoiseMr } from '../denoiseMr/measure';
import { quoteDenoiseMr } from '../denoiseMr/quote';
import { reportDenoiseMr } from '../denoiseMr/report';
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
  { id: 'denoise-ct', title: 'Denoising, low-dose CT', model: 'ct-lowdose', needs: ['ct'], elsewhere: 'models/figures/ct.py' },
  {
    id: 'anomaly',
    title: 'Anomaly maps, FLAIR',
    model: 'flair-brain-healthy',
    needs: ['mr', 'mr-more'],
    elsewhere: 'models/figures/anomaly.py',
  },
  { id: 'brain-mask', title: 'Brain mask', model: 'brain-mask', needs: ['brainmask', 'mr'], elsewhere: 'models/figures/brain_mask.py' },
];
