import { readdirSync, readFileSync } from 'node:fs';
import { parseMarkdown, spans } from '../../extension/panel/parseMarkdown';

/** All text below a node, whatever its shape. */
function textOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return '';
  return Object.entries(node)
    .map(([key, value]) => (key === 'text' ? String(value) : textOf(value)))
    .join(' ');
}

describe('a model card', () => {
  it('has headings, paragraphs, lists, tables and code', () => {
    const source = [
      '# Title',
      '',
      'one',
      'line',
      '',
      '- a',
      '  goes on',
      '- **b**',
      '',
      '| x | y |',
      '| - | -- |',
      '| 1 | `2` |',
      '',
      '```',
      '<b>',
      '```',
    ];
    // A rule needs two dashes: a single one is a sentence about a dash.
    source[10] = '| -- | -- |';
    expect(parseMarkdown(source.join('\n')).map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list', 'table', 'code']);
    const [, paragraph, list, table] = parseMarkdown(source.join('\n'));
    expect(paragraph).toEqual({ kind: 'paragraph', spans: [{ kind: 'text', text: 'one line' }] });
    expect(list).toMatchObject({ ordered: false, items: [[{ text: 'a goes on' }], [{ kind: 'strong', text: 'b' }]] });
    expect(table).toMatchObject({ head: [[{ text: 'x' }], [{ text: 'y' }]], rows: [[[{ text: '1' }], [{ kind: 'code', text: '2' }]]] });
  });

  it('keeps links as text and leaves images out', () => {
    expect(spans('see [EDM](https://arxiv.org/abs/2206.00364) ![x](y.png)')).toEqual([
      { kind: 'text', text: 'see EDM (https://arxiv.org/abs/2206.00364) ' },
    ]);
    expect(spans('[x](javascript:alert(1))').map(({ kind }) => kind)).toEqual(['text']);
  });

  it('takes an escaped mark for what it is', () => {
    expect(spans('T2\\* and \\_x\\_, *so*')).toEqual([
      { kind: 'text', text: 'T2* and _x_, ' },
      { kind: 'emphasis', text: 'so' },
    ]);
  });

  it('is data: markup in it stays text', () => {
    const [block] = parseMarkdown('<img src=x onerror="alert(1)"> <script>alert(2)</script>');
    expect(block).toEqual({
      kind: 'paragraph',
      spans: [{ kind: 'text', text: '<img src=x onerror="alert(1)"> <script>alert(2)</script>' }],
    });
  });

  it('does not take a product or an underscore in a name for emphasis', () => {
    expect(spans('2 * 3 * 4, noise_level_of').map(({ kind }) => kind)).toEqual(['text']);
  });

  it('ends on any input', () => {
    for (const source of ['', '\n\n', '- ', '|', '```', '# ', '| a |\n| -- |', '* * *', '1.\n2.'])
      expect(() => parseMarkdown(source)).not.toThrow();
  });

  it('of every shipped model is read without loss of a word', () => {
    for (const id of readdirSync('models').filter((name) => /^(mr|ct|flair|brain)-/.test(name))) {
      const source = readFileSync(`models/${id}/CARD.md`, 'utf8');
      const words = (text: string) => (text.match(/[\p{L}\p{N}]{3,}/gu) ?? []).sort();
      expect(words(parseMarkdown(source).map(textOf).join(' '))).toEqual(words(source));
    }
  });
});
