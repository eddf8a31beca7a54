/** Has one text spoken: the speech can be taken as soon as its first second is there. Never rejects. */
import { describeEngineError } from './engine-error.ts';
import type { Speaker } from './engines/speaker.ts';
import type { TranscriptPayload } from './payload.ts';
import { endsSentence } from './sentence-end.ts';
import { SpeechBuffer } from './speech-buffer.ts';
import { traced } from './tracing.ts';

export type SpeechOutcome = 'spoken' | 'cutShort' | 'noVoice' | 'speechFailed';

export interface SpeechEnd {
  readonly outcome: SpeechOutcome;
  /** One line that says what is missing or has failed. Never contains the text. */
  readonly problem?: string;
  /** From the request to the first sound, ms. Undefined: there was none. */
  readonly firstSoundMs?: number;
  /** From the request to the last sound, or the failure, ms. */
  readonly speakMs: number;
}

export interface SpokenText {
  readonly parts: Pick<SpeechBuffer, 'begun' | 'next'>;
  /** When the engine is done. Never rejects. */
  readonly ended: Promise<SpeechEnd>;
}

export interface SpeechDependencies {
  readonly speaker: Speaker;
  /** Milliseconds of a clock that never goes back. */
  readonly elapsedMs: () => number;
}

interface SpeakRequest {
  readonly payload: TranscriptPayload;
  readonly language: string;
  readonly text: string;
}

/** Starts at once. The engine runs on however slowly the parts are taken. */
export function speak(request: SpeakRequest, { speaker, elapsedMs }: SpeechDependencies): SpokenText {
  const buffer = new SpeechBuffer();
  const { language, payload } = request;
  const ended = traced(
    {
      name: 'pipeline.synthesise',
      traceparent: payload.traceparent,
      attributes: { 'pipeline.language': language, 'pipeline.partial': payload.isPartial },
      toOutcome: ({ outcome, firstSoundMs }: SpeechEnd) => ({
        attributes: {
          'pipeline.outcome': outcome,
          ...(firstSoundMs === undefined ? {} : { 'pipeline.first_sound_ms': firstSoundMs }),
        },
        problem: outcome === 'speechFailed' || outcome === 'cutShort' ? outcome : undefined,
      }),
    },
    () => fill(buffer, request, speaker, elapsedMs).finally(() => buffer.end()),
  );
  return { parts: buffer, ended };
}

async function fill(
  buffer: SpeechBuffer,
  { payload, language, text }: SpeakRequest,
  speaker: Speaker,
  elapsedMs: () => number,
): Promise<SpeechEnd> {
  const startedAt = elapsedMs();
  const isSentenceEnd = endsSentence(payload);
  let firstSoundMs: number | undefined;
  const end = (outcome: SpeechOutcome, problem?: string): SpeechEnd => ({
    outcome,
    ...(problem === undefined ? {} : { problem }),
    ...(firstSoundMs === undefined ? {} : { firstSoundMs }),
    speakMs: elapsedMs() - startedAt,
  });
  try {
    const speech = await speaker.speak({
      text,
      language,
      emotion: payload.emotionDynamics,
      endsSentence: isSentenceEnd,
    });
    if (speech.kind === 'noVoice') return end('noVoice', speech.hint);
    for await (const piece of speech.pieces) {
      if (piece.byteLength > 0) firstSoundMs ??= elapsedMs() - startedAt;
      buffer.add(piece);
    }
    // Text with marks only ("...") makes no sound.
    return buffer.totalBytes < 2 ? end('speechFailed', 'The speech engine made no sound') : end('spoken');
  } catch (error) {
    const reason = describeEngineError(error);
    if (buffer.totalBytes < 2) return end('speechFailed', `Speech failed: ${reason}`);
    return end('cutShort', `Speech failed after its beginning: ${reason}`);
  }
}
