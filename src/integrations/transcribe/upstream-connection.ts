/**
 * The HTTP/2 connection of one upstream stream, below the SDK: reports when the response began, how the stream closed,
 * and which error the socket had. Sends and reads nothing itself.
 */
import type { ClientHttp2Stream } from 'node:http2';
import net from 'node:net';
import tls from 'node:tls';
import type { StartStreamTranscriptionCommand } from '@aws-sdk/client-transcribe-streaming';
import { NodeHttp2Handler } from '@smithy/node-http-handler';
import { toAddress } from './endpoint-address.ts';

type HttpRequest = Parameters<NodeHttp2Handler['handle']>[0];

export interface ConnectionOptions {
  /** Certificates to trust in place of the system's, PEM. */
  readonly ca?: string;
}

/** How a stream closed. */
export interface Closing {
  /** The end frame was sent and the response ended. */
  readonly whole: boolean;
  /** For logs. */
  readonly detail: string;
}

export class UpstreamConnection {
  readonly #options: ConnectionOptions;
  readonly #signal: AbortSignal;
  readonly #opened: () => void;
  #socketError: Error | undefined;
  #closed: Promise<Closing> = Promise.resolve({ whole: false, detail: 'no answer' });

  /**
   * @param signal releases the connection.
   * @param opened called once, when the service has accepted the stream (headers of a 2xx), before the first event.
   */
  constructor(options: ConnectionOptions, signal: AbortSignal, opened: () => void) {
    this.#options = options;
    this.#signal = signal;
    this.#opened = opened;
  }

  /** The socket's error; the SDK's own error only says "abnormally aborted". */
  get socketError(): Error | undefined {
    return this.#socketError;
  }

  /**
   * Replaces the client's shared handler as the last step of the command's stack. An event stream has a connection to
   * itself anyway, and only with a handler of its own is it known whose socket failed.
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
          this.#closed = whenClosed(response.body as ClientHttp2Stream);
          if (response.statusCode < 300) this.#opened();
          // The steps above this one read the response and set the output.
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
    const { secure, ...address } = toAddress(authority);
    const socket = secure ? tls.connect({ ...address, ALPNProtocols: ['h2'], ...this.#options }) : net.connect(address);
    socket.on('error', (error) => {
      this.#socketError = error;
    });
    return socket;
  }
}

function whenClosed(stream: ClientHttp2Stream): Promise<Closing> {
  return new Promise((resolve) => {
    stream.once('close', () => {
      const { aborted, rstCode, writableFinished, readableEnded } = stream;
      resolve({
        // A reset with code 0 after the end frame looks the same as the end of the response; services send code 8.
        whole: writableFinished && readableEnded && !aborted && rstCode === 0,
        detail: `aborted=${aborted} rstCode=${rstCode} sent=${writableFinished} answered=${readableEnded}`,
      });
    });
  });
}
