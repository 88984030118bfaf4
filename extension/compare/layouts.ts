import type { Kind } from '../../src/results/kinds';
import type { TaskName } from '../../src/results/Result';
import { activeViewportId } from '../host/activeSeries';
import { type Pane, SHARED } from '../host/pane';
import type { Arrangement } from '../host/sideBySide';
import { paneName, type ResultRow } from '../results/rows';

/** Parts of a result that become a display set when they are asked for. */
export type Extra = Extract<Kind, 'difference' | 'uncertainty'>;

/** What a pane shows: the source, the part that was asked for, another part, or the score in colour on the source. */
type Shown = 'source' | 'result' | 'overlay' | Kind;

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

const crosses = ({ panes }: Layout) => panes.some((pane) => typeof pane !== 'string' && pane[1] !== 'acquisition');

/** Layouts for what a run made. Slices that are no even stack, or one alone, have no planes across them. */
export function layoutsFor({
  task,
  note,
}: Pick<ResultRow, 'task'> & { note: Pick<ResultRow['note'], 'provenance' | 'slices'> }): LayoutId[] {
  const flat = note.provenance.gaps !== undefined || note.slices < 2;
  const layouts = Object.entries(LAYOUTS) as [LayoutId, Layout][];
  return layouts.flatMap(([id, layout]) => (layout.tasks.includes(task) && !(flat && crosses(layout)) ? id : []));
}

/** Pictures in the source's units are read in one window. */
const IN_SOURCE_UNITS: ReadonlySet<Shown> = new Set<Shown>(['source', 'denoised', 'inpainted', 'healthy', 'overlay']);

/** Where parts come from that are no display sets yet. */
export interface Parts {
  add: (kind: Extra) => Promise<string | undefined>;
  /** The map that is laid in colour over the source. */
  overlay: () => string | undefined;
}

async function paneOf(item: Layout['panes'][number], row: ResultRow, parts: Parts): Promise<Pane | undefined> {
  const [shown, plane] = typeof item === 'string' ? ([item, 'acquisition'] as const) : item;
  const sets: Partial<Record<Shown, () => string | undefined | Promise<string | undefined>>> = {
    source: () => row.note.sourceUID,
    result: () => row.uid,
    overlay: () => row.note.sourceUID,
    difference: () => parts.add('difference'),
    uncertainty: () => parts.add('uncertainty'),
  };
  const uid = sets[shown] ? await sets[shown]() : row.sets[shown as Kind];
  const layer = shown === 'overlay' ? parts.overlay() : undefined;
  if (uid === undefined) return undefined;
  const kind = shown === 'result' ? row.note.kind : shown;
  return {
    role: [shown === 'source' ? 'original' : shown, ...(plane === 'acquisition' ? [] : [plane])].join('-'),
    displaySetUIDs: layer === undefined ? [uid] : [uid, layer],
    window: IN_SOURCE_UNITS.has(kind) ? SHARED : kind,
    ...(plane !== 'acquisition' && { orientation: plane }),
  };
}

/** A layout for what a run made; panes whose part the run does not have are left out. */
export async function arrangementOf(id: LayoutId, row: ResultRow, parts: Parts): Promise<Arrangement> {
  const layout: Layout = LAYOUTS[id];
  const panes: Pane[] = [];
  for (const item of layout.panes) {
    const pane = await paneOf(item, row, parts);
    if (pane) panes.push(pane);
  }
  return {
    name: paneName(row.id, id),
    sourceUID: row.note.sourceUID,
    panes,
    columns: Math.min(layout.columns, panes.length),
    fromViewportId: activeViewportId(),
    fallbackWindow: row.window,
    volumes: layout.volumes ?? false,
  };
}
