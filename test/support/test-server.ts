/** A whole server in this process, on free ports, with the embedded endpoints; everything ends with the test. */
import { after } from 'node:test';
import { type EmbeddedSystem, startEmbeddedSystem } from '../../emulators/system.ts';
import { getStructuredLogger } from '../../src/integrations/logging/structured-logger.ts';
import { type RunningServer, startServer } from '../../src/server/boot/compose.ts';
import { readConfig } from '../../src/server/config/config.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { TestClient } from './test-client.ts';

export class TestServer {
  readonly running: RunningServer;
  /** Its local services, which run in this process too: they can be made to fail. */
  readonly embedded: EmbeddedSystem;

  constructor(running: RunningServer, embedded: EmbeddedSystem) {
    this.running = running;
    this.embedded = embedded;
  }

  get url(): string {
    return this.running.url;
  }

  get wsUrl(): string {
    return this.url.replace(/^http/, 'ws');
  }

  token(userId: string, more: Record<string, unknown> = {}): Promise<string> {
    return devToken(this.url, { userId, ...more });
  }

  connect(
    query: Record<string, string>,
    options: { headers?: Record<string, string>; protocols?: string[] } = {},
  ): TestClient {
    return new TestClient(`${this.wsUrl}/?${new URLSearchParams(query)}`, options);
  }

  /** A speaker whose session has been created. */
  async speaker(
    userId: string,
    query: Record<string, string> = {},
  ): Promise<{ speaker: TestClient; sessionId: string }> {
    const token = await this.token(userId);
    const speaker = this.connect({ token, action: 'createSession', sourceLanguage: 'en', ...query });
    const created = await speaker.next('sessionCreated');
    return { speaker, sessionId: String(created.sessionId) };
  }

  /** A listener who has joined. */
  async listener(sessionId: string, targetLanguage: string, query: Record<string, string> = {}): Promise<TestClient> {
    const listener = this.connect({ sessionId, targetLanguage, ...query });
    await listener.next('sessionJoined');
    return listener;
  }
}

/** What ends with the test or the suite: `t`, or `{ after }` from node:test. */
export interface Ending {
  after(end: () => Promise<void>): void;
}

/** The ending of a suite, for what its `before` starts. To be called in `describe`. */
export function endOfSuite(): Ending {
  const ends: (() => Promise<void>)[] = [];
  after(async () => {
    for (const end of ends) await end();
  });
  return { after: (end) => void ends.push(end) };
}

/** @param environment On top of: free ports, the stamped recogniser, tables in memory, silence in the log. */
export async function startTestServer(t: Ending, environment: Record<string, string> = {}): Promise<TestServer> {
  const read = readConfig({
    PORT: '0',
    ADMIN_PORT: '0',
    LOG_LEVEL: 'silent',
    EMBEDDED_ASR: 'stamped',
    DRAIN_TIMEOUT_MS: '2000',
    // Every test comes from one address: those that are about its limits set them.
    CONNECTS_ACCEPTED_PER_MINUTE: '100000',
    CONNECTS_REFUSED_PER_MINUTE: '100000',
    SESSIONS_PER_HOUR: '100000',
    UNKNOWN_SESSIONS_PER_MINUTE: '100000',
    ...environment,
  });
  if (!read.ok) throw new Error(read.problems.join('; '));
  const log = getStructuredLogger('Test', { level: read.config.logLevel });
  let embedded: EmbeddedSystem | undefined;
  const running = await startServer(read.config, log, async (options) => {
    embedded = await startEmbeddedSystem(options);
    return embedded;
  });
  t.after(() => running.close());
  if (embedded === undefined) throw new Error('a test server is in embedded mode');
  return new TestServer(running, embedded);
}
