import type { Fleet } from '../../fleet/node.js';
import type { SessionStore } from '../../gateway/session-store.js';

export interface SsmOptions {
  fleet: Fleet;
  sessions: SessionStore;
  defaultRegion: string;
  /** Tier of the account for hybrid nodes; Session Manager needs `advanced` for them. */
  activationTier(): 'standard' | 'advanced';
  refuseResume(): boolean;
}
