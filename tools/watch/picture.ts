/** Draws a session's view as lines of text of limited width, with the given colours. */
import type { createColors } from 'picocolors';
import type { ChartChange, SessionView } from '../../src/protocol/inside.ts';

export type Colours = ReturnType<typeof createColors>;

/** The most changes that a picture shows, the newest ones. */
const CHANGES_SHOWN = 12;

/** @param nowMs Unix ms. */
export function toPicture(view: SessionView, nowMs: number, colours: Colours): string[] {
  const { active, broadcast, changes, counters, createdAt, epoch, heldMs, lagging, languages, latencies, listeners } =
    view;
  const { bold, cyan, dim, green, yellow } = colours;
  const heading = `${bold(view.sessionId)}  ${view.sourceLanguage}  on for ${duration(nowMs - createdAt)}`;
  const states = Object.entries(active).flatMap(([chart, ids = []]) =>
    regionsOf(ids).map(
      ([region, state]) => `  ${dim((region === '' ? chart : `${chart} ${region}`).padEnd(26))}${green(state)}`,
    ),
  );
  const byLanguage = Object.entries(languages).map(([language, count]) => `${language} ${count}`);
  const figures: [string, string | number][] = [
    [
      'listeners',
      `${listeners}${byLanguage.length > 0 ? ` (${byLanguage.join(', ')})` : ''}${lagging > 0 ? `, ${lagging} not keeping up` : ''}`,
    ],
    ['audio held', `${heldMs} ms`],
    ['streams open', view.openStreams],
    ['volume', broadcast.volume],
    ...Object.entries(latencies).map(([name, { p50Ms, p90Ms }]): [string, string] => [
      `${name} p50, p90`,
      `${Math.round(p50Ms)} ms, ${Math.round(p90Ms)} ms`,
    ]),
    ...Object.entries(counters).map(([name, count]): [string, number] => [name, Math.round(count)]),
  ];
  return [
    `${heading}${epoch > 0 ? dim(`  taken up again ${epoch} times`) : ''}`,
    '',
    ...states,
    '',
    ...figures.map(
      ([name, value]) =>
        `  ${dim(name.padEnd(26))}${/Dropped|Lost|Errors|Failed|Overflows/.test(name) && value !== 0 ? yellow(String(value)) : value}`,
    ),
    '',
    ...changes.slice(-CHANGES_SHOWN).map((change) => `  ${toLine(change, { cyan, dim, green })}`),
  ];
}

/** One change as one line. */
export function toLine(
  { at, chart, entered, event, left }: ChartChange,
  { cyan, dim, green }: Pick<Colours, 'cyan' | 'dim' | 'green'>,
): string {
  const time = new Date(at).toTimeString().slice(0, 8);
  const names = (ids: readonly string[]) => ids.map((id) => id.split('.').slice(1).join('.')).join(', ');
  return `${dim(time)} ${dim(chart)} ${cyan(shortEvent(event))} ${names(left) || '(begins)'} → ${green(names(entered))}`;
}

/** `session.live.stream.idle` → `stream`, `idle`. A chart without regions gives one region without a name. */
function regionsOf(ids: readonly string[]): [region: string, state: string][] {
  return ids.map((id) => {
    const path = id.split('.').slice(1);
    // In parallel regions the path is: parallel state, region, state.
    return ids.length > 1 ? [path.slice(1, -1).join('.'), path.at(-1) ?? ''] : ['', path.join('.')];
  });
}

/** Shortens XState's own event names. */
function shortEvent(event: string): string {
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(event) ?? [];
  if (delay !== undefined) return `after ${delay}`;
  return event.replace(/^xstate\.(done|error)\.actor\./, '$1 ').replace(/^xstate\.init$/, 'start');
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
