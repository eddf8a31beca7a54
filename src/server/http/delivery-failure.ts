/** Errors in API Gateway's form. Its clients recognise an error by the header. */
import type { BodylessStatus, HttpAnswer, HttpStatus } from './http-types.ts';

export function deliveryFailure(
  status: Exclude<HttpStatus, BodylessStatus>,
  type: string,
  message: string,
  headers: { readonly allow?: string } = {},
): HttpAnswer {
  return { status, headers: { 'x-amzn-errortype': type, ...headers }, body: { message } };
}

export function connectionGone(): HttpAnswer {
  return deliveryFailure(410, 'GoneException', 'The connection is gone.');
}
