const HEAD = `# Reliability

Made by \`npm run reliability\`; one section alone by \`-- --only NAME\`. Right, refused in one sentence, or said; never silently wrong.
`;

const begin = (id: string) => `<!-- ${id} -->`;
const end = (id: string) => `<!-- end of ${id} -->`;

/** What a page has of a section so far; undefined where it has none. */
export function sectionOf(page: string, id: string): string | undefined {
  const [from, to] = [page.indexOf(begin(id)), page.indexOf(end(id))];
  return from < 0 || to < from ? undefined : page.slice(from + begin(id).length, to).trim();
}

/** The page of all sections that there are. */
export function pageOf(sections: readonly { id: string; text: string | undefined }[]): string {
  const written = sections.flatMap(({ id, text }) => (text === undefined ? [] : [`${begin(id)}\n\n${text}\n\n${end(id)}\n`]));
  return [HEAD, ...written].join('\n');
}
