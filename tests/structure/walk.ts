import { type Graph, reached, reversed } from './graph';
import type { Tree } from './imports';
import type { Leg, Road } from './roads';

export const importsOf = (tree: Tree): Graph => new Map([...tree].map(([path, { imports }]) => [path, imports]));

/**
 * Files on the way of a leg, in the order in which a reader who follows the imports meets them.
 *
 * @throws Error when a place of the leg is not in the tree, or cannot be reached any more: a road that breaks must not look short
 */
export function filesOfLeg(graph: Graph, { title, from, to }: Leg): string[] {
  const missing = [...from, ...to].filter((path) => !graph.has(path));
  if (missing.length > 0) throw new Error(`"${title}" names files that are not there: ${missing.join(', ')}`);
  const ahead = reached(graph, from);
  const cut = to.filter((path) => !ahead.has(path));
  if (cut.length > 0) throw new Error(`"${title}": no import leads from ${from.join(', ')} to ${cut.join(', ')}`);
  const leading = reached(reversed(graph), to);
  return [...ahead].filter((path) => leading.has(path) || from.includes(path));
}

export interface Walk {
  /** Files of each leg that no leg before it had. */
  legs: { title: string; paths: string[] }[];
  files: number;
  lines: number;
}

export function walk(tree: Tree, { legs }: Pick<Road, 'legs'>): Walk {
  const graph = importsOf(tree);
  const seen = new Set<string>();
  const walked = legs.map((leg) => {
    const paths = filesOfLeg(graph, leg).filter((path) => !seen.has(path));
    paths.forEach((path) => seen.add(path));
    return { title: leg.title, paths };
  });
  return { legs: walked, files: seen.size, lines: [...seen].reduce((sum, path) => sum + (tree.get(path)?.lines ?? 0), 0) };
}

/** The walk as a list in Markdown that a newcomer follows file by file; links are relative to `docs/`. */
export function walkText(tree: Tree, { name }: Road, { legs, files, lines }: Walk): string {
  const steps = legs.map(({ title, paths }) => {
    const list = paths.map((path, n) => {
      const sentence = tree.get(path)?.sentence;
      return `${n + 1}. [${path}](../${path})${sentence ? `: ${sentence}` : ''}`;
    });
    return `### ${title}\n\n${list.join('\n')}\n`;
  });
  const head = `${name[0]?.toUpperCase()}${name.slice(1)}: ${files} files, ${lines} lines`;
  return `## ${head}\n\n${steps.join('\n')}`;
}
