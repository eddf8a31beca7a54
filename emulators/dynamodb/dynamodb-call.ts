/** Operation and tables of a DynamoDB call, read before it is carried out: what the rules of a fault plan select by. */

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
