import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followPageLife, type PageWindow } from '../../web/src/liveness/page-life.ts';

class FakeDocument extends EventTarget {
  visibilityState = 'visible';
}
class FakeWindow extends EventTarget implements PageWindow {
  readonly navigator = { onLine: true };
  readonly document = new FakeDocument();
}

test('every event of the browser is told once, with the state after it, until the subscription ends', () => {
  const page = new FakeWindow();
  const told: unknown[] = [];
  const end = followPageLife((event, { isOnline, isVisible }) => told.push([event, isOnline, isVisible]), page);
  page.navigator.onLine = false;
  page.dispatchEvent(new Event('offline'));
  page.document.visibilityState = 'hidden';
  page.document.dispatchEvent(new Event('visibilitychange'));
  page.navigator.onLine = true;
  page.dispatchEvent(new Event('online'));
  page.document.visibilityState = 'visible';
  page.document.dispatchEvent(new Event('visibilitychange'));
  end();
  page.dispatchEvent(new Event('online'));

  assert.deepEqual(told, [
    ['offline', false, true],
    ['hidden', false, false],
    ['online', true, false],
    ['visible', true, true],
  ]);
});

test('a page that comes back from the cache is shown; one that is loaded is not news', () => {
  const page = new FakeWindow();
  const told: string[] = [];
  const end = followPageLife((event) => told.push(event), page);
  page.dispatchEvent(new Event('pageshow'));
  assert.deepEqual(told, []);
  page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  assert.deepEqual(told, ['shown']);
  end();
});
