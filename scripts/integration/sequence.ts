/** Writes Mermaid sequence diagrams from steps. It knows how a diagram is written, and no message: those are in spoken.ts. */

export const PARTIES = {
  speaker: 'Speaker’s client',
  listener: 'Listener’s client',
  rostrum: 'Rostrum',
  transcribe: 'Amazon Transcribe',
  lambda: 'AWS Lambda',
  pipeline: 'Translation pipeline',
  tables: 'DynamoDB',
  translate: 'Amazon Translate',
  polly: 'Amazon Polly',
  issuer: 'Token issuer',
} as const;
export type Party = keyof typeof PARTIES;

/** What one party says to another: the texts of spoken.ts, made from the code. */
export interface Spoken {
  readonly text: string;
}

export type Step =
  | { readonly from: Party; readonly to: Party; readonly says: Spoken; readonly isAnswer?: boolean }
  | { readonly note: string; readonly over: readonly Party[] }
  | {
      readonly block: 'loop' | 'opt' | 'alt';
      readonly when: string;
      readonly steps: readonly Step[];
      readonly otherwise?: readonly Branch[];
    };

interface Branch {
  readonly when: string;
  readonly steps: readonly Step[];
}

export const says = (from: Party, to: Party, spoken: Spoken): Step => ({ from, to, says: spoken });
export const answers = (from: Party, to: Party, spoken: Spoken): Step => ({ from, to, says: spoken, isAnswer: true });
export const note = (over: readonly Party[], text: string): Step => ({ over, note: text });
export const loop = (when: string, steps: readonly Step[]): Step => ({ block: 'loop', when, steps });
export const opt = (when: string, steps: readonly Step[]): Step => ({ block: 'opt', when, steps });
export const alt = (when: string, steps: readonly Step[], ...otherwise: readonly Branch[]): Step => ({
  block: 'alt',
  when,
  steps,
  otherwise,
});

/** @returns the diagram in its fence. @throws Error for a text that Mermaid would read as its own. */
export function sequenceDiagram(parties: readonly Party[], steps: readonly Step[]): string {
  const heads = parties.map((party) => `  participant ${party} as ${PARTIES[party]}`);
  return ['```mermaid', 'sequenceDiagram', ...heads, ...linesOf(steps, '  '), '```'].join('\n');
}

function linesOf(steps: readonly Step[], indent: string): string[] {
  return steps.flatMap((step) => {
    if ('says' in step) {
      return [`${indent}${step.from}${step.isAnswer ? '-->>' : '->>'}${step.to}: ${checked(step.says.text)}`];
    }
    if ('note' in step) return [`${indent}Note over ${step.over.join(',')}: ${checked(step.note)}`];
    const branches = (step.otherwise ?? []).flatMap(({ when, steps: others }) => [
      `${indent}else ${checked(when)}`,
      ...linesOf(others, `${indent}  `),
    ]);
    return [
      `${indent}${step.block} ${checked(step.when)}`,
      ...linesOf(step.steps, `${indent}  `),
      ...branches,
      `${indent}end`,
    ];
  });
}

/** Mermaid ends a statement at a semicolon and reads an entity after a hash. */
function checked(text: string): string {
  if (/[;#\n]/.test(text)) throw new Error(`Mermaid would read a part of this as its own: ${text}`);
  return text;
}
