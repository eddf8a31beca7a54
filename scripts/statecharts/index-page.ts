/** Prints the index of the charts: how they belong together, what each is for, how to open them. */
import type { Chart } from '../../src/protocol/inside.ts';
import { everythingIn } from './page.ts';

/** Who runs whom; actors/ is where it is done. A test holds every chart to be in it. */
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

<!-- Printed from the machines by scripts/statecharts; change those, then \`npm run docs\`. -->

Everything that Rostrum can be in the middle of is a state of one of these charts. They are the running code
(\`src/machines\`), drawn by \`npm run docs\`; \`npm run docs:check\` and the tests fail when a picture is not the code's any more.
[docs/inspector.md](../inspector.md) shows how to watch them live.

| chart | states | what it is |
|---|---|---|
${rows.join('\n')}

## How they belong together

\`\`\`mermaid
${TOGETHER}\`\`\`

Double-framed boxes are charts; each runs as an actor of its own. A session's is a root: it shares no fate with another.
The upstream stream and the list of listeners are actors without a chart. What they tell each other are events, by name.

## How to read them

A black dot leads to the state that a chart, or a state with states inside, begins in. An arrow says what event is taken,
in brackets on what condition; \`after\` names a delay, and \`always\` is taken at once. Regions between dashes are active
together. Guards, actions and delays have the names they have in the code.

## In Stately Studio

Beside each page is a \`.json\`: the chart as a machine configuration, its reasons as descriptions, code replaced by its name.
XState's \`createMachine\` takes it, and a test holds that it gives the same chart; Stately Studio imports such a
configuration as code (paste it as the argument of \`createMachine(...)\`).
`;
}
