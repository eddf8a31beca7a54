/** A server whose greeting comes when the test says so: until then the page has asked for a session, and knows of none. */
import type { Page } from 'playwright-core';

export class HeldGreetings {
  #isHeld = false;
  readonly #waiting: (() => void)[] = [];
  /** The session that was made last, which the page may not know yet. */
  sessionId: string | undefined;

  /** Must come before the page is loaded. */
  static async of(page: Page): Promise<HeldGreetings> {
    const held = new HeldGreetings();
    await page.routeWebSocket(/.*/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const { type, sessionId } = JSON.parse(String(message)) as { type: string; sessionId?: string };
        if (type !== 'sessionCreated') return socket.send(message);
        held.sessionId = sessionId;
        if (held.#isHeld) held.#waiting.push(() => socket.send(message));
        else socket.send(message);
      });
    });
    return held;
  }

  hold(): void {
    this.#isHeld = true;
    this.sessionId = undefined;
  }

  release(): void {
    this.#isHeld = false;
    for (const pass of this.#waiting.splice(0)) pass();
  }
}
