import type { JsonParams } from './operation.js';
import { ServiceError } from './service-error.js';

/** A member that the API requires. */
export function requiredString(params: JsonParams, name: string): string {
  const value = optionalString(params, name);
  if (value === undefined || value === '') {
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

export function optionalString(params: JsonParams, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new ServiceError('SerializationException', `${name} must be a string`);
  return value;
}

export function optionalNumber(params: JsonParams, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw new ServiceError('SerializationException', `${name} must be a number`);
  return value;
}
