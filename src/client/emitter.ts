/** Typed events for any number of handlers. A handler that throws disturbs neither the others nor the client. */

export type Handlers<Events> = { readonly [K in keyof Events]?: (event: Events[K]) => void };

export class Emitter<Events> {
  readonly #handlers = new Map<keyof Events, Set<(event: never) => void>>();

  constructor(handlers: Handlers<Events> = {}) {
    for (const name of Object.keys(handlers) as (keyof Events)[]) {
      const handler = handlers[name];
      if (handler) this.on(name, handler);
    }
  }

  /** @returns what takes the handler away again. */
  on<K extends keyof Events>(name: K, handler: (event: Events[K]) => void): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers);
    // A function of its own, so that one handler given twice is called twice and taken away once.
    const entry = (event: Events[K]) => handler(event);
    handlers.add(entry);
    return () => handlers.delete(entry);
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) {
      try {
        (handler as (event: Events[K]) => void)(event);
      } catch (error) {
        // Its owner's bug: shown as any uncaught error is, and not by breaking off what the client is doing.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
