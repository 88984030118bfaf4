/** What OHIF 3.13 and later let a mode add to the basic one; earlier versions keep their measurement tools and have no brush there. */
export interface Composition {
  toolbarButtons?: unknown;
  toolbarSections?: unknown;
  toolGroupAdditions?: Record<string, unknown[]>;
  modeCustomizations?: unknown;
  [key: string]: unknown;
}

const PANEL = '@ohif/extension-cornerstone.panelModule.panelSegmentation';
const WITH_TOOLS = `${PANEL}WithToolsLabelMap`;
const TOOLS = { $reference: 'cornerstone.segmentationTools' };

/**
 * The basic mode shows segmentations but cannot draw them: regions to fill are drawn with OHIF's brush, so its segmentation tools are added, as
 * its own customization `segmentationEditing` does.
 */
export function withDrawing<T extends Composition>(base: T): T {
  const { toolbarButtons, toolbarSections, toolGroupAdditions } = base;
  if (!Array.isArray(toolbarButtons) || !Array.isArray(toolbarSections) || !toolGroupAdditions) return base;
  const more = ['default', 'mpr'].map((group) => [group, [...(toolGroupAdditions[group] ?? []), TOOLS]]);
  return {
    ...base,
    toolbarButtons: [...(toolbarButtons as unknown[]), { $reference: 'cornerstone.segmentationToolbarButtons' }],
    toolbarSections: [...(toolbarSections as unknown[]), { $reference: 'cornerstone.segmentationToolbarSections' }],
    toolGroupAdditions: { ...toolGroupAdditions, ...(Object.fromEntries(more) as Record<string, unknown[]>) },
    modeCustomizations: { 'panelSegmentation.disableEditing': false },
  };
}

/** The segmentation panel that has the tools, where the mode has them. */
export const drawingPanels = (base: Composition, panels: readonly string[]): string[] =>
  panels.map((panel) => (panel === PANEL && base.toolGroupAdditions ? WITH_TOOLS : panel));
