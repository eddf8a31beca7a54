/** Takes transcripts and serves every listener in their language, in order for each session and language. */
import { createHash } from 'node:crypto';
import { BoundedMap } from '../src/audio/bounded-map.ts';
import type { Delivery, DeliveryCounts } from './deliver.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { Listeners } from './listeners.ts';
import { partCount, toMessages } from './messages.ts';
import { describeOffers, type OffersAnswer } from './offers.ts';
import { checkPayload, type TranscriptPayload } from './payload.ts';
import { type RenderDependencies, render } from './render.ts';
import { SequenceNumbers } from './sequence-numbers.ts';
import type { InvocationSummary, LanguageSummary } from './summary.ts';
import { traced } from './tracing.ts';

export interface PipelineDependencies extends RenderDependencies {
  readonly listeners: Pick<Listeners, 'find' | 'remove'>;
  readonly delivery: Pick<Delivery, 'deliver'>;
  /** Writes one entry as one line of JSON. */
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Frees the resources of the dependencies. */
  readonly release: () => Promise<void>;
}

export interface Pipeline {
  /** Rejects for a wrong payload (its message names the member), a table that cannot be read, or too many at once. */
  handle(event: unknown): Promise<InvocationSummary>;
  /** @returns what the engines offer for each language. Rejects for a wrong question. */
  describe(event: unknown): Promise<OffersAnswer>;
  close(): Promise<void>;
}

const MAX_KEYS_REMEMBERED = 2_000;
const MAX_PROBLEMS_REMEMBERED = 200;
/** Most transcripts of a session that wait for the lookup of their listeners. One more is refused and may be sent again. */
const MAX_ARRIVALS = 256;
/** Most transcripts of a session and language that wait for delivery. With more, partials and finals count as overloaded. */
const MAX_PARTIALS_WAITING = 8;
const MAX_FINALS_WAITING = 64;

export function createPipeline(dependencies: PipelineDependencies): Pipeline {
  const { listeners, delivery, log, now, elapsedMs, release } = dependencies;
  const handled = new BoundedMap<string, Promise<InvocationSummary>>(MAX_KEYS_REMEMBERED);
  const problems = new BoundedMap<string, true>(MAX_PROBLEMS_REMEMBERED);
  const sequence = new SequenceNumbers();
  const arrivals = new KeyedQueue();
  const deliveries = new KeyedQueue();

  async function handle(event: unknown): Promise<InvocationSummary> {
    const payload = checkPayload(event);
    if (payload.idempotencyKey === undefined) return serveAll(payload);
    const key = JSON.stringify([payload.sessionId, payload.idempotencyKey]);
    const earlier = handled.get(key);
    // If the earlier one fails, this one fails too, and its sender tries again.
    if (earlier !== undefined) return { ...(await earlier), duplicate: true, languages: [] };
    const work = serveAll(payload);
    handled.set(key, work);
    work.catch(() => handled.delete(key));
    return work;
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
    const lookup = listeners.find(payload.sessionId, payload.targetLanguages);
    // Awaited below, when its turn comes. An unhandled rejection before that would end the process.
    lookup.catch(() => undefined);
    // The lookups of a session run at the same time, but their deliveries are queued in the order of arrival.
    const serving = await arrivals.run(payload.sessionId, async () =>
      Array.from(await lookup, ([language, connectionIds]) => serveLanguage(payload, language, connectionIds)),
    );
    return Promise.all(serving);
  }

  async function serveLanguage(
    payload: TranscriptPayload,
    language: string,
    connectionIds: readonly string[],
  ): Promise<LanguageSummary> {
    const key = JSON.stringify([payload.sessionId, language]);
    const idle = { language, listeners: connectionIds.length, messages: 0, ...NOTHING };
    if (deliveries.depth(key) >= (payload.isPartial ? MAX_PARTIALS_WAITING : MAX_FINALS_WAITING)) {
      return { ...idle, outcome: 'overloaded' };
    }
    const rendering = render(payload, language, dependencies);
    const deliver = async (): Promise<LanguageSummary> => {
      const { outcome, utterance, translateMs, speakMs, problem } = await rendering;
      if (problem !== undefined) report(problem);
      if (utterance === undefined) return { ...idle, outcome, translateMs, speakMs };
      const startedAt = elapsedMs();
      const messages = toMessages(utterance, sequence.take(payload, language, partCount(utterance)), now());
      const counts = await traced(
        {
          name: 'pipeline.deliver',
          traceparent: payload.traceparent,
          attributes: {
            'pipeline.language': language,
            'pipeline.partial': payload.isPartial,
            'pipeline.messages': messages.length,
          },
          toOutcome: ({ delivered, gone, lagging, failed }: DeliveryCounts) => ({
            attributes: {
              'pipeline.delivered': delivered,
              'pipeline.gone': gone,
              'pipeline.lagging': lagging,
              'pipeline.failed': failed,
            },
            problem: failed > 0 ? 'deliveryFailed' : undefined,
          }),
        },
        (traceparent) => delivery.deliver(connectionIds, messages, traceparent, (id) => listeners.remove(id)),
      );
      const deliverMs = elapsedMs() - startedAt;
      for (const reason of Object.keys(counts.failures ?? {})) report(`Delivery failed: ${reason}`);
      return { ...idle, outcome, messages: messages.length, ...counts, translateMs, speakMs, deliverMs };
    };
    return deliveries.run(key, deliver).catch(() => ({ ...idle, outcome: 'failed' }));
  }

  /** Logs a problem the first time it occurs. The summaries count all occurrences. */
  function report(problem: string): void {
    if (problems.get(problem) === undefined) log({ level: 'warn', message: problem });
    problems.set(problem, true);
  }

  return { handle, describe: (event) => describeOffers(event, dependencies), close: release };
}

const NOTHING = { delivered: 0, gone: 0, lagging: 0, failed: 0, translateMs: 0, speakMs: 0, deliverMs: 0 };

function hashed(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 16);
}
