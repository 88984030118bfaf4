/**
 * Elements for the viewer's React, made without its React. The copy inside OHIF is on no global before 3.14 and changes between 18 and 19,
 * which refuse each other's elements; but a plain object with the right tag is accepted by both.
 */
type Props = Record<string, unknown>;
type Ref = (element: HTMLElement | null) => void;

const REACT_18 = Symbol.for('react.element');
/** Fibres looked at before giving up; the tag turns up among the first dozen. */
const MOST_FIBRES = 4000;

interface Fibre {
  memoizedProps?: { children?: unknown } | null;
  child?: Fibre | null;
  sibling?: Fibre | null;
  alternate?: Fibre | null;
}

function tagIn(value: unknown): symbol | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const tag = tagIn(item);
      if (tag) return tag;
    }
    return undefined;
  }
  const element = value as { $$typeof?: unknown; type?: unknown; props?: unknown } | null | undefined;
  if (typeof element !== 'object' || element === null || !('type' in element) || !('props' in element)) return undefined;
  return typeof element.$$typeof === 'symbol' ? element.$$typeof : undefined;
}

/** Tag of the elements that the viewer itself rendered, read from its tree. */
function readTag(): symbol | undefined {
  const root = document.getElementById('root') as unknown as Record<string, Fibre> | null;
  const key = root && Object.keys(root).find((name) => name.startsWith('__reactContainer$'));
  const queue: (Fibre | null | undefined)[] = key ? [root[key]] : [];
  const seen = new Set<Fibre>();
  while (queue.length > 0 && seen.size < MOST_FIBRES) {
    const fibre = queue.shift();
    if (!fibre || seen.has(fibre)) continue;
    seen.add(fibre);
    const tag = tagIn(fibre.memoizedProps?.children);
    if (tag) return tag;
    queue.push(fibre.child, fibre.sibling, fibre.alternate);
  }
  return undefined;
}

let known: symbol | undefined;

export function hostElement(
  type: string,
  props: Props,
  { ref = null, key = null }: { ref?: Ref | null; key?: string | null } = {},
): unknown {
  known ??= readTag();
  const tag = known ?? REACT_18;
  // React 19 takes the ref from the props; React 18 from the element, where it must not be undefined.
  if (tag !== REACT_18) return { $$typeof: tag, type, key, props: ref ? { ...props, ref } : props, _owner: null, _store: { validated: 1 } };
  return { $$typeof: tag, type, key, ref, props, _owner: null, _store: {} };
}

/** A component of the viewer's React that is an empty box, handed to `mount` when it appears; `mount` returns its undoing. */
export function boxComponent(props: Props, mount: (box: HTMLElement) => () => void): () => unknown {
  let unmount: (() => void) | undefined;
  const ref: Ref = (box) => {
    const stop = unmount;
    unmount = box ? mount(box) : undefined;
    // Later: React warns when a root is unmounted while another one renders.
    if (stop) setTimeout(stop);
  };
  return () => hostElement('div', props, { ref });
}
