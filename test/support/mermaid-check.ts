/**
 * Checks the text of a stateDiagram-v2 without Mermaid: only the forms that scripts/statecharts writes, every state
 * declared before an arrow needs it, blocks closed, no word or character that Mermaid takes for its own.
 */

const RESERVED = new Set(['end', 'state', 'note', 'class', 'classDef', 'style', 'direction', 'as', 'default', 'click']);
const NAME = String.raw`[A-Za-z_]\w*`;
const DECLARED = new RegExp(String.raw`^state "([^"]*)" as (${NAME})( \{)?$`);
const ARROW = new RegExp(String.raw`^(\[\*\]|${NAME}) --> (\[\*\]|${NAME})(?: : (.+))?$`);
const NOTE = new RegExp(`^(${NAME}) : (.+)$`);
const READ = /[;#{}":]|<(?!br\/>)|--/;

/** @returns one line for each problem. */
export function mermaidProblems(text: string): string[] {
  const lines = text.trimEnd().split('\n');
  const declared = new Set(lines.map((line) => DECLARED.exec(line.trim())?.[2]));
  const problems: string[] = [];
  let depth = 0;
  if (lines[0] !== 'stateDiagram-v2') problems.push('line 1: not a state diagram');
  for (const [index, raw] of lines.slice(1).entries()) {
    const line = raw.trim();
    const say = (problem: string) => problems.push(`line ${index + 2}: ${problem}`);
    const use = (name: string) => name === '[*]' || declared.has(name) || say(`${name} is not declared`);
    const label = (words = '') => READ.test(words) && say('a label with a character that Mermaid reads');
    const state = DECLARED.exec(line);
    const arrow = ARROW.exec(line);
    const note = NOTE.exec(line);
    if (state) {
      label(state[1]);
      if (RESERVED.has(state[2] ?? '')) say(`${state[2]} is a word of Mermaid`);
      if (state[3]) depth += 1;
    } else if (arrow) {
      use(arrow[1] ?? '');
      use(arrow[2] ?? '');
      label(arrow[3]);
    } else if (note) {
      use(note[1] ?? '');
      label(note[2]);
    } else if (line === '}') depth -= 1;
    else if (line.startsWith('class ')) for (const name of line.split(' ')[1]?.split(',') ?? []) use(name);
    else if (line !== '--' && !line.startsWith('classDef ')) say(`not understood: ${line}`);
  }
  if (depth !== 0) problems.push('a block is not closed');
  return problems;
}
