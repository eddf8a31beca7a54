/** Prints the index of the charts: how they are connected, what each is for, how to open them. */
import type { Chart } from '../../src/protocol/inside.ts';
import { everythingIn } from './page.ts';

/** Which actor starts which, as in src/actors. A test checks that every chart is in it. */
const TOGETHER = `flowchart TB
  subgraph server [one server]
    direction TB
    subgraph connections ["each socket"]
      connection[[connection]]
      pace[[pace]]
    end
    subgraph sessions ["each session"]
      session[[session]] -- "spawns while there is speech" --> transcription[[transcription]]
      transcription -- "spawns, one at a time; two while rolling" --> stream(upstream stream)
      listeners(listeners) -- "one each" --> listener[[listener]]
      listeners -- "audience.changed" --> session
      transcription -- "transcription.interrupted, .restored" --> session
    end
    subgraph dependencies ["each dependency"]
      circuit[[circuit]]
    end
    subgraph calls ["each call that has failed once"]
      retry[[retry]]
    end
  end
  connections -- "speaker.attached, speaker.left" --> session
  connections -- "listener.left, delivery.backlog" --> listener
  pace -- "session.end" --> session
  stream -- "is opened through" --> circuit
  circuit -- "let the call through" --> retry
`;

export function indexPage(charts: readonly Chart[]): string {
  const rows = charts.map(({ name, root }) => `| [${name}](${name}.md) | ${everythingIn(root).length} | ${root.why} |`);
  return `# The charts

<!-- Printed from the machines by scripts/statecharts. Change the machines, then run \`npm run docs\`. -->

Rostrum’s sessions, listeners, connections, circuit breakers and retries run these charts. \`npm run docs\` draws them from
the running code (\`src/machines\`); \`npm run docs:check\` and the tests fail when a picture differs from the code.
[docs/inspector.md](../inspector.md) shows how to watch them live.

| chart | states | what it is |
|---|---|---|
${rows.join('\n')}

## How they are connected

\`\`\`mermaid
${TOGETHER}\`\`\`

Double-framed boxes are charts; each runs as a separate actor. The actor of a session is a root: if it crashes, no other session
is affected. The upstream stream and the list of listeners are actors without a chart. Arrows with a dotted name are events.

What a stream recognises is cut into segments, each handed over once: [segments](segments.md) has the rules.

## How to read them

A black dot points to the initial state of a chart or of a compound state. An arrow is labelled with its event, and with its
guard in brackets; \`after\` names a delay, and \`always\` is taken at once. Regions divided by dashes are active at the same time.
Guards, actions and delays have the same names as in the code.

## In Stately Studio

Beside each page is a \`.json\` file: the chart as a machine configuration, with its reasons as descriptions and code replaced by
its name. XState's \`createMachine\` accepts it, and a test checks that it gives the same chart. Stately Studio imports such a
configuration as code: paste it as the argument of \`createMachine(...)\`.

Another test gives this text to \`@xstate/machine-extractor\`, Stately's reader of machine code, and compares what it finds with
the file: every state with its description, entry and exit, and every transition with its event, target, guard and actions. That
reader is of XState 4's time and knows neither \`reenter\` nor tags, so these are not compared. The hosted editor itself needs an
account and was not tried.
`;
}
