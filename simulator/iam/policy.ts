/** A policy document as IAM takes it: what is one or a list may be either. */
export interface PolicyDocument {
  Version: string;
  Statement: Statement | Statement[];
}

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** One question to IAM: may this be done, with what is known of the caller and the resource. */
export interface AuthorizationRequest {
  action: string;
  resource: string;
  /** Condition keys and their values, such as `aws:username`. */
  context: Readonly<Record<string, string>>;
}

export type Decision = 'allow' | 'implicit-deny' | 'explicit-deny';

/**
 * Decides as IAM does for identity-based policies (IAM user guide, “Policy evaluation logic”): an explicit deny wins,
 * else some statement has to allow it. What the engine does not know (NotAction, other operators) is an error, so that
 * a policy is never judged by half.
 */
export function evaluate(policies: readonly PolicyDocument[], request: AuthorizationRequest): Decision {
  const matching = policies.flatMap(statementsOf).filter((statement) => applies(statement, request));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicit-deny';
  return matching.length > 0 ? 'allow' : 'implicit-deny';
}

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

function statementsOf(policy: PolicyDocument): Statement[] {
  return Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
}

const KNOWN = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);

function applies(statement: Statement, { action, resource, context }: AuthorizationRequest): boolean {
  const unknown = Object.keys(statement).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new Error(`The policy engine does not know ${unknown}`);
  return (
    // Actions are compared without regard to case, resources with.
    list(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    list(statement.Resource).some((pattern) => {
      const filled = fill(pattern, context);
      return filled !== undefined && matches(filled, resource);
    }) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, list(values), context)),
    )
  );
}

/** IAM's wildcards: `*` any text, `?` any one character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** Puts policy variables in; undefined when the request lacks one, so that the statement does not match. */
function fill(pattern: string, context: AuthorizationRequest['context']): string | undefined {
  const variables = [...pattern.matchAll(/\$\{([^}]+)\}/g)];
  let filled = pattern;
  for (const [variable, key = ''] of variables) {
    const value = valueOf(context, key);
    if (value === undefined) return undefined;
    filled = filled.replace(variable, () => value);
  }
  return filled;
}

/** Condition keys are not case-sensitive, but the tag's name in one is its own. */
function valueOf(context: AuthorizationRequest['context'], key: string): string | undefined {
  const slash = key.indexOf('/');
  const folded = (name: string) => {
    const at = name.indexOf('/');
    return at < 0 ? name.toLowerCase() : name.slice(0, at).toLowerCase() + name.slice(at);
  };
  const wanted = slash < 0 ? key.toLowerCase() : folded(key);
  return Object.entries(context).find(([name]) => folded(name) === wanted)?.[1];
}

function holds(
  operator: string,
  key: string,
  values: readonly string[],
  context: AuthorizationRequest['context'],
): boolean {
  const ifExists = operator.endsWith('IfExists');
  const actual = valueOf(context, key);
  if (actual === undefined) return ifExists;
  const filled = values.flatMap((value) => fill(value, context) ?? []);
  switch (ifExists ? operator.slice(0, -'IfExists'.length) : operator) {
    case 'StringEquals':
      return filled.includes(actual);
    case 'StringLike':
      return filled.some((pattern) => matches(pattern, actual));
    case 'Bool':
      return filled.some((value) => value.toLowerCase() === actual.toLowerCase());
    default:
      throw new Error(`The policy engine does not know the operator ${operator}`);
  }
}

/**
 * The condition keys and policy variables that statements about an action and resource name and the context lacks, as
 * IAM's policy simulator reports them (MissingContextValues).
 */
export function missingKeys(
  policies: readonly PolicyDocument[],
  { action, resource, context }: AuthorizationRequest,
): string[] {
  const named = policies
    .flatMap(statementsOf)
    .filter(({ Action }) =>
      list(Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())),
    )
    .filter(({ Resource }) =>
      list(Resource).some((pattern) => matches(pattern.replace(/\$\{[^}]+\}/g, '*'), resource)),
    )
    .flatMap(({ Condition = {}, Resource }) => [
      ...Object.values(Condition).flatMap((keys) => Object.keys(keys)),
      ...list(Resource).flatMap((pattern) =>
        [...pattern.matchAll(/\$\{([^}]+)\}/g)].map(([, key = '']) => key),
      ),
    ]);
  return [...new Set(named)].filter((key) => valueOf(context, key) === undefined);
}
