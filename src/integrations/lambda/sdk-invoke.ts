/**
 * The AWS SDK's part in a call of the translation pipeline: credentials, region, endpoint, connections, the first signed
 * requests, and what an answer means. Also makes the whole call, when nobody else can sign it.
 */
import { InvokeCommand, type InvokeCommandOutput, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { SigningKeys } from '../signing/authorization.ts';
import type { SignedRequest } from './invoke-template.ts';

export interface TranslationOptions {
  /** Name or ARN. */
  readonly functionName: string;
  readonly region: string;
  readonly endpoint?: string;
  /** By default the SDK's default chain. */
  readonly credentials?: NonNullable<LambdaClientConfig['credentials']>;
}

/** Each session forwards one transcript at a time. More concurrent calls than this wait for a connection. */
export const MAX_CONNECTIONS = 200;

const ignore = () => {};
/** Failures are in the outcome; without a logger of its own the SDK may also write to the console. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
const AGENT = { keepAlive: true, maxSockets: MAX_CONNECTIONS };

export class SdkInvoke {
  readonly #client: LambdaClient;
  readonly #functionName: string;
  /** The service's host; undefined before the first request was signed. */
  host: string | undefined;

  constructor({ functionName, ...service }: TranslationOptions) {
    this.#functionName = functionName;
    this.#client = new LambdaClient({
      ...service,
      maxAttempts: 1,
      logger: SILENT,
      requestHandler: { httpAgent: AGENT, httpsAgent: AGENT },
    });
  }

  /** The credentials that are valid now. Rejects as a call would. */
  keys(): Promise<SigningKeys> {
    return this.#client.config.credentials();
  }

  /** The clock that signatures are made by: ms since 1970, corrected by the service's answers. */
  get now(): number {
    return Date.now() + this.#client.config.systemClockOffset;
  }

  /** The operator has asked the SDK to limit the rate of calls (AWS_RETRY_MODE=adaptive), so it must make them. */
  async limitsRate(): Promise<boolean> {
    // A string only if it was given as one.
    const retryMode = this.#client.config.retryMode as () => Promise<string>;
    return (await retryMode()) === 'adaptive';
  }

  /** @returns the request as the SDK would send it now. Nothing is sent. */
  signed(payload: Uint8Array): Promise<HttpRequest> {
    return new Promise((resolve, reject) => {
      const keep = (request: HttpRequest) => {
        this.host = request.hostname;
        resolve(request);
        return new HttpResponse({ statusCode: 202 });
      };
      this.#answered(payload, keep).catch(reject);
    });
  }

  /** Sends a signed request over a kept connection. Rejects as a call would. */
  async exchange(request: SignedRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { response } = await this.#client.config.requestHandler.handle(request as HttpRequest, {
      abortSignal: signal,
    });
    return response;
  }

  /** Rejects with the SDK's error for an answer of 300 and above. @param response with its whole body. */
  async refuse(response: HttpResponse): Promise<void> {
    await this.#answered(Buffer.from('{}'), () => response);
  }

  /** Corrects the clock by an answer, as the SDK does. @param sentAt ms since 1970, by this machine's clock. */
  correctClock(response: HttpResponse, sentAt: number): void {
    const { config } = this.#client;
    for (const { signer } of config.httpAuthSchemes)
      signer.successHandler?.(response, { config, _requestSentAt: sentAt });
  }

  /** Makes the whole call. Rejects with the SDK's error; a status of 300 and above is one. */
  send(payload: Uint8Array, signal: AbortSignal): Promise<InvokeCommandOutput> {
    return this.#client.send(this.#command(payload), { abortSignal: signal });
  }

  /** Closes the connections. */
  close(): void {
    this.#client.destroy();
  }

  #command(payload: Uint8Array): InvokeCommand {
    return new InvokeCommand({ FunctionName: this.#functionName, InvocationType: 'Event', Payload: payload });
  }

  /** A call that ends where the connection would begin. */
  #answered(payload: Uint8Array, answer: (request: HttpRequest) => HttpResponse): Promise<InvokeCommandOutput> {
    const command = this.#command(payload);
    command.middlewareStack.add(
      () => async (args) => ({ response: answer(args.request as HttpRequest) as never }) as never,
      { step: 'deserialize', priority: 'low' },
    );
    return this.#client.send(command);
  }
}
