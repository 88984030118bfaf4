import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { DicomJson } from './dicomJson';
import type { InstanceStore } from './instanceStore';
import { SearchIndex, type Group, type Level } from './searchIndex';
import { readSearchRequest, type Attributes, type Key, type SearchRequest } from './searchRequest';
import { Turns } from './turns';

/** Search (QIDO-RS), PS3.18 section 10.6. */

/** Attributes of a row, beside those that the query names: PS3.18 tables 10.6.3-3 to 10.6.3-5, as far as the files hold them. */
const rowTags: Readonly<Record<Level, readonly string[]>> = {
  study: '00080005 00080020 00080030 00080050 00080090 00081030 00100010 00100020 00100030 00100040 0020000D 00200010'.split(' '),
  series: '00080005 00080021 00080031 00080060 0008103E 0020000D 0020000E 00200011 00400244 00400245'.split(' '),
  instance: '00080005 00080016 00080018 0020000D 0020000E 00200013 00280008 00280010 00280011 00280100 00083002'.split(' '),
};

/** Characters of an answer that are sent at once. */
const pieceLength = 65_536;

/** Answers a search; a study or series UID in the path narrows it. */
export function search(store: InstanceStore, level: Level) {
  return async (request: Request, response: Response): Promise<void> => {
    const asked = readSearchRequest(request.url.split(/\?(.*)/s)[1] ?? '');
    const { study, series } = request.params;
    const path = { ...(typeof study === 'string' && { study }), ...(typeof series === 'string' && { series }) };
    const turns = new Turns();
    const groups: Group[] = [];
    const wanted = asked.offset + asked.limit;
    for (const group of matching(SearchIndex.of(store).groups(level, path, asked.keys), level, asked.keys)) {
      if (groups.length >= wanted || response.destroyed) break;
      if (group) groups.push(group);
      if (turns.over) await turns.pass(true);
    }
    if (asked.warnings.length) response.set('Warning', asked.warnings.map((sentence) => `299 viewer "${sentence}"`).join(', '));
    response.type('application/dicom+json');
    await pipeline(Readable.from(rows(level, groups.slice(asked.offset, wanted), asked, turns)), response);
  };
}

/** Each group that matches, and nothing after each instance read without a match, so that the caller can pause. */
function* matching(groups: Iterable<Group>, level: Level, keys: readonly Key[]): Generator<Group | undefined> {
  for (const group of groups) {
    const related = relatedAttributes(level, group);
    for (const instance of group.instances) {
      const attributes: Attributes = (tag) => related[tag] ?? instance.metadata[tag];
      if (keys.every((key) => key.matches(attributes))) {
        yield group;
        break;
      }
      yield undefined;
    }
  }
}

/** The answer in pieces: all rows at once, with all their attributes, could be longer than a string can be. */
async function* rows(level: Level, groups: readonly Group[], { included }: SearchRequest, turns: Turns): AsyncGenerator<string> {
  let piece = '[';
  for (const [n, group] of groups.entries()) {
    piece += (n > 0 ? ',' : '') + JSON.stringify(row(level, group, included));
    if (piece.length > pieceLength) {
      yield piece;
      piece = '';
    }
    if (turns.over) await turns.pass(false);
  }
  yield `${piece}]`;
}

function row(level: Level, group: Group, included: SearchRequest['included']): DicomJson {
  const [first] = group.instances;
  const related = relatedAttributes(level, group);
  const source = { ...first?.metadata, ...related };
  const all = included === 'all' ? Object.keys(source) : [...rowTags[level], ...Object.keys(related), ...included];
  const tags = [...new Set(all)].sort();
  return Object.fromEntries(
    tags.flatMap((tag) => {
      const attribute = source[tag];
      return attribute ? [[tag, attribute]] : [];
    }),
  );
}

/** Attributes that no file holds: what a study has in all. */
function relatedAttributes(level: Level, { study, instances }: Group): DicomJson {
  return {
    '00080061': { vr: 'CS', Value: [...study.modalities] }, // ModalitiesInStudy
    ...(level === 'study' && {
      '00201206': count(study.series.size), // NumberOfStudyRelatedSeries
      '00201208': count(study.instances.length), // NumberOfStudyRelatedInstances
    }),
    ...(level === 'series' && { '00201209': count(instances.length) }), // NumberOfSeriesRelatedInstances
  };
}

function count(value: number): DicomJson[string] {
  return { vr: 'IS', Value: [value] };
}
