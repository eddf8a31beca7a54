/**
 * A client's connection to a session, over any number of sockets: connects, reconnects after a loss, and moves to a new
 * socket when the old one nears its maximum age. Its seat implements the role.
 */
import type { Action, ClientMessage } from '../protocol/client-messages.ts';
import { CLOSES } from '../protocol/close-codes.ts';
import type { ServerMessageOf } from '../protocol/server-messages.ts';
import { Arrivals } from './arrivals.ts';
import { type ConnectionChange, type Incoming, isMessage, OWN_EVENTS } from './client-events.ts';
import { DEFAULTS } from './client-options.ts';
import { comesBack } from './close-verdict.ts';
import { ComeBack } from './come-back.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { Copies } from './copies.ts';
import type { Link, LinkClose, LinkOwner } from './link.ts';
import { Overlap } from './overlap.ts';
import { type Platform, platformOf } from './platform.ts';
import type { AnswerTo } from './request.ts';
import { Requests } from './requests.ts';
import { asRostrumError, RostrumError } from './rostrum-error.ts';
import type { Arrival } from './seat.ts';

const REPLACED = CLOSES.replaced.code;

type RefreshComplete = ServerMessageOf<'connectionRefreshComplete'>;

export class Connection implements LinkOwner {
  readonly #deps: ConnectionDeps;
  readonly #settings: { readonly [K in keyof typeof DEFAULTS]: number };
  readonly #platform: Platform;
  readonly #arrivals: Arrivals;
  readonly #overlap: Overlap;
  readonly #copies = new Copies();
  readonly #requests: Requests;
  readonly #info: { sessionId: string; connectionId: string };
  #state: ConnectionChange['state'] = 'connecting';
  #current: Link | undefined;
  /** The socket that the last refresh replaces. */
  #refreshed: Link | undefined;
  #refreshing: Promise<RefreshComplete> | undefined;
  #retryAfterMs = 0;
  #comingBack: ComeBack | undefined;
  #ending: RostrumError | undefined;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    const { token, seat, options, sessionId = '' } = deps;
    this.#settings = { ...DEFAULTS, ...options };
    this.#platform = platformOf(options);
    this.#info = { sessionId, connectionId: '' };
    const { heartbeatMs } = this.#settings;
    const pulse = { heartbeatMs, lostAfterMs: options.lostAfterMs ?? 2 * heartbeatMs };
    const platform = this.#platform;
    this.#arrivals = new Arrivals({ platform, url: options.url, token, seat, owner: this, pulse });
    this.#overlap = new Overlap(platform.clock, (old) => {
      this.#deps.seat.lost(old);
      this.#requests.keepFrom(old);
      if (this.#current) this.#requests.askAgain(this.#current);
    });
    this.#requests = new Requests(platform.clock);
  }

  get state(): ConnectionChange['state'] {
    return this.#state;
  }

  get sessionId(): string {
    return this.#info.sessionId;
  }

  get connectionId(): string {
    return this.#info.connectionId;
  }

  /** Why it is closed; undefined while it is open or reconnecting. */
  get ending(): RostrumError | undefined {
    return this.#ending;
  }

  /** Connects once, for at most `connectTimeoutMs`. @throws RostrumError */
  async open(): Promise<void> {
    const { clock } = this.#platform;
    const deadline = clock.now() + this.#settings.connectTimeoutMs;
    this.#change({ state: 'connecting' });
    try {
      await this.#arrive('first');
    } catch (problem) {
      const error = await this.#arrivals.explain(asRostrumError(problem), this.sessionId, deadline - clock.now());
      this.#over(error, error);
      throw error;
    }
  }

  /** Sends a request now or, without a connection, when it is back. Repeats it if the socket is lost meanwhile. */
  ask<A extends Action>(
    message: Extract<ClientMessage, { action: A }>,
    answer: AnswerTo<A>,
    timeoutMs = this.#settings.requestTimeoutMs,
  ): Promise<ServerMessageOf<AnswerTo<A>>> {
    if (this.#ending) return Promise.reject(this.#ending);
    return this.#requests.ask(this.#current, message, answer, timeoutMs);
  }

  /** Moves to a new socket. @throws RostrumError when that fails; the old socket then stays in use. */
  refresh(): Promise<RefreshComplete> {
    if (this.#ending) return Promise.reject(this.#ending);
    if (this.#current === undefined && this.#refreshing === undefined) {
      return Promise.reject(
        new RostrumError('CONNECT_FAILED', 'There is no connection to refresh: it is being restored.'),
      );
    }
    this.#refreshing ??= this.#refreshNow();
    return this.#refreshing;
  }

  /** Doubts the connection: asks the server for a sign now, or tries now to restore what is lost. */
  check(): void {
    this.#current?.check();
    this.#comingBack?.hurry();
  }

  /** Final. Does not end the session. */
  close(): void {
    this.#over(new RostrumError('CLIENT_CLOSED', 'This client was closed.'), undefined);
  }

  linkOpened(link: Link): void {
    this.#arrivals.opened(link);
  }

  linkMessage(link: Link, message: Incoming, text: string): void {
    if (this.#arrivals.isArriving(link) && this.#arrivals.hear(message)) return;
    const wasAsked = this.#requests.settle(link, message, link === this.#refreshed);
    if (wasAsked && this.#current && link !== this.#current) this.#requests.askAgain(this.#current);
    const mayBeTwin = !wasAsked && (this.#overlap.isOpen || this.#arrivals.kind === 'refresh');
    if (mayBeTwin && this.#overlap.isTwin(link, message, text)) return;
    if (this.#copies.isCopy(message)) return;
    this.#tell(link, message, wasAsked);
    if (isMessage(message, 'serverDraining')) this.#retryAfterMs = message.retryAfterMs;
    // Each warning starts another try if the one before has failed.
    const isOld = message.type === 'connectionRefreshRequired' || message.type === 'connectionWarning';
    if (isOld && link === this.#current) this.refresh().catch(() => {});
  }

  linkRaw(_link: Link, data: string | Uint8Array): void {
    this.#deps.events.emit('raw', data);
  }

  linkLost(link: Link, { code, error }: LinkClose): void {
    if (this.#arrivals.isArriving(link)) this.#arrivals.fail(error);
    else if (this.#overlap.isOld(link)) this.#overlap.end();
    else if (link === this.#current) this.#lost(link, code, error);
  }

  #lost(link: Link, code: number, error: RostrumError): void {
    this.#current = undefined;
    this.#deps.seat.lost(link);
    this.#requests.keepFrom(link);
    // This client's refresh may have replaced the socket before the refresh's answer arrived.
    const isOurDoing = code === REPLACED && link === this.#refreshed;
    if (!comesBack(code) && !isOurDoing) this.#over(error, error);
    else if (this.#refreshing) this.#change({ state: 'reconnecting', attempt: 1, delayMs: 0, isInLine: false, error });
    else void this.#comeBack(error);
  }

  async #refreshNow(): Promise<RefreshComplete> {
    this.#refreshed = this.#current;
    try {
      const greeting = await this.#arrive('refresh');
      this.#refreshing = undefined;
      return greeting as unknown as RefreshComplete;
    } catch (problem) {
      this.#refreshing = undefined;
      const error = asRostrumError(problem);
      if (!this.#overlap.isOpen) this.#overlap.end();
      // The old socket was lost during the refresh.
      if (this.#current === undefined && !this.#ending) void this.#comeBack(error);
      throw error;
    }
  }

  #arrive(kind: Arrival, timeoutMs = this.#settings.connectTimeoutMs): Promise<Incoming> {
    if (this.#ending) return Promise.reject(this.#ending);
    return this.#arrivals.start(kind, this.#info, timeoutMs, this.#seated);
  }

  #seated = (link: Link, greeting: Incoming): void => {
    const old = this.#current;
    this.#current = link;
    const { sessionId, connectionId } = greeting;
    if (typeof sessionId === 'string') this.#info.sessionId = sessionId;
    if (typeof connectionId === 'string') this.#info.connectionId = connectionId;
    this.#deps.seat.seated(link);
    if (old) this.#overlap.begin(old);
    this.#requests.askAgain(link);
    this.#tell(link, greeting, true);
    if (this.#state !== 'open') this.#change({ state: 'open' });
  };

  #tell(link: Link, message: Incoming, wasAsked: boolean): void {
    const { seat, events } = this.#deps;
    seat.received(link, message, wasAsked);
    events.emit('message', message);
    if (!OWN_EVENTS.includes(message.type)) events.emit(message.type as 'message', message);
    if (isMessage(message, 'sessionEnded')) {
      this.#over(new RostrumError('SESSION_ENDED', `The session has ended (${message.reason}).`), undefined);
    }
  }

  async #comeBack(loss: RostrumError): Promise<void> {
    const { clock, random } = this.#platform;
    const retryAfterMs = this.#retryAfterMs;
    this.#retryAfterMs = 0;
    this.#comingBack = new ComeBack({
      ...this.#settings,
      clock,
      random,
      retryAfterMs,
      announce: (change) => this.#change(change),
      attempt: (timeoutMs) => this.#arrive('return', timeoutMs),
      abandon: (error) => this.#arrivals.fail(error),
      explain: (problem, timeoutMs) => this.#arrivals.explain(problem, this.sessionId, timeoutMs),
    });
    const error = await this.#comingBack.run(loss);
    if (error) this.#over(error, error);
  }

  /** @param shown The error in the event; undefined when the end was intended. */
  #over(ending: RostrumError, shown: RostrumError | undefined): void {
    if (this.#ending) return;
    this.#ending = ending;
    const link = this.#current;
    this.#current = undefined;
    this.#comingBack?.stop();
    this.#arrivals.fail(ending);
    this.#overlap.end();
    link?.close();
    if (link) this.#requests.keepFrom(link);
    this.#requests.failAll(ending);
    this.#deps.seat.over(ending);
    this.#change({ state: 'closed', error: shown });
  }

  #change(change: ConnectionChange): void {
    this.#state = change.state;
    this.#deps.events.emit('connection', change);
  }
}
