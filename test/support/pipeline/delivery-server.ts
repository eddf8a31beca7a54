/** The API Gateway Management API as listeners' side of it: records what each connection was posted; can refuse by script. */
import type { IncomingHttpHeaders } from 'node:http';
import { startLocalServer } from './local-server.ts';

export interface DeliveredMessage {
  readonly type: string;
  readonly sessionId: string;
  readonly timestamp: number;
  readonly targetLanguage: string;
  readonly sourceLanguage: string;
  readonly translated: boolean;
  readonly isPartial: boolean;
  readonly sequenceNumber: number;
  readonly text?: string;
  readonly reason?: string;
  readonly audioData?: string;
  readonly format?: string;
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly part?: number;
  readonly parts?: number;
  readonly segment?: number;
  readonly resultId?: string;
  readonly startTimeMs?: number;
  readonly endTimeMs?: number;
  readonly traceparent?: string;
}

export interface Post {
  readonly connectionId: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  readonly message: DeliveredMessage;
}

/** A status to answer, or 'hangUp'; one of these is used up by each post, then 200 again unless `always`. */
type Refusal = 410 | 413 | 429 | 500 | 'hangUp';

const NAMES = {
  410: 'GoneException',
  413: 'PayloadTooLargeException',
  429: 'LimitExceededException',
  500: 'InternalServerError',
};

export async function startDeliveryServer() {
  const posts: Post[] = [];
  const accepted: Post[] = [];
  const always = new Map<string, Refusal>();
  const once = new Map<string, Refusal[]>();
  const holds = new Map<string, Promise<void>>();
  const server = await startLocalServer(async ({ path, headers, body }) => {
    const connectionId = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
    const post = {
      connectionId,
      path,
      headers,
      bytes: body.length,
      message: JSON.parse(body.toString()) as DeliveredMessage,
    };
    posts.push(post);
    await holds.get(connectionId);
    const refusal = once.get(connectionId)?.shift() ?? always.get(connectionId);
    if (refusal === 'hangUp') return 'hangUp';
    if (refusal !== undefined) return { status: refusal, headers: { 'x-amzn-ErrorType': NAMES[refusal] }, body: '{}' };
    accepted.push(post);
    return { status: 200 };
  });
  return {
    endpoint: server.endpoint,
    /** Every post, refused ones included, in order of arrival. */
    posts,
    /** What a connection has heard. */
    heardBy: (connectionId: string) =>
      accepted.filter((post) => post.connectionId === connectionId).map((post) => post.message),
    refuse: (connectionId: string, refusal: Refusal) => always.set(connectionId, refusal),
    refuseNext: (connectionId: string, ...refusals: Refusal[]) => once.set(connectionId, refusals),
    /** Posts to the connection are answered only once the promise has resolved. */
    hold: (connectionId: string, until: Promise<void>) => holds.set(connectionId, until),
    close: server.close,
  };
}
