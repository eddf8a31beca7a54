/** Takes the speech out of Whisper's text. Whisper also writes down sounds, and can repeat the same words in a loop. */

/** Sounds: `[BLANK_AUDIO]`, `(music)`, `*sighs*`. Text of speech has no brackets. */
const BRACKETED = /\[[^\]]*\]|\([^)]*\)|【[^】]*】|（[^）]*）|\*[^*]*\*/gu;
/** A bracket that is opened and not closed, because the clip ended inside. */
const UNCLOSED = /[[(【（][^\])】）]*$/u;
const NOTES = /[♪♫♩♬]+/gu;
/** Control tokens, such as `<|endoftext|>` and `[_TT_50]`. */
const TOKENS = /<\|[^|]*\|>/gu;
/** The same words more often than this are a loop. */
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

/** If the text ends in a loop of the same words, keeps them once. The last repetition may be incomplete. */
function withoutLoop(text: string): string {
  const words = text.split(' ');
  const keys = words.map((word) => word.toLowerCase().replace(/[.,!?…]+$/u, ''));
  for (let length = 1; length <= LONGEST_LOOP_WORDS; length++) {
    for (let rest = 0; rest < length; rest++) {
      const end = keys.length - rest;
      const repeats = repeatsBefore(keys, end, length);
      if (repeats <= MOST_REPEATS) continue;
      // The last word may be incomplete.
      const begins = keys.slice(end).every((key, i) => keys[end - length + i]?.startsWith(key));
      if (begins) return words.slice(0, end - (repeats - 1) * length).join(' ');
    }
  }
  return text;
}

/** @returns how often the last `length` words before `end` are repeated in a row, ending there. */
function repeatsBefore(keys: readonly string[], end: number, length: number): number {
  let count = 1;
  for (let from = end - 2 * length; from >= 0; from -= length) {
    for (let i = 0; i < length; i++) if (keys[from + i] !== keys[end - length + i]) return count;
    count++;
  }
  return count;
}
