/**
 * The HTTP/2 connection of one upstream stream, under the SDK: when the response began, how the stream closed, and what
 * the socket itself reported. Sends and reads nothing of its own.
 */
import type { ClientHttp2Stream } from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import type { StartStreamTranscriptionCommand } from '@aws-sdk/client-transcribe-streaming';
import { NodeHttp2Handler } from '@smithy/node-http-handler';
import { addressOf } from './address-of.ts';

type HttpRequest = Parameters<NodeHttp2Handler['handle']>[0];

export interface ConnectionOptions {
  /** Certificates to trust in place of the system's, PEM. */
  readonly ca?: string;
}

/** How a stream closed. */
export interface Closing {
  /** Our end frame went out and the answer came to its end. */
  readonly whole: boolean;
  /** For logs. */
  readonly facts: string;
}

export class UpstreamConnection {
  readonly #options: ConnectionOptions;
  readonly #signal: AbortSignal;
  readonly #opened: () => void;
  #socketError: Error | undefined;
  #closed: Promise<Closing> = Promise.resolve({ whole: false, facts: 'no answer' });

  /**
   * @param signal releases the connection.
   * @param opened called once, when the service took the stream (headers of a 2xx), well before the first event.
   */
  constructor(options: ConnectionOptions, signal: AbortSignal, opened: () => void) {
    this.#options = options;
    this.#signal = signal;
    this.#opened = opened;
  }

  /** What the socket reported; the SDK's own error says no more than "abnormally aborted". */
  get socketError(): Error | undefined {
    return this.#socketError;
  }

  /**
   * Becomes the last step of the command's stack, in place of the client's shared handler: an event stream has a
   * connection to itself anyway, and a handler of its own is the only way to tell whose socket failed.
   */
  carry(command: StartStreamTranscriptionCommand): void {
    const handler = new NodeHttp2Handler({
      disableConcurrentStreams: true,
      nodeHttp2ConnectOptions: { createConnection: (authority) => this.#connect(authority) },
    });
    command.middlewareStack.add(
      () =>
        async ({ request }) => {
          const { response } = await handler.handle(request as HttpRequest, { abortSignal: this.#signal });
          this.#closed = closeOf(response.body as ClientHttp2Stream);
          if (response.statusCode < 300) this.#opened();
          // The steps above read the response and put the output in its place.
          return { response, output: undefined as never };
        },
      { name: 'upstreamConnection', step: 'deserialize', priority: 'low' },
    );
  }

  /** Resolves once the stream has closed. */
  closed(): Promise<Closing> {
    return this.#closed;
  }

  #connect(authority: URL): net.Socket {
    const { secure, ...address } = addressOf(authority);
    const socket = secure ? tls.connect({ ...address, ALPNProtocols: ['h2'], ...this.#options }) : net.connect(address);
    socket.on('error', (error) => {
      this.#socketError = error;
    });
    return socket;
  }
}

function closeOf(stream: ClientHttp2Stream): Promise<Closing> {
  return new Promise((resolve) => {
    stream.once('close', () => {
      const { aborted, rstCode, writableFinished, readableEnded } = stream;
      resolve({
        // A reset with code 0 after our end frame cannot be told from the end of the answer; services send 8.
        whole: writableFinished && readableEnded && !aborted && rstCode === 0,
        facts: `aborted=${aborted} rstCode=${rstCode} sent=${writableFinished} answered=${readableEnded}`,
      });
    });
  });
}
