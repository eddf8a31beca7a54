/** Converts a chart to a machine configuration without code, for Stately Studio, the Stately Inspector and createMachine. */
import type { Chart, ChartState, ChartTransition } from '../protocol/inside.ts';

type Json = string | boolean | readonly Json[] | { readonly [key: string]: Json };

/** @returns plain JSON. Guards, actions, delays and actors are names; each state's reason becomes its description. */
export function toChartConfig({ root }: Chart): { readonly [key: string]: Json } {
  return { id: root.id, ...toStateConfig(root) };
}

function toStateConfig(state: ChartState): { [key: string]: Json } {
  const { kind, why, initial, tags, entry, exit, invokes, states, transitions } = state;
  const of = (kinds: readonly ChartTransition['kind'][]) => transitions.filter((one) => kinds.includes(one.kind));
  const onDone = (child: string) =>
    transitions.filter(({ kind: how, on }) => how === 'child' && on === `done ${child}`);
  const onError = (child: string) =>
    transitions.filter(({ kind: how, on }) => how === 'child' && on === `error ${child}`);
  const isInvoked = ({ kind: how, on }: ChartTransition) => how === 'child' && invokes.includes(on.split(' ')[1] ?? '');
  const handled = of(['event', 'child']).filter((one) => !isInvoked(one));
  return {
    ...(kind === 'parallel' || kind === 'final' ? { type: kind } : {}),
    description: why,
    ...(initial ? { initial: initial.split('.').at(-1) ?? '' } : {}),
    ...some('tags', tags),
    ...some('entry', entry.map(named)),
    ...some('exit', exit.map(named)),
    ...some(
      'invoke',
      invokes.map((child) => ({
        id: child,
        src: child,
        onDone: onDone(child).map(toTransitionConfig),
        onError: onError(child).map(toTransitionConfig),
      })),
    ),
    ...some('always', of(['always']).map(toTransitionConfig)),
    ...byName('on', handled, eventName),
    ...byName('after', of(['delay']), ({ on }) => on),
    ...(states.length > 0
      ? { states: Object.fromEntries(states.map((child) => [child.name, toStateConfig(child)])) }
      : {}),
  };
}

function toTransitionConfig({ guard, target, actions, reenters }: ChartTransition): Json {
  return {
    ...(guard ? { guard: { type: guard } } : {}),
    ...(target ? { target: `#${target}` } : {}),
    ...some('actions', actions.map(named)),
    // XState's default is false.
    ...(reenters ? { reenter: true } : {}),
  };
}

function eventName({ kind, on }: ChartTransition): string {
  if (kind === 'event') return on;
  const [how, ...child] = on.split(' ');
  return `xstate.${how}.actor.${child.join(' ') === 'any child' ? '*' : child.join(' ')}`;
}

const named = (type: string): Json => ({ type });

function some(key: string, values: readonly Json[]): { [key: string]: Json } {
  return values.length > 0 ? { [key]: values } : {};
}

function byName(
  key: 'on' | 'after',
  transitions: readonly ChartTransition[],
  nameOf: (transition: ChartTransition) => string,
): { [key: string]: Json } {
  if (transitions.length === 0) return {};
  const names = [...new Set(transitions.map(nameOf))];
  const entries = names.map((name) => [
    name,
    transitions.filter((one) => nameOf(one) === name).map(toTransitionConfig),
  ]);
  return { [key]: Object.fromEntries(entries) };
}
