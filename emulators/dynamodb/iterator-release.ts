/**
 * dynalite 4.0.0 lets go of its store's iterators by `return()`, which they do not have: each Query and Scan would leave
 * one open, with the version of the tree it was reading, for as long as the process lives. Here they get it.
 */
import { createRequire } from 'node:module';

interface Iterator {
  close(): Promise<void>;
  return?: () => Promise<void>;
}
type IteratorClass = { readonly prototype: Iterator };

/** Of the library that dynalite itself uses. Idempotent. */
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
