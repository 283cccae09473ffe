/**
 * How sockets are opened: IPv6 and IPv4 are tried side by side, as a name may have addresses of a kind that has no
 * route here. Node 18 does not do so by itself. Its own patience for each try is too short for far regions.
 */
export const CONNECT_OPTIONS = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1_000 } as const;
