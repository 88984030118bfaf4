/** A text without the letters at its end that are among these: counted from the end, since a pattern looks at each run of them anew from each of its letters. */
export function withoutEnd(text: string, letters: string): string {
  let end = text.length;
  while (end > 0 && letters.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}
