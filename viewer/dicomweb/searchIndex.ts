import type { InstanceStore } from './instanceStore';
import type { Instance } from './partTen';
import type { Key } from './searchRequest';

export type Level = 'study' | 'series' | 'instance';

/** A study with what its rows count, over all of it and not over the matches. */
export interface Study {
  readonly instances: Instance[];
  readonly series: Map<string, Instance[]>;
  readonly modalities: Set<string | number>;
}

/** What one row tells of. */
export interface Group {
  readonly study: Study;
  readonly instances: readonly Instance[];
}

const studyInstanceUid = '0020000D';

/**
 * The instances of a store by study and series, so that a search reads each once. It takes in what has come since the last search: a
 * store only grows, and where it does not, the index is made anew.
 */
export class SearchIndex {
  private static readonly known = new WeakMap<InstanceStore, SearchIndex>();
  private readonly studies = new Map<string, Study>();
  private last: Instance | undefined;
  private seen = 0;

  static of(store: InstanceStore): SearchIndex {
    const index = this.known.get(store) ?? new SearchIndex();
    this.known.set(store, index);
    index.follow(store.instances);
    return index;
  }

  /** What the rows of a level may tell of, narrowed by the UIDs of the path, and by those that the query names. */
  *groups(level: Level, path: { readonly study?: string; readonly series?: string }, keys: readonly Key[]): Generator<Group> {
    for (const study of this.studiesNamed(path.study, keys)) {
      if (level === 'study') {
        yield { study, instances: study.instances };
        continue;
      }
      for (const [uid, instances] of study.series) {
        if (path.series !== undefined && path.series !== uid) continue;
        if (level === 'series') yield { study, instances };
        else for (const instance of instances) yield { study, instances: [instance] };
      }
    }
  }

  private *studiesNamed(inPath: string | undefined, keys: readonly Key[]): Generator<Study> {
    const key = keys.find(({ path, value }) => path.length === 1 && path[0] === studyInstanceUid && /[^*\s]/.test(value));
    const named = inPath === undefined ? key?.value.split(/[,\\]/).map((uid) => uid.trim()) : [inPath];
    if (!named) return yield* this.studies.values();
    for (const uid of new Set(named)) {
      const study = this.studies.get(uid);
      if (study) yield study;
    }
  }

  private follow(instances: readonly Instance[]): void {
    if (this.seen > 0 && instances[this.seen - 1] !== this.last) {
      this.studies.clear();
      this.seen = 0;
    }
    for (; this.seen < instances.length; this.seen++) {
      const instance = instances[this.seen];
      if (instance) this.add(instance);
    }
    this.last = instances[this.seen - 1];
  }

  private add(instance: Instance): void {
    const study = this.studies.get(instance.studyUid) ?? { instances: [], series: new Map<string, Instance[]>(), modalities: new Set() };
    this.studies.set(instance.studyUid, study);
    study.instances.push(instance);
    const series = study.series.get(instance.seriesUid);
    if (series) series.push(instance);
    else study.series.set(instance.seriesUid, [instance]);
    const modality = instance.metadata['00080060']?.Value?.[0];
    if (typeof modality === 'string' || typeof modality === 'number') study.modalities.add(modality);
  }
}
