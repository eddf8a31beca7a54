/**
 * Adds `return()` to the iterators of dynalite's store. dynalite 4.0.0 closes them by that method, which they do not have:
 * without it each Query and Scan leaves an iterator open, with the version of the tree that it reads, until the process ends.
 */
import { createRequire } from 'node:module';

interface Iterator {
  close(): Promise<void>;
  return?: () => Promise<void>;
}
type IteratorClass = { readonly prototype: Iterator };

/** Changes the classes of the library that dynalite itself uses. Idempotent. */
export function letIteratorsReturn(): void {
  const { resolve } = createRequire(import.meta.url);
  const require = createRequire(resolve('dynalite'));
  const classes = require('abstract-level') as Record<string, IteratorClass>;
  for (const name of ['AbstractIterator', 'AbstractKeyIterator', 'AbstractValueIterator']) {
    const prototype = classes[name]?.prototype;
    if (prototype === undefined) throw new Error(`dynalite's store has no ${name} any more`);
    prototype.return ??= function release(this: Iterator) {
      return this.close();
    };
  }
}
