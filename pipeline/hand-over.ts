/** Gives one rendering to the delivery, as numbered messages: a caption at once, speech part by part as it is made. */
import type { Delivery } from './deliver.ts';
import type { DeliveryCounts } from './delivery-counts.ts';
import { maxSpeechBytes, toCaption, toSpeechMessage, type Utterance } from './messages.ts';
import type { SpokenText } from './speak.ts';
import { traced } from './tracing.ts';

export interface HandOverDependencies {
  readonly delivery: Pick<Delivery, 'start'>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface HandOverRequest {
  readonly utterance: Utterance;
  /** Undefined: the utterance is a caption. */
  readonly speech: SpokenText | undefined;
  readonly connectionIds: readonly string[];
  /** Most utterances that may wait for one listener. */
  readonly maxWaiting: number;
  readonly nextNumber: () => number;
  readonly onGone: (connectionId: string) => Promise<void>;
}

export interface Delivered {
  readonly messages: number;
  readonly counts: DeliveryCounts;
}

/**
 * Resolves when the last message is given to the delivery, with a function that waits for the listeners: the next utterance of
 * the same language may then follow, and no listener waits for another one.
 */
export async function handOver(
  request: HandOverRequest,
  dependencies: HandOverDependencies,
): Promise<{ readonly delivered: () => Promise<Delivered> }> {
  const { utterance, connectionIds, maxWaiting, onGone } = request;
  const { traceparent, targetLanguage, isPartial } = utterance;
  let handedOver = (): void => undefined;
  const isHandedOver = new Promise<void>((resolve) => {
    handedOver = resolve;
  });
  const delivered = traced(
    {
      name: 'pipeline.deliver',
      traceparent,
      attributes: { 'pipeline.language': targetLanguage, 'pipeline.partial': isPartial },
      toOutcome: ({ messages, counts: { delivered, gone, lagging, failed } }: Delivered) => ({
        attributes: {
          'pipeline.messages': messages,
          'pipeline.delivered': delivered,
          'pipeline.gone': gone,
          'pipeline.lagging': lagging,
          'pipeline.failed': failed,
        },
        problem: failed > 0 ? 'deliveryFailed' : undefined,
      }),
    },
    async (own) => {
      const outgoing = dependencies.delivery.start(connectionIds, { traceparent: own, maxWaiting, onGone });
      let messages = 0;
      let counts: Promise<DeliveryCounts>;
      try {
        for await (const message of toMessages(request, dependencies.now)) {
          outgoing.send(message);
          messages += 1;
        }
      } finally {
        counts = outgoing.finish();
      }
      handedOver();
      return { messages, counts: await counts };
    },
  );
  // Rejects only for a fault in this code, which the caller counts.
  await Promise.race([isHandedOver, delivered]);
  return { delivered: () => delivered };
}

async function* toMessages(
  { utterance, speech, nextNumber }: HandOverRequest,
  now: () => number,
): AsyncGenerator<string, void> {
  if (speech === undefined) {
    yield toCaption(utterance, { sequenceNumber: nextNumber(), atMs: now() });
    return;
  }
  const maxBytes = maxSpeechBytes(utterance);
  for (let part = 1; ; part += 1) {
    const next = await speech.parts.next(maxBytes);
    if (next === undefined) return;
    yield toSpeechMessage(utterance, next.pcm, {
      sequenceNumber: nextNumber(),
      part,
      isLast: next.isLast,
      atMs: now(),
    });
  }
}
