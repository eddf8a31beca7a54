/** Copies text, also on plain http, where browsers give pages no clipboard. */

/**
 * Must be called by a click.
 * @returns whether the text is in the clipboard now.
 */
export async function copyText(text: string): Promise<boolean> {
  // Without an await before it: some browsers allow `execCommand` only within the click itself.
  if (!window.isSecureContext || navigator.clipboard === undefined) return copyFromField(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFromField(text);
  }
}

/** Copies by the command of old, from a field that exists only for it. Focus and selection are put back. */
function copyFromField(text: string): boolean {
  const focused = document.activeElement;
  const selection = document.getSelection();
  const ranges = Array.from({ length: selection?.rangeCount ?? 0 }, (_, i) => selection?.getRangeAt(i));
  const field = document.createElement('textarea');
  field.value = text;
  // A phone opens no keyboard for it.
  field.readOnly = true;
  field.setAttribute('aria-hidden', 'true');
  // Where it is, nothing scrolls to it; with smaller letters an iPhone would zoom in.
  Object.assign(field.style, { position: 'fixed', top: '0', left: '0', opacity: '0', fontSize: '16px' });
  // Outside an open dialog nothing can be focused.
  (focused?.closest('dialog') ?? document.fullscreenElement ?? document.body).append(field);
  field.select();
  field.setSelectionRange(0, text.length);
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    selection?.removeAllRanges();
    for (const range of ranges) if (range) selection?.addRange(range);
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}
