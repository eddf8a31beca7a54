import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwakeScreen } from '../../web/src/listen/sound/awake-screen.ts';

class FakeLock {
  released = false;
  async release(): Promise<void> {
    this.released = true;
  }
}

class FakeLocks {
  readonly given: FakeLock[] = [];
  isRefused = false;
  /** Set: requests are answered when it resolves. */
  answer: Promise<void> = Promise.resolve();

  async request(): Promise<FakeLock> {
    await this.answer;
    if (this.isRefused) throw new DOMException('low battery', 'NotAllowedError');
    const lock = new FakeLock();
    this.given.push(lock);
    return lock;
  }
}

test('the screen stays on until the end, with one lock, however often it is asked for', async () => {
  const locks = new FakeLocks();
  const screen = new AwakeScreen(locks);
  await Promise.all([screen.keep(), screen.keep()]);
  await screen.keep();
  assert.equal(locks.given.length, 1);
  await screen.release();
  assert.equal(locks.given[0]?.released, true);
});

test('a lock that the browser took back while the page was not seen is asked for again', async () => {
  const locks = new FakeLocks();
  const screen = new AwakeScreen(locks);
  await screen.keep();
  await locks.given[0]?.release();
  await screen.keep();
  assert.deepEqual(
    locks.given.map(({ released }) => released),
    [true, false],
  );
});

test('a refusal is no error, and the next time it may work; without locks nothing happens', async () => {
  const locks = new FakeLocks();
  const screen = new AwakeScreen(locks);
  locks.isRefused = true;
  await screen.keep();
  locks.isRefused = false;
  await screen.keep();
  assert.equal(locks.given.length, 1);
  const old = new AwakeScreen(undefined);
  await old.keep();
  await old.release();
});

test('a lock that comes after the end is given back', async () => {
  const locks = new FakeLocks();
  let give: () => void = () => {};
  locks.answer = new Promise((resolve) => {
    give = resolve;
  });
  const screen = new AwakeScreen(locks);
  const keeping = screen.keep();
  await screen.release();
  give();
  await keeping;
  assert.equal(locks.given[0]?.released, true);
});
