import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultUser, type ManagedNode } from '../../shared/node.js';
import {
  sshConfigForms,
  sshConfigPlatforms,
  type SshConfigForm,
  type SshConfigPlatform,
} from '../../shared/ssh-config.js';
import { useFleet } from '../fleet/store.js';
import { Choice } from '../ui/Choice.js';
import { CommandLine } from '../ui/CommandLine.js';
import { currentPlatform } from '../ui/platform.js';
import { Sheet } from '../ui/Sheet.js';
import { accountChoices } from './account-choices.js';
import { closeSshConfig, useSshConfigRequest } from './ssh-config-store.js';
import { SshConfigChange } from './SshConfigChange.js';

/** How plain ssh and what runs on it reach nodes: the block for ~/.ssh/config, shown before it is written. */
export function PlainSsh() {
  const request = useSshConfigRequest((state) => state.request);
  const node = useFleet((state) => state.nodes.get(request?.nodeId ?? '')?.node);
  return request === null ? null : <PlainSshSheet node={node} />;
}

function PlainSshSheet({ node }: { readonly node: ManagedNode | undefined }) {
  const { t } = useTranslation();
  const sources = useFleet((state) => state.sources);
  const [form, setForm] = useState<SshConfigForm>('sallyport');
  const [platform, setPlatform] = useState<SshConfigPlatform>(currentPlatform());
  const [chosenAccount, setAccountId] = useState<string | null>(null);
  const isOurs = form === 'sallyport';
  const accounts = accountChoices(t, sources, isOurs);
  // Our own command finds the node wherever it is; AWS's have to be told its place.
  const own = sources.find(({ id, isEnvironment }) => id === node?.sourceId && !isEnvironment);
  const accountId = chosenAccount ?? (isOurs ? 'any' : (own?.id ?? 'any'));
  const account = accounts.find(({ id }) => id === accountId);
  // AWS's form names its system by itself, but for Linux and macOS, which share one.
  const system = isOurs ? platform : systemOf(form);
  return (
    <Sheet title={t('sshConfig.title')} subtitle={t('sshConfig.about')} width={920} onClose={closeSshConfig}>
      <div className="plain-ssh">
        <div className="plain-ssh-choices">
          <Choice
            label={t('sshConfig.form')}
            value={form}
            options={sshConfigForms.map((id) => ({ id, text: t(`sshConfig.forms.${id}`) }))}
            onChange={setForm}
          />
          {isOurs && (
            <Choice
              label={t('sshConfig.system')}
              value={platform}
              options={sshConfigPlatforms.map((id) => ({ id, text: t(`sshConfig.systems.${id}`) }))}
              onChange={setPlatform}
            />
          )}
          <Choice
            label={t('sshConfig.account')}
            value={account?.id ?? 'any'}
            options={accounts.map(({ id, text }) => ({ id, text }))}
            onChange={setAccountId}
          />
          <p className="muted plain-ssh-note">
            {isOurs ? t('sshConfig.notes.sallyport') : t('sshConfig.notes.aws')}
          </p>
          {accountId === 'any' && (
            <p className="muted plain-ssh-note">
              {isOurs ? t('sshConfig.notes.all') : t('sshConfig.notes.account')}
            </p>
          )}
          <section className="plain-ssh-try">
            <h3>{t('sshConfig.try')}</h3>
            {examples(node, isOurs).map((command) => (
              <CommandLine key={command} command={command} />
            ))}
          </section>
        </div>
        <SshConfigChange
          block={{ form, profile: account?.profile ?? null, region: account?.region ?? null }}
          platform={system}
        />
      </div>
    </Sheet>
  );
}

function systemOf(form: SshConfigForm): SshConfigPlatform {
  if (form === 'aws-powershell') return 'win32';
  return currentPlatform() === 'darwin' ? 'darwin' : 'linux';
}

/** What one may type then, for this node or for one as it could be. */
function examples(node: ManagedNode | undefined, withName: boolean): string[] {
  const user = node === undefined ? 'ec2-user' : (defaultUser(node) ?? 'ec2-user');
  const id = node?.id ?? 'i-0123456789abcdef0';
  const name = node === undefined ? 'web-1' : node.name;
  // A name with what ssh or the shell would take for something else is not for an example.
  const alias = withName && /^[a-z0-9][\w.-]*$/i.test(name) ? `${user}@${name}.sallyport` : null;
  return [`ssh ${user}@${id}`, ...(alias === null ? [] : [`scp file ${alias}:`])];
}
