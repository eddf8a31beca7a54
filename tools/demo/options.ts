/** The command line of `npm run demo`. */
import { TARGET_LANGUAGES } from '../../src/protocol/languages.ts';
import { SEGMENT_MODES, type SegmentMode } from '../../src/protocol/segments.ts';
import { commandLine } from '../../testkit/command/command-line.ts';
import { WrongUsage } from '../../testkit/command/failure.ts';
import { choice, flag, list, text, whole } from '../../testkit/command/option.ts';
import { RECORDINGS_PACKAGE } from '../../testkit/speech/person-talk.ts';
import { TALK } from '../../testkit/speech/talk.ts';
import { VOICES, type Voice } from './spoken-talk.ts';

export interface DemoOptions {
  /** A recording to speak instead of the demo's own talk. */
  readonly wavFile: string | undefined;
  /** Target languages, each once, at least one. */
  readonly languages: readonly string[];
  /** Voice of the demo's own talk. Undefined: a person's, if it is installed and the recogniser understands it. */
  readonly voice: Voice | undefined;
  readonly outFolder: string;
  /** The server's port; 0: a free port. */
  readonly port: number;
  /** How many sentences of the demo's own talk are spoken, at most. */
  readonly sentences: number;
  /** The demo's own talk has sentences of 10 s and more. */
  readonly long: boolean;
  /** Where the speech is cut for translation. Undefined: as the server is set. */
  readonly segments: SegmentMode | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
}

export const DEMO = commandLine({
  name: 'demo',
  call: 'npm run demo [-- [file.wav] [options]]',
  about: `
Starts the whole system on this machine, and a speaker and one listener per language as separate clients. Streams a talk
at natural pace and shows what is recognised, translated and heard, and how far behind the speaker each word is heard.
The listeners play as the pages do: faster while something waits.`,
  operands: {
    'file.wav': 'speak this recording (English; WAVE of any rate and kind) instead of the demo’s own talk',
  },
  options: {
    languages: list(TARGET_LANGUAGES, {
      shown: 'es,ca',
      help: `the listeners’ languages: ${TARGET_LANGUAGES.join(' ')}`,
      fallback: ['es', 'ca'],
    }),
    voice: choice(VOICES, {
      shown: 'person',
      help:
        `the voice of the demo’s own talk: ${VOICES.join(', ')}; all but person are synthetic (default person, recordings ` +
        `from LibriVox, where Debian’s ${RECORDINGS_PACKAGE} is installed and the recogniser understands people; else rms)`,
    }),
    out: text({
      shown: 'folder',
      help: 'folder for each listener’s <language>.wav',
      fallback: 'tools/demo/out',
    }),
    sentences: whole({
      shown: String(TALK.length),
      help: 'how many sentences of the demo’s own talk are spoken',
      least: 1,
      most: TALK.length,
      fallback: TALK.length,
    }),
    long: flag('speak sentences of 10 s and more, in a synthetic voice'),
    segments: choice(SEGMENT_MODES, {
      shown: 'clause',
      help: `where speech is cut for translation: ${SEGMENT_MODES.join(', ')} (default: as the server is set, clause)`,
    }),
    port: whole({ shown: '0', help: 'the server’s port; 0 is a free one', least: 0, most: 65_535, fallback: 0 }),
    json: flag('print the summary as JSON, and nothing else'),
    verbose: flag('show the server’s log on stderr'),
  },
  notes: `
Exit: 0 every listener heard something; 1 not so, or something failed; 2 wrong usage or a recording that cannot be read
or is not installed. NO_COLOR turns colours off.`,
  settle: ({ out: outFolder, voice, ...values }, [wavFile, ...more]): DemoOptions => {
    if (more.length > 0) throw new WrongUsage(`one recording at a time, not ${more.length + 1}`);
    if (voice !== undefined && wavFile !== undefined)
      throw new WrongUsage('--voice is for the demo’s own talk: a recording has the voice it has');
    if (values.long && wavFile !== undefined) throw new WrongUsage('--long is for the demo’s own talk');
    if (values.long && voice === 'person') throw new WrongUsage('--long has no recordings of a person');
    return { ...values, voice, wavFile, outFolder };
  },
});
