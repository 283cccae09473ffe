import type { DenialKind, PolicyKind } from '../shared/denial.js';

/** What an IAM denial says: "User: ARN is not authorized to perform: ACTION on resource: ARN because …". */
export interface Denial {
  readonly principal: string | null;
  readonly action: string;
  readonly resource: string | null;
  readonly denial: DenialKind;
  /** Which kind of policy decided; null where the message is silent. */
  readonly policy: PolicyKind | null;
  /** The very policy, which AWS names within an organization since 2026. */
  readonly policyArn: string | null;
  /** What only STS DecodeAuthorizationMessage can read, where the message has such a part. */
  readonly encoded: string | null;
}

/** IAM's names of the kinds of policies, in lower case. */
const kinds: Readonly<Record<string, PolicyKind>> = {
  'identity-based policy': 'identity',
  'resource-based policy': 'resource',
  'permissions boundary': 'boundary',
  'session policy': 'session',
  'service control policy': 'service-control',
  'resource control policy': 'resource-control',
  'vpc endpoint policy': 'endpoint',
  'role trust policy': 'trust',
};

/** “with an explicit deny in a … policy”, since 2026 with “: ARN” (AWS Security Blog, “Enhanced access denied error messages”). */
const EXPLICIT = /explicit deny(?: in (?:an?|the) ([\w -]*?(?:policy|boundary))(?:: (arn:\S+))?)?/i;
const IMPLICIT = /because no ([\w -]*?(?:policy|boundary)) allows/i;
/** EC2's own form; the text behind it is in URL-safe characters. */
const ENCODED = /Encoded authorization failure message: ([\w+/=-]+)/;

/**
 * Reads an IAM denial's message (IAM user guide, "Troubleshoot access denied error messages").
 *
 * @param action what was asked, for messages that do not say
 */
export function parseDenial(message: string, action: string): Denial {
  const explicit = EXPLICIT.exec(message);
  const implicit = IMPLICIT.exec(message);
  const encoded = ENCODED.exec(message)?.[1] ?? null;
  const kind = (explicit?.[1] ?? implicit?.[1])?.toLowerCase();
  return {
    // Of a service that is not AWS's own the form is "User anonymous".
    principal: /User: (\S+)/.exec(message)?.[1] ?? null,
    action: /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? action,
    // Some services put it in quotation marks.
    resource: /on resource: "?([^\s"]+)/.exec(message)?.[1]?.replace(/[.,]$/, '') ?? null,
    denial: explicit ? 'explicit' : implicit ? 'implicit' : encoded === null ? 'unknown' : 'encoded',
    policy: kind === undefined ? null : (kinds[kind] ?? null),
    policyArn: explicit?.[2]?.replace(/[.,]$/, '') ?? null,
    encoded,
  };
}
