/** Reads the Dockerfile and .dockerignore, as far as this repository uses them. Reads no files. */

export interface Copy {
  readonly kind: 'COPY';
  /** The stage that it copies from; undefined: the build context. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

export type Step =
  | Copy
  | { readonly kind: 'RUN' | 'USER' | 'CMD' | 'WORKDIR' | 'ENV' | 'OTHER'; readonly text: string };

export interface Stage {
  readonly name: string;
  /** Another stage, or an image. */
  readonly from: string;
  readonly steps: readonly Step[];
}

const KINDS = ['RUN', 'USER', 'CMD', 'WORKDIR', 'ENV'] as const;

/** @throws Error at a stage without a name. */
export function parseDockerfile(text: string): Stage[] {
  const stages: { name: string; from: string; steps: Step[] }[] = [];
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n');
  for (const line of lines) {
    const [, word = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (word === 'FROM') {
      const [, from = '', name] = /^(\S+) AS (\S+)$/.exec(rest) ?? [];
      if (name === undefined) throw new Error(`a stage without a name: ${line}`);
      stages.push({ name, from, steps: [] });
    } else if (word !== '') stages.at(-1)?.steps.push(toStep(word, rest.trim()));
  }
  return stages;
}

function toStep(word: string, text: string): Step {
  if (word !== 'COPY') return { kind: KINDS.find((kind) => kind === word) ?? 'OTHER', text };
  const words = text.split(/\s+/);
  const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  return { kind: 'COPY', from, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
}

/** The stages of a target: itself, then what it is made from, down to the image. @throws Error if there is no such stage. */
export function chainOf(stages: readonly Stage[], target: string): Stage[] {
  const stage = stages.find(({ name }) => name === target);
  if (stage === undefined) throw new Error(`the Dockerfile has no stage ${target}`);
  const isStage = stages.some(({ name }) => name === stage.from);
  return [stage, ...(isStage ? chainOf(stages, stage.from) : [])];
}

/** @returns the paths that are sent to the builder. @throws Error at a pattern other than `*`, first, and `!path`. */
export function allowedPaths(dockerignore: string): string[] {
  const [first, ...patterns] = dockerignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const strange = patterns.find((pattern) => !/^![\w./-]+$/.test(pattern));
  if (first !== '*' || strange !== undefined) throw new Error(`.dockerignore: cannot read ${strange ?? first}`);
  return patterns.map((pattern) => pattern.slice(1));
}
