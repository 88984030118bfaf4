/** As much of the DICOM JSON model (PS3.18 F.2) as a window needs. */
type Attributes = Record<string, { Value?: readonly unknown[] } | undefined>;

/**
 * PS3.3 section C.11.2.1.2: a linear window is at least 1 wide, the exact and sigmoid ones wider than 0. Files with 0/0 are
 * common (the demo study is one); passed on, the viewer draws a black or an inverted image, left out, it chooses a window itself.
 */
function hasUsableWindow(attributes: Attributes): boolean {
  const shape = attributes['00281056']?.Value?.[0] ?? 'LINEAR';
  const widths = attributes['00281051']?.Value ?? [];
  return widths.every((width) => typeof width === 'number' && (shape === 'LINEAR' ? width >= 1 : width > 0));
}

/** Takes Window Center and Window Width out where they cannot be used. */
export function dropEmptyWindow(attributes: Attributes): void {
  if (hasUsableWindow(attributes)) return;
  delete attributes['00281050'];
  delete attributes['00281051'];
}

/** The same for an instance as the JSON of a PACS, which passes on what the file holds; text that is no JSON stays. */
export function withoutEmptyWindow(json: string): string {
  try {
    const attributes = JSON.parse(json) as Attributes;
    if (hasUsableWindow(attributes)) return json;
    dropEmptyWindow(attributes);
    return JSON.stringify(attributes);
  } catch {
    return json;
  }
}
