/** Prints the page of one chart: its pictures, its reasons, and tables of all its parts. */
import { readFileSync } from 'node:fs';
import type { Chart, ChartName, ChartState } from '../../src/protocol/inside.ts';
import { toDiagrams } from './mermaid.ts';
import { eventIn, membersOf } from './source-tables.ts';

interface Source {
  /** Its source files in src/machines. */
  readonly files: readonly string[];
  readonly context: string;
  /** Name of the interface of its times, which also says their units. */
  readonly times: string;
}

const SOURCES: Readonly<Record<ChartName, Source>> = {
  session: {
    files: [
      'session.machine.ts',
      'session.controls.ts',
      'session.regions.ts',
      'session.vocabulary.ts',
      'transcription.vocabulary.ts',
    ],
    context: 'SessionContext',
    times: 'SessionTimings',
  },
  transcription: {
    files: ['transcription.machine.ts', 'transcription.vocabulary.ts'],
    context: 'TranscriptionContext',
    times: 'TranscriptionTimings',
  },
  listener: { files: ['listener.machine.ts'], context: 'ListenerContext', times: 'ListenerTimings' },
  connection: { files: ['connection.machine.ts'], context: 'ConnectionInput', times: 'ConnectionTimings' },
  pace: { files: ['rate-violation.machine.ts'], context: 'RateViolationContext', times: 'RateViolationTimings' },
  circuit: { files: ['circuit.machine.ts'], context: 'CircuitContext', times: 'CircuitTimings' },
  retry: { files: ['retry.machine.ts'], context: 'RetryContext', times: 'RetryLimits' },
};

export function chartPage(chart: Chart): string {
  const { name, root } = chart;
  const { files, context, times } = SOURCES[name];
  const source = files
    .map((file) => readFileSync(new URL(`../../src/machines/${file}`, import.meta.url), 'utf8'))
    .join('\n');
  const states = [root, ...everythingIn(root)];
  return [
    `# The ${name} chart`,
    '<!-- Printed from the machine by scripts/statecharts. Change the machine, then run `npm run docs`. -->',
    root.why,
    `Written in ${files
      .filter((file) => file.startsWith(name) || files.length === 1)
      .map((file) => `[\`${file}\`](../../src/machines/${file})`)
      .join(', ')}. ` +
      `[\`${name}.json\`](${name}.json) is the same chart for [Stately Studio](README.md#in-stately-studio). Dashed boxes are ` +
      'states outside the drawn one. Transitions that change no state are only in the tables.',
    ...toDiagrams(chart).flatMap(({ state, mermaid }) => [
      ...(state === root ? [] : [`## ${shortId(state, root)}`, state.why]),
      `\`\`\`mermaid\n${mermaid}\`\`\``,
    ]),
    '## States',
    table(
      ['state', 'why it exists', 'on entry', 'on exit', 'runs', 'tags'],
      states
        .slice(1)
        .map((state) => [
          `\`${shortId(state, root)}\`${state.kind === 'atomic' || state.kind === 'compound' ? '' : ` (${state.kind})`}`,
          state.why,
          ...[state.entry, state.exit, state.invokes, state.tags].map((names) => names.join(', ')),
        ]),
    ),
    '## Transitions',
    'Of the transitions of an event, the first whose guard is true is taken; inner states come before outer ones.',
    table(
      ['in', 'on', 'if', 'to', 'does'],
      states.flatMap((state) =>
        state.transitions.map(({ kind, on, guard, target, actions, reenters }) => [
          `\`${shortId(state, root)}\``,
          kind === 'delay' ? `after \`${on}\`` : kind === 'event' ? `\`${on}\`` : on,
          guard ?? '',
          target === undefined
            ? ''
            : `\`${target.split('.').slice(1).join('.')}\`${reenters ? ' (entered again)' : ''}`,
          actions.join(', '),
        ]),
      ),
    ),
    '## Events',
    table(
      ['event', 'carries', 'meaning'],
      eventsOf(states).map((event) => {
        const declared = eventIn(source, event);
        if (declared === undefined) throw new Error(`${event} is not declared in ${files.join(', ')}`);
        const { carries, meaning } = declared;
        return [`\`${event}\``, carries && `\`${carries}\``, meaning];
      }),
    ),
    '## Context',
    members(source, context),
    '## Times and bounds',
    members(source, times),
  ]
    .join('\n\n')
    .concat('\n');
}

export function everythingIn(state: ChartState): ChartState[] {
  return state.states.flatMap((child) => [child, ...everythingIn(child)]);
}

/** The names of the events that are sent to the states, in order of appearance. */
export function eventsOf(states: readonly ChartState[]): string[] {
  const sent = states.flatMap(({ transitions }) => transitions.filter(({ kind }) => kind === 'event'));
  return [...new Set(sent.map(({ on }) => on))];
}

/** The id without the chart's name; for the chart itself, its name. */
function shortId({ id }: ChartState, root: ChartState): string {
  return id === root.id ? id : id.slice(root.id.length + 1);
}

function members(source: string, name: string): string {
  return table(
    ['name', 'type', 'meaning'],
    membersOf(source, name).map((member) => [`\`${member.name}\``, `\`${member.type}\``, member.meaning]),
  );
}

/** Empty columns are left out. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const used = heads.map((_, column) => column === 0 || rows.some((row) => row[column]));
  const line = (cells: readonly string[]) =>
    `| ${cells
      .filter((_, column) => used[column])
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
