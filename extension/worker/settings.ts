import type { ErrorData } from '../../src/core/errors';
import type { Manifest } from '../../src/models/manifest';
import type { BackendDescription } from '../../src/results/provenance';
import type { Settings } from '../../src/tasks/Task';

/** What the reader chooses; what page and worker say to each other is in protocol.ts. */
export type BackendPreference = 'auto' | 'webgpu' | 'wasm';

/** How a task is run, on what. */
export interface RunSettings extends Settings {
  modelId: string;
  backend: BackendPreference;
}

/** What the panel shows before the first run. */
export interface EngineStatus {
  models: { id: string; label: string; manifest: Manifest }[];
  /** Models that cannot be taken, each with its id. */
  problems: (ErrorData & { id?: string })[];
  backend: BackendDescription;
}
