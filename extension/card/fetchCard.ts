/** Longer than any card; a server that answers with something else entirely must not fill the panel. */
const MOST_CHARACTERS = 200_000;

/** The card beside a model; undefined where there is none. A server that answers every address with its start page has none either. */
export async function fetchCard(assetsUrl: string, modelId: string): Promise<string | undefined> {
  try {
    const response = await fetch(new URL(`models/${encodeURIComponent(modelId)}/CARD.md`, assetsUrl));
    if (!response.ok) return undefined;
    const text = await response.text();
    return /^\s*<(!doctype|html)/i.test(text) ? undefined : text.slice(0, MOST_CHARACTERS);
  } catch {
    return undefined;
  }
}
