/**
 * The reference pipeline with engines that take no time: it finds listeners in the table, makes the same messages and delivers
 * them in the same order, but leaves the text as it is and speaks a tone. So each word that it was handed can be heard.
 */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Delivery } from '../../pipeline/deliver.ts';
import type { Speaker } from '../../pipeline/engines/speaker.ts';
import type { Translator } from '../../pipeline/engines/translator.ts';
import { Listeners } from '../../pipeline/listeners.ts';
import { createPipeline, type Pipeline } from '../../pipeline/pipeline.ts';
import { BLOCK_MS, toBlocks } from '../../testkit/block-ledger/stamped-blocks.ts';

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SpokenPipelineOptions {
  /** Address of DynamoDB. */
  readonly tables: string;
  readonly connectionsTable: string;
  readonly region: string;
  readonly tableKey: Key;
  /** Address that serves `/@connections/{id}`. */
  readonly delivery: string;
  readonly deliveryKey: Key;
  /** Length of the speech, as a share of what was said. Default 1.25: translations are longer than their source. */
  readonly length?: number;
}

export interface SpokenPipeline extends Pick<Pipeline, 'handle' | 'describe' | 'close'> {
  /** Whether the table names this listener, so that speech is delivered to it. */
  knows(sessionId: string, connectionId: string): Promise<boolean>;
}

/** As from English to Spanish. */
const LONGER = 1.25;
const SAMPLES_PER_MS = 16;
const TONE_HZ = 220;
const SAMPLE_RATE_HZ = 16_000;
const LOUDNESS = 8_000;
/** 300 ms. */
const PIECE_BYTES = 9_600;

export function createSpokenPipeline(options: SpokenPipelineOptions): SpokenPipeline {
  const { tables, connectionsTable, region, tableKey, delivery, deliveryKey, length = LONGER } = options;
  const table = new DynamoDBClient({ endpoint: tables, region, credentials: tableKey, maxAttempts: 1 });
  const management = new ApiGatewayManagementApiClient({
    ...{ endpoint: delivery, region, credentials: deliveryKey, maxAttempts: 1 },
  });
  const listeners = remembering(new Listeners(DynamoDBDocumentClient.from(table), connectionsTable));
  const pipeline = createPipeline({
    ...{
      translator: ECHO,
      speaker: toneSpeaker(length),
      listeners,
      delivery: new Delivery(management),
    },
    log: () => {},
    now: Date.now,
    elapsedMs: () => Math.round(performance.now()),
    release: async () => {
      management.destroy();
      table.destroy();
    },
  });
  return {
    handle: (event) => pipeline.handle(event),
    describe: (event) => pipeline.describe(event),
    close: () => pipeline.close(),
    knows: async (sessionId, connectionId) => {
      const found = await listeners.find(sessionId, undefined).catch(() => new Map<string, string[]>());
      return [...found.values()].some((ids) => ids.includes(connectionId));
    },
  };
}

const ECHO: Translator = {
  takesContext: false,
  translate: async ({ text }) => ({ kind: 'translated', text }),
  canTranslate: () => true,
  close: async () => {},
};

/** Speaks a tone, in pieces, as an engine gives its speech. */
function toneSpeaker(length: number): Speaker {
  return {
    speak: async ({ text }) => ({
      kind: 'spoken',
      pieces: inPieces(toneOf(Math.max(1, toBlocks(text).length) * BLOCK_MS * length)),
    }),
    hasVoice: async () => true,
    close: async () => {},
  };
}

async function* inPieces(pcm: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < pcm.length; at += PIECE_BYTES) yield pcm.subarray(at, at + PIECE_BYTES);
}

function toneOf(ms: number): Uint8Array {
  const samples = Int16Array.from({ length: Math.round(ms * SAMPLES_PER_MS) }, (_, i) =>
    Math.round(LOUDNESS * Math.sin((2 * Math.PI * TONE_HZ * i) / SAMPLE_RATE_HZ)),
  );
  return new Uint8Array(samples.buffer);
}

/**
 * While the table cannot be read, the listeners are those that were found last, as in a pipeline with a cache. `knows` finds
 * them before there is speech.
 */
function remembering(listeners: Listeners): Pick<Listeners, 'find' | 'remove'> {
  const known = new Map<string, ReadonlyMap<string, string[]>>();
  return {
    find: async (sessionId, languages) => {
      try {
        const found = await listeners.find(sessionId, languages);
        known.set(sessionId, found);
        return found;
      } catch (error) {
        const last = known.get(sessionId);
        if (last === undefined) throw error;
        return last;
      }
    },
    remove: (connectionId) => listeners.remove(connectionId),
  };
}
