/** A button that copies a text, and says whether it did. */
import { copyText } from './clipboard.ts';
import { button, setText } from './dom.ts';

const TOLD_MS = 2_000;

export interface CopyTexts {
  readonly copy: string;
  readonly copied: string;
  /** Where the browser copies nothing. */
  readonly notCopied: string;
}

/** @param source has the text: it is selected where the browser copies nothing. @param name for tests. */
export function copyButton(source: HTMLInputElement, texts: CopyTexts, name: string): HTMLButtonElement {
  let timer: number | undefined;
  const element = button(
    texts.copy,
    async () => {
      const isCopied = await copyText(source.value);
      // Ctrl+C copies what is selected where the focus is.
      if (!isCopied) source.focus();
      if (!isCopied) source.select();
      setText(element, isCopied ? texts.copied : texts.notCopied);
      clearTimeout(timer);
      timer = window.setTimeout(() => setText(element, texts.copy), TOLD_MS);
    },
    { 'data-control': name, 'aria-live': 'polite' },
  );
  return element;
}
