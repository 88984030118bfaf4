import { LAYOUTS, type Layout, type LayoutId } from './compare/layouts';
import { ui } from './i18n';
import { EXTENSION_ID } from './host/ids';

/** The first display set whose property has a value; the parts of a result carry `diffusionPart` (results/displaySets.ts). */
const part = (value: string) => ({
  seriesMatchingRules: [{ weight: 1, attribute: 'diffusionPart', constraint: { equals: { value } }, required: true }],
});

/** Any series that was not made here. */
const SOURCE = {
  seriesMatchingRules: [{ weight: 1, attribute: 'madeInClient', constraint: { doesNotEqual: { value: true } }, required: true }],
};

/** What a pane shows, by the selectors: an overlay is the score on the source. */
const shownBy = (shown: string) => (shown === 'overlay' ? ['source', 'score'] : [shown]);

/**
 * The panel's layouts as hanging protocols, for sites that choose them by name (`hangingprotocolId`, a mode's `hangingProtocol`). No rule
 * of theirs matches a study by itself. A result made after the study was opened is matched when the protocol is run anew with the list of
 * display sets; the panel therefore sets its layouts itself (host/sideBySide.ts).
 */
export const hangingProtocolModule = () =>
  (Object.keys(LAYOUTS) as LayoutId[]).map((id) => {
    const { columns, panes, volumes } = LAYOUTS[id] as Layout;
    const parsed = panes.map((item) => (typeof item === 'string' ? ([item, 'acquisition'] as const) : item));
    const selectors = new Set(parsed.flatMap(([shown]) => shownBy(shown)));
    const name = `${EXTENSION_ID}.${id}`;
    const viewports = parsed.map(([shown, orientation]) => ({
      viewportOptions: {
        toolGroupId: 'default',
        viewportType: volumes ? 'volume' : 'stack',
        // 'axial' would resample an oblique series.
        orientation,
        initialImageOptions: { preset: 'middle' },
        allowUnmatchedView: true,
      },
      displaySets: shownBy(shown).map((selector) => ({ id: selector })),
    }));
    const rows = Math.ceil(panes.length / columns);
    return {
      name,
      protocol: {
        id: name,
        name: ui.compare.layouts[id],
        isPreset: false,
        protocolMatchingRules: [],
        displaySetSelectors: Object.fromEntries([...selectors].map((key) => [key, key === 'source' ? SOURCE : part(key)])),
        stages: [
          {
            name: ui.compare.layouts[id],
            viewportStructure: { layoutType: 'grid', properties: { rows, columns } },
            viewports,
          },
        ],
      },
    };
  });
