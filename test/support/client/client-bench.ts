/** Clients on simulated time against a simulated server. */
import type { ClientOptions } from '../../../src/client/client-options.ts';
import { Listener } from '../../../src/client/listener.ts';
import type { Fetch } from '../../../src/client/platform.ts';
import { type CreateOptions, Speaker } from '../../../src/client/speaker.ts';
import { FakeClock } from '../actors/fake-clock.ts';
import { SESSION, SimulatedServer } from './simulated-server.ts';

export class ClientBench {
  readonly clock = new FakeClock();
  readonly server = new SimulatedServer(this.clock);
  /** What HTTP says, by method and path; a path that is not here cannot be reached. */
  readonly http = new Map<string, { status: number; body: unknown }>();
  readonly asked: string[] = [];

  get options(): ClientOptions {
    const fetch: Fetch = async (url, { method, signal }) => {
      const key = `${method} ${new URL(url).pathname}`;
      this.asked.push(key);
      const answer = this.http.get(key);
      if (answer === undefined) throw new TypeError('fetch failed');
      if (answer.status === 0) return new Promise((_, reject) => signal.addEventListener('abort', reject));
      return { status: answer.status, json: async () => answer.body };
    };
    const { clock } = this;
    return { url: 'http://rostrum.test/prod', WebSocket: this.server.WebSocket, fetch, clock, random: () => 0.5 };
  }

  /** A promise's outcome after some time. */
  async after<T>(ms: number, promise: Promise<T>): Promise<T> {
    promise.catch(() => {}); // its rejection is seen below, when time has passed
    await this.clock.advance(ms);
    return promise;
  }

  speaker(options: Partial<CreateOptions> = {}, ms = 100): Promise<Speaker> {
    const wish = { token: 'a.b.c', sourceLanguage: 'en' };
    return this.after(ms, Speaker.create({ ...this.options, ...wish, ...options }));
  }

  listener(options: Partial<ClientOptions & { transcripts: boolean }> = {}): Promise<Listener> {
    const wish = { sessionId: SESSION, targetLanguage: 'es' };
    return this.after(100, Listener.join({ ...this.options, ...wish, ...options }));
  }
}
