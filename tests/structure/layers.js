/**
 * The floors of `extension/`, from the ground up: a file may import its own floor and those below it (and `src`), nothing above. `holds` names
 * folders (with a slash) and files below `extension/`. This is the one table: `npm run measure:road` counts by it what goes upward.
 *
 * @type {readonly { name: string, holds: readonly string[] }[]}
 */
export const FLOORS = [
  { name: 'host', holds: ['host/'] },
  { name: 'words', holds: ['i18n/', 'describe.ts', 'ids.ts', 'resultNote.ts', 'settings.ts'] },
  { name: 'worker', holds: ['worker/'] },
  { name: 'run', holds: ['jobs/', 'workbench/'] },
  { name: 'features', holds: ['anomaly/', 'card/', 'compare/', 'diagnostics/', 'inpaint/', 'overlay/', 'review/'] },
  { name: 'panel', holds: ['panel/'] },
  {
    name: 'entry',
    holds: [
      'commandsModule.ts',
      'getCustomizationModule.ts',
      'getHangingProtocolModule.ts',
      'getPanelModule.ts',
      'getToolbarModule.ts',
      'hotkeys.ts',
      'implementation.ts',
      'index.ts',
      'thumbnailMenu.ts',
      'toolbarButton.ts',
    ],
  },
];
