/** The command line of the doctor. Refuses what it does not know: an option that is ignored would seem to work. */
import { parseArgs } from 'node:util';
import { parseUrl } from './through/public-url.ts';

export interface DoctorOptions {
  readonly isJson: boolean;
  /** Ids of the checks to make; undefined: all. */
  readonly only: readonly string[] | undefined;
  /** Without a slash at its end. */
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly isOffline: boolean;
  readonly mayPay: boolean;
  readonly isSlow: boolean;
}

export type Asked =
  | { readonly kind: 'run'; readonly options: DoctorOptions }
  | { readonly kind: 'help' | 'list' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** The token's variable: an argument can be read in the list of processes. */
export const TOKEN_VARIABLE = 'DOCTOR_TOKEN';

/** What may be quoted: a wrong id or option, but no token. */
const LOOKS_LIKE_NAME = /^[a-z-]{0,20}$/;

/** With what each does, for --help. */
export const OPTIONS = {
  json: { type: 'boolean', meaning: 'write one JSON document instead of lines' },
  only: { type: 'string', multiple: true, value: 'ID[,ID]', meaning: 'make only these checks' },
  url: {
    type: 'string',
    value: 'URL',
    meaning:
      'public address of the server, such as https://live.example.com: what is between clients and the server is checked too',
  },
  token: {
    type: 'string',
    value: 'TOKEN',
    meaning: `a speaker’s token, to send live audio through --url (better in ${TOKEN_VARIABLE}: other users can see arguments)`,
  },
  offline: { type: 'boolean', meaning: 'send nothing over a network' },
  paid: { type: 'boolean', meaning: 'make the checks that cost money too (15 s of Amazon Transcribe)' },
  slow: { type: 'boolean', meaning: 'make the checks that take minutes too' },
  list: { type: 'boolean', meaning: 'list the checks, and make none' },
  help: { type: 'boolean', short: 'h', meaning: 'show this text' },
} as const;

/** @param ids of all checks. */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  ids: readonly string[],
): Asked {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return { kind: 'wrong', problem: toProblem(error) };
  }
  if (values.help) return { kind: 'help' };
  if (values.list) return { kind: 'list' };
  const only = values.only?.flatMap((each) => each.split(',').map((id) => id.trim()));
  const unknown = only?.filter((id) => !ids.includes(id)) ?? [];
  if (unknown.length > 0) {
    const named = unknown.every((id) => LOOKS_LIKE_NAME.test(id))
      ? ` ${unknown.map((id) => `"${id}"`).join(', ')}`
      : ' of such a name';
    return { kind: 'wrong', problem: `--only: there is no check${named}; the checks are ${ids.join(', ')}` };
  }
  const url = values.url === undefined ? undefined : parseUrl(values.url);
  if (url?.ok === false) return { kind: 'wrong', problem: `--url ${url.problem}` };
  const token = (values.token ?? environment[TOKEN_VARIABLE])?.trim();
  const options = {
    isJson: values.json ?? false,
    only,
    url: url?.url,
    token: token === '' ? undefined : token,
    isOffline: values.offline ?? false,
    mayPay: values.paid ?? false,
    isSlow: values.slow ?? false,
  };
  return { kind: 'run', options };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS }).values;
}

/** Quotes no value, and no name that could be a token in the wrong place. */
function toProblem(error: unknown): string {
  const { code, message } = error as Error & { readonly code?: string };
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return 'there is an argument that belongs to no option';
  // Node's message goes on with suggestions; its first sentence has the problem.
  const [sentence = ''] = message.split(/\. |\n/);
  const [, unknown = ''] = /^Unknown option '-*([^']*)'/.exec(sentence) ?? [];
  return LOOKS_LIKE_NAME.test(unknown) ? sentence : 'there is an option that is not known';
}
