/**
 * The command line of a program, from one declaration: its options, its help, and how the values are used. Parses and checks;
 * reads no files and prints nothing.
 */
import { parseArgs } from 'node:util';
import { WrongUsage } from './failure.ts';
import type { Option } from './option.ts';
import { usageText } from './usage.ts';

export type Options = Readonly<Record<string, Option<unknown>>>;

/** The value of each option, under its name on the command line. */
export type ValuesOf<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

export interface CommandDeclaration<O extends Options, R> {
  /** Its errors begin with this. */
  readonly name: string;
  /** How it is called, such as `npm run watch -- [session id] [options]`, a line for each way. */
  readonly call: string;
  /** What it does, in lines as they are printed. */
  readonly about: string;
  /** The operands and what each is for. Undefined: an operand is wrong usage. */
  readonly operands?: Readonly<Record<string, string>>;
  readonly options: O;
  /** The text below the options: at least the exit codes. */
  readonly notes: string;
  /** Checks which values may be combined, and converts them to what the program uses. @throws WrongUsage */
  readonly settle: (values: ValuesOf<O>, operands: readonly string[]) => R;
}

export type Parsed<R> =
  | { readonly kind: 'run'; readonly options: R }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export interface CommandLine<R> {
  readonly name: string;
  readonly usage: string;
  /** @param args without the names of Node and the script. */
  readonly parse: (args: readonly string[]) => Parsed<R>;
}

/** Makes the parser of a command line. Every command has `--help` and `-h`. */
export function commandLine<O extends Options, R>(declaration: CommandDeclaration<O, R>): CommandLine<R> {
  return {
    name: declaration.name,
    usage: usageText(declaration),
    parse: (args) => {
      try {
        return parsed(declaration, args);
      } catch (error) {
        if (!(error instanceof WrongUsage)) throw error;
        return { kind: 'wrong', message: `${error.message} (--help shows the options)` };
      }
    },
  };
}

function parsed<O extends Options, R>(
  { options, operands, settle }: CommandDeclaration<O, R>,
  args: readonly string[],
): Parsed<R> {
  const { values, positionals } = split(args, options, operands !== undefined);
  if (values.help !== undefined) return { kind: 'help' };
  const read = Object.entries(options).map(([name, option]) => {
    const given = (values[name] ?? []).map((value) => (typeof value === 'string' ? value : ''));
    return [name, option.read(given, `--${name}`)];
  });
  return { kind: 'run', options: settle(Object.fromEntries(read) as ValuesOf<O>, positionals) };
}

function split(args: readonly string[], options: Options, allowPositionals: boolean) {
  const kinds = Object.entries(options).map(([name, { shown }]) => {
    return [name, { type: shown === undefined ? 'boolean' : 'string', multiple: true }] as const;
  });
  const help = { type: 'boolean', short: 'h', multiple: true } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals,
      options: { ...Object.fromEntries(kinds), help },
    });
    return { values: values as Partial<Record<string, (string | boolean)[]>>, positionals };
  } catch (error) {
    // The first sentence says what is wrong; the others explain how to pass unusual values.
    const [first = ''] = (error as Error).message.split(/\n|\. /);
    throw new WrongUsage(first);
  }
}
