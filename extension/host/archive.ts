import type { Archive } from '../../src/archive/Archive';
import { host } from './host';

/** The archive that the viewer reads from and stores to: its active data source. */
export interface ViewerArchive extends Archive {
  /** As the site calls it. */
  readonly name: string;
}

const absolute = (root: string) => new URL(root, window.location.href).href.replace(/\/$/, '');

/**
 * The archive, by the configuration of the data source; undefined where it is none that speaks DICOMweb (files of this computer, a list in
 * JSON). OHIF's own `store.dicom` throws the archive's answer away, so the address is all that is taken from it.
 *
 * @param target name of another data source than the one that the study comes from
 */
export function viewerArchive(target?: string): ViewerArchive | undefined {
  const { extensionManager, services } = host();
  const named = target === undefined ? undefined : extensionManager.getDataSources?.(target);
  // A name that nobody knows is no reason to store somewhere else.
  const sources = target === undefined ? extensionManager.getActiveDataSource() : (named ?? []);
  // OHIF gives a source its configuration when a study is opened from it: one that is only stored to has none but its definition's.
  const config = sources[0]?.getConfig?.() ?? (named && extensionManager.getDataSourceDefinition?.(target)?.configuration);
  if (!config?.qidoRoot || !config.wadoRoot) return undefined;
  const { friendlyName, name, qidoRoot, wadoRoot, supportsStow } = config;
  return {
    name: friendlyName ?? name ?? wadoRoot,
    qidoUrl: absolute(qidoRoot),
    wadoUrl: absolute(wadoRoot),
    stowUrl: supportsStow ? `${absolute(wadoRoot)}/studies` : undefined,
    headers: () => ({ ...services.userAuthenticationService?.getAuthorizationHeader() }),
  };
}
