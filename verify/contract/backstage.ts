/** The AWS side of the servers that run in AWS mode: tables, recognition, pipeline and issuer, started once, when needed. */
import type { Issuer } from '../../testkit/aws/issuer.ts';
import { type AwsServices, awsSettings, startAwsServices } from '../../testkit/aws/services.ts';
import { Tables } from '../../testkit/aws/tables.ts';
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
  readonly aws: AwsServices;
  readonly lambda: Lambda;
  readonly lambdaEndpoint: string;
}

export class Backstage {
  #services: Promise<Services> | undefined;
  readonly #sides: AwsSide[] = [];

  /** Tables and lines of one server's own. */
  async sideFor(prefix: string): Promise<AwsSide> {
    this.#services ??= startServices();
    const { aws, lambda, lambdaEndpoint } = await this.#services;
    const { dynamodb, transcribe, issuer } = aws;
    const tables = new Tables(dynamodb, prefix);
    await tables.make();
    const lines = { dynamodb: new Line(dynamodb), transcribe: new Line(transcribe) };
    const addresses = {
      dynamodb: await lines.dynamodb.listen(),
      transcribe: await lines.transcribe.listen(),
      lambda: lambdaEndpoint,
      functionName: FUNCTION_NAME,
    };
    const side = { tables, lambda, issuer, lines, environment: awsSettings(addresses, tables, issuer) };
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
    await services.aws.close();
  }
}

async function startServices(): Promise<Services> {
  const aws = await startAwsServices();
  const lambda = new Lambda();
  return { aws, lambda, lambdaEndpoint: await lambda.listen() };
}
