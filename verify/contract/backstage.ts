/** The AWS side of the servers that run in AWS mode: tables, recognition, pipeline and issuer, started once, when needed. */

import { AUDIENCE, ISSUER, type Issuer, startIssuer } from '../../testkit/aws/issuer.ts';
import { Tables } from '../../testkit/aws/tables.ts';
import { builtProgram } from '../../testkit/programs/built-program.ts';
import { type Program, readyLine, run, stop } from '../../testkit/programs/program.ts';
import { FUNCTION_NAME, Lambda } from './lambda.ts';
import { Line } from './line.ts';

/** What one server sees of it. */
export interface AwsSide {
  readonly tables: Tables;
  readonly lambda: Lambda;
  readonly issuer: Issuer;
  readonly lines: { readonly dynamodb: Line; readonly transcribe: Line };
  readonly environment: Readonly<Record<string, string>>;
}

interface Services {
  readonly programs: readonly Program[];
  readonly dynamodb: string;
  readonly transcribe: string;
  readonly lambda: Lambda;
  readonly lambdaEndpoint: string;
  readonly issuer: Issuer;
}

export class Backstage {
  #services: Promise<Services> | undefined;
  readonly #sides: AwsSide[] = [];

  /** Tables and lines of one server's own. */
  async sideFor(prefix: string): Promise<AwsSide> {
    this.#services ??= startServices();
    const { dynamodb, transcribe, lambda, lambdaEndpoint, issuer } = await this.#services;
    const tables = new Tables(dynamodb, prefix);
    await tables.make();
    const lines = { dynamodb: new Line(dynamodb), transcribe: new Line(transcribe) };
    const environment = {
      AWS_ENDPOINT_URL_DYNAMODB: await lines.dynamodb.listen(),
      AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING: await lines.transcribe.listen(),
      AWS_ENDPOINT_URL_LAMBDA: lambdaEndpoint,
      TRANSLATION_PIPELINE_FUNCTION_NAME: FUNCTION_NAME,
      SESSIONS_TABLE_NAME: tables.sessions,
      CONNECTIONS_TABLE_NAME: tables.connections,
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URL: issuer.jwksUrl,
    };
    const side = { tables, lambda, issuer, lines, environment };
    this.#sides.push(side);
    return side;
  }

  async close(): Promise<void> {
    for (const { tables, lines } of this.#sides) {
      tables.close();
      lines.dynamodb.close();
      lines.transcribe.close();
    }
    const services = await this.#services?.catch(() => undefined);
    if (services === undefined) return;
    services.lambda.close();
    services.issuer.close();
    await Promise.all(services.programs.map((program) => stop(program, 'SIGKILL')));
  }
}

async function startServices(): Promise<Services> {
  const lambda = new Lambda();
  const programs = [
    run(await builtProgram('emulators/dynamodb'), ['--port', '0'], {}),
    run(await builtProgram('emulators/transcribe'), ['--recogniser', 'stamped', '--max-streams', '500'], {}),
  ] as const;
  const [dynamodb, transcribe] = await Promise.all(programs.map(readyLine));
  return {
    programs,
    dynamodb: String(dynamodb?.endpoint),
    transcribe: String(transcribe?.endpoint),
    lambda,
    lambdaEndpoint: await lambda.listen(),
    issuer: await startIssuer(),
  };
}
