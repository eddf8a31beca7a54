/** Finds a session's listeners in the Connections table, and removes listeners that are gone. Never scans the table. */
import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

/** Index of the Connections table by session and language. Speakers have no language and are not in it. */
export const LISTENER_INDEX = 'sessionId-targetLanguage-index';

/** Most listeners of a session that are read: ten times as many as a session may have. */
export const MAX_LISTENERS = 5_000;
/** Of one look-up, with all its pages, and of one removal. */
export const TABLE_TIMEOUT_MS = 5_000;

export class Listeners {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBDocumentClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /**
   * @returns connection ids by language. One query for each of `languages`; without them, one query for the whole session.
   * Languages without listeners are not in the result. Rejects with the table's error.
   */
  async find(sessionId: string, languages: readonly string[] | undefined): Promise<ReadonlyMap<string, string[]>> {
    const queries =
      languages === undefined ? [this.#query(sessionId)] : languages.map((l) => this.#query(sessionId, l));
    const found = new Map<string, string[]>();
    for (const [language, connectionId] of (await Promise.all(queries)).flat()) {
      const ids = found.get(language) ?? [];
      ids.push(connectionId);
      found.set(language, ids);
    }
    return found;
  }

  /** Removes a connection that the delivery API reports as gone. */
  async remove(connectionId: string): Promise<void> {
    const command = new DeleteCommand({ TableName: this.#tableName, Key: { connectionId } });
    await this.#client.send(command, { abortSignal: AbortSignal.timeout(TABLE_TIMEOUT_MS) });
  }

  async #query(sessionId: string, language?: string): Promise<[language: string, connectionId: string][]> {
    const found: [string, string][] = [];
    const abortSignal = AbortSignal.timeout(TABLE_TIMEOUT_MS);
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          IndexName: LISTENER_INDEX,
          KeyConditionExpression: language === undefined ? '#s = :s' : '#s = :s AND #l = :l',
          ExpressionAttributeNames: { '#s': 'sessionId', '#l': 'targetLanguage', '#c': 'connectionId' },
          ExpressionAttributeValues: language === undefined ? { ':s': sessionId } : { ':s': sessionId, ':l': language },
          ProjectionExpression: '#c, #l',
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
        { abortSignal },
      );
      for (const row of page.Items ?? []) {
        const { connectionId, targetLanguage } = row;
        if (typeof connectionId === 'string' && typeof targetLanguage === 'string')
          found.push([targetLanguage, connectionId]);
      }
      from = page.LastEvaluatedKey;
    } while (from !== undefined && found.length < MAX_LISTENERS);
    return found;
  }
}
