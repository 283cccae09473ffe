import { checkIds, type Check, type CheckId } from '../../shared/contract/preflight.js';

/** Checks of which another one, where it has failed too, tells why. */
const causes: Readonly<Partial<Record<CheckId, readonly CheckId[]>>> = {
  managed: ['role'],
  ping: ['role'],
  connection: ['tier', 'role'],
};

/**
 * Checks in their order, those that failed with the Problem of their cause where that is known: whoever is told of the
 * first one is told what to mend.
 */
export function explained(checks: readonly Check[]): Check[] {
  const failed = new Map(
    checks.flatMap(({ id, verdict, problem }) => (verdict === 'fail' ? [[id, problem]] : [])),
  );
  return checks
    .map((check) => {
      const cause = failed.has(check.id) ? causes[check.id]?.find((id) => failed.has(id)) : undefined;
      return cause === undefined ? check : { ...check, problem: failed.get(cause) ?? check.problem };
    })
    .sort((a, b) => checkIds.indexOf(a.id) - checkIds.indexOf(b.id));
}
