/**
 * The parts of dynalite that are used here: its store, its operations and its checks, each loaded from its own file. Its HTTP
 * server is not used: it answers every web page, and any unexpected error in it ends the process.
 */
import { createRequire } from 'node:module';

export type Callback = (error: unknown, data?: unknown) => void;
type Release = (done?: (...results: unknown[]) => void) => (...results: unknown[]) => void;
export type Lock = (key: string | readonly string[], run: (release: Release) => void) => void;
export type { Release };

interface Emitter {
  emit(event: string, ...parameters: unknown[]): boolean;
}

/** One table or index: the keys of the store that have its prefix. */
export interface SubStore {
  lock: Lock;
  createKeyStream(options?: object): Emitter;
  createValueStream(options?: object): Emitter;
  createReadStream(options?: object): Emitter;
}

/** LevelDB, in memory or in a folder, with callbacks instead of promises. */
export interface LevelStore {
  put(key: string, value: unknown, callback: Callback): void;
  get(key: string, callback: Callback): void;
  del(key: string, callback: Callback): void;
  batch(operations: readonly object[], callback: Callback): void;
  open(): Promise<void>;
}

export interface DynaliteStore {
  readonly db: LevelStore;
  readonly tableDb: SubStore;
  getItemDb(name: string): SubStore;
  getIndexDb(type: string, table: string, name: string): SubStore;
  getTagDb(name: string): SubStore;
  readonly lifecycleManager: {
    gracefulClose(): Promise<void>;
    setShutdownTimeout(ms: number): void;
  };
}

/** A refusal by the service, as dynalite throws it or hands it to a callback. */
export interface ServiceRefusal {
  readonly statusCode: number;
  readonly body: object;
}

interface OperationChecks {
  readonly types: object;
  readonly custom?: unknown;
}

export interface StoreOptions {
  readonly path?: string;
  readonly createTableMs: number;
  readonly deleteTableMs: number;
  readonly updateTableMs: number;
}

const require = createRequire(import.meta.url);

const STORE = require('dynalite/db') as { create(options: StoreOptions): DynaliteStore };
const CHECKS = require('dynalite/validations') as {
  checkTypes(data: object, types: object): object;
  checkValidations(data: object, types: object, custom: unknown, store: DynaliteStore): void;
};

/** All operations of the service, with DescribeTimeToLive and tags. */
export const OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

interface Operation {
  readonly run: (store: DynaliteStore, data: object, callback: Callback) => void;
  readonly checks: OperationChecks;
}

const LOADED = new Map<OperationName, Operation>();

export function createStore(folder: string | undefined): DynaliteStore {
  const times = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  return STORE.create(folder === undefined ? times : { ...times, path: folder });
}

/** @returns the call's input as the operation takes it. Throws ServiceRefusal, or any other value, for a wrong input. */
export function checkedInput(name: OperationName, input: object, store: DynaliteStore): object {
  const { types, custom } = operation(name).checks;
  const data = CHECKS.checkTypes(input, types);
  CHECKS.checkValidations(data, types, custom, store);
  return data;
}

export function runOperation(name: OperationName, store: DynaliteStore, data: object, callback: Callback): void {
  operation(name).run(store, data, callback);
}

export function isOperation(name: string): name is OperationName {
  return (OPERATIONS as readonly string[]).includes(name);
}

export function isRefusal(error: unknown): error is ServiceRefusal {
  return typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error;
}

/** Loaded when it is first asked for: a server uses six of them. */
function operation(name: OperationName): Operation {
  const known = LOADED.get(name);
  if (known !== undefined) return known;
  const file = `${name[0]?.toLowerCase()}${name.slice(1)}`;
  const loaded: Operation = {
    run: require(`dynalite/actions/${file}`) as Operation['run'],
    checks: require(`dynalite/validations/${file}`) as OperationChecks,
  };
  LOADED.set(name, loaded);
  return loaded;
}
