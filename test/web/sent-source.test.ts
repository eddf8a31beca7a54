import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SentSource } from '../../web/src/speak/desk/sent-source.ts';
import { MicProblem } from '../../web/src/speak/mic/mic-problem.ts';
import type { PreparedSource } from '../../web/src/speak/mic/prepared-source.ts';
import type { SourceListener } from '../../web/src/speak/source-listener.ts';

/** A page whose sources open when the test says so. */
class FakePage {
  readonly did: string[] = [];
  readonly said: string[] = [];
  readonly over = new AbortController();
  listener: SourceListener | undefined;
  hasSource = false;
  isBusy = false;
  now: PreparedSource['kind'] | 'off' = 'off';
  #open: ((source: PreparedSource) => void) | undefined;
  readonly sent = new SentSource({
    notices: { say: (topic, words) => void this.said.push(`${topic}: ${String(words)}`), clear() {} },
    opener: {
      open: () =>
        new Promise((resolve) => {
          this.#open = resolve;
        }),
      capture: { stop: () => void this.did.push('stop') },
    },
    view: {
      source: {
        set: (kind) => {
          this.now = kind;
        },
        using: ({ kind }) => {
          this.now = kind;
        },
        busy: (isBusy) => {
          this.isBusy = isBusy;
        },
        trouble() {},
      },
      glance: { level: { set() {} } },
    },
    desk: {
      source: (hasSource) => {
        this.hasSource = hasSource;
      },
    },
    signal: this.over.signal,
    onFrame() {},
    onUsed: () => void this.did.push('used'),
  });

  async opened(source: PreparedSource): Promise<void> {
    this.#open?.(source);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** @param problem thrown as it begins. */
  source(name: string, problem?: Error): PreparedSource {
    return {
      ...{ kind: 'talk', text: name, note: undefined, device: undefined },
      begin: (listener) => {
        if (problem) throw problem;
        this.listener = listener;
        this.did.push(`begin ${name}`);
      },
      close: () => void this.did.push(`close ${name}`),
    };
  }
}

test('while the session ends nothing is sent; a source that was being opened is closed, and none can be chosen', async () => {
  const page = new FakePage();
  page.sent.use(page.source('talk'));
  void page.sent.choose({ kind: 'talk' });
  page.sent.ending(true);

  assert.deepEqual(
    [page.did, page.now, page.hasSource, page.isBusy],
    [['begin talk', 'used', 'stop'], 'off', false, true],
  );
  await page.opened(page.source('late'));
  assert.deepEqual(page.did.slice(3), ['close late']);
  assert.equal(page.isBusy, true);
});

test('if the end fails, another source can be chosen', async () => {
  const page = new FakePage();
  page.sent.ending(true);
  page.sent.ending(false);

  assert.equal(page.isBusy, false);
  void page.sent.choose({ kind: 'talk' });
  assert.equal(page.isBusy, true);
  await page.opened(page.source('talk'));
  assert.deepEqual([page.did.slice(1), page.hasSource, page.isBusy], [['begin talk', 'used'], true, false]);
});

test('the first source that is lost before it begins is thrown; one that was chosen later is told, and what was sent goes on', async () => {
  const page = new FakePage();
  const lost = page.source('lost', new MicProblem('lost'));
  assert.throws(() => page.sent.use(lost), MicProblem);

  page.sent.use(page.source('talk'));
  void page.sent.choose({ kind: 'talk' });
  await page.opened(lost);
  assert.deepEqual([page.said.length, page.hasSource, page.now, page.isBusy], [1, true, 'talk', false]);
  assert.match(page.said[0] ?? '', /^source: .*disconnected/);
});

test('a source that was opened when the session was over is closed', async () => {
  const page = new FakePage();
  void page.sent.choose({ kind: 'talk' });
  page.over.abort();
  await page.opened(page.source('late'));

  assert.deepEqual([page.did, page.said], [['close late'], []]);
});
