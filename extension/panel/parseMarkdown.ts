/** The part of Markdown that model cards use, as data: nothing of it is ever HTML, so a card cannot bring any. */
export type Span = { kind: 'text' | 'strong' | 'emphasis' | 'code'; text: string };

export type Block =
  | { kind: 'heading'; level: number; spans: Span[] }
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'code'; text: string }
  | { kind: 'list'; ordered: boolean; items: Span[][] }
  | { kind: 'table'; head: Span[][]; rows: Span[][][] };

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|(?<![\w])_([^_\s][^_]*)_(?![\w])/g;
const IMAGE = /!\[[^\]]*\]\([^)]*\)/g;
const LINK = /\[([^\]]+)\]\(([^)\s]+)[^)]*\)/g;

/** Links stay text, `name (address)`; images are left out: a card fetches nothing. */
const plain = (text: string) =>
  text.replace(IMAGE, '').replace(LINK, (_, name: string, to: string) => (name === to ? to : `${name} (${to})`));

/** Escaped marks stand in the private use area while the others are looked for. */
const ESCAPED = /\\([\\`*_[\]()#+.!|~-])/g;
const hide = (text: string) => text.replace(ESCAPED, (_, mark: string) => String.fromCharCode(0xe000 + mark.charCodeAt(0)));
const reveal = (text: string) => text.replace(/[\ue000-\ue07f]/g, (hidden) => String.fromCharCode(hidden.charCodeAt(0) - 0xe000));

export function spans(text: string): Span[] {
  return inline(plain(hide(text))).map((span) => ({ ...span, text: reveal(span.text) }));
}

function inline(source: string): Span[] {
  const out: Span[] = [];
  let end = 0;
  for (const match of source.matchAll(INLINE)) {
    if (match.index > end) out.push({ kind: 'text', text: source.slice(end, match.index) });
    const [whole, code, ...marked] = match;
    const kind = code !== undefined ? 'code' : marked[0] !== undefined || marked[1] !== undefined ? 'strong' : 'emphasis';
    out.push({ kind, text: code ?? marked.find((found) => found !== undefined) ?? whole });
    end = match.index + whole.length;
  }
  if (end < source.length) out.push({ kind: 'text', text: source.slice(end) });
  return out;
}

const ITEM = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const FENCE = /^\s*```/;
const RULE = /^\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?)?\s*$/;

const cells = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => spans(cell.trim()));

const isStart = (line: string, next: string) => HEADING.test(line) || FENCE.test(line) || ITEM.test(line) || RULE.test(next);

/** Takes the lines of one block off the front. */
function block(lines: string[]): Block | undefined {
  const line = lines.shift() ?? '';
  if (line.trim() === '') return undefined;
  const heading = HEADING.exec(line);
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, spans: spans(heading[2] ?? '') };
  if (FENCE.test(line)) {
    const end = lines.findIndex((other) => FENCE.test(other));
    const inside = lines.splice(0, end < 0 ? lines.length : end + 1);
    return { kind: 'code', text: (end < 0 ? inside : inside.slice(0, -1)).join('\n') };
  }
  if (line.includes('|') && RULE.test(lines[0] ?? '')) {
    lines.shift();
    const rows: Span[][][] = [];
    while (lines[0]?.includes('|')) rows.push(cells(lines.shift() ?? ''));
    return { kind: 'table', head: cells(line), rows };
  }
  const first = ITEM.exec(line);
  if (first) {
    const items = [first[3] ?? ''];
    // A line that is indented, or simply goes on, belongs to the item before it.
    while (lines[0] !== undefined && lines[0].trim() !== '' && !HEADING.test(lines[0])) {
      const next = lines.shift() ?? '';
      const item = ITEM.exec(next);
      if (item) items.push(item[3] ?? '');
      else items.push(`${items.pop() ?? ''} ${next.trim()}`);
    }
    return { kind: 'list', ordered: first[2] !== undefined, items: items.map(spans) };
  }
  const text = [line.trim()];
  while (lines[0] !== undefined && lines[0].trim() !== '' && !isStart(lines[0], lines[1] ?? '')) text.push((lines.shift() ?? '').trim());
  const content = spans(text.join(' '));
  return content.length > 0 ? { kind: 'paragraph', spans: content } : undefined;
}

export function parseMarkdown(source: string): Block[] {
  const lines = source.split(/\r?\n/);
  const blocks: Block[] = [];
  while (lines.length > 0) {
    const found = block(lines);
    if (found) blocks.push(found);
  }
  return blocks;
}
