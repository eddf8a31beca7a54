/** A double of the Lambda service: answers invocations as a check says, and records them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { within } from './deadline.ts';
import { show } from './expectation.ts';

export interface Invocation {
  readonly functionName: string;
  readonly invocationType: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Status of the answer. */
  readonly status: number;
}

export const FUNCTION_NAME = 'contract-pipeline';
const ACCEPTED = 202;

export class Lambda {
  readonly #invocations: Invocation[] = [];
  /** Keys are session ids, values the statuses of the next answers. */
  readonly #answers = new Map<string, number[]>();
  readonly #wakers = new Set<() => void>();
  readonly #server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const payload = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
      const status = this.#answers.get(String(payload.sessionId))?.shift() ?? ACCEPTED;
      const functionName = decodeURIComponent(/\/functions\/([^/]+)\//.exec(request.url ?? '')?.[1] ?? '');
      const invocationType = request.headers['x-amz-invocation-type']?.toString();
      this.#invocations.push({ functionName, invocationType, payload, status });
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'ServiceException' };
      response.writeHead(status, status === ACCEPTED ? {} : headers);
      response.end(status === ACCEPTED ? '' : '{"message":"told to fail"}');
      for (const waker of this.#wakers) waker();
      this.#wakers.clear();
    });
  });

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  answerWith(sessionId: string, ...statuses: number[]): void {
    this.#answers.set(sessionId, statuses);
  }

  of(sessionId: string): Invocation[] {
    return this.#invocations.filter(({ payload }) => payload.sessionId === sessionId);
  }

  /** Waits until `count` of the session's invocations match. @returns the matching ones. */
  async sees(sessionId: string, isSuch: (invocation: Invocation) => boolean, count = 1): Promise<Invocation[]> {
    const found = () => this.of(sessionId).filter(isSuch);
    const looking = async () => {
      while (found().length < count) await new Promise<void>((resolve) => this.#wakers.add(resolve));
    };
    await within(looking(), `${count} such invocation(s)`, () =>
      show(this.of(sessionId).map(({ payload }) => payload)),
    );
    return found();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

export const isFinal = ({ payload }: Invocation): boolean => payload.isPartial === false;
