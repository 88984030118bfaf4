import { faults } from './faults';
import { generated } from './generated';
import { inTheViewer } from './inTheViewer';
import { mutants } from './mutants';
import { publicFiles } from './publicFiles';

/** A section of docs/reliability.md, made anew on its own. */
export interface Part {
  id: string;
  /** Markdown, its heading first. */
  write: () => string | Promise<string>;
}

/** In the order of the page. */
export const PARTS: readonly Part[] = [generated, mutants, publicFiles, inTheViewer, faults];
