/** The demo's session on the page's own server: made for one user of its own, ended at once whenever the page is left. */

import { httpUrl } from '../../../../src/client/server-address.ts';
import { OWN_SERVER } from '../../own-server.ts';
import { madeUpUser, tokenFor } from '../../server-answers.ts';

export class DemoSession {
  /** Not the user of the page to speak: somebody may be speaking in another tab. */
  readonly #userId = madeUpUser('demo');
  #token = '';

  /** Called before every connect. */
  async token(): Promise<string> {
    this.#token = await tokenFor(OWN_SERVER, this.#userId);
    return this.#token;
  }

  /** Ends it without waiting for its last words. Also works while the page is going away. */
  endNow(sessionId: string): void {
    const headers = { authorization: `Bearer ${this.#token}` };
    const url = httpUrl(OWN_SERVER, `sessions/${sessionId}`);
    fetch(url, { method: 'DELETE', headers, keepalive: true }).catch(() => {}); // it ends by itself when the speaker is gone
  }
}
