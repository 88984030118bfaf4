import type { Request, Response } from 'express';
import { tagOf } from './dictionary';
import type { DicomJson } from './dicomJson';
import type { InstanceStore } from './instanceStore';
import { matchesAll } from './matching';
import type { Instance } from './partTen';
import { RequestError } from './requestError';

/** Search (QIDO-RS), PS3.18 section 10.6. */
export type Level = 'study' | 'series' | 'instance';

/** Attributes of a row, beside those that the query names: PS3.18 tables 10.6.3-3 to 10.6.3-5, as far as the files hold them. */
const rowTags: Readonly<Record<Level, readonly string[]>> = {
  study: '00080005 00080020 00080030 00080050 00080090 00081030 00100010 00100020 00100030 00100040 0020000D 00200010'.split(' '),
  series: '00080005 00080021 00080031 00080060 0008103E 0020000D 0020000E 00200011 00400244 00400245'.split(' '),
  instance: '00080005 00080016 00080018 0020000D 0020000E 00200013 00280008 00280010 00280011 00280100 00083002'.split(' '),
};

const groupOf: Readonly<Record<Level, (instance: Instance) => string>> = {
  study: (instance) => instance.studyUid,
  series: (instance) => `${instance.studyUid}/${instance.seriesUid}`,
  instance: (instance) => instance.sopInstanceUid,
};

/** Parameters that are no attributes. Fuzzy matching is not offered, which the standard allows. */
const controls = new Set(['limit', 'offset', 'fuzzymatching', 'includefield', 'emptyvaluematching', 'multiplevaluematching']);

/** Answers a search; a study or series UID in the path narrows it. */
export function search(store: InstanceStore, level: Level) {
  return (request: Request, response: Response): void => {
    const { study, series } = request.params;
    const parameters = new URL(request.url, 'http://localhost').searchParams;
    const queries: [tag: string, query: string][] = [];
    const unknown: string[] = [];
    for (const [name, query] of parameters) {
      const tag = tagOf(name);
      if (controls.has(name.toLowerCase())) continue;
      else if (tag) queries.push([tag, query]);
      else unknown.push(name);
    }
    const path = {
      ...(typeof study === 'string' && { studyUid: study }),
      ...(typeof series === 'string' && { seriesUid: series }),
    };
    const included = parameters.getAll('includefield').flatMap((value) => value.split(','));
    const rows = [...grouped(store.find(path), groupOf[level]).values()]
      .map((instances) => ({ instances, related: relatedAttributes(store, level, instances) }))
      .filter(({ instances, related }) => instances.some(({ metadata }) => matchesAll({ ...metadata, ...related }, queries)))
      .map(({ instances, related }) => row(level, instances, related, [...included, ...queries.map(([tag]) => tag)]));
    const offset = countParameter(parameters, 'offset', 0);
    const limit = countParameter(parameters, 'limit', Infinity);
    // PS3.18 section 8.3.4.6: a key that was not used is announced
    if (unknown.length) response.set('Warning', `299 viewer "not matched: ${unknown.join(' ').replace(/[^\w .]/g, '')}"`);
    response.type('application/dicom+json').json(rows.slice(offset, offset + limit));
  };
}

function row(level: Level, instances: readonly Instance[], related: DicomJson, asked: readonly string[]): DicomJson {
  const source = { ...instances[0]?.metadata, ...related };
  const all = asked.includes('all');
  const askedTags = asked.map(tagOf).filter((tag): tag is string => tag !== undefined);
  const tags = new Set([...rowTags[level], ...Object.keys(related), ...askedTags]);
  return Object.fromEntries(Object.entries(source).filter(([tag]) => all || tags.has(tag)));
}

/** Attributes that no file holds: what a study has in all. Counted over the whole study or series, not over the matches. */
function relatedAttributes(store: InstanceStore, level: Level, instances: readonly Instance[]): DicomJson {
  const first = instances[0];
  if (!first) return {};
  const study = store.find({ studyUid: first.studyUid });
  const modalities = new Set(study.map(({ metadata }) => metadata['00080060']?.Value?.[0] ?? null).filter((value) => value !== null));
  const ofStudy: DicomJson = { '00080061': { vr: 'CS', Value: [...modalities] } }; // ModalitiesInStudy
  if (level === 'study') {
    ofStudy['00201206'] = count(grouped(study, groupOf.series).size); // NumberOfStudyRelatedSeries
    ofStudy['00201208'] = count(study.length); // NumberOfStudyRelatedInstances
  }
  if (level === 'series') ofStudy['00201209'] = count(instances.length); // NumberOfSeriesRelatedInstances
  return ofStudy;
}

function count(value: number): DicomJson[string] {
  return { vr: 'IS', Value: [value] };
}

function grouped(instances: readonly Instance[], key: (instance: Instance) => string): Map<string, Instance[]> {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const group = groups.get(key(instance));
    if (group) group.push(instance);
    else groups.set(key(instance), [instance]);
  }
  return groups;
}

function countParameter(parameters: URLSearchParams, name: string, otherwise: number): number {
  const text = parameters.get(name);
  if (text === null || text === '') return otherwise;
  if (!/^\d+$/.test(text)) throw new RequestError(400, `${name} must be a whole number, not '${text}'`);
  return Number(text);
}
