/** Typed events for any number of handlers. A handler that throws affects neither the others nor the client. */

export type Handlers<Events> = { readonly [K in keyof Events]?: (event: Events[K]) => void };

export class Emitter<Events> {
  readonly #handlers = new Map<keyof Events, Set<(event: never) => void>>();

  constructor(handlers: Handlers<Events> = {}) {
    for (const name of Object.keys(handlers) as (keyof Events)[]) {
      const handler = handlers[name];
      if (handler) this.on(name, handler);
    }
  }

  /** @returns a function that removes the handler. */
  on<K extends keyof Events>(name: K, handler: (event: Events[K]) => void): () => void {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers);
    // Wrapped, so that a handler that is added twice is called twice and each call of the result removes one.
    const entry = (event: Events[K]) => handler(event);
    handlers.add(entry);
    return () => handlers.delete(entry);
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) {
      try {
        (handler as (event: Events[K]) => void)(event);
      } catch (error) {
        // A bug of the handler: reported as an uncaught error, without interrupting the client.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
