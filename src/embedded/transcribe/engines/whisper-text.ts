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

/** Of a text that ends in the same words over and over it leaves them once. */
function withoutLoop(text: string): string {
  const words = text.split(' ');
  for (let length = 1; length <= LONGEST_LOOP_WORDS; length++) {
    const loop = repeatsAtEnd(words, length);
    if (loop > MOST_REPEATS) return words.slice(0, words.length - (loop - 1) * length).join(' ');
  }
  return text;
}

/** How often the last so many words come in a row at the end. */
function repeatsAtEnd(words: readonly string[], length: number): number {
  const keys = words.map((word) => word.toLowerCase().replace(/[.,!?…]+$/u, ''));
  let count = 1;
  for (let from = keys.length - 2 * length; from >= 0; from -= length) {
    for (let i = 0; i < length; i++) if (keys[from + i] !== keys[keys.length - length + i]) return count;
    count++;
  }
  return count;
}
