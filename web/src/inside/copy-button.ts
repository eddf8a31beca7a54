/** A button that copies something and says whether it did. */
import { copyText } from '../clipboard.ts';
import { button, setText } from '../dom.ts';
import { INSIDE as inside } from '../texts/inside.ts';

const SAY_FOR_MS = 2_000;

/** @param toText Called at the click. Empty: there is nothing to copy. */
export function copyButton(label: string, toText: () => string): HTMLButtonElement {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const view = button(label, () => void copy(), { class: 'copy', 'data-copy': '' });
  view.setAttribute('aria-live', 'polite');
  return view;

  async function copy(): Promise<void> {
    const text = toText();
    if (text === '') return;
    const isCopied = await copyText(text);
    view.dataset.copy = isCopied ? 'copied' : 'failed';
    setText(view, isCopied ? inside.copied : inside.notCopied);
    clearTimeout(timer);
    timer = setTimeout(() => {
      view.dataset.copy = '';
      setText(view, label);
    }, SAY_FOR_MS);
  }
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
