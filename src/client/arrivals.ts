/** Opens sockets, one at a time, up to the greeting that says the seat is taken. What becomes of them then is the connection's. */
import { type Incoming, isMessage } from './client-events.ts';
import type { TokenSource } from './client-options.ts';
import { Link, type LinkOwner } from './link.ts';
import type { Platform } from './platform.ts';
import { asRostrumError, errorFrom, RostrumError } from './rostrum-error.ts';
import type { Arrival, Seat, SeatFacts } from './seat.ts';
import { socketUrl } from './server-address.ts';
import { type Asking, askWhyRefused } from './why-refused.ts';

export interface ArrivalsParts {
  readonly platform: Platform;
  readonly url: string;
  readonly token: TokenSource | undefined;
  readonly seat: Seat;
  readonly owner: LinkOwner;
  readonly heartbeatMs: number;
}

interface Arriving {
  readonly kind: Arrival;
  /** Undefined until the token is there. */
  link: Link | undefined;
  succeed(greeting: Incoming): void;
  fail(error: RostrumError): void;
}

export class Arrivals {
  readonly #parts: ArrivalsParts;
  #now: Arriving | undefined;
  #asking: Asking | undefined;
  /** The last one used, to ask with it why it was refused. */
  #token: string | undefined;

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
  }

  get kind(): Arrival | undefined {
    return this.#now?.kind;
  }

  /**
   * @param timeoutMs Of all of it: the token, the socket and the greeting. What comes later is not heard any more.
   * @param seated Called in one go with the greeting's arrival: what follows it may be here in the same moment.
   * @returns the greeting. @throws RostrumError
   */
  start(
    kind: Arrival,
    facts: SeatFacts,
    timeoutMs: number,
    seated: (link: Link, greeting: Incoming) => void,
  ): Promise<Incoming> {
    const { clock } = this.#parts.platform;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        const late = arriving.link
          ? `no connection to the server in ${timeoutMs} ms`
          : `There is no token: it was not given in ${timeoutMs} ms`;
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
      this.#connect(arriving, facts).catch((problem) => {
        if (this.#now === arriving) arriving.fail(asRostrumError(problem));
      });
    });
  }

  isArriving(link: Link): boolean {
    return this.#now?.link === link;
  }

  opened(link: Link): void {
    const hello = this.#now?.link === link ? this.#parts.seat.hello(this.#now.kind) : undefined;
    if (hello) link.say(hello);
  }

  /** @returns false for what is neither the greeting nor a refusal. */
  hear(message: Incoming): boolean {
    const arriving = this.#now;
    if (arriving === undefined) return false;
    if (message.type === this.#parts.seat.greeting(arriving.kind)) arriving.succeed(message);
    else if (isMessage(message, 'error')) arriving.fail(errorFrom(message));
    else return false;
    return true;
  }

  /** Whatever is under way is over: a token, a socket or a reason that comes after it is not heard. */
  fail(error: RostrumError): void {
    this.#now?.fail(error);
    this.#asking?.stop();
  }

  /** @returns the server's own reason, where the WebSocket gave none; else the same error. */
  async explain(error: RostrumError, sessionId: string, timeoutMs: number): Promise<RostrumError> {
    if (error.code !== 'CONNECT_FAILED' || timeoutMs <= 0) return error;
    const { platform, url } = this.#parts;
    const refused = { url, token: this.#token, sessionId: sessionId || undefined, timeoutMs };
    this.#asking = askWhyRefused(platform, refused);
    const reason = await this.#asking.reason;
    this.#asking = undefined;
    return reason ?? error;
  }

  async #connect(arriving: Arriving, facts: SeatFacts): Promise<void> {
    const { platform, url, token, seat, owner, heartbeatMs } = this.#parts;
    const given = await tokenFrom(token);
    if (this.#now !== arriving) return;
    this.#token = given;
    arriving.link = new Link({
      platform,
      url: socketUrl(url, seat.query(arriving.kind, facts)),
      token: given,
      heartbeatMs,
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
