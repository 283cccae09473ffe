import type { Clients } from '../../aws/clients.js';
import type { Check } from '../../shared/contract/preflight.js';
import { problem } from '../../shared/problem.js';
import { passed } from './verdicts.js';

/** Signatures are refused when the clocks differ by more (AWS general reference, Signature Version 4); the SDK corrects. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** How far this machine's clock is off, by the answers of AWS before; the app signs with AWS's time, other tools do not. */
export function clockCheck(clients: Clients): Check {
  const offsetMs = Math.abs(clients.ssm.config.systemClockOffset);
  const minutes = Math.round(offsetMs / 60_000);
  if (offsetMs <= CLOCK_TOLERANCE_MS) return passed('clock', { minutes });
  return {
    id: 'clock',
    verdict: 'warn',
    params: { minutes },
    problem: problem('aws.clock-skew', { minutes }),
  };
}
