/**
 * The translation pipeline of the loads, run by the local Lambda. Finds the listeners in the table and delivers to them as the
 * real pipeline does, but sends fixed audio at once, so that the server is measured and not speech synthesis.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connectionPath, type DeliveryKey, DeliverySigner } from '../../testkit/aws/delivery-signer.ts';
import { Tables } from '../../testkit/aws/tables.ts';

/** The members that are used here. */
interface Transcript {
  readonly sessionId: string;
  readonly isPartial: boolean;
  readonly targetLanguages: readonly string[];
  readonly traceparent?: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly resultId: string;
}

/** A quarter of a second of silence, which listeners get for each sentence. */
const SOUND = Buffer.alloc(8_000).toString('base64');
/** The listeners are looked up again after this time. */
const KNOWN_FOR_MS = 10_000;
const MAX_KNOWN = 2_000;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
const known = new Map<string, { readonly until: number; readonly connections: Promise<string[]> }>();
let places: { readonly delivery: URL; readonly signer: DeliverySigner; readonly tables: Tables } | undefined;
let sequenceNumber = 0;

export async function handler(event: unknown): Promise<void> {
  const transcript = event as Transcript;
  // Partials are skipped, because their final follows.
  if (transcript.isPartial) return;
  const { sessionId, targetLanguages, traceparent, startTimeMs, endTimeMs, resultId } = transcript;
  for (const targetLanguage of targetLanguages) {
    sequenceNumber += 1;
    const body = JSON.stringify({
      type: 'audio',
      timestamp: Math.floor(Date.now() / 1000),
      sessionId,
      targetLanguage,
      resultId,
      startTimeMs,
      endTimeMs,
      format: 'pcm',
      sampleRate: 16_000,
      channels: 1,
      sequenceNumber,
      audioData: SOUND,
    });
    const connections = await listenersOf(sessionId, targetLanguage);
    await Promise.all(connections.map((id) => deliver(id, body, traceparent)));
  }
}

function listenersOf(sessionId: string, targetLanguage: string): Promise<string[]> {
  const key = `${sessionId} ${targetLanguage}`;
  const found = known.get(key);
  if (found !== undefined && found.until > Date.now()) return found.connections;
  const connections = whereabouts()
    .tables.listeners(sessionId, targetLanguage)
    .then((rows) => rows.map((row) => String(row.connectionId)));
  known.delete(key);
  known.set(key, { until: Date.now() + KNOWN_FOR_MS, connections });
  for (const oldest of known.keys()) {
    if (known.size <= MAX_KNOWN) break;
    known.delete(oldest);
  }
  return connections;
}

/** Rejects when the delivery failed, which the local Lambda reports. A listener that has left is not a failure. */
async function deliver(connectionId: string, body: string, traceparent: string | undefined): Promise<void> {
  const { delivery, signer } = whereabouts();
  const path = connectionPath(connectionId);
  const headers = await signer.headersFor({
    method: 'POST',
    path,
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  });
  return new Promise((resolve, reject) => {
    const posting = request(new URL(path, delivery), { method: 'POST', agent, headers }, (response) => {
      response.resume();
      if (response.statusCode === 200 || response.statusCode === 410) resolve();
      else reject(new Error(`the delivery was refused with ${response.statusCode}`));
    });
    posting.on('error', reject);
    posting.end(body);
  });
}

/** The server's address. Read from a file, because the server starts after this function. */
function whereabouts() {
  places ??= readPlaces();
  return places;
}

function readPlaces() {
  const { delivery, key, dynamodb, prefix } = JSON.parse(readFileSync(process.env.LOAD_PLACES ?? '', 'utf8')) as {
    delivery: string;
    key: DeliveryKey;
    dynamodb: string;
    prefix: string;
  };
  return {
    delivery: new URL(delivery),
    signer: new DeliverySigner(delivery, key),
    tables: new Tables(dynamodb, prefix),
  };
}
