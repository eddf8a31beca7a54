/**
 * Opens sockets, one at a time, until the greeting that confirms the seat. After that the connection owns the socket.
 */
import { type Incoming, isMessage } from './client-events.ts';
import type { TokenSource } from './client-options.ts';
import { Link, type LinkOwner } from './link.ts';
import type { Platform } from './platform.ts';
import type { PulseSettings } from './pulse.ts';
import { asRostrumError, errorFrom, RostrumError } from './rostrum-error.ts';
import type { Arrival, Seat, SeatInfo } from './seat.ts';
import { socketUrl } from './server-address.ts';
import { type Asking, askWhyRefused } from './why-refused.ts';

export interface ArrivalsDeps {
  readonly platform: Platform;
  readonly url: string;
  readonly token: TokenSource | undefined;
  readonly seat: Seat;
  readonly owner: LinkOwner;
  readonly pulse: PulseSettings;
}

interface Arriving {
  readonly kind: Arrival;
  /** Undefined while waiting for the token. */
  link: Link | undefined;
  succeed(greeting: Incoming): void;
  fail(error: RostrumError): void;
}

export class Arrivals {
  readonly #deps: ArrivalsDeps;
  #now: Arriving | undefined;
  #asking: Asking | undefined;
  /** The last token used, to ask with it why the connect was refused. */
  #token: string | undefined;

  constructor(deps: ArrivalsDeps) {
    this.#deps = deps;
  }

  get kind(): Arrival | undefined {
    return this.#now?.kind;
  }

  /**
   * @param timeoutMs For the token, the socket and the greeting together. Anything later is ignored.
   * @param seated Called synchronously with the greeting, as the next message may follow at once.
   * @returns the greeting. @throws RostrumError
   */
  start(
    kind: Arrival,
    info: SeatInfo,
    timeoutMs: number,
    seated: (link: Link, greeting: Incoming) => void,
  ): Promise<Incoming> {
    const { clock } = this.#deps.platform;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        const late = arriving.link
          ? `the server did not accept the connection in ${timeoutMs} ms`
          : `There is no token: its function did not give one in ${timeoutMs} ms`;
        arriving.fail(new RostrumError('CONNECT_FAILED', late));
      }, timeoutMs);
      const end = () => {
        clock.clearTimeout(timer);
        this.#now = undefined;
      };
      const arriving: Arriving = {
        kind,
        link: undefined,
        succeed: (greeting) => {
          end();
          if (arriving.link) seated(arriving.link, greeting);
          resolve(greeting);
        },
        fail: (error) => {
          end();
          arriving.link?.close();
          reject(error);
        },
      };
      this.#now = arriving;
      this.#connect(arriving, info).catch((problem) => {
        if (this.#now === arriving) arriving.fail(asRostrumError(problem));
      });
    });
  }

  isArriving(link: Link): boolean {
    return this.#now?.link === link;
  }

  opened(link: Link): void {
    const hello = this.#now?.link === link ? this.#deps.seat.hello(this.#now.kind) : undefined;
    if (hello) link.say(hello);
  }

  /** @returns false when the message is neither the greeting nor a refusal. */
  hear(message: Incoming): boolean {
    const arriving = this.#now;
    if (arriving === undefined) return false;
    if (message.type === this.#deps.seat.greeting(arriving.kind)) arriving.succeed(message);
    else if (isMessage(message, 'error')) arriving.fail(errorFrom(message));
    else return false;
    return true;
  }

  /** Ends the present attempt: a token, a socket or a reason that comes later is ignored. */
  fail(error: RostrumError): void {
    this.#now?.fail(error);
    this.#asking?.stop();
  }

  /** @returns the server's own reason if the WebSocket gave none, otherwise the same error. */
  async explain(error: RostrumError, sessionId: string, timeoutMs: number): Promise<RostrumError> {
    if (error.code !== 'CONNECT_FAILED' || timeoutMs <= 0) return error;
    const { platform, url } = this.#deps;
    const refused = { url, token: this.#token, sessionId: sessionId || undefined, timeoutMs };
    this.#asking = askWhyRefused(platform, refused);
    const reason = await this.#asking.reason;
    this.#asking = undefined;
    return reason ?? error;
  }

  async #connect(arriving: Arriving, info: SeatInfo): Promise<void> {
    const { platform, url, token, seat, owner, pulse } = this.#deps;
    const given = await tokenFrom(token);
    if (this.#now !== arriving) return;
    this.#token = given;
    arriving.link = new Link({
      platform,
      url: socketUrl(url, seat.query(arriving.kind, info)),
      token: given,
      pulse,
      owner,
    });
  }
}

async function tokenFrom(source: TokenSource | undefined): Promise<string | undefined> {
  if (typeof source !== 'function') return source;
  try {
    return await source();
  } catch (cause) {
    const text = `There is no token: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new RostrumError('CONNECT_FAILED', text, { cause });
  }
}
