/** Some of the texts; functions keep their arguments. */
export type Translation<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends readonly (infer U)[]
    ? readonly Translation<U>[]
    : T extends object
      ? { readonly [K in keyof T]?: Translation<T[K]> }
      : T;

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The texts, each one translated where there is a translation. */
export function merge<T>(texts: T, translation: NoInfer<Translation<T>> | undefined): T {
  if (translation === undefined) return texts;
  if (!isBranch(texts) || !isBranch(translation)) return translation as T;
  const entries = Object.entries(texts).map(([key, text]) => [key, merge(text, translation[key])] as const);
  return (Array.isArray(texts) ? entries.map(([, text]) => text) : Object.fromEntries(entries)) as T;
}
