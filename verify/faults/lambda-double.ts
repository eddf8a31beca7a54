/** A double of the Lambda service: fails by a script for each session, records its invocations, and runs the accepted ones. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SpokenPipeline } from '../hearing/spoken-pipeline.ts';

export type Answer = 'accept' | 'error 500' | 'error 429' | 'hang' | 'reset' | 'accept, answer lost';

export interface Invocation {
  readonly key: string;
  readonly text: string;
  readonly startTimeMs: number;
  readonly isPartial: boolean;
  readonly resultId: string;
  readonly segment: number | undefined;
  readonly isSegmentFinal: boolean | undefined;
  /** Number of the attempt with this key, from 1. */
  readonly attempt: number;
  readonly answer: Answer;
  /** Listeners that the pipeline delivered it to. Undefined while it has not, or if it failed. */
  delivered?: number;
  /** performance.now() */
  readonly at: number;
}

/** @param transcript its number in the session, from 1. @param attempt from 1. */
export type Script = (transcript: number, attempt: number) => Answer;

const ERRORS = { 'error 500': [500, 'ServiceException'], 'error 429': [429, 'TooManyRequestsException'] } as const;

export class LambdaDouble {
  readonly #scripts = new Map<string, Script>();
  readonly #invocations = new Map<string, Invocation[]>();
  readonly #server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => this.#take(JSON.parse(Buffer.concat(parts).toString()), response));
  });
  #pipeline: SpokenPipeline | undefined;

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on accepted finals are spoken by this pipeline. Partials are accepted and not shown, which is faster. */
  runs(pipeline: SpokenPipeline): void {
    this.#pipeline = pipeline;
  }

  tell(sessionId: string, script: Script): void {
    this.#scripts.set(sessionId, script);
  }

  of(sessionId: string): readonly Invocation[] {
    return this.#invocations.get(sessionId) ?? [];
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #take(payload: Readonly<Record<string, unknown>>, response: ServerResponse): void {
    if (payload.describe !== undefined) {
      void this.#describe(payload, response);
      return;
    }
    const sessionId = String(payload.sessionId);
    const key = String(payload.idempotencyKey);
    const known = this.#invocations.get(sessionId) ?? [];
    const keys = [...new Set(known.map((invocation) => invocation.key))];
    const attempt = known.filter((invocation) => invocation.key === key).length + 1;
    const transcript = keys.includes(key) ? keys.indexOf(key) + 1 : keys.length + 1;
    const answer = this.#scripts.get(sessionId)?.(transcript, attempt) ?? 'accept';
    const invocation: Invocation = { key, attempt, answer, at: performance.now(), ...toFacts(payload) };
    known.push(invocation);
    this.#invocations.set(sessionId, known);
    // Whether it was accepted before is the pipeline's to find out, by the key. Its failures are heard: a word is missing.
    if (answer.startsWith('accept') && payload.isPartial !== true) void this.#run(payload, invocation);
    answerWith(answer, response);
  }

  async #run(payload: object, invocation: Invocation): Promise<void> {
    const summary = await this.#pipeline?.handle(payload).catch(() => undefined);
    if (summary !== undefined)
      invocation.delivered = summary.languages.reduce((sum, { delivered }) => sum + delivered, 0);
  }

  async #describe(question: object, response: ServerResponse): Promise<void> {
    const offers = await this.#pipeline?.describe(question);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(offers ?? { targets: [] }));
  }
}

function toFacts(payload: Readonly<Record<string, unknown>>) {
  const { transcriptText, startTimeMs, isPartial, resultId, segment, isSegmentFinal } = payload;
  return {
    text: String(transcriptText),
    startTimeMs: Number(startTimeMs),
    isPartial: isPartial === true,
    resultId: String(resultId),
    segment: typeof segment === 'number' ? segment : undefined,
    isSegmentFinal: typeof isSegmentFinal === 'boolean' ? isSegmentFinal : undefined,
  };
}

function answerWith(answer: Answer, response: ServerResponse): void {
  switch (answer) {
    case 'accept':
      response.writeHead(202).end();
      break;
    case 'hang':
      break;
    case 'reset':
    case 'accept, answer lost':
      response.socket?.resetAndDestroy();
      break;
    default: {
      const [status, name] = ERRORS[answer];
      response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': name });
      response.end('{"message":"told to fail"}');
    }
  }
}
