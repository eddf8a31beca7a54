/** What a DynamoDB call is about, before it is carried out: all that a fault's rules look at. */

export interface DynamoDbCall {
  readonly operation: string;
  readonly tables: readonly string[];
}

/** @param target the header x-amz-target. @param body JSON. Never throws: what cannot be read names no table. */
export function callOf(target: string | undefined, body: Buffer): DynamoDbCall {
  const operation = target?.split('.')[1] ?? '';
  try {
    const { TableName, RequestItems } = JSON.parse(body.toString('utf8')) as {
      TableName?: string;
      RequestItems?: Record<string, unknown>;
    };
    return { operation, tables: TableName === undefined ? Object.keys(RequestItems ?? {}) : [TableName] };
  } catch {
    return { operation, tables: [] };
  }
}
