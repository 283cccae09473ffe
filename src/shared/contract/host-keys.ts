import { z } from 'zod';
import type { CallSpec } from './call.js';

/** What a connection process asks main about host keys. */
export const hostKeyCalls = {
  /** Compares a host key with the pinned one for this node, pinning it on first use. */
  'hostKey.verify': {
    args: z.object({ type: z.string(), blob: z.string().describe('base64') }),
    result: z.object({ trust: z.enum(['known', 'first-use']) }),
  },
} as const satisfies Record<string, CallSpec>;
