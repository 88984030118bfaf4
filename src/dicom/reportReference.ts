import type { Kind } from '../results/kinds';
import type { ObjectReference } from './contentItems';

/** An object that the report refers to. */
export interface ReportReference extends ObjectReference {
  role: 'source' | 'picture' | 'map' | 'segmentation';
  /** Of a layer of the result. */
  kind?: Kind | undefined;
  /** Of a segmentation that is no layer. */
  beside?: 'findings' | 'region' | undefined;
  /** From 1; where there are several pictures of one kind. */
  sample?: number | undefined;
  /** Of a segmentation: the findings that its segments are. */
  segments?: readonly { number: number; trackingUid: string }[] | undefined;
}
