import { host } from './host';

/** OHIF's own way to a file that was dropped on the viewer, or that an address names whole; its segmentations and reports come by it. */
interface FileService {
  findDicomDataPromise(dataset: object, studies: readonly object[], headers: object | undefined): Promise<ArrayBuffer> | undefined;
}
const COMMON = '@ohif/extension-cornerstone.utilityModule.common';
const FILE = /^(dicomfile|wadouri|dicomweb):/;

export const isFile = (imageId: string): boolean => FILE.test(imageId);

/** What a server holds the viewer loads, with its sign-in and its signs of life. */
const HERE = 'dicomfile:';

/** @param address an image id without its frame; undefined for files that are not of this computer, and in a viewer that does not hand files over */
export function fileBytes(address: string): Promise<ArrayBuffer> | undefined {
  if (!address.startsWith(HERE)) return undefined;
  const { extensionManager, services } = host();
  const exports: Readonly<Record<string, unknown>> | undefined = extensionManager.getModuleEntry(COMMON)?.exports;
  const service = exports?.dicomLoaderService as FileService | undefined;
  const instance = { imageId: address, url: address };
  return service?.findDicomDataPromise({ instance }, [], services.userAuthenticationService?.getAuthorizationHeader());
}
