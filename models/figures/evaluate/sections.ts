import { findAnomalies } from '../anomaly/measure';
import { PRIOR } from '../anomaly/literature';
import { quoteAnomaly, quoteNoising } from '../anomaly/quote';
import { reportAnomaly } from '../anomaly/report';
import { findT1Anomalies } from '../anomalyT1/measure';
import { quoteT1Anomaly } from '../anomalyT1/quote';
import { reportT1Anomaly } from '../anomalyT1/report';
import { maskBrains } from '../brainMask/measure';
import { quoteBrainMask } from '../brainMask/quote';
import { reportBrainMask } from '../brainMask/report';
import { denoiseCt } from '../denoiseCt/measure';
import { quoteDenoiseCt } from '../denoiseCt/quote';
import { reportDenoiseCt } from '../denoiseCt/report';
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
  section({
    id: 'denoise-ct',
    title: 'Denoising, low-dose CT',
    model: 'ct-lowdose',
    needs: ['ct'],
    run: denoiseCt,
    report: reportDenoiseCt,
    quoted: quoteDenoiseCt,
  }),
  section({
    id: 'anomaly',
    title: 'Anomaly maps, FLAIR',
    model: 'flair-brain-healthy',
    needs: ['mr', 'mr-more', 'wmh'],
    run: findAnomalies,
    report: reportAnomaly,
    quoted: quoteAnomaly,
    also: { model: PRIOR, quoted: quoteNoising },
  }),
  section({
    id: 'anomaly-t1',
    title: 'Anomaly maps, T1',
    model: 't1-brain-healthy',
    needs: ['mr', 'brainmask'],
    run: findT1Anomalies,
    report: reportT1Anomaly,
    quoted: quoteT1Anomaly,
  }),
  section({
    id: 'brain-mask',
    title: 'Brain mask',
    model: 'brain-mask',
    needs: ['brainmask', 'mr'],
    run: maskBrains,
    report: reportBrainMask,
    quoted: quoteBrainMask,
  }),
];
