/** Opens sockets, one at a time, up to the greeting that says the seat is taken. What becomes of them then is the connection's. */
import { type Incoming, isMessage } from './client-events.ts';
import type { TokenSource } from './client-options.ts';
import { Link, type LinkOwner } from './link.ts';
import type { Platform } from './platform.ts';
import { errorFrom, RostrumError } from './rostrum-error.ts';
import type { Arrival, Seat, SeatFacts } from './seat.ts';
import { socketUrl } from './server-address.ts';
import { whyRefused } from './why-refused.ts';

export interface ArrivalsParts {
  readonly platform: Platform;
  readonly url: string;
  readonly token: TokenSource | undefined;
  readonly seat: Seat;
  readonly owner: LinkOwner;
  readonly connectTimeoutMs: number;
  readonly heartbeatMs: number;
}

interface Arriving {
  readonly kind: Arrival;
  readonly link: Link;
  succeed(greeting: Incoming): void;
  fail(error: RostrumError): void;
}

export class Arrivals {
  readonly #parts: ArrivalsParts;
  #now: Arriving | undefined;
  /** The last one used, to ask with it why it was refused. */
  #token: string | undefined;

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
  }

  get kind(): Arrival | undefined {
    return this.#now?.kind;
  }

  /**
   * @param seated Called in one go with the greeting's arrival: what follows it may be here in the same moment.
   * @param ending Asked once the token is there: why it is too late, if it is.
   * @returns the greeting. @throws RostrumError; what the WebSocket throws for a URL or token it cannot use.
   */
  async start(
    kind: Arrival,
    facts: SeatFacts,
    seated: (link: Link, greeting: Incoming) => void,
    ending: () => RostrumError | undefined,
  ): Promise<Incoming> {
    const { platform, url, token, seat, owner, connectTimeoutMs, heartbeatMs } = this.#parts;
    this.#token = await tokenFrom(token);
    const tooLate = ending();
    if (tooLate) throw tooLate;
    const link = new Link({
      platform,
      url: socketUrl(url, seat.query(kind, facts)),
      token: this.#token,
      heartbeatMs,
      owner,
    });
    return new Promise((resolve, reject) => {
      const late = new RostrumError('CONNECT_FAILED', `no connection to the server in ${connectTimeoutMs} ms`);
      const timer = platform.clock.setTimeout(() => this.fail(late), connectTimeoutMs);
      const end = () => {
        platform.clock.clearTimeout(timer);
        this.#now = undefined;
      };
      this.#now = {
        kind,
        link,
        succeed: (greeting) => {
          end();
          seated(link, greeting);
          resolve(greeting);
        },
        fail: (error) => {
          end();
          link.close();
          reject(error);
        },
      };
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

  fail(error: RostrumError): void {
    this.#now?.fail(error);
  }

  /** @returns the server's own reason, where the WebSocket gave none; else the same error. */
  async explain(error: RostrumError, sessionId: string): Promise<RostrumError> {
    if (error.code !== 'CONNECT_FAILED') return error;
    const { platform, url, connectTimeoutMs } = this.#parts;
    const refused = { url, token: this.#token, sessionId: sessionId || undefined, timeoutMs: connectTimeoutMs };
    return (await whyRefused(platform, refused)) ?? error;
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
