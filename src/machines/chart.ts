/**
 * Reads a machine as plain data for drawing: its states, its transitions, and the names of their actions, guards and
 * actors.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Chart, ChartName, ChartState, ChartTransition } from '../protocol/inside.ts';

export interface ChartSource {
  readonly name: ChartName;
  readonly machine: AnyStateMachine;
  /** State id → why it exists. */
  readonly words: Readonly<Record<string, string>>;
  /** Action without its own name → the name to show. */
  readonly names: ReadonlyMap<unknown, string>;
}

export function toChart(source: ChartSource): Chart {
  return { name: source.name, root: toChartState(source.machine.root as AnyStateNode, source) };
}

/** @returns `session.live.stream.idle`. A node's own id may be short. */
function idOf(node: AnyStateNode, { name }: ChartSource): string {
  return [name, ...node.path].join('.');
}

function toChartState(node: AnyStateNode, source: ChartSource): ChartState {
  const id = idOf(node, source);
  const initial = node.type === 'compound' ? node.initial.target?.[0] : undefined;
  return {
    id,
    name: node.key,
    kind: node.type === 'history' ? 'atomic' : node.type,
    why: source.words[id] ?? '',
    ...(initial && { initial: idOf(initial as AnyStateNode, source) }),
    tags: node.tags,
    entry: toActionNames(node.entry, source).filter(isOrdered),
    exit: toActionNames(node.exit, source).filter(isOrdered),
    invokes: node.invoke.map(({ id: child }) => child),
    transitions: [...node.transitions.values(), node.always ?? []]
      .flat()
      .map((transition) => toChartTransition(transition as AnyTransitionDefinition, source)),
    states: Object.values(node.states).map((child) => toChartState(child as AnyStateNode, source)),
  };
}

/** XState's timer of an `after` is left out: the transition that it causes is shown. */
function isOrdered(action: string): boolean {
  return !action.includes('xstate.after.');
}

function toChartTransition(transition: AnyTransitionDefinition, source: ChartSource): ChartTransition {
  const guard = transition.guard === undefined ? undefined : guardName(transition.guard);
  const target = transition.target?.[0];
  return {
    ...toTrigger(transition.eventType),
    ...(guard !== undefined && { guard }),
    ...(target && { target: idOf(target as AnyStateNode, source) }),
    actions: toActionNames(transition.actions, source),
    ...(transition.reenter && { reenters: true }),
  };
}

/** Short names for XState's own events. */
function toTrigger(eventType: string): Pick<ChartTransition, 'kind' | 'on'> {
  if (eventType === '') return { kind: 'always', on: 'always' };
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(eventType) ?? [];
  if (delay !== undefined) return { kind: 'delay', on: delay };
  const [, how, child] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(eventType) ?? [];
  if (child !== undefined) return { kind: 'child', on: `${how} ${child === '*' ? 'any child' : child}` };
  return { kind: 'event', on: eventType };
}

/** XState's built-in guards and actions are functions whose arguments are properties. */
interface BuiltIn {
  readonly type?: string;
  readonly guards?: readonly unknown[];
  readonly id?: unknown;
  readonly src?: unknown;
  readonly to?: unknown;
  readonly event?: { readonly type: string };
  readonly delay?: unknown;
  readonly sendId?: unknown;
  readonly actorRef?: unknown;
}

function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  const { type, guards } = guard as BuiltIn;
  // `not` is the only combination in use.
  return guards === undefined ? String(type) : `not ${guards.map(guardName).join(' or ')}`;
}

function toActionNames(actions: readonly unknown[], { names }: ChartSource): string[] {
  return actions.map((action) => names.get(action) ?? actionName(action));
}

function actionName(action: unknown): string {
  if (typeof action === 'string') return action;
  const { type, id, src, event, delay, sendId, actorRef, to } = action as BuiltIn;
  switch (type) {
    case 'xstate.raise':
      return `send itself ${event?.type}${delay === undefined ? '' : ` after ${delay}`}`;
    case 'xstate.cancel':
      return `cancel ${sendId}`;
    case 'xstate.spawnChild':
      return `spawn ${src}${id === src || typeof id !== 'string' ? '' : ` as ${id}`}`;
    case 'xstate.stopChild':
      return `stop ${actorRef}`;
    case 'xstate.sendTo':
      return `send ${to} ${event?.type}`;
    default:
      return String(type);
  }
}
