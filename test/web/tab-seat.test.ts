import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TabChannel, type TabLocks, type TabMessage, TabSeat } from '../../web/src/speak/desk/tab-seat.ts';

const SESSION = 'golden-eagle-427';

/** The tabs of a browser: one channel, and locks that are given in turn. */
class FakeBrowser {
  readonly #listeners = new Map<TabChannel, (message: TabMessage) => void>();
  readonly #queues = new Map<string, Promise<void>>();
  /** Ends of the waits that were asked for, with their length. */
  readonly waits: { readonly ms: number; readonly end: () => void }[] = [];

  tab({ hasLocks = true, answers = true } = {}): TabSeat {
    const channel: TabChannel = {
      say: (message) => {
        for (const [other, listener] of this.#listeners) if (other !== channel) queueMicrotask(() => listener(message));
      },
      onSaid: (listener) => {
        if (answers) this.#listeners.set(channel, listener);
      },
    };
    return new TabSeat({
      channel,
      locks: hasLocks ? this.#locks : undefined,
      wait: (ms) => new Promise((resolve) => this.waits.push({ ms, end: resolve })),
    });
  }

  readonly #locks: TabLocks = {
    request: async (name, { signal }, held) => {
      const before = this.#queues.get(name) ?? Promise.resolve();
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error('aborted'))),
      );
      aborted.catch(() => {});
      const mine = Promise.race([before, aborted]).then(held);
      this.#queues.set(
        name,
        before.then(() => mine.catch(() => {})),
      );
      return mine;
    },
  };
}

for (const hasLocks of [true, false]) {
  test(`a duplicated tab finds the tab that speaks, ${hasLocks ? 'with' : 'without'} locks`, async () => {
    const browser = new FakeBrowser();
    browser.tab({ hasLocks }).hold(SESSION);

    assert.equal(await browser.tab({ hasLocks }).isTaken(SESSION), true);
  });
}

test('a session in which no tab speaks is free at once where there are locks', async () => {
  const browser = new FakeBrowser();
  browser.tab().hold('silver-fox-101');

  assert.equal(await browser.tab().isTaken(SESSION), false);
});

test('without locks a session is free after half a second of silence', async () => {
  const browser = new FakeBrowser();
  browser.tab({ hasLocks: false }).hold('silver-fox-101');
  const isTaken = browser.tab({ hasLocks: false }).isTaken(SESSION);

  assert.equal(browser.waits[0]?.ms, 500);
  browser.waits[0]?.end();

  assert.equal(await isTaken, false);
});

test('a tab that is too busy to answer is known by its lock', async () => {
  const browser = new FakeBrowser();
  browser.tab({ answers: false }).hold(SESSION);
  const isTaken = browser.tab().isTaken(SESSION);

  assert.equal(browser.waits[0]?.ms, 3_000);
  browser.waits[0]?.end();

  assert.equal(await isTaken, true);
});

test('a tab that was reloaded or has ended its session gives the place back', async () => {
  const browser = new FakeBrowser();
  const first = browser.tab();
  first.hold(SESSION);
  first.hold(SESSION);
  const isTaken = browser.tab({ answers: false }).isTaken(SESSION);

  first.release();

  assert.equal(await isTaken, false);
  first.hold('silver-fox-101');
  first.hold(SESSION);
  first.release();
  first.release();
  assert.equal(await browser.tab().isTaken('silver-fox-101'), false);
});
