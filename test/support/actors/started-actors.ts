/** Counts every XState actor that this process starts, children included, until the test is over. */
import type { TestContext } from 'node:test';
import { Actor } from 'xstate';

export function countStartedActors(t: TestContext): { readonly started: number } {
  const counter = { started: 0 };
  const { start } = Actor.prototype;
  Actor.prototype.start = function startCounted(this: Actor<never>) {
    counter.started += 1;
    return start.call(this);
  };
  t.after(() => {
    Actor.prototype.start = start;
  });
  return counter;
}
