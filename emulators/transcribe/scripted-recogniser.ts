/** Reports a script's phrases as audio arrives, whatever the audio is. For tests and load. Uses no thread and no timer. */
import { randomUUID } from 'node:crypto';
import { AudioClock } from './audio-clock.ts';
import {
  type RecognisedItem,
  type RecognisedResult,
  type Recogniser,
  type RecogniserListener,
  type RecogniserSession,
  UNBOUNDED_STREAMS,
} from './recogniser.ts';
import type { Script, ScriptedPhrase } from './script.ts';

const DEFAULT_FINAL_DELAY_MS = 700;
/** A spoken word is stable from this age on: three partials. */
const STABLE_AFTER_MS = 600;

export function createScriptedRecogniser(script: Script): Recogniser {
  return {
    info: { engine: 'script', model: 'a script, whatever is said', languages: ['en'], maxStreams: UNBOUNDED_STREAMS },
    open: ({ sampleRateHz }, listener) => ({ ok: true, session: openSession(script, sampleRateHz, listener) }),
    close: async () => {},
  };
}

function openSession(script: Script, sampleRateHz: number, listener: RecogniserListener): RecogniserSession {
  const { finalDelayMs = DEFAULT_FINAL_DELAY_MS } = script;
  let current = take(script, 0);
  let closed = false;
  const tell = (result: RecognisedResult) => {
    if (!closed) listener.results([result]);
  };
  const final = () => {
    if (current !== undefined) tell(toResult(current, Number.POSITIVE_INFINITY, false));
    current = current && take(script, current.index + 1);
  };
  const clock = new AudioClock(sampleRateHz, (nowMs) => {
    if (current === undefined || nowMs < current.startMs) return;
    if (nowMs >= current.endMs + finalDelayMs) return final();
    const partial = toResult(current, nowMs, true);
    if (partial.items.length > 0) tell(partial);
  });
  return {
    write(pcm) {
      clock.advance(pcm.length);
      return true;
    },
    async finish() {
      // A phrase that has begun is reported whole, with all its words.
      if (current !== undefined && clock.nowMs > current.startMs) final();
    },
    close() {
      closed = true;
    },
  };
}

interface Turn extends ScriptedPhrase {
  /** Number of the phrase, counted over all repetitions. */
  readonly index: number;
  readonly resultId: string;
}

/** @returns the phrase with this number, counted over all repetitions. Undefined: the script is over. */
function take({ phrases, repeatEveryMs }: Script, index: number): Turn | undefined {
  const phrase = phrases[index % phrases.length];
  const round = Math.floor(index / phrases.length);
  if (phrase === undefined || (round > 0 && repeatEveryMs === undefined)) return undefined;
  const shift = round * (repeatEveryMs ?? 0);
  const { startMs, endMs, text } = phrase;
  return { index, resultId: randomUUID(), text, startMs: startMs + shift, endMs: endMs + shift };
}

/** The words that have been begun by now. */
function toResult(turn: Turn, nowMs: number, isPartial: boolean): RecognisedResult {
  const words = turn.text.trim().split(/\s+/);
  const wordMs = (turn.endMs - turn.startMs) / words.length;
  const items: RecognisedItem[] = [];
  const spoken: string[] = [];
  for (const [i, word] of words.entries()) {
    const startMs = turn.startMs + i * wordMs;
    if (startMs >= nowMs) break;
    const endTime = Math.min(nowMs, startMs + wordMs) / 1000;
    const stable = !isPartial || nowMs - startMs >= STABLE_AFTER_MS;
    const mark = /[.,?!]$/.exec(word)?.[0];
    const content = mark === undefined ? word : word.slice(0, -1);
    items.push({ content, type: 'pronunciation', startTime: startMs / 1000, endTime, stable });
    if (mark !== undefined) items.push({ content: mark, type: 'punctuation', startTime: endTime, endTime, stable });
    spoken.push(word);
  }
  return {
    resultId: turn.resultId,
    isPartial,
    startTime: turn.startMs / 1000,
    endTime: Math.min(nowMs, turn.endMs) / 1000,
    transcript: spoken.join(' '),
    items,
  };
}
