/** Gives the person a file that the page has made. */

/** A phone may read the file some time after the click. */
const READ_WITHIN_MS = 60_000;

/** Must be called by a click. @param type MIME type. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), READ_WITHIN_MS);
}
