/** False where there is no clipboard to write to: browsers offer one on https and localhost only, and may be told not to. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
