/** Where our built bundle is served. Not under /diffusion, which is the mode's route in the viewer. */
export const pluginPath = '/plugins/ohif-diffusion';

export const dicomwebPath = '/dicomweb';

/**
 * The import map that makes package names work in the browser, as the text that stands in the page: its hash is part of the
 * Content-Security-Policy.
 */
export const importMap = JSON.stringify({
  imports: {
    'ohif-extension-diffusion': `${pluginPath}/extension.js`,
    'ohif-mode-diffusion': `${pluginPath}/mode.js`,
  },
});

/**
 * The `/app-config.js` of the viewer. `pacsUrl`: DICOMweb root of the PACS behind our proxy, undefined for the embedded server.
 *
 * @see https://docs.ohif.org/configuration/configurationFiles
 */
export function appConfig(pacsUrl?: string): string {
  const dataSource = {
    namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
    sourceName: 'dicomweb',
    configuration: {
      friendlyName: pacsUrl ?? 'Local images',
      name: 'dicomweb',
      qidoRoot: dicomwebPath,
      wadoRoot: dicomwebPath,
      wadoUriRoot: dicomwebPath,
      qidoSupportsIncludeField: false,
      supportsFuzzyMatching: false,
      supportsWildcard: true,
      imageRendering: 'wadors',
      thumbnailRendering: 'wadors',
      enableStudyLazyLoad: true,
      supportsStow: true,
      omitQuotationForMultipartRequest: true,
      // A PACS names its bulk data by its own address, which the page may not reach: sent through the proxy instead.
      bulkDataURI: { enabled: true, ...(pacsUrl && { startsWith: pacsUrl, prefixWith: dicomwebPath }) },
    },
  };
  const config = {
    name: 'diffusion',
    routerBasename: null,
    extensions: ['ohif-extension-diffusion'],
    modes: ['ohif-mode-diffusion'],
    customizationService: {},
    showStudyList: true,
    maxNumberOfWebWorkers: 3,
    showWarningMessageForCrossOrigin: false,
    showCPUFallbackMessage: true,
    showLoadingIndicator: true,
    strictZSpacingForVolumeViewport: true,
    investigationalUseDialog: { option: 'never' },
    defaultDataSourceName: dataSource.sourceName,
    dataSources: [dataSource],
  };
  return `// A classic script ahead of the first module script: the only place where the map can still be added.
(() => {
  const map = document.createElement('script');
  map.type = 'importmap';
  map.textContent = ${JSON.stringify(importMap)};
  document.currentScript.after(map);
})();
window.config = ${JSON.stringify(config, null, 2)};
// Not JSON. Without it the viewer throws "handler is not a function" on each image that fails or is cancelled.
window.config.httpErrorHandler = (error) => console.warn(error);
`;
}
