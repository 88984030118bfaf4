import type { LayerKind, TaskName } from '../../src/results/Result';
import { host } from '../host/host';
import { arrange, type Pane, SHARED } from '../host/sideBySide';
import type { ResultRow } from '../workbench/state';
import type { Extra } from './Comparison';

/** What a pane shows: the source, the part that was asked for, another part, or the score in colour on the source. */
type Shown = 'source' | 'result' | 'overlay' | LayerKind;

export interface Layout {
  tasks: readonly TaskName[];
  columns: number;
  panes: readonly (Shown | readonly [Shown, NonNullable<Pane['orientation']> | 'acquisition'])[];
  volumes?: boolean;
}

const PICTURES: readonly TaskName[] = ['denoise', 'inpaint'];

/** THE table of layouts; a new one is a row and its name in i18n. Hanging protocols and the panel's list follow. */
export const LAYOUTS = {
  pair: { tasks: ['denoise', 'inpaint', 'anomaly'], columns: 2, panes: ['source', 'result'] },
  one: { tasks: PICTURES, columns: 1, panes: ['result'] },
  three: { tasks: PICTURES, columns: 3, panes: ['source', 'result', 'difference'] },
  four: { tasks: PICTURES, columns: 2, panes: ['source', 'result', 'difference', 'uncertainty'] },
  anomaly: { tasks: ['anomaly'], columns: 2, panes: ['source', 'healthy', 'overlay', 'score'], volumes: true },
  planes: {
    tasks: PICTURES,
    columns: 3,
    panes: [
      ['result', 'acquisition'],
      ['result', 'sagittal'],
      ['result', 'coronal'],
    ],
    volumes: true,
  },
  overlayPlanes: {
    tasks: ['anomaly'],
    columns: 3,
    panes: [
      ['overlay', 'acquisition'],
      ['overlay', 'sagittal'],
      ['overlay', 'coronal'],
    ],
    volumes: true,
  },
} as const satisfies Record<string, Layout>;

export type LayoutId = keyof typeof LAYOUTS;

/** Layouts for what a run made. */
export const layoutsFor = ({ task }: ResultRow): LayoutId[] =>
  (Object.keys(LAYOUTS) as LayoutId[]).filter((id) => (LAYOUTS[id] as Layout).tasks.includes(task));

const EXTRA: ReadonlySet<string> = new Set(['difference', 'uncertainty']);
/** Pictures in the source's units are read in one window. */
const IN_SOURCE_UNITS: ReadonlySet<Shown> = new Set<Shown>(['source', 'denoised', 'inpainted', 'healthy', 'overlay']);

function paneOf(item: Layout['panes'][number], row: ResultRow, add: (kind: Extra) => string | undefined): Pane | undefined {
  const [shown, plane] = typeof item === 'string' ? ([item, 'acquisition'] as const) : item;
  const uid =
    shown === 'source' || shown === 'overlay'
      ? row.note.sourceUID
      : shown === 'result'
        ? row.uid
        : EXTRA.has(shown)
          ? add(shown as Extra)
          : row.sets[shown];
  if (uid === undefined) return undefined;
  const kind = shown === 'result' ? row.note.kind : shown;
  const orientation = plane === 'acquisition' ? {} : { orientation: plane };
  return {
    role: [shown === 'source' ? 'original' : shown, ...(plane === 'acquisition' ? [] : [plane])].join('-'),
    displaySetUIDs: shown === 'overlay' && row.sets.score !== undefined ? [uid, row.sets.score] : [uid],
    window: IN_SOURCE_UNITS.has(kind) ? SHARED : kind,
    ...orientation,
  };
}

/** Panes whose part the run does not have are left out. */
export async function compare(id: LayoutId, row: ResultRow, add: (kind: Extra) => string | undefined): Promise<void> {
  const layout: Layout = LAYOUTS[id];
  const panes = layout.panes.flatMap((item) => paneOf(item, row, add) ?? []);
  const fromViewportId = host().services.viewportGridService.getActiveViewportId() ?? undefined;
  await arrange({
    sourceUID: row.note.sourceUID,
    panes,
    columns: Math.min(layout.columns, panes.length),
    fromViewportId,
    fallbackWindow: row.window,
    volumes: layout.volumes ?? false,
  });
}
