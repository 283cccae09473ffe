/**
 * How far a request got before the network failed it: its name was not found, nobody listens, there is no route, the
 * certificate is not trusted, the connection broke, or nothing was heard at all.
 */
export const networkStages = ['name', 'refused', 'no-route', 'certificate', 'cut', 'silent'] as const;
export type NetworkStage = (typeof networkStages)[number];
