import type { OperationContext } from '../operation.js';
import { xmlElement, type XmlValue } from '../xml.js';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** The whole answer of an action, as EC2 writes it. */
export function respond(
  action: string,
  context: OperationContext,
  content: Record<string, XmlValue>,
): string {
  return xmlElement(`${action}Response`, { requestId: context.requestId, ...content }, NAMESPACE);
}
