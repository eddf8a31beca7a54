/** Makes what listeners of one language get for one transcript: text, and for finals speech. Never rejects. */
import { describeEngineError } from './engine-error.ts';
import type { Translator } from './engines/translator.ts';
import { baseLanguage } from './language-code.ts';
import type { Utterance } from './messages.ts';
import type { TranscriptPayload } from './payload.ts';
import { type SpeechDependencies, type SpeechOutcome, type SpokenText, speak } from './speak.ts';
import { traced } from './tracing.ts';

/**
 * `captioned` is a partial. `cutShort`: the engine failed after the first sound, and listeners get what there was. The last four
 * are finals that are sent as captions with a reason.
 */
export type RenderOutcome = SpeechOutcome | 'captioned' | 'noEngine' | 'translationFailed';

export interface Rendering {
  readonly outcome: Exclude<RenderOutcome, 'cutShort'>;
  /** Undefined: nothing is delivered, because a newer result soon replaces a partial that failed. */
  readonly utterance?: Utterance;
  /** The utterance's speech. It may still be growing. Undefined: the utterance is a caption. */
  readonly speech?: SpokenText;
  readonly translateMs: number;
  /** To the end of the speech, where there is none. */
  readonly speakMs: number;
  /** One line that says what is missing or has failed. Never contains the text. */
  readonly problem?: string;
}

export interface RenderDependencies extends SpeechDependencies {
  readonly translator: Translator;
}

type Translated =
  | { readonly text: string; readonly translated: boolean }
  | {
      readonly text: string;
      readonly translated: false;
      readonly reason: 'noEngine' | 'translationFailed';
      readonly problem: string;
    };

/**
 * Resolves with the text, and for a final with its first sound.
 * @param language as in the Connections table.
 * @param context the source text directly before this one.
 */
export async function render(
  payload: TranscriptPayload,
  language: string,
  engines: RenderDependencies,
  context?: string,
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
    () => translate(payload, language, engines.translator, context),
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

  const speech = speak({ payload, language, text: translated.text }, engines);
  if (await speech.parts.begun()) {
    return { outcome: 'spoken', utterance: base, speech, translateMs, speakMs: 0 };
  }
  const { outcome, problem, speakMs } = await speech.ended;
  const reason = outcome === 'noVoice' ? outcome : 'speechFailed';
  return {
    outcome: reason,
    utterance: { ...base, reason },
    translateMs,
    speakMs,
    ...(problem === undefined ? {} : { problem }),
  };
}

async function translate(
  payload: TranscriptPayload,
  target: string,
  translator: Translator,
  context: string | undefined,
): Promise<Translated> {
  const { transcriptText: text, sourceLanguage: source } = payload;
  if (baseLanguage(source) === baseLanguage(target)) return { text, translated: false };
  try {
    const result = await translator.translate({ text, source, target, ...(context === undefined ? {} : { context }) });
    if (result.kind === 'translated') return { text: result.text, translated: true };
    return { text, translated: false, reason: 'noEngine', problem: result.hint };
  } catch (error) {
    return {
      text,
      translated: false,
      reason: 'translationFailed',
      problem: `Translation failed: ${describeEngineError(error)}`,
    };
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
