/** Time after which no browser still reads from the address, ms. */
const READ = 60_000;

/** Offers a file to the reader as the browser saves downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ);
}
