/** A translation pipeline under the test's control: answers as told, and keeps what it was invoked with. */
import type { TranslationOutcome, TranslationPort } from '../../../src/actors/ports/translation.ts';
import type { TranslationRequest } from '../../../src/protocol/translation-request.ts';

export interface Invocation {
  readonly request: TranslationRequest;
  readonly atMs: number;
  readonly signal: AbortSignal;
}

export const ACCEPTED: TranslationOutcome = { ok: true };
export const REFUSED: TranslationOutcome = {
  ok: false,
  failure: 'TooManyRequests',
  detail: 'as the test says',
  verdict: 'failed',
};

export class FakeTranslation implements TranslationPort {
  readonly invocations: Invocation[] = [];
  /** `hang` answers when the attempt is aborted, `deaf` never. */
  answer: (request: TranslationRequest, attempt: number) => TranslationOutcome | 'hang' | 'deaf' = () => ACCEPTED;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get texts(): string[] {
    return this.invocations.map(({ request }) => request.transcriptText);
  }

  get finals(): TranslationRequest[] {
    return this.invocations.map(({ request }) => request).filter(({ isPartial }) => !isPartial);
  }

  invoke(request: TranslationRequest, signal: AbortSignal): Promise<TranslationOutcome> {
    this.invocations.push({ request, atMs: this.#now(), signal });
    const { idempotencyKey } = request;
    const attempt = this.invocations.filter((other) => other.request.idempotencyKey === idempotencyKey).length;
    const answer = this.answer(request, attempt);
    if (answer === 'deaf') return new Promise(() => {});
    if (answer !== 'hang') return Promise.resolve(answer);
    return new Promise((resolve) => {
      const aborted = { ok: false, failure: 'aborted', detail: '', verdict: 'none' } as const;
      signal.addEventListener('abort', () => resolve(aborted), { once: true });
    });
  }
}

let made = 0;

/** A request that differs from all others in its text and key, unless told otherwise. */
export function request(more: Partial<TranslationRequest> = {}): TranslationRequest {
  made += 1;
  return {
    sessionId: 'brave-otter-001',
    sourceLanguage: 'en',
    transcriptText: `words ${made}`,
    isPartial: false,
    segment: 0,
    isSegmentFinal: true,
    stabilityScore: 1,
    timestamp: 1_700_000_000_000,
    emotionDynamics: { volume: 0.5, rate: 1, energy: 0.5 },
    resultId: `result-${made}`,
    revision: 0,
    idempotencyKey: `key-${made}`,
    targetLanguages: ['es'],
    startTimeMs: made * 1_000,
    endTimeMs: made * 1_000 + 1_000,
    epoch: 0,
    ...more,
  };
}
