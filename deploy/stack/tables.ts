/** The tables Sessions and Connections, made from what the server itself creates in embedded mode. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnTable, type CfnTableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  CONNECTIONS_TTL,
  connectionsTable,
  LISTENERS_INDEX,
  SESSIONS_TTL,
  sessionsTable,
} from '../../src/integrations/dynamodb/tables.ts';
import { SETTINGS } from '../../src/server/config/settings.ts';
import type { DeployOptions } from './options.ts';

/** The same in every part: the server's defaults. */
export const TABLE_NAMES = {
  sessions: SETTINGS.SESSIONS_TABLE_NAME.default,
  connections: SETTINGS.CONNECTIONS_TABLE_NAME.default,
} as const;

export class Tables extends Construct {
  readonly sessionsArn: string;
  readonly connectionsArn: string;
  readonly indexArn: string;

  constructor(scope: Construct, id: string, { data }: Pick<DeployOptions, 'data'>) {
    super(scope, id);
    const make = (name: string, description: object, attributeName: string) => {
      const table = new CfnTable(this, name, {
        ...(toProperties(description) as CfnTableProps),
        timeToLiveSpecification: { attributeName, enabled: true },
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtectionEnabled: data === 'keep',
      });
      table.applyRemovalPolicy(data === 'keep' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
      return table.attrArn;
    };
    this.sessionsArn = make('Sessions', sessionsTable(String(TABLE_NAMES.sessions)), SESSIONS_TTL);
    this.connectionsArn = make('Connections', connectionsTable(String(TABLE_NAMES.connections)), CONNECTIONS_TTL);
    this.indexArn = `${this.connectionsArn}/index/${LISTENERS_INDEX}`;
  }
}

/** The API's members begin with a capital letter, the same members of a CDK construct with a small one. */
function toProperties(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toProperties);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      toProperties(inner),
    ]),
  );
}
