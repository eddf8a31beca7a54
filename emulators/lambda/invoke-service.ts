/** The Invoke operation: reads a call, finds the function, runs it, writes the answer. Owns no server and no process. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../request-body.ts';
import type { LambdaCounters } from './counters.ts';
import { type InvokeRequest, isJson, parseInvokeRequest } from './invoke-request.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { EVENT_PAYLOAD_BYTES, SYNC_PAYLOAD_BYTES } from './limits.ts';
import { LogTail } from './log-tail.ts';
import type { Invocation, InvocationOutcome } from './runtime-messages.ts';
import { type ServiceError, writeServiceError } from './service-errors.ts';

export interface ServedFunction {
  readonly runner: LambdaFunction;
  /** Qualifiers that are accepted. */
  readonly aliases: readonly string[];
}

export interface InvokeServiceOptions {
  readonly functions: ReadonlyMap<string, ServedFunction>;
  /** The part of a function's ARN before its name. */
  readonly arnPrefix: string;
  readonly counters: LambdaCounters;
}

export class InvokeService {
  readonly #options: InvokeServiceOptions;

  constructor(options: InvokeServiceOptions) {
    this.#options = options;
  }

  async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    const parsed = parseInvokeRequest(incoming);
    if (!parsed.ok) {
      // The rest of the body is not read, so the connection cannot be used again.
      response.setHeader('connection', 'close');
      return writeServiceError(response, parsed.error);
    }
    const { request } = parsed;
    const limit = request.type === 'Event' ? EVENT_PAYLOAD_BYTES : SYNC_PAYLOAD_BYTES;
    const body = await readBody(incoming, limit);
    if (body.kind === 'aborted') return;
    if (body.kind === 'tooLarge') {
      response.setHeader('connection', 'close');
      const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
      return writeServiceError(response, { code: 'RequestTooLargeException', message });
    }
    await this.#dispatch(request, requestId, body.bytes, response);
  }

  async #dispatch(request: InvokeRequest, requestId: string, body: Buffer, response: ServerResponse): Promise<void> {
    const { name, qualifier, type } = request;
    const functionArn = `${this.#options.arnPrefix}${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
    const served = this.#options.functions.get(name);
    if (served === undefined || (qualifier !== undefined && !served.aliases.includes(qualifier))) {
      const message = `Function not found: ${functionArn}`;
      return writeServiceError(response, { code: 'ResourceNotFoundException', message });
    }
    const payload = body.length === 0 ? '{}' : body.toString('utf8');
    if (!isJson(payload)) {
      const message = 'Could not parse request body into json: the payload is not valid JSON';
      return writeServiceError(response, { code: 'InvalidRequestContentException', message });
    }
    if (type === 'DryRun') {
      response.writeHead(204).end();
      return;
    }
    if (type === 'Event') {
      const isQueued = served.runner.offer({ requestId, payload, functionArn, tail: false });
      if (isQueued) response.writeHead(202, { 'content-length': 0 }).end();
      else this.#throttle(response, 'FunctionInvocationRateLimitExceeded');
      return;
    }
    const { tail, clientContext } = request;
    const context = clientContext === undefined ? {} : { clientContext };
    await this.#invoke(served.runner, { requestId, payload, functionArn, tail, ...context }, response);
  }

  async #invoke(runner: LambdaFunction, invocation: Invocation, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const running = runner.invoke(invocation);
    if (running === undefined) return this.#throttle(response, 'ReservedFunctionConcurrentInvocationLimitExceeded');
    const outcome = await running;
    const payload = outcome.kind === 'succeeded' ? outcome.payload : JSON.stringify(outcome.error);
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', Buffer.byteLength(payload));
    response.setHeader('x-amz-executed-version', '$LATEST');
    if (outcome.kind !== 'succeeded') response.setHeader('x-amz-function-error', 'Unhandled');
    if (invocation.tail) {
      const log = toLog(invocation, outcome, performance.now() - startedAt);
      response.setHeader('x-amz-log-result', Buffer.from(log).toString('base64'));
    }
    response.writeHead(200).end(payload);
  }

  #throttle(response: ServerResponse, reason: string): void {
    this.#options.counters.throttled += 1;
    const error: ServiceError = { code: 'TooManyRequestsException', message: 'Rate Exceeded.', reason };
    writeServiceError(response, error);
  }
}

/** The last 4 KiB of the invocation's log as CloudWatch would have it. */
function toLog({ requestId }: Invocation, outcome: InvocationOutcome, durationMs: number): string {
  const log = new LogTail();
  log.append(`START RequestId: ${requestId} Version: $LATEST\n`);
  log.append(outcome.tail);
  if (outcome.kind === 'timedOut' || outcome.kind === 'crashed') log.append(`${outcome.error.errorMessage}\n`);
  log.append(`END RequestId: ${requestId}\nREPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\n`);
  return log.text;
}
