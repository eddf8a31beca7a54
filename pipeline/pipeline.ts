/** Takes transcripts and serves every listener in their language, in order for each session and language. */
import { createHash } from 'node:crypto';
import { BoundedMap } from '../src/audio/bounded-map.ts';
import { type HandOverDependencies, handOver } from './hand-over.ts';
import { type Invocation, invocationAttributes } from './invocation.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { Listeners } from './listeners.ts';
import { describeOffers, type OffersAnswer } from './offers.ts';
import { checkPayload, type TranscriptPayload } from './payload.ts';
import { type RenderDependencies, render } from './render.ts';
import { SequenceNumbers } from './sequence-numbers.ts';
import type { SpeechEnd } from './speak.ts';
import type { InvocationSummary, LanguageSummary } from './summary.ts';
import { traced } from './tracing.ts';
import { TranslationContexts } from './translation-contexts.ts';

export interface PipelineDependencies extends RenderDependencies, HandOverDependencies {
  readonly listeners: Pick<Listeners, 'find' | 'remove'>;
  /** Writes one entry as one line of JSON. */
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
  /** Frees the resources of the dependencies. */
  readonly release: () => Promise<void>;
}

export interface Pipeline {
  /** Rejects for a wrong payload (its message names the member), a table that cannot be read, or too many at once. */
  handle(event: unknown, invocation?: Invocation): Promise<InvocationSummary>;
  /** @returns what the engines offer for each language. Rejects for a wrong question. */
  describe(event: unknown): Promise<OffersAnswer>;
  close(): Promise<void>;
}

export const MAX_KEYS_REMEMBERED = 2_000;
const MAX_PROBLEMS_REMEMBERED = 200;
/** Most transcripts of a session that wait for the lookup of their listeners. One more is refused and may be sent again. */
export const MAX_ARRIVALS = 256;
/**
 * Most transcripts of a session and language that wait to be rendered; with more, partials and finals count as overloaded. Also
 * most that wait for one listener; with more, it misses them and counts as lagging.
 */
export const MAX_PARTIALS_WAITING = 8;
export const MAX_FINALS_WAITING = 64;

/** Of a program that embeds the pipeline without saying more. */
const UNKNOWN: Invocation = { id: undefined, isColdStart: false };

export function createPipeline(dependencies: PipelineDependencies): Pipeline {
  const { translator, listeners, log, elapsedMs, release } = dependencies;
  const handled = new BoundedMap<string, Promise<InvocationSummary>>(MAX_KEYS_REMEMBERED);
  const problems = new BoundedMap<string, true>(MAX_PROBLEMS_REMEMBERED);
  const contexts = new TranslationContexts();
  const sequence = new SequenceNumbers();
  const arrivals = new KeyedQueue();
  const deliveries = new KeyedQueue();

  async function handle(event: unknown, invocation = UNKNOWN): Promise<InvocationSummary> {
    const payload = checkPayload(event);
    if (payload.idempotencyKey === undefined) return traceAll(payload, invocation);
    const key = JSON.stringify([payload.sessionId, payload.idempotencyKey]);
    const earlier = handled.get(key);
    // If the earlier one fails, this one fails too, and its sender tries again.
    if (earlier !== undefined) return { ...(await earlier), duplicate: true, languages: [] };
    const work = traceAll(payload, invocation);
    handled.set(key, work);
    work.catch(() => handled.delete(key));
    return work;
  }

  /** Its spans are below the invocation's, whose traceparent the listeners get. */
  function traceAll(payload: TranscriptPayload, invocation: Invocation): Promise<InvocationSummary> {
    const { traceparent, isPartial } = payload;
    const attributes = { ...invocationAttributes(invocation), 'pipeline.partial': isPartial };
    const toOutcome = ({ languages }: InvocationSummary) => ({
      attributes: { 'pipeline.languages': languages.length },
    });
    return traced({ name: 'pipeline.handle', traceparent, attributes, toOutcome }, (own) =>
      serveAll(own === undefined || own === traceparent ? payload : { ...payload, traceparent: own }),
    );
  }

  async function serveAll(payload: TranscriptPayload): Promise<InvocationSummary> {
    const { sessionId, isPartial } = payload;
    const startedAt = elapsedMs();
    if (arrivals.depth(sessionId) >= MAX_ARRIVALS) throw new Error('Too many transcripts of one session are waiting');
    const languages = payload.transcriptText.trim() === '' ? [] : await serveListeners(payload);
    const totalMs = elapsedMs() - startedAt;
    log({ level: 'info', message: 'transcript handled', session: hashed(sessionId), isPartial, languages, totalMs });
    return { isPartial, duplicate: false, languages, totalMs };
  }

  async function serveListeners(payload: TranscriptPayload): Promise<readonly LanguageSummary[]> {
    const context = translator.takesContext ? contexts.before(payload) : undefined;
    const lookup = listeners.find(payload.sessionId, payload.targetLanguages);
    // Awaited below, when its turn comes. An unhandled rejection before that would end the process.
    lookup.catch(() => undefined);
    // The lookups of a session run at the same time, but their deliveries are queued in the order of arrival.
    const serving = await arrivals.run(payload.sessionId, async () =>
      Array.from(await lookup, ([language, connectionIds]) => serveLanguage(payload, context, language, connectionIds)),
    );
    return Promise.all(serving);
  }

  async function serveLanguage(
    payload: TranscriptPayload,
    context: string | undefined,
    language: string,
    connectionIds: readonly string[],
  ): Promise<LanguageSummary> {
    const key = JSON.stringify([payload.sessionId, language]);
    const idle = { language, listeners: connectionIds.length, messages: 0, ...NOTHING };
    const maxWaiting = payload.isPartial ? MAX_PARTIALS_WAITING : MAX_FINALS_WAITING;
    if (deliveries.depth(key) >= maxWaiting) return { ...idle, outcome: 'overloaded' };
    const rendering = render(payload, language, dependencies, context);
    const deliver = async () => {
      const { outcome, utterance, speech, translateMs, speakMs, problem } = await rendering;
      if (problem !== undefined) report(problem);
      if (utterance === undefined) return async () => ({ ...idle, outcome, translateMs, speakMs });
      const startedAt = elapsedMs();
      const { delivered } = await handOver(
        {
          ...{ utterance, speech, connectionIds, maxWaiting },
          nextNumber: sequence.start(payload, language),
          onGone: (id) => listeners.remove(id),
        },
        dependencies,
      );
      return async (): Promise<LanguageSummary> => {
        const [{ messages, counts }, spoken] = await Promise.all([delivered(), speech?.ended]);
        if (spoken?.problem !== undefined) report(spoken.problem);
        for (const reason of Object.keys(counts.failures ?? {})) report(`Delivery failed: ${reason}`);
        const deliverMs = elapsedMs() - startedAt;
        return { ...idle, outcome, messages, ...counts, translateMs, speakMs, ...spokenFigures(spoken), deliverMs };
      };
    };
    try {
      // The next transcript's turn comes when this one's messages are given to the delivery, not when they have arrived.
      const finish = await deliveries.run(key, deliver);
      return await finish();
    } catch {
      return { ...idle, outcome: 'failed' };
    }
  }

  /** Logs a problem the first time it occurs. The summaries count all occurrences. */
  function report(problem: string): void {
    if (problems.get(problem) === undefined) log({ level: 'warn', message: problem });
    problems.set(problem, true);
  }

  return { handle, describe: (event) => describeOffers(event, dependencies), close: release };
}

function spokenFigures(spoken: SpeechEnd | undefined): Partial<LanguageSummary> {
  if (spoken === undefined) return {};
  const { outcome, speakMs, firstSoundMs } = spoken;
  return { outcome, speakMs, ...(firstSoundMs === undefined ? {} : { firstSoundMs }) };
}

const NOTHING = { delivered: 0, gone: 0, lagging: 0, failed: 0, translateMs: 0, speakMs: 0, deliverMs: 0 };

function hashed(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 16);
}
