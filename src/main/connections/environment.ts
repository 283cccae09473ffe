/**
 * The environment for a connection process: ours without anything of AWS's. A connection asks main for sessions and
 * tokens; credentials have no business in it.
 */
export function connectionEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !name.toUpperCase().startsWith('AWS_')) kept[name] = value;
  }
  return kept;
}
