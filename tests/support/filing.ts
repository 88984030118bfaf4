import { spawnSync } from 'node:child_process';
import { rejectionSeries } from '../../src/filing/documents';
import type { Filing } from '../../src/filing/Filing';
import { SeriesMaker } from '../../src/filing/series';
import type { DicomImage } from './dicomFile';
import { filingOf, MADE, resultOf, sourceSeries } from './sourceSeries';

/**
 * All kinds of objects of one study: three pictures, a map, the report and a rejection of them.
 *
 * @param seen is told of every object that is made
 */
export async function filing(change: Partial<DicomImage> = {}, seen: (uid: string) => void = () => undefined): Promise<Filing> {
  const source = await sourceSeries(change);
  const of = (kind: 'denoised' | 'difference') => resultOf(source, kind, (value) => 0.9 * value).layers;
  const result = { ...resultOf(source, 'denoised', (value) => value), layers: [...of('denoised'), ...of('difference')] };
  const { work, studyUid, series } = filingOf(source, result);
  const [image] = source.images;
  if (!image) throw new Error('a series without images');
  const { provenance } = result;
  const maker = new SeriesMaker({ work, provenance, made: MADE, part: undefined, source: image.header, naming: {} });
  const rejection = rejectionSeries(maker, { source: image, rejected: series.flatMap(({ instances }) => instances) });
  const watched = [...series, rejection].map((one) => ({
    ...one,
    instances: one.instances.map((instance) => ({
      ...instance,
      encode: () => {
        seen(instance.sopInstanceUid);
        return instance.encode();
      },
    })),
  }));
  return { work, studyUid, series: watched };
}

/** `it` where a program is installed; elsewhere the test is named and skipped. */
export const itWith = (program: string, ...probe: string[]): typeof it =>
  spawnSync(program, probe, { stdio: 'ignore' }).status === 0 ? it : it.skip;
