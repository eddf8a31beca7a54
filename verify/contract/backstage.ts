/** Starts the services behind servers in AWS mode, once, when needed: tables, recognition, pipeline and token issuer. */
import type { Issuer } from '../../testkit/aws/issuer.ts';
import { type AwsServices, awsSettings, startAwsServices } from '../../testkit/aws/services.ts';
import { Tables } from '../../testkit/aws/tables.ts';
import { FUNCTION_NAME, Lambda } from './lambda.ts';
import { Line } from './line.ts';

/** The services as one server sees them. */
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

  /** One server's own tables and lines. */
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
