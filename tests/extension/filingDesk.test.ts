import { FilingDesk, type DeskParts } from '../../extension/filing/FilingDesk';
import type { FilingStep } from '../../extension/filing/state';
import { bindHost } from '../../extension/host/host';
import type { ExtensionContext } from '../../extension/host/types';
import type { ResultRow } from '../../extension/results/rows';
import type { Delivery } from '../../extension/run/RunData';
import { filingOf, resultOf, sourceSeries } from '../support/sourceSeries';

/** A viewer whose archive is there, and whose headers of the source are gone. */
beforeAll(() => {
  const gone = () => {
    throw new Error('no such image: DOE^JANE');
  };
  const config = { qidoRoot: 'http://pacs/q', wadoRoot: 'http://pacs/w', supportsStow: true };
  Object.assign(globalThis, { window: { location: { href: 'http://viewer/' } } });
  bindHost({
    servicesManager: { services: {} },
    extensionManager: {
      getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone: { metaData: { get: gone } } }) } }),
      getActiveDataSource: () => [{ getConfig: () => config }],
    },
  } as unknown as ExtensionContext);
});

async function deskAt(step: (filing: ReturnType<typeof filingOf>) => FilingStep) {
  const series = await sourceSeries();
  const filing = filingOf(
    series,
    resultOf(series, 'denoised', (value) => value),
  );
  const row = { id: 'run', note: { strength: 1 } } as unknown as ResultRow;
  const delivery = { series: { imageIds: ['a', 'b', 'c'] }, source: series.volume, stack: series.stack } as unknown as Delivery;
  const rows = new Map([['run', row]]);
  const desk = new FilingDesk({
    row: (id: string) => rows.get(id),
    runs: { get: () => delivery },
    site: { enabled: true },
  } as unknown as DeskParts);
  desk.store.set({ open: 'run', steps: { run: step(filing) } });
  return { desk, rows, filing, step: () => desk.store.get().steps['run'] };
}

const partial = { step: 'partial', verified: { '1.2': 2 }, missing: ['1.2.3'], rejects: false, of: 'words' } as const;
const cause = { code: 'ARCHIVE_REFUSED', sentence: '', hint: '' } as const;

describe('a filing whose sending ends with an exception', () => {
  it('can be sent again, and what was verified stays so; the text of the exception is not shown', async () => {
    const { desk, step } = await deskAt((filing) => ({ ...partial, filing, error: cause }));
    await desk.retry('run');
    expect(step()).toMatchObject({ ...partial, error: { code: 'INTERNAL' } });
    expect(JSON.stringify(step())).not.toContain('DOE');
    expect(desk.isSending('run')).toBe(false);
  });

  it('leaves nothing of a result that was removed meanwhile', async () => {
    const { desk, rows, step } = await deskAt((filing) => ({ ...partial, filing, error: cause }));
    const sent = desk.retry('run');
    rows.clear();
    desk.store.set({ steps: { run: undefined } });
    await sent;
    expect(step()).toBeUndefined();
  });
});
