import type { Types } from '@cornerstonejs/core';
import type { ResultNote } from './resultNote';
import type { Segmentation } from './toolTypes';

/**
 * The part of OHIF that this extension uses, written down by hand: OHIF's npm packages ship no types. Everything here was seen in
 * 3.11.1 to 3.14.0-beta.6; what only some versions have is optional.
 */
export interface Instance {
  SOPInstanceUID: string;
  SeriesInstanceUID: string;
  StudyInstanceUID: string;
  imageId?: string;
  [keyword: string]: unknown;
}

export interface DisplaySet {
  displaySetInstanceUID: string;
  SeriesInstanceUID: string;
  StudyInstanceUID: string;
  SeriesDescription?: string;
  SeriesNumber?: number | string;
  Modality?: string;
  /** May be undefined until a viewport has shown the set. */
  imageIds?: string[];
  instances?: Instance[];
  /** Of segmentations, parametric maps and reports: the newest of the series. */
  instance?: Instance;
  /** Where the list of series has its picture from. */
  getThumbnailSrc?: (parts?: { getImageSrc?: (imageId: string) => unknown }) => unknown;
  /** Our own mark: set on results of this workbench only. */
  diffusionResult?: ResultNote;
}

export interface Subscription {
  unsubscribe(): void;
}

interface PubSub {
  EVENTS: Record<string, string>;
  subscribe(event: string, listener: (data: never) => void): Subscription;
}

export interface DisplaySetService extends PubSub {
  getActiveDisplaySets(): DisplaySet[];
  getDisplaySetByUID(uid: string): DisplaySet | undefined;
  makeDisplaySets(instances: Instance[], options: { madeInClient: boolean; settings: Record<string, unknown> }): DisplaySet[] | undefined;
  deleteDisplaySet(uid: string): void;
  /** Has the list of series drawn anew, and with `reload` the viewports too. */
  setDisplaySetMetadataInvalidated?(uid: string, reload: boolean): void;
}

export interface ViewportSpec {
  displaySetInstanceUIDs: string[];
  displaySetOptions: Record<string, unknown>[];
  viewportOptions: { viewportId: string; viewportType: string; orientation?: string; toolGroupId: string; allowUnmatchedView: boolean };
}

/** What the grid knows of a viewport; its place in shares of the grid. */
export interface GridPane extends Partial<ViewportSpec> {
  viewportId: string;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
}

export interface ViewportGridService extends PubSub {
  getActiveViewportId(): string | null;
  getDisplaySetsUIDsForViewport(viewportId: string): string[] | undefined;
  getState(): { layout?: unknown; viewports: Map<string, GridPane> };
  setActiveViewportId(viewportId: string): void;
  setDisplaySetsForViewports(
    updates: {
      viewportId: string;
      displaySetInstanceUIDs: string[];
      viewportOptions?: Partial<ViewportSpec['viewportOptions']>;
      displaySetOptions?: Record<string, unknown>[];
    }[],
  ): void | Promise<void>;
  setLayout(layout: {
    numRows: number;
    numCols: number;
    layoutType: 'grid';
    isHangingProtocolLayout: boolean;
    /** Places of the panes, in place of rows and columns of equal size. */
    layoutOptions?: { x: number; y: number; width: number; height: number; positionId: string }[];
    findOrCreateViewport: (position: number) => Partial<ViewportSpec>;
  }): void | Promise<void>;
}

export interface Turn {
  rotation?: number;
  flipHorizontal?: boolean;
  flipVertical?: boolean;
}

/** A stack or volume viewport; the methods exist on both in all versions. */
export interface ImageViewport {
  type: string;
  element: HTMLDivElement;
  getActors(): unknown[];
  getCurrentImageId(): string | undefined;
  getImageIds(): string[];
  /** The picture of a stack viewport, in vtk.js's words. */
  getImageData?(): { imageData?: unknown } | undefined;
  /** Volume viewports only. */
  getAllVolumeIds?(): string[];
  getSliceIndex(): number;
  /** Volume viewports only. */
  setOrientation?(plane: 'acquisition'): void;
  /** To the slice through a point of the patient, mm. */
  jumpToWorld?(point: Types.Point3): void;
  getProperties(): { voiRange?: { lower: number; upper: number }; invert?: boolean };
  setProperties(properties: { voiRange?: { lower: number; upper: number }; invert?: boolean }): void;
  getZoom(): number;
  setZoom(zoom: number): void;
  getPan(): Types.Point2;
  setPan(pan: Types.Point2): void;
  getCamera(): { viewPlaneNormal?: Types.Point3 };
  /** How the picture is turned (degrees) and mirrored. */
  getViewPresentation?(): Turn;
  /** What is left out stays. */
  setViewPresentation?(turn: Turn): void;
  render(): void;
}

export interface CornerstoneViewportService extends PubSub {
  getCornerstoneViewport(viewportId: string): ImageViewport | null | undefined;
  getViewportInfo(viewportId: string): { getViewportData(): { data?: { displaySetInstanceUID: string }[] } | undefined } | undefined;
}

export interface ToolbarService {
  sections?: { primary: string };
  register?(buttons: unknown[]): void;
  /** Name of `register` before OHIF 3.12. */
  addButtons?(buttons: unknown[]): void;
  updateSection(section: string, buttonIds: string[]): void;
  getButton(id: string): unknown;
  refreshToolbarState(context: { viewportId: string | null }): void;
}

export interface SegmentationService extends PubSub {
  getSegmentations(): Segmentation[];
  getActiveSegmentation(viewportId: string): Segmentation | null | undefined;
  getSegmentation(id: string): Segmentation | undefined;
  createLabelmapForDisplaySet(
    displaySet: DisplaySet,
    options: { segmentationId: string; label: string; segments: Record<number, { label: string; active: boolean }> },
  ): Promise<string>;
  addSegmentationRepresentation(viewportId: string, options: { segmentationId: string; type: string }): Promise<void>;
  /** Out of its viewports and the list of series too. */
  remove(id: string): void;
}

/** A command as the viewer registers it. */
export interface CommandDefinition {
  commandFn: (options: Record<string, unknown>) => unknown;
  options?: object;
}

export interface CommandsManager {
  run(command: string, options?: object): unknown;
  getCommand?(name: string, context?: string): CommandDefinition | undefined;
  registerCommand?(context: string, name: string, definition: CommandDefinition): void;
}

/** The keys of the mode that is open. */
export interface HotkeysManager {
  hotkeyDefinitions: Readonly<Record<string, { commandName: string; keys?: string | readonly string[] }>>;
}

export interface Services {
  displaySetService: DisplaySetService;
  viewportGridService: ViewportGridService;
  cornerstoneViewportService: CornerstoneViewportService;
  toolbarService: ToolbarService;
  /** Missing where a site has taken the segmentation out of its viewer. */
  segmentationService?: SegmentationService;
  toolGroupService?: { getToolGroup(id: string): { hasTool(toolName: string): boolean } | undefined };
  panelService: { activatePanel(panelId: string, force: boolean): void };
  /** Missing before OHIF 3.9. */
  customizationService?: { getCustomization(id: string): unknown };
  /** Signs the viewer's requests; empty where nobody has signed in. */
  userAuthenticationService?: { getAuthorizationHeader(): Record<string, string> | undefined };
  uiNotificationService: { show(message: { title: string; message: string; type: string; duration: number; position: string }): void };
}

/** What a DICOMweb source is configured with (`dataSources` in app-config.js). */
export interface DataSourceConfig {
  name?: string;
  friendlyName?: string;
  qidoRoot?: string;
  wadoRoot?: string;
  supportsStow?: boolean;
}

export interface DataSource {
  getImageIdsForDisplaySet(displaySet: DisplaySet): string[];
  /** Missing in sources that are none of DICOMweb. */
  getConfig?(): DataSourceConfig | undefined;
}

export interface ExtensionManager {
  getModuleEntry(id: string): { exports: Record<string, () => unknown> } | undefined;
  getActiveDataSource(): DataSource[];
  /** As the site has written it down. */
  getDataSourceDefinition?(name?: string): { configuration?: DataSourceConfig } | undefined;
  getDataSources?(name: string): DataSource[] | undefined;
}

/** What OHIF hands to every hook and module function. */
export interface ExtensionContext {
  servicesManager: { services: Services };
  extensionManager: ExtensionManager;
  commandsManager?: CommandsManager;
  hotkeysManager?: HotkeysManager;
  appConfig?: unknown;
}
