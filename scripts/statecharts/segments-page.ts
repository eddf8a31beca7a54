/** Prints how a result becomes segments: the rules as the code has them, beside the charts that they work under. */
import { SEGMENT_ENDS } from '../../src/actors/speech/segment-ends.ts';
import { SEGMENT_MODES } from '../../src/protocol/segments.ts';

const LIFE = `stateDiagram-v2
  state "unstable words" as unstable
  state "stable words" as stable
  state "shown as a partial" as shown
  state "handed over" as handed
  [*] --> unstable : recognised
  unstable --> unstable : recognised otherwise
  unstable --> stable : marked stable
  stable --> shown : the prefix has grown
  stable --> handed : sentence, clause, opener, deadline
  shown --> handed : sentence, clause, opener, deadline
  unstable --> handed : final
  stable --> handed : final, forfeit
  handed --> handed : said again by a final, a replay or another stream
  note right of handed
    once, for good
  end note
`;

export function segmentsPage(): string {
  const rows = SEGMENT_ENDS.map(({ by, modes, where }) => {
    const cells = SEGMENT_MODES.map((mode) => (modes.includes(mode) ? 'yes' : '–'));
    return `| ${by} | ${where} | ${cells.join(' | ')} |`;
  });
  return `# Segments

<!-- Printed from src/actors/speech/segment-ends.ts by scripts/statecharts. Change the rules, then run \`npm run docs\`. -->

The [transcription chart](transcription.md) keeps a stream open; its results come here. Speech is handed over for translation
in segments, before its result is final: words that the recogniser has marked stable are cut where a listener can follow, each
exactly once. Written in [\`segmentation.ts\`](../../src/actors/speech/segmentation.ts), the rules in
[\`segment-ends.ts\`](../../src/actors/speech/segment-ends.ts), what was handed over in
[\`handed-words.ts\`](../../src/actors/speech/handed-words.ts). None of them has a clock or does I/O.

\`\`\`mermaid
${LIFE}\`\`\`

The first rule that holds ends the segment; then the rest is looked at again. \`TRANSLATION_SEGMENTS\` sets the mode for all
sessions, \`segments\` of createSession for one. \`SegmentsHandedOver\` counts the segments by rule.

| ends by | where | ${SEGMENT_MODES.join(' | ')} |
|---|---|${SEGMENT_MODES.map(() => '---|').join('')}
${rows.join('\n')}

After a stream's death the next one recognises the same audio again, with times that differ by up to 60 ms. Words that were
handed over are found by themselves and their times, and left out; a word that was really said twice stays. When a final says
something else than what was handed over, nothing is handed over again: \`ContradictedWords\` counts the words, and those who
read along get the final's text in place of the lines.
`;
}
