/**
 * What a server in AWS mode needs on this machine: tables and recognition, which are programs of this repository, and an issuer
 * of tokens. Lambda is not included, because each caller needs a different function.
 */
import { builtProgram } from '../programs/built-program.ts';
import { type Program, run } from '../programs/program.ts';
import { AUDIENCE, ISSUER, type Issuer, startIssuer } from './issuer.ts';
import type { Tables } from './tables.ts';

export interface AwsServices {
  readonly programs: { readonly tables: Program; readonly recogniser: Program };
  /** Addresses, `http://127.0.0.1:port`. */
  readonly dynamodb: string;
  readonly transcribe: string;
  readonly issuer: Issuer;
  close(): Promise<void>;
}

const MAX_STREAMS = 500;

/**
 * If a program does not start, stops the others and rejects with what it wrote.
 * @param recogniser Which one reads the audio. @param speech Its options: how it makes words and finals from what it gets.
 */
export async function startAwsServices({
  maxStreams = MAX_STREAMS,
  recogniser = 'stamped',
  speech = [],
}: {
  readonly maxStreams?: number;
  readonly recogniser?: 'stamped' | 'written';
  readonly speech?: readonly string[];
} = {}): Promise<AwsServices> {
  const entries = await Promise.all([builtProgram('emulators/dynamodb'), builtProgram('emulators/transcribe')]);
  const args = ['--recogniser', recogniser, '--max-streams', String(maxStreams), ...speech];
  const programs = { tables: run(entries[0], ['--port', '0'], {}), recogniser: run(entries[1], args, {}) };
  const issuer = await startIssuer();
  const close = async () => {
    issuer.close();
    await Promise.all(Object.values(programs).map((program) => program.stop({ signal: 'SIGKILL' })));
  };
  try {
    const [dynamodb, transcribe] = await Promise.all([endpointOf(programs.tables), endpointOf(programs.recogniser)]);
    return { programs, dynamodb, transcribe, issuer, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The address in the ready line of an emulator. */
export async function endpointOf(program: Program): Promise<string> {
  return String((await program.readyLine()).endpoint);
}

export interface AwsAddresses {
  readonly dynamodb: string;
  readonly transcribe: string;
  readonly lambda: string;
  readonly functionName: string;
}

/** The settings with which a server in AWS mode finds all of these services. */
export function awsSettings(
  at: AwsAddresses,
  tables: Pick<Tables, 'sessions' | 'connections'>,
  { jwksUrl }: Pick<Issuer, 'jwksUrl'>,
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: at.dynamodb,
    AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: at.transcribe,
    AWS_ENDPOINT_URL_LAMBDA: at.lambda,
    TRANSLATION_PIPELINE_FUNCTION_NAME: at.functionName,
    SESSIONS_TABLE_NAME: tables.sessions,
    CONNECTIONS_TABLE_NAME: tables.connections,
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: AUDIENCE,
    AUTH_JWKS_URL: jwksUrl,
  };
}
