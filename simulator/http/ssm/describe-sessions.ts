import type { SessionStore } from '../../gateway/session-store.js';
import { optionalNumber, optionalString, requiredString } from '../json-params.js';
import type { JsonParams } from '../operation.js';
import { pageOf } from '../pages.js';
import { ServiceError } from '../service-error.js';
import { seconds } from './seconds.js';

/** Page sizes of DescribeSessions (API reference: 1 to 200). */
const SESSIONS_PAGE = 200;

/** DescribeSessions: open ones, or those of the past. */
export function describeSessions(sessions: SessionStore, params: JsonParams): object {
  const state = requiredString(params, 'State');
  if (state !== 'Active' && state !== 'History') {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${state}' at 'state' failed to satisfy constraint: Member must satisfy ` +
        `enum value set: [Active, History]`,
    );
  }
  const filters = keyValuePairs(params.Filters);
  const list = sessions.all
    .filter((session) => session.ended === (state === 'History'))
    .filter((session) =>
      filters.every(({ key, value }) => {
        if (key === 'Target') return session.target === value;
        if (key === 'Owner') return session.ownerArn === value;
        if (key === 'SessionId') return session.sessionId === value;
        if (key === 'Status') return session.state === value;
        if (key === 'InvokedAfter') return session.startDate.getTime() >= Date.parse(value);
        if (key === 'InvokedBefore') return session.startDate.getTime() <= Date.parse(value);
        throw new ServiceError('InvalidFilterKey', `The filter key ${key} is not valid.`);
      }),
    )
    .reverse();
  const size = optionalNumber(params, 'MaxResults') ?? SESSIONS_PAGE;
  const page = pageOf(list, size, optionalString(params, 'NextToken'));
  if (page === undefined) throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  return {
    Sessions: page.items.map((session) => ({
      SessionId: session.sessionId,
      Target: session.target,
      Status: session.state,
      StartDate: seconds(session.startDate),
      ...(session.endDate === undefined ? {} : { EndDate: seconds(session.endDate) }),
      DocumentName: session.documentName,
      Owner: session.ownerArn,
      ...(session.reason === undefined ? {} : { Reason: session.reason }),
      Details: '',
      OutputUrl: {},
    })),
    ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
  };
}

/** Filters of this operation have one value each. */
function keyValuePairs(list: unknown): { key: string; value: string }[] {
  if (!Array.isArray(list)) return [];
  return (list as ({ key?: unknown; value?: unknown } | null)[]).map((entry) => ({
    key: String(entry?.key),
    value: String(entry?.value),
  }));
}
