import type { Fleet, SimulatedKeyPair } from '../../fleet/node.js';

export interface Ec2Options {
  fleet: Fleet;
  keyPairs: readonly SimulatedKeyPair[];
  defaultRegion: string;
}
