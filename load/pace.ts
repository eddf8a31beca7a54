/** Repeats an action at fixed times and measures how late it is. Late actions are caught up at once; none is left out. */
import { Trend } from 'k6/metrics';
import { setTimeout } from 'k6/timers';

export interface Paced {
  /** Unix ms. */
  readonly fromAt: number;
  readonly untilAt: number;
  readonly everyMs: number;
  readonly act: () => void;
  readonly done: () => void;
}

/** How late the load generator itself was. */
const lag = new Trend('generator_lag', true);
/** With a shorter interval than this, one action in ONE_IN is measured. */
const FREQUENT_MS = 50;
const ONE_IN = 5;

export function pace({ fromAt, untilAt, everyMs, act, done }: Paced): void {
  const noteEvery = everyMs < FREQUENT_MS ? ONE_IN : 1;
  let count = 0;
  const tick = () => {
    const now = Date.now();
    for (let dueAt = fromAt + count * everyMs; dueAt <= now; dueAt += everyMs) {
      if (dueAt >= untilAt) {
        done();
        return;
      }
      if (count % noteEvery === 0) lag.add(now - dueAt);
      act();
      count += 1;
    }
    setTimeout(tick, Math.max(1, fromAt + count * everyMs - Date.now()));
  };
  setTimeout(tick, Math.max(1, fromAt - Date.now()));
}
