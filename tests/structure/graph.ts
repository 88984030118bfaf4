/** Nodes (files, or folders) and what each imports, in order. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** All that is reached from some nodes, they too; depth first, in the order of the imports. */
export function reached(graph: Graph, from: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (node: string): void => {
    if (seen.has(node)) return;
    seen.add(node);
    graph.get(node)?.forEach(visit);
  };
  from.forEach(visit);
  return seen;
}

export function reversed(graph: Graph): Graph {
  const back = new Map<string, string[]>([...graph.keys()].map((node) => [node, []]));
  for (const [node, targets] of graph) targets.forEach((target) => back.get(target)?.push(node));
  return back;
}

/** The same imports between groups of nodes; those inside a group are dropped. */
export function grouped(graph: Graph, groupOf: (node: string) => string): Graph {
  const made = new Map<string, Set<string>>();
  for (const [node, targets] of graph) {
    const group = groupOf(node);
    const out = made.get(group) ?? new Set();
    made.set(group, out);
    targets
      .map(groupOf)
      .filter((target) => target !== group)
      .forEach((target) => out.add(target));
  }
  return new Map([...made].map(([group, out]) => [group, [...out]]));
}

/** Pairs of nodes that import each other. */
export const mutual = (graph: Graph): [string, string][] =>
  [...graph].flatMap(([a, out]) => out.filter((b) => a < b && graph.get(b)?.includes(a)).map((b): [string, string] => [a, b]));

/** Groups of nodes that all reach each other, larger than one: circles, also those that lead over several nodes. */
export function circles(graph: Graph): string[][] {
  const ahead = new Map([...graph.keys()].map((node) => [node, reached(graph, [node])]));
  const done = new Set<string>();
  const found: string[][] = [];
  for (const [node, far] of ahead) {
    if (done.has(node)) continue;
    const circle = [...far].filter((other) => ahead.get(other)?.has(node));
    circle.forEach((member) => done.add(member));
    if (circle.length > 1) found.push(circle);
  }
  return found;
}
