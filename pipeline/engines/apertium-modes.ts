/** Reads which Apertium modes are installed, and finds the shortest way between two languages. Starts no program. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseLanguage } from '../language-code.ts';
import { isInstalled, packageOf } from './programs.ts';

/** One installed direction: the name of its mode file, and the shell commands of its pipeline, each of which flushes on null. */
export interface ApertiumMode {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly stages: readonly string[];
}

const MODE_FILE = /^([a-z]{2,3})-([a-z]{2,3})\.mode$/;
/** Languages between two others, tried in this order, then alphabetically. The pairs from Spanish are the best ones. */
const PREFERRED_BRIDGES = ['es', 'ca'];

/**
 * @returns the usable modes of a folder, without regional variants; none if the folder is missing.
 * @param onUnusable called with one line for a mode that needs a program that is not installed.
 */
export function readModes(folder: string, path: string, onUnusable: (line: string) => void): readonly ApertiumMode[] {
  const modes: ApertiumMode[] = [];
  for (const file of list(folder)) {
    const match = MODE_FILE.exec(file);
    if (match === null) continue;
    const stages = readStages(join(folder, file));
    const missing = stages.map((stage) => stage.split(/\s/, 1)[0] ?? '').find((program) => !isInstalled(program, path));
    if (missing !== undefined) {
      onUnusable(`Apertium mode ${file} needs ${missing}: install the Debian package ${packageOf(missing)}`);
      continue;
    }
    const [, from = '', to = ''] = match;
    modes.push({
      name: file,
      from: baseLanguage(from),
      to: baseLanguage(to),
      stages: stages.map(nullFlushing),
    });
  }
  return modes;
}

/** @returns the modes to run one after the other, at most two. Undefined: there is no way. Languages are without region. */
export function findRoute(
  modes: readonly ApertiumMode[],
  from: string,
  to: string,
): readonly ApertiumMode[] | undefined {
  const direct = modes.find((mode) => mode.from === from && mode.to === to);
  if (direct !== undefined) return [direct];
  const routes = modes
    .filter((mode) => mode.from === from)
    .flatMap((first) =>
      modes.filter((mode) => mode.from === first.to && mode.to === to).map((second) => [first, second]),
    );
  return routes.sort((a, b) => bridgeRank(a) - bridgeRank(b))[0];
}

function bridgeRank(route: readonly ApertiumMode[]): number {
  const rank = PREFERRED_BRIDGES.indexOf(route[0]?.to ?? '');
  return rank < 0 ? PREFERRED_BRIDGES.length : rank;
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Reads a mode file, which is one pipeline of programs. A bar inside quotes is part of a file's name. */
function readStages(file: string): readonly string[] {
  const stages = readFileSync(file, 'utf8').match(/(?:'[^']*'|[^|'])+/g) ?? [];
  return stages.map((stage) => stage.trim()).filter((stage) => stage !== '');
}

/** Fills in the options: $1 is the generator's, where -n leaves out the marks of unknown words; $2 is the tagger's, empty. */
function nullFlushing(stage: string): string {
  return stage.replace(/^\S+/, '$& -z').replaceAll('$1', '-n').replaceAll('$2', '');
}
