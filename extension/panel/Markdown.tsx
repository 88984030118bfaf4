import React, { createElement } from 'react';
import { type Block, parseMarkdown, type Span } from './parseMarkdown';

const TAGS = { strong: 'strong', emphasis: 'em', code: 'code' } as const;

const Spans = ({ spans }: { spans: readonly Span[] }) => (
  <>{spans.map(({ kind, text }, i) => (kind === 'text' ? text : createElement(TAGS[kind], { key: i }, text)))}</>
);

const VIEWS: { [K in Block['kind']]: (block: Extract<Block, { kind: K }>) => React.ReactNode } = {
  // The dialog's own title is h2.
  heading: ({ level, spans }) => createElement(`h${Math.min(6, level + 2)}`, {}, <Spans spans={spans} />),
  paragraph: ({ spans }) => (
    <p>
      <Spans spans={spans} />
    </p>
  ),
  code: ({ text }) => <pre>{text}</pre>,
  list: ({ ordered, items }) =>
    createElement(
      ordered ? 'ol' : 'ul',
      {},
      items.map((item, i) => (
        <li key={i}>
          <Spans spans={item} />
        </li>
      )),
    ),
  table: ({ head, rows }) => (
    <div className="diffusion-table">
      <table>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={i}>
                <Spans spans={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, k) => (
                <td key={k}>
                  <Spans spans={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  ),
};

const view = <K extends Block['kind']>(block: Extract<Block, { kind: K }>) => VIEWS[block.kind](block);

/** Markdown as elements; text goes through React, so markup in it is shown and not obeyed. */
export function Markdown({ source }: { source: string }) {
  return (
    <div className="diffusion-prose">
      {parseMarkdown(source).map((block, i) => (
        <React.Fragment key={i}>{view(block)}</React.Fragment>
      ))}
    </div>
  );
}
