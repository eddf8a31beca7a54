/** Something done at fixed times, and how late it was. Late ones are made up for at once, so that none is left out. */
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

/** How far the generator itself was behind its schedule. */
const lag = new Trend('generator_lag', true);
/** Of frequent acts one in so many is enough to know the lag by. */
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
