/**
 * The tables' store, in memory or in a folder. Carries out one operation after another and survives its own failures. When
 * a store in a folder cannot write (a full disk), it is closed and opened again until it can. Meanwhile calls fail.
 */
import { mkdir } from 'node:fs/promises';
import { letIteratorsReturn } from './iterator-release.ts';
import { checkedInput, createStore, type DynaliteStore, type OperationName, runOperation } from './library.ts';
import { containStore, TableCall, type TableOutcome } from './table-call.ts';

export interface TableStoreOptions {
  /** Used by one process at a time. Undefined: the tables are in memory. */
  readonly folder: string | undefined;
  /** Called with the reason, in words, when the store cannot be used, and with undefined when it can again. */
  readonly onTrouble: (reason: string | undefined) => void;
  /** Pause between two attempts to open it again. Default 500. */
  readonly reopenEveryMs?: number;
  /** True: if the folder cannot be used at the start, it is tried again until it can. Calls fail until then. */
  readonly mayWait?: boolean;
}

/** An answer of the service: HTTP status and JSON body. */
export interface TableAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Longest time that a call may take. Without it a call would wait for ever for a lock that is never given back. */
const CALL_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
const REOPEN_EVERY_MS = 500;
const INVALID = 'com.amazon.coral.validate#ValidationException';
const INTERNAL = 'com.amazonaws.dynamodb.v20120810#InternalServerError';

letIteratorsReturn();

export class TableStore {
  readonly #options: TableStoreOptions;
  #store: DynaliteStore | undefined;
  #trouble: string | undefined;
  #reopening: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(options: TableStoreOptions, store: DynaliteStore | undefined) {
    this.#options = options;
    this.#store = store;
  }

  /** Makes the folder if it is missing. Rejects with one line when it is locked, unreadable, full or not a folder. */
  static async open(options: TableStoreOptions): Promise<TableStore> {
    try {
      return new TableStore(options, await openStore(options.folder));
    } catch (error) {
      if (options.mayWait !== true) throw error;
      const store = new TableStore(options, undefined);
      store.#wait(error);
      return store;
    }
  }

  /** Never rejects: a failure is an answer. */
  async call(name: OperationName, input: object): Promise<TableAnswer> {
    const store = this.#store;
    if (store === undefined) return failed(this.#trouble ?? 'the store is closed');
    const outcome = await outcomeOf(store, name, input);
    if (outcome.kind === 'done') return { status: 200, body: outcome.data };
    if (outcome.kind === 'refused') return { status: outcome.status, body: outcome.body };
    const detail = toMessage(outcome.error);
    if (outcome.kind === 'odd') {
      return {
        status: 400,
        body: { __type: INVALID, message: `One or more parameter values were invalid: ${detail}` },
      };
    }
    if (outcome.kind === 'failed') this.#fail(store, outcome.error);
    return failed(detail);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#reopening);
    const store = this.#store;
    this.#store = undefined;
    if (store !== undefined) await closeStore(store);
  }

  /** Closes the store. A log that was written only in part hides what is written after it, so this store must not go on. */
  #fail(store: DynaliteStore, error: unknown): void {
    if (this.#options.folder === undefined || this.#store !== store) return;
    this.#store = undefined;
    this.#say(`the tables in ${this.#options.folder} cannot be written: ${toMessage(error)}`);
    void this.#reopen(store);
  }

  async #reopen(broken?: DynaliteStore): Promise<void> {
    if (broken !== undefined) await closeStore(broken);
    try {
      const store = await openStore(this.#options.folder);
      if (this.#isClosed) {
        await closeStore(store);
        return;
      }
      this.#store = store;
      this.#say(undefined);
    } catch (error) {
      if (!this.#isClosed) this.#wait(error);
    }
  }

  #wait(error: unknown): void {
    this.#say(toMessage(error));
    this.#reopening = setTimeout(() => void this.#reopen(), this.#options.reopenEveryMs ?? REOPEN_EVERY_MS);
    this.#reopening.unref();
  }

  #say(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onTrouble(trouble);
  }
}

async function openStore(folder: string | undefined): Promise<DynaliteStore> {
  try {
    if (folder !== undefined) await mkdir(folder, { recursive: true });
    const store = createStore(folder);
    await store.db.open();
    containStore(store);
    return store;
  } catch (error) {
    throw new Error(`data folder ${folder} ${reasonOf(error)}`, { cause: error });
  }
}

/** Never rejects, and waits only as long as it must: a broken store is closed to open another. */
async function closeStore({ lifecycleManager }: DynaliteStore): Promise<void> {
  lifecycleManager.setShutdownTimeout(CLOSE_TIMEOUT_MS);
  await lifecycleManager.gracefulClose().catch(() => {});
}

async function outcomeOf(store: DynaliteStore, name: OperationName, input: object): Promise<TableOutcome> {
  const call = new TableCall();
  const late = setTimeout(() => call.expire(new Error(`${name} took over ${CALL_TIMEOUT_MS} ms`)), CALL_TIMEOUT_MS);
  call.run(() => {
    const data = checkedInput(name, input, store);
    runOperation(name, store, data, (error, result) => call.answer(error, result));
  });
  const outcome = await call.outcome;
  clearTimeout(late);
  return outcome;
}

function failed(detail: string): TableAnswer {
  return { status: 500, body: { __type: INTERNAL, message: `The request processing has failed: ${detail}` } };
}

function reasonOf(error: unknown): string {
  const { code, message, cause } = error as NodeJS.ErrnoException;
  if (cause === undefined) return `cannot be used: ${code ?? message}`;
  const inner = cause as NodeJS.ErrnoException;
  return inner.code === 'LEVEL_LOCKED' ? 'is in use by another process' : `cannot be used: ${inner.message}`;
}

/** LevelDB's own message is in the cause. */
function toMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && !error.message.startsWith('data folder') ? error.cause.message : error.message;
}
