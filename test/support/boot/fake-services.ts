/** Local services that are nothing but addresses: nobody answers there, and they can be said to be back. */
import type { EmbeddedServices } from '../../../src/integrations/emulators/services.ts';

/** Taken by nobody: connecting is refused at once. */
const NOBODY = { endpoint: 'http://127.0.0.1:9' };

export class FakeServices implements EmbeddedServices {
  readonly transcribe = NOBODY;
  readonly lambda = NOBODY;
  readonly dynamodb = NOBODY;
  readonly faultsUrl = undefined;
  readonly pid = undefined;
  asr: EmbeddedServices['asr'] = { engine: 'stamped', model: 'stamped audio', languages: ['en'], maxStreams: 3 };
  closed = 0;
  readonly #listeners: (() => void)[] = [];

  troubles(): readonly string[] {
    return [];
  }

  onReturn(listener: () => void): void {
    this.#listeners.push(listener);
  }

  comeBack(): void {
    for (const listener of this.#listeners) listener();
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}
