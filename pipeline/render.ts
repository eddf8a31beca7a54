/** Makes what listeners of one language get for one transcript: text, and for finals speech. Never rejects. */
import type { Speaker } from './engines/speaker.ts';
import type { Translator } from './engines/translator.ts';
import { baseLanguage } from './language-code.ts';
import type { Utterance } from './messages.ts';
import type { TranscriptPayload } from './payload.ts';
import { traced } from './tracing.ts';

/** `captioned` is a partial. The last four are finals that are sent as captions with a reason. */
export type RenderOutcome = 'spoken' | 'captioned' | 'noEngine' | 'noVoice' | 'translationFailed' | 'speechFailed';

export interface Rendering {
  readonly outcome: RenderOutcome;
  /** Undefined: nothing is delivered, because a newer result soon replaces a partial that failed. */
  readonly utterance?: Utterance;
  readonly translateMs: number;
  readonly speakMs: number;
  /** One line that says what is missing or has failed. Never contains the text. */
  readonly problem?: string;
}

export interface RenderDependencies {
  readonly translator: Translator;
  readonly speaker: Speaker;
  /** Milliseconds of a clock that never goes back. */
  readonly elapsedMs: () => number;
}

type Translated =
  | { readonly text: string; readonly translated: boolean }
  | {
      readonly text: string;
      readonly translated: false;
      readonly reason: 'noEngine' | 'translationFailed';
      readonly problem: string;
    };

type Spoken =
  | { readonly outcome: 'spoken'; readonly pcm: Uint8Array }
  | { readonly outcome: 'noVoice' | 'speechFailed'; readonly problem: string };

/** @param language as in the Connections table. */
export async function render(
  payload: TranscriptPayload,
  language: string,
  engines: RenderDependencies,
): Promise<Rendering> {
  const { elapsedMs } = engines;
  const startedAt = elapsedMs();
  const { isPartial, traceparent } = payload;
  const attributes = { 'pipeline.language': language, 'pipeline.partial': isPartial };
  const translated = await traced(
    {
      ...{ name: 'pipeline.translate', traceparent, attributes },
      toOutcome: (done: Translated) => {
        const outcome = 'reason' in done ? done.reason : done.translated ? 'translated' : 'sameLanguage';
        return {
          attributes: { 'pipeline.outcome': outcome },
          problem: outcome === 'translationFailed' ? outcome : undefined,
        };
      },
    },
    () => translate(payload, language, engines.translator),
  );
  const translateMs = elapsedMs() - startedAt;
  const base = { ...sharedMembers(payload, language), text: translated.text, translated: translated.translated };

  if ('reason' in translated) {
    const { reason, problem } = translated;
    if (payload.isPartial && reason === 'translationFailed')
      return { outcome: reason, translateMs, speakMs: 0, problem };
    return { outcome: reason, utterance: { ...base, reason }, translateMs, speakMs: 0, problem };
  }
  if (payload.isPartial) return { outcome: 'captioned', utterance: base, translateMs, speakMs: 0 };

  const spokenAt = elapsedMs();
  const spoken = await traced(
    {
      ...{ name: 'pipeline.synthesise', traceparent, attributes },
      toOutcome: ({ outcome }: Spoken) => ({
        attributes: { 'pipeline.outcome': outcome },
        problem: outcome === 'speechFailed' ? outcome : undefined,
      }),
    },
    () => speak(payload, language, translated.text, engines.speaker),
  );
  const speakMs = elapsedMs() - spokenAt;
  if (spoken.outcome === 'spoken') {
    return { outcome: 'spoken', utterance: { ...base, pcm: spoken.pcm }, translateMs, speakMs };
  }
  const { outcome, problem } = spoken;
  return { outcome, utterance: { ...base, reason: outcome }, translateMs, speakMs, problem };
}

async function translate(payload: TranscriptPayload, target: string, translator: Translator): Promise<Translated> {
  const { transcriptText: text, sourceLanguage: source } = payload;
  if (baseLanguage(source) === baseLanguage(target)) return { text, translated: false };
  try {
    const result = await translator.translate({ text, source, target });
    if (result.kind === 'translated') return { text: result.text, translated: true };
    return { text, translated: false, reason: 'noEngine', problem: result.hint };
  } catch (error) {
    return { text, translated: false, reason: 'translationFailed', problem: `Translation failed: ${describe(error)}` };
  }
}

async function speak(payload: TranscriptPayload, language: string, text: string, speaker: Speaker): Promise<Spoken> {
  try {
    const speech = await speaker.speak({ text, language, emotion: payload.emotionDynamics });
    if (speech.kind === 'noVoice') return { outcome: 'noVoice', problem: speech.hint };
    // Text with marks only ("...") makes no sound.
    if (speech.pcm.byteLength === 0) return { outcome: 'speechFailed', problem: 'The speech engine made no sound' };
    return { outcome: 'spoken', pcm: speech.pcm };
  } catch (error) {
    return { outcome: 'speechFailed', problem: `Speech failed: ${describe(error)}` };
  }
}

/** The payload's members that listeners get. What the payload lacks is left out. */
function sharedMembers(payload: TranscriptPayload, targetLanguage: string) {
  const { sessionId, sourceLanguage, isPartial, resultId, revision, segment } = payload;
  const { epoch, startTimeMs, endTimeMs, traceparent } = payload;
  return {
    sessionId,
    targetLanguage,
    sourceLanguage,
    isPartial,
    ...(resultId === undefined ? {} : { resultId }),
    ...(revision === undefined ? {} : { revision }),
    ...(segment === undefined ? {} : { segment }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(startTimeMs === undefined ? {} : { startTimeMs }),
    ...(endTimeMs === undefined ? {} : { endTimeMs }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** Names an error. A service's message may quote the text, its name does not. Messages of plain errors come from this code. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return error.name === 'Error' ? error.message : error.name;
}
