/** Reads the operation and the tables of a DynamoDB call before it is carried out, for the rules of fault plans. */

export interface DynamoDbCall {
  readonly operation: string;
  readonly tables: readonly string[];
}

/** @param target the header x-amz-target. @param body JSON. Never throws: a body that cannot be read gives no tables. */
export function toDynamoDbCall(target: string | undefined, body: Buffer): DynamoDbCall {
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
