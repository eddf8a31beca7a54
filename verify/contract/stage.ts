/** Gives one check a server, and its own users, addresses and sockets. Closes what it opened. */
import { randomBytes } from 'node:crypto';
import type { Headers } from '../../testkit/sockets/client-socket.ts';
import { newAddress, originOf } from './addresses.ts';
import type { AwsSide } from './backstage.ts';
import { Client, type ClientOptions } from './client.ts';
import type { ConditionName } from './conditions.ts';
import { Broken, Skipped } from './expectation.ts';
import { HttpConnection } from './http-connection.ts';
import type { Message, Observed } from './observed.ts';
import { RawClient } from './raw-client.ts';
import type { LaunchOptions, Server, Servers } from './server.ts';
import { ask, askToUpgrade, type WebAnswer, type WebRequest } from './web.ts';

export type Query = Readonly<Record<string, string>>;

export interface ConnectOptions extends ClientOptions {
  readonly address?: string;
  readonly path?: string;
  readonly server?: Server;
}

export interface WebCall extends WebRequest {
  readonly token?: string;
  /** Sent as the body. */
  readonly json?: unknown;
  readonly address?: string;
  readonly server?: Server;
}

export interface Speaker {
  readonly speaker: Client;
  readonly sessionId: string;
  readonly userId: string;
  readonly token: string;
}

export class Stage {
  readonly server: Server;
  readonly observed: Observed;
  readonly #servers: Servers;
  readonly #clients: { terminate(): void }[] = [];
  readonly #launched: Server[] = [];
  readonly #made: { readonly sessionId: string; readonly token: string }[] = [];

  constructor(server: Server, servers: Servers, observed: Observed) {
    this.server = server;
    this.#servers = servers;
    this.observed = observed;
  }

  /** @throws Skipped when the server is not one of the suite's servers in AWS mode. */
  get aws(): AwsSide {
    if (this.server.aws === undefined) throw new Skipped('needs AWS mode with the suite’s own endpoints');
    return this.server.aws;
  }

  newUser(): string {
    return `contract-${randomBytes(6).toString('hex')}`;
  }

  newAddress(): string {
    return newAddress(this.server.addressing);
  }

  async launch(name: ConditionName, options: LaunchOptions = {}): Promise<Server> {
    const server = await this.#servers.launch(name, options);
    this.#launched.push(server);
    return server;
  }

  stop(server: Server, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    return this.#servers.stop(server, signal);
  }

  token(userId: string = this.newUser(), claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return this.server.token(userId, claims);
  }

  /** Opens a socket. @throws Broken when the upgrade is refused. */
  async connect(query: Query = {}, options: ConnectOptions = {}): Promise<Client> {
    await this.server.pace.turn('connects');
    const client = new Client(this.#wsUrl(query, options), this.observed, { ...options, ...this.#origin(options) });
    this.#clients.push(client);
    await client.opened;
    return client;
  }

  /** The same with a client that can break the transport's rules. */
  async connectRaw(query: Query = {}, options: ConnectOptions = {}): Promise<RawClient> {
    await this.server.pace.turn('connects');
    const client = await RawClient.open(this.#wsUrl(query, options), this.#origin(options));
    this.#clients.push(client);
    return client;
  }

  /** @returns the HTTP answer to an upgrade. */
  async upgrade(query: Query, options: ConnectOptions = {}): Promise<WebAnswer> {
    await this.server.pace.turn('refusals');
    return askToUpgrade(this.#wsUrl(query, options), this.#origin(options));
  }

  async http(method: string, path: string, what: WebCall = {}): Promise<WebAnswer> {
    const { token, json, address = this.newAddress(), server = this.server, ...rest } = what;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { from, headers: own } = originOf(server.addressing, address);
    const headers = { ...own, ...authorization, ...rest.headers };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    return ask(`${server.url}${path}`, { ...(from === undefined ? {} : { from }), ...rest, ...body, method, headers });
  }

  /** Opens a keep-alive HTTP connection. */
  async keepAlive(server: Server = this.server): Promise<HttpConnection> {
    const { headers, from } = originOf(server.addressing, newAddress(server.addressing));
    const connection = await HttpConnection.open(server.url, headers, from);
    this.#clients.push(connection);
    return connection;
  }

  /** Sends a request as the pipeline does: from loopback, without forwarding headers. */
  deliver(method: string, path: string, body?: string | Uint8Array, headers: Headers = {}): Promise<WebAnswer> {
    return ask(`${this.server.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  }

  /** The same on a keep-alive connection. */
  async keepAliveAsPipeline(): Promise<HttpConnection> {
    const connection = await HttpConnection.open(this.server.url);
    this.#clients.push(connection);
    return connection;
  }

  /** Connects a speaker, which creates its session. */
  async speaker(query: Query = {}, options: ConnectOptions & { userId?: string } = {}): Promise<Speaker> {
    const { userId = this.newUser() } = options;
    const token = await (options.server ?? this.server).token(userId);
    const speaker = await this.connect({ action: 'createSession', sourceLanguage: 'en', token, ...query }, options);
    const greeting = await this.#greeted(speaker, 'sessionCreated');
    this.#made.push({ sessionId: String(greeting.sessionId), token });
    return { speaker, sessionId: String(greeting.sessionId), userId, token };
  }

  /** Connects a listener, which joins. */
  async listener(sessionId: string, targetLanguage = 'es', query: Query = {}, options: ConnectOptions = {}) {
    const listener = await this.connect({ sessionId, targetLanguage, ...query }, options);
    await this.#greeted(listener, 'sessionJoined');
    return listener;
  }

  /** Connects a speaker to a live session: again, or for the first time if it was created over HTTP. */
  async attach(token: string, sessionId: string, options: ConnectOptions = {}): Promise<Client> {
    const speaker = await this.connect({ token, sessionId }, options);
    await this.#greeted(speaker, 'sessionCreated');
    return speaker;
  }

  /** Creates a session over HTTP, without its speaker. */
  async session(json: unknown = { sourceLanguage: 'en' }) {
    const userId = this.newUser();
    const token = await this.token(userId);
    const answer = await this.http('POST', '/sessions', { token, json });
    if (answer.status !== 201) throw new Broken('HTTP 201 from POST /sessions', `HTTP ${answer.status} ${answer.text}`);
    this.#made.push({ sessionId: String(answer.json?.sessionId), token });
    return { userId, token, sessionId: String(answer.json?.sessionId), answer };
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.terminate();
    // Ends the sessions at a server that runs on, because they would wait for their speakers.
    if (this.#servers.isExternal) {
      await Promise.all(
        this.#made.map(({ sessionId, token }) => this.http('DELETE', `/sessions/${sessionId}`, { token })),
      );
    }
    await Promise.all(this.#launched.map((server) => this.#servers.stop(server)));
  }

  async #greeted(client: Client, type: string): Promise<Message> {
    client.greeting = await client.next(type);
    return client.greeting;
  }

  #wsUrl(query: Query, { path = '/', server = this.server }: ConnectOptions): string {
    const search = new URLSearchParams(query).toString();
    return `${server.wsUrl}${path}${search === '' ? '' : `?${search}`}`;
  }

  /** The headers and the local address that give the client its address. */
  #origin({ address, headers = {}, from, server = this.server }: ConnectOptions) {
    const origin = originOf(server.addressing, address ?? newAddress(server.addressing));
    const local = from ?? origin.from;
    const told = from === undefined ? origin.headers : {};
    return { headers: { ...told, ...headers }, ...(local === undefined ? {} : { from: local }) };
  }
}
