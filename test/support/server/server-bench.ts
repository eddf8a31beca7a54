/** The server floor without a port: sessions over faked ports, time that stands still, and sockets in memory. */
import assert from 'node:assert/strict';
import type { TokenPort, TokenVerdict } from '../../../src/actors/ports/identity.ts';
import type { Session } from '../../../src/actors/session/session.ts';
import { createSessions, type Sessions } from '../../../src/actors/session/sessions.ts';
import type { Refusal } from '../../../src/protocol/errors.ts';
import { readConfig } from '../../../src/server/config/config.ts';
import { ClientAddress } from '../../../src/server/http/client-address.ts';
import { SessionLookups } from '../../../src/server/http/session-lookups.ts';
import { Admission } from '../../../src/server/sockets/admission.ts';
import { Connections } from '../../../src/server/sockets/connections.ts';
import { createSockets } from '../../../src/server/sockets/create-sockets.ts';
import { type HttpHandlers, Ingress } from '../../../src/server/sockets/ingress.ts';
import type { InjectedUpgrade } from '../../../src/server/sockets/injected-socket.ts';
import { MemoryServer } from '../../../src/server/sockets/memory-server.ts';
import { RateLimits } from '../../../src/server/sockets/rate-limits.ts';
import type { Sockets } from '../../../src/server/sockets/socket-handlers.ts';
import { ActorBench } from '../actors/actor-bench.ts';
import { settled } from '../actors/fake-clock.ts';
import { BenchClient } from './bench-client.ts';

/** A token of this user is its name behind this word; any other token is bad. */
const TOKEN = 'token-of-';

/** Bare PCM of 100 ms. */
export const CHUNK = new Uint8Array(3_200);
export const AUDIO_MESSAGE = { action: 'sendAudio', audioData: Buffer.from(CHUNK).toString('base64') };

export function tokenOf(userId: string): string {
  return `${TOKEN}${userId}`;
}

const NO_ROUTES: HttpHandlers = {
  handle: async () => ({ status: 404 }),
  tooLarge: () => ({ status: 413 }),
  failed: () => ({ status: 500 }),
};

export class ServerBench {
  readonly actors: ActorBench;
  readonly sessions: Sessions;
  readonly connections = new Connections();
  readonly admission: Admission;
  readonly rates: RateLimits;
  readonly ingress: Ingress;
  readonly server: MemoryServer;
  readonly sockets: Sockets;
  /** What tokens are verified with; a test may put another in its place. */
  verify: (token: string) => Promise<TokenVerdict> = async (token) =>
    token.startsWith(TOKEN)
      ? { ok: true, userId: token.slice(TOKEN.length) }
      : { ok: false, reason: token === '' ? 'missing' : 'malformed' };
  /** Why nobody can speak here now. */
  noSpeech: Refusal | undefined;

  /** @param environment Settings of the server on top of its defaults. @param isOpen Otherwise the server is starting. */
  constructor(environment: Readonly<Record<string, string>> = {}, { isOpen = true } = {}) {
    const read = readConfig(environment);
    if (!read.ok) throw new Error(read.problems.join('; '));
    const { config } = read;
    this.actors = new ActorBench(config.session);
    const { clock, identifiers, log, metrics, ports, segmentJourneys, store } = this.actors;
    let server: MemoryServer | undefined;
    this.ingress = new Ingress({
      ...{ clock, config, log },
      createServer: (options) => {
        server = new MemoryServer(options);
        return server;
      },
    });
    assert.ok(server);
    this.server = server;
    this.rates = new RateLimits({ clock, metrics, rates: config.rates });
    this.sessions = createSessions({
      store,
      ports: { ...ports, audience: this.ingress },
      refuseCreation: (userId) => this.rates.refuseCreation(userId),
    });
    const { rates, sessions, connections } = this;
    this.admission = new Admission({
      ...{ clock, log, ...sessions, targetLanguages: config.targetLanguages },
      lookups: new SessionLookups({ rates, ...sessions }),
      refuseSpeech: () => this.noSpeech,
      sourceLanguages: () => ['en', 'es'],
      maxListeners: config.session.maxListeners,
    });
    const tokens: TokenPort = { verify: (token) => this.verify(token) };
    this.sockets = createSockets({
      ...{ config, clock, identifiers, log, metrics, tokens, connections, rates, admission: this.admission },
      addresses: new ClientAddress(config.trustedProxies, config.host),
      monotonicNow: () => clock.now(),
      inspector: undefined,
      segmentJourneys,
    });
    if (isOpen) this.open();
  }

  open(): void {
    this.ingress.open(this.sockets, NO_ROUTES);
  }

  /** A client asks for an upgrade, which is decided as far as it can be without time. */
  async connect(query: InjectedUpgrade['query'] = {}, more: Omit<InjectedUpgrade, 'query'> = {}): Promise<BenchClient> {
    const client = this.connecting(query, more);
    await settled();
    return client;
  }

  /** The same, and nothing of it is decided yet. */
  connecting(query: InjectedUpgrade['query'] = {}, more: Omit<InjectedUpgrade, 'query'> = {}): BenchClient {
    return new BenchClient(this.server.injectWs({ query, ...more }));
  }

  /** A speaker in a session of its own. */
  async speaker(
    userId = 'ada',
    query: InjectedUpgrade['query'] = {},
  ): Promise<{ speaker: BenchClient; sessionId: string; session: Session }> {
    const speaker = await this.connect({
      ...{ token: tokenOf(userId), action: 'createSession', sourceLanguage: 'en' },
      ...query,
    });
    const { sessionId } = speaker.last('sessionCreated');
    return { speaker, sessionId, session: this.session(sessionId) };
  }

  async listener(
    sessionId: string,
    targetLanguage = 'es',
    query: InjectedUpgrade['query'] = {},
  ): Promise<{ listener: BenchClient; connectionId: string }> {
    const listener = await this.connect({ sessionId, targetLanguage, ...query });
    const { connectionId } = listener.last('sessionJoined');
    return { listener, connectionId };
  }

  session(sessionId: string): Session {
    const found = this.sessions.host.find(sessionId);
    assert.ok(found.ok);
    return found.session;
  }

  advance(ms: number): Promise<void> {
    return this.actors.clock.advance(ms);
  }

  /** The lines of the log, in a word each. */
  logged(message: string) {
    return this.actors.log.lines.filter((line) => line.message === message);
  }
}
