import { Router } from 'express';
import { plainErrors } from '../plainErrors';
import type { InstanceStore } from './instanceStore';
import { search } from './qido';
import { RequestError } from './requestError';
import { storeInstances } from './stow';
import { retrieveBulkData, retrieveFrames, retrieveInstances, retrieveMetadata } from './wado';

/**
 * A small DICOMweb origin server over a folder: search, retrieve and store of PS3.18 chapter 10, enough for a viewer at one
 * desk. No rendering, no transcoding, no deleting, no users.
 *
 * Own code, because the Node servers that exist want a database or a conversion of the folder before they start.
 */
export function dicomweb(store: InstanceStore): Router {
  const router = Router();
  // Names, birth dates and pixels never lie in a browser's cache on the disk.
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  const study = '/studies/:study';
  const series = `${study}/series/:series`;
  const instance = `${series}/instances/:instance`;

  router.get('/studies', search(store, 'study'));
  router.get(['/series', `${study}/series`], search(store, 'series'));
  router.get(['/instances', `${study}/instances`, `${series}/instances`], search(store, 'instance'));

  for (const path of [study, series, instance]) {
    router.get(path, retrieveInstances(store));
    router.get(`${path}/metadata`, retrieveMetadata(store));
  }
  router.get(`${instance}/frames/:frames`, retrieveFrames(store));
  router.get(`${instance}/bulkdata/*path`, retrieveBulkData(store));

  router.post(['/studies', study], storeInstances(store));

  router.use(() => {
    throw new RequestError(404, 'this DICOMweb server offers nothing at this path, or not by this method');
  });
  router.use(plainErrors);
  return router;
}
