/** The two tables of the wire contract, created as an operator creates them and read as a pipeline reads them. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';

export const INDEX = 'sessionId-targetLanguage-index';

export type Row = Readonly<Record<string, unknown>>;

export class Tables {
  readonly sessions: string;
  readonly connections: string;
  readonly #client: DynamoDBClient;
  readonly #documents: DynamoDBDocumentClient;

  constructor(endpoint: string, prefix: string) {
    this.sessions = `${prefix}-sessions`;
    this.connections = `${prefix}-connections`;
    const credentials = { accessKeyId: 'AKIASUITE', secretAccessKey: 'suite' };
    this.#client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
    this.#documents = DynamoDBDocumentClient.from(this.#client);
  }

  async make(): Promise<void> {
    const key = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
    const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
    await this.#client.send(
      new CreateTableCommand({
        TableName: this.sessions,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [text('sessionId')],
        KeySchema: [key('sessionId')],
      }),
    );
    await this.#client.send(
      new CreateTableCommand({
        TableName: this.connections,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [text('connectionId'), text('sessionId'), text('targetLanguage')],
        KeySchema: [key('connectionId')],
        GlobalSecondaryIndexes: [
          {
            IndexName: INDEX,
            KeySchema: [key('sessionId'), { AttributeName: 'targetLanguage', KeyType: 'RANGE' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
  }

  async session(sessionId: string): Promise<Row | undefined> {
    const found = await this.#documents.send(
      new GetCommand({ TableName: this.sessions, Key: { sessionId }, ConsistentRead: true }),
    );
    return found.Item;
  }

  async connection(connectionId: string): Promise<Row | undefined> {
    const found = await this.#documents.send(
      new GetCommand({ TableName: this.connections, Key: { connectionId }, ConsistentRead: true }),
    );
    return found.Item;
  }

  /** Rows of a session's listeners in a language, found as a pipeline finds them. */
  async listeners(sessionId: string, targetLanguage: string): Promise<Row[]> {
    const found = await this.#documents.send(
      new QueryCommand({
        TableName: this.connections,
        IndexName: INDEX,
        KeyConditionExpression: 'sessionId = :s AND targetLanguage = :t',
        ExpressionAttributeValues: { ':s': sessionId, ':t': targetLanguage },
      }),
    );
    return found.Items ?? [];
  }

  close(): void {
    this.#client.destroy();
  }
}
