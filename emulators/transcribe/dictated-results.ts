/** Lets audio say what a recogniser reports: results as a test dictates them, and the failure of a stream. */
import { randomUUID } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { BoundedMap } from '../../src/audio/bounded-map.ts';
import { oneOf } from '../../src/protocol/one-of.ts';
import { DictationReader } from './dictated-audio.ts';
import {
  type RecognisedResult,
  type Recogniser,
  type RecogniserListener,
  type RecogniserSession,
  withInfo,
} from './recogniser.ts';

/** Times in ms from the beginning of the dictation; speech before it has negative ones. */
const Dictation = Type.Object({
  results: Type.Optional(
    Type.Array(
      Type.Object({
        /** Tells the results of a stream apart. The result id has it, and another part for each stream. */
        name: Type.String(),
        isPartial: Type.Boolean(),
        text: Type.String(),
        startMs: Type.Number(),
        endMs: Type.Number(),
        items: Type.Array(
          Type.Object({
            content: Type.String(),
            type: oneOf(['pronunciation', 'punctuation']),
            startMs: Type.Number(),
            endMs: Type.Number(),
            /** Absent: the item has no mark. */
            stable: Type.Optional(Type.Boolean()),
          }),
        ),
      }),
    ),
  ),
  /** The stream fails after these results, but only where this name is heard for the first time: not in a replay. */
  failsOnce: Type.Optional(Type.String()),
});
type DictatedResult = NonNullable<Static<typeof Dictation>['results']>[number];

const DICTATION = Compile(Dictation);
/** Names of failures that are remembered. */
const MAX_FAILURES = 10_000;

/** The same recogniser, which also reports what is dictated (dictated-audio.ts). */
export function withDictation(recogniser: Recogniser): Recogniser {
  const failed = new BoundedMap<string, true>(MAX_FAILURES);
  const isFirst = (name: string) => {
    const first = !failed.has(name);
    failed.set(name, true);
    return first;
  };
  return {
    ...withInfo(recogniser, {}),
    open(request, listener) {
      const opening = recogniser.open(request, listener);
      if (!opening.ok) return opening;
      return { ok: true, session: listening(opening.session, listener, { ...request, isFirst }) };
    },
  };
}

function listening(
  session: RecogniserSession,
  listener: RecogniserListener,
  { sampleRateHz, isFirst }: { readonly sampleRateHz: number; readonly isFirst: (name: string) => boolean },
): RecogniserSession {
  const reader = new DictationReader();
  const streamName = randomUUID();
  let closed = false;
  const act = (value: unknown, startMs: number) => {
    if (closed || !DICTATION.Check(value)) return;
    const { results = [], failsOnce } = value;
    const heard = results.flatMap((result) => toResult(result, startMs, streamName) ?? []);
    if (heard.length > 0) listener.results(heard);
    if (failsOnce !== undefined && isFirst(failsOnce)) listener.failed(`dictated: ${failsOnce}`);
  };
  return {
    write(pcm) {
      const wantsMore = session.write(pcm);
      for (const { value, startSample } of reader.push(pcm)) act(value, (startSample * 1_000) / sampleRateHz);
      return wantsMore;
    },
    finish: () => session.finish(),
    close() {
      closed = true;
      session.close();
    },
  };
}

/** @returns undefined when all words of it were said before the stream began. */
function toResult(result: DictatedResult, originMs: number, streamName: string): RecognisedResult | undefined {
  const { name, isPartial, text, startMs, endMs } = result;
  const toSeconds = (ms: number) => Math.max(0, (originMs + ms) / 1_000);
  const items = result.items
    .filter((item) => originMs + Math.max(item.endMs, item.startMs + 1) > 0)
    .map(({ content, type, stable, ...times }) => ({
      ...{ content, type, stable, startTime: toSeconds(times.startMs), endTime: toSeconds(times.endMs) },
    }));
  if (items.length === 0 && result.items.length > 0) return undefined;
  const isCut = items.length < result.items.length;
  return {
    ...{
      resultId: `${name}-${streamName}`,
      isPartial,
      startTime: toSeconds(startMs),
      endTime: toSeconds(endMs),
      items,
    },
    transcript: isCut ? textOf(items) : text,
  };
}

function textOf(items: RecognisedResult['items']): string {
  return items.map(({ content, type }, i) => (type === 'punctuation' || i === 0 ? content : ` ${content}`)).join('');
}
