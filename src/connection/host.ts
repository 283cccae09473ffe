import type { Args, ConnectionCalls, Result } from '../shared/contract/index.js';

/** Main as a connection sees it: whoever holds the AWS credentials and what all connections share. */
export interface Host {
  /** @throws ProblemError with the Problem that main answered */
  call<Name extends keyof ConnectionCalls>(
    name: Name,
    args: Args<ConnectionCalls, Name>,
  ): Promise<Result<ConnectionCalls, Name>>;
}
