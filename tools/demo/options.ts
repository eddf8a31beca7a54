/** The demo's command line. Parses and checks it; reads no files and prints nothing. */
import { parseArgs } from 'node:util';
import { TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { RECORDINGS_PACKAGE } from '../../testkit/speech/person-talk.ts';
import { TALK } from '../../testkit/speech/talk.ts';
import { VOICES, type Voice } from './spoken-talk.ts';

export interface DemoOptions {
  /** A recording to speak instead of the demo's own talk. */
  readonly wavFile: string | undefined;
  /** Target languages, each once, at least one. */
  readonly languages: readonly string[];
  /** Of the demo's own talk; undefined: a person's where it is there and will be understood. */
  readonly voice: Voice | undefined;
  readonly outFolder: string;
  /** The server's port; 0 takes a free one. */
  readonly port: number;
  /** How many sentences of the demo's own talk are spoken. */
  readonly sentences: number;
  readonly json: boolean;
  readonly verbose: boolean;
}

export type ParsedArguments =
  | { readonly kind: 'run'; readonly options: DemoOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

const DEFAULT_LANGUAGES = 'es,ca';

export const USAGE = `Usage: npm run demo [-- [file.wav] [options]]

Starts the whole system on this machine, a speaker and one listener a language as clients of their own, streams a talk
at its natural pace, and shows what is recognised, translated and heard, and how long it took.

  file.wav              speak this recording (English; WAVE of any rate and kind) instead of the demo's own talk
  --languages es,ca     who listens: ${TARGET_LANGUAGES.join(' ')} (default ${DEFAULT_LANGUAGES})
  --voice person        the voice of the demo's own talk: ${VOICES.join(', ')}; all but person are synthetic (default
                        person, recordings from LibriVox, where Debian's ${RECORDINGS_PACKAGE} is installed and the
                        recogniser is up to it; else rms)
  --out folder          where each listener's <language>.wav goes (default tools/demo/out)
  --port 0              the server's port (default 0: a free one)
  --json                print the summary as JSON, and nothing else
  --verbose             show the server's log on stderr
  --help                this text

Exit: 0 every listener heard something; 1 not so, or something failed; 2 wrong usage or a recording that cannot be read
or is not installed. NO_COLOR turns colours off.
`;

/** @param args without the program's name. */
export function parseArguments(args: readonly string[]): ParsedArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        languages: { type: 'string', default: DEFAULT_LANGUAGES },
        voice: { type: 'string' },
        out: { type: 'string', default: 'tools/demo/out' },
        port: { type: 'string', default: '0' },
        // For the demo's own test; not in the help.
        sentences: { type: 'string', default: String(TALK.length) },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    if (positionals.length > 1) return wrong(`one recording at a time, not ${positionals.length}`);
    const wavFile = positionals[0];
    const languages = listOf(values.languages);
    const unknown = languages.filter((language) => !(TARGET_LANGUAGES as readonly string[]).includes(language));
    if (unknown.length > 0)
      return wrong(`unknown language ${unknown.join(', ')}: there are ${TARGET_LANGUAGES.join(' ')}`);
    if (languages.length === 0) return wrong('--languages names no language');
    const voice = VOICES.find((name) => name === values.voice);
    if (voice === undefined && values.voice !== undefined)
      return wrong(`unknown voice ${values.voice}: there are ${VOICES.join(' ')}`);
    if (voice !== undefined && wavFile !== undefined)
      return wrong('--voice is for the demo’s own talk: a recording has the voice it has');
    const port = wholeNumber(values.port, 0, 65_535);
    if (port === undefined) return wrong(`--port is a number from 0 to 65535, not ${values.port}`);
    const sentences = wholeNumber(values.sentences, 1, TALK.length);
    if (sentences === undefined)
      return wrong(`--sentences is a number from 1 to ${TALK.length}, not ${values.sentences}`);
    if (values.out === '') return wrong('--out names no folder');
    const { out: outFolder, json, verbose } = values;
    return { kind: 'run', options: { wavFile, languages, voice, outFolder, port, sentences, json, verbose } };
  } catch (error) {
    return wrong((error as Error).message.split(/\n|\. /)[0] ?? '');
  }
}

const wrong = (message: string): ParsedArguments => ({
  kind: 'wrong',
  message: `${message} (--help shows the options)`,
});

function listOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim().toLowerCase());
  return [...new Set(parts.filter((part) => part !== ''))];
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
