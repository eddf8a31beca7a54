/** A gap in a pure machine, to be filled by `.provide()` at the composition root. */
import { type CallbackActorLogic, type EventObject, fromCallback } from 'xstate';

/** @throws when it is started unfilled: a forgotten `.provide()` must not look like a stream that never answers. */
export function actorSlot<TCommand extends EventObject, TInput>(name: string): CallbackActorLogic<TCommand, TInput> {
  return fromCallback<TCommand, TInput>(() => {
    throw new Error(`No implementation provided for actor "${name}"`);
  });
}

/** An effect the machine orders and others carry out. Unfilled it does nothing, so that charts can be walked. */
export function effectSlot(): void {}
