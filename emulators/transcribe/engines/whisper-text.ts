/** What of Whisper's text is speech: it also writes what it takes for sounds, and repeats itself when it is lost. */

/** `[BLANK_AUDIO]`, `(music)`, `*sighs*`: what it hears besides words. Speech has no brackets. */
const BRACKETED = /\[[^\]]*\]|\([^)]*\)|【[^】]*】|（[^）]*）|\*[^*]*\*/gu;
/** One that is opened and not closed: the clip ended inside. */
const UNCLOSED = /[[(【（][^\])】）]*$/u;
const NOTES = /[♪♫♩♬]+/gu;
/** Control tokens, as `<|endoftext|>` and `[_TT_50]`. */
const TOKENS = /<\|[^|]*\|>/gu;
/** The same words again so often are a loop. */
const MOST_REPEATS = 3;
const LONGEST_LOOP_WORDS = 12;

export function spokenText(text: string): string {
  const spoken = text
    .replace(TOKENS, ' ')
    .replace(BRACKETED, ' ')
    .replace(UNCLOSED, ' ')
    .replace(NOTES, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return withoutLoop(spoken);
}

/** Of a text that ends in the same words over and over, the last time perhaps not all of them, it leaves them once. */
function withoutLoop(text: string): string {
  const words = text.split(' ');
  const keys = words.map((word) => word.toLowerCase().replace(/[.,!?…]+$/u, ''));
  for (let length = 1; length <= LONGEST_LOOP_WORDS; length++) {
    for (let rest = 0; rest < length; rest++) {
      const end = keys.length - rest;
      const repeats = repeatsBefore(keys, end, length);
      if (repeats <= MOST_REPEATS) continue;
      // The last word may be half a word.
      const begins = keys.slice(end).every((key, i) => keys[end - length + i]?.startsWith(key));
      if (begins) return words.slice(0, end - (repeats - 1) * length).join(' ');
    }
  }
  return text;
}

/** How often the so many words before a place come in a row there. */
function repeatsBefore(keys: readonly string[], end: number, length: number): number {
  let count = 1;
  for (let from = end - 2 * length; from >= 0; from -= length) {
    for (let i = 0; i < length; i++) if (keys[from + i] !== keys[end - length + i]) return count;
    count++;
  }
  return count;
}
