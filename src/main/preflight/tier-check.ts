import { GetServiceSettingCommand } from '@aws-sdk/client-ssm';
import { awsCall } from '../../aws/call.js';
import type { Clients } from '../../aws/clients.js';
import type { Check } from '../../shared/contract/preflight.js';
import { problem } from '../../shared/problem.js';
import { failed, passed, unknown } from './verdicts.js';

const TIER_SETTING = '/ssm/managed-instance/activation-tier';

/** Hybrid nodes need the account's advanced-instances tier for sessions (user guide, “Configuring instance tiers”). */
export async function tierCheck(clients: Clients, node: string): Promise<Check> {
  try {
    const command = new GetServiceSettingCommand({ SettingId: TIER_SETTING });
    const { ServiceSetting } = await awsCall(clients, 'ssm:GetServiceSetting', (options) =>
      clients.ssm.send(command, options),
    );
    const tier = ServiceSetting?.SettingValue ?? 'standard';
    if (tier === 'advanced') return passed('tier', { tier });
    return failed('tier', problem('node.standard-tier', { node }, { remedies: ['show-node-help'] }), {
      tier,
    });
  } catch (error) {
    return unknown('tier', error);
  }
}
