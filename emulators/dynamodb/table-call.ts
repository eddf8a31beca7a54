/** One call that runs in the store. It settles exactly once, whatever happens, and every lock it took is given back. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type DynaliteStore, isRefusal, type LevelStore, type Lock, type Release, type SubStore } from './library.ts';

/**
 * `failed`: the store could not carry it out. `odd`: dynalite threw an error of its own because of the call's input (a member
 * of a type that it does not check).
 */
export type TableOutcome =
  | { readonly kind: 'done'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly body: object }
  | { readonly kind: 'failed' | 'odd' | 'late'; readonly error: unknown };

const calls = new AsyncLocalStorage<TableCall>();

export class TableCall {
  readonly outcome: Promise<TableOutcome>;
  readonly #locks = new Set<() => void>();
  #settle: (outcome: TableOutcome) => void = () => {};

  constructor() {
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Runs a part of the call. An error thrown in it, at once or in a callback of the store, settles this call only. */
  run(work: () => void): void {
    calls.run(this, () => {
      try {
        work();
      } catch (error) {
        this.break(error);
      }
    });
  }

  /** For the library's callback. */
  answer(error: unknown, data: unknown): void {
    if (!error) this.#settle({ kind: 'done', data });
    else if (isRefusal(error)) this.#settle({ kind: 'refused', status: error.statusCode, body: error.body });
    else this.#settle({ kind: isMistake(error) ? 'odd' : 'failed', error });
  }

  /** Settles the call after an error was thrown, and releases its locks, because its callback will not come. */
  break(error: unknown): void {
    this.#giveUp();
    if (isRefusal(error)) this.answer(error, undefined);
    else this.#settle({ kind: 'odd', error });
  }

  /** Settles the call after it has taken too long: a callback was lost. */
  expire(error: Error): void {
    this.#giveUp();
    this.#settle({ kind: 'late', error });
  }

  #giveUp(): void {
    for (const release of this.#locks) release();
    this.#locks.clear();
  }

  /** @returns the lock's release, which is called by the code that took the lock, or by `break`. */
  hold(release: Release): Release {
    const giveBack = release(() => {});
    this.#locks.add(giveBack);
    return (done) =>
      (...results) => {
        if (this.#locks.delete(giveBack)) giveBack();
        done?.(...results);
      };
  }
}

/** Makes every callback of the store run as a part of the call that asked for it. To be called once for each store. */
export function containStore(store: DynaliteStore): void {
  containLevel(store.db);
  const seen = new WeakSet<SubStore>();
  const contained = (sub: SubStore) => {
    if (!seen.has(sub)) containSubStore(sub);
    seen.add(sub);
    return sub;
  };
  contained(store.tableDb);
  const { getIndexDb, getItemDb, getTagDb } = store;
  store.getItemDb = (name) => contained(getItemDb(name));
  store.getIndexDb = (type, table, name) => contained(getIndexDb(type, table, name));
  store.getTagDb = (name) => contained(getTagDb(name));
}

function containLevel(level: LevelStore): void {
  for (const name of ['put', 'get', 'del', 'batch'] as const) {
    const method = level[name].bind(level) as (...parameters: unknown[]) => unknown;
    (level as unknown as Record<string, unknown>)[name] = (...parameters: unknown[]) => {
      const call = calls.getStore();
      const callback = parameters.at(-1);
      if (call === undefined || typeof callback !== 'function') return method(...parameters);
      return method(...parameters.slice(0, -1), (...results: unknown[]) => call.run(() => callback(...results)));
    };
  }
}

function containSubStore(sub: SubStore): void {
  const lock: Lock = sub.lock;
  sub.lock = (key, run) => {
    const call = calls.getStore();
    if (call === undefined) lock(key, run);
    else lock(key, (release) => call.run(() => run(call.hold(release))));
  };
  for (const name of ['createKeyStream', 'createValueStream'] as const) {
    const create = sub[name].bind(sub);
    sub[name] = (options) => {
      const stream = create(options);
      const call = calls.getStore();
      if (call === undefined) return stream;
      const emit = stream.emit.bind(stream);
      stream.emit = (event, ...parameters) => {
        let isHeard = false;
        call.run(() => {
          isHeard = emit(event, ...parameters);
        });
        return isHeard;
      };
      return stream;
    };
  }
}

/** Whether the error is a bug of dynalite with an unusual input, and not a failure of the store. */
function isMistake(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}
