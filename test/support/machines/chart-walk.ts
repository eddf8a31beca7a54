/**
 * Walks a pure chart over every reachable state by shortest paths, and from each of them takes every event of the alphabet
 * once more, so that every transition is replayed too. Delayed transitions are part of the alphabet.
 */
import assert from 'node:assert/strict';
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type EventObject,
  initialTransition,
  transition,
} from 'xstate';
import { getShortestPaths } from 'xstate/graph';

export interface Walk {
  /** The events that lead to the state. */
  readonly events: readonly EventObject[];
  readonly state: AnyMachineSnapshot;
  /** What may happen there, and what the pure chart makes of it. */
  readonly next: readonly { readonly event: EventObject; readonly state: AnyMachineSnapshot }[];
}

export interface WalkOptions {
  readonly input: unknown;
  readonly alphabet: (state: AnyMachineSnapshot) => readonly EventObject[];
  /** What tells two states apart. */
  readonly identity: (state: AnyMachineSnapshot) => unknown;
  readonly limit?: number;
}

export function walkChart(machine: AnyStateMachine, options: WalkOptions): Walk[] {
  const { input, alphabet, identity, limit = 20_000 } = options;
  const possible = (state: AnyMachineSnapshot) =>
    state.status === 'active' ? [...alphabet(state), ...delayedEvents(state)] : [];
  const serializeState = (state: unknown) => JSON.stringify(identity(state as AnyMachineSnapshot));
  const after = (state: AnyMachineSnapshot, event: EventObject) =>
    transition(machine, state, event)[0] as AnyMachineSnapshot;
  const paths = getShortestPaths(machine, { input, events: possible as never, serializeState, limit });
  return paths.map((path) => {
    // steps[0] is the start itself. The states of a path need not have its own context, so they are worked out again.
    const events = path.steps.slice(1).map((step) => step.event as EventObject);
    const state = events.reduce(after, initialTransition(machine, input)[0] as AnyMachineSnapshot);
    assert.equal(serializeState(state), serializeState(path.state), `the path leads elsewhere: ${titleOf(events)}`);
    return { events, state, next: possible(state).map((event) => ({ event, state: after(state, event) })) };
  });
}

/** The `xstate.after.*` events that the active states wait for. */
export function delayedEvents(state: AnyMachineSnapshot): EventObject[] {
  return state._nodes.flatMap((node) => node.after.map(({ eventType }) => ({ type: eventType })));
}

/** The name of the delay in an `xstate.after.NAME.STATE` event; undefined for any other event. */
export function delayNameOf(event: EventObject): string | undefined {
  return /^xstate\.after\.([^.]+)\./.exec(event.type)?.[1];
}

/** How long the named delay of the machine is in this state, ms. */
export function delayMsOf(machine: AnyStateMachine, name: string, state: AnyMachineSnapshot): number {
  const delay = machine.implementations.delays[name];
  if (delay === undefined) throw new Error(`The chart has no delay "${name}"`);
  return typeof delay === 'number' ? delay : delay({ context: state.context } as never, undefined as never);
}

/** For a test's title. */
export function titleOf(events: readonly EventObject[]): string {
  return events.length === 0
    ? 'the start'
    : events
        .map(({ type, ...rest }) => {
          const values = Object.entries(rest).filter(([key]) => key !== 'atMs');
          const short = type.replace(
            /^xstate\.(after\.([^.]+)\..*|(done|error)\.actor\.(.+))$/,
            (_, all, delay, end, actor) => (delay ? `${delay}!` : end ? `${actor} ${end}` : all),
          );
          return values.length === 0 ? short : `${short}${JSON.stringify(Object.fromEntries(values))}`;
        })
        .join(' > ');
}

/** The ids of all states of a chart, the chart's own first. */
export function stateIdsOf(machine: AnyStateMachine): string[] {
  const below = (node: AnyStateNode): string[] => [node.id, ...Object.values(node.states).flatMap(below)];
  return below(machine.root);
}
