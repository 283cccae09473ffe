import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import type { Extra } from '../../iam/allow.js';
import { MANAGED_POLICY_LIMIT, policyOf, policySize, policyText } from '../../iam/policy.js';
import type { NodeScope } from '../../iam/scope.js';
import type { FleetSource } from '../../shared/contract/index.js';
import { defaultUser, type ManagedNode } from '../../shared/node.js';
import { useFleet } from '../fleet/store.js';
import { Button } from '../ui/Button.js';
import { Choice } from '../ui/Choice.js';
import { CopyButton } from '../ui/CopyButton.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { ExtraChoices } from './ExtraChoices.js';
import { closePolicies, useIamRequest, type PolicyKind } from './iam-store.js';
import {
  accountsOf,
  placeOf,
  scopeOf,
  sharedTags,
  statementsOf,
  type AccountPart,
  type PolicyChoices,
} from './policy-input.js';
import { StatementReasons } from './StatementReasons.js';

/** The id of the choice that is no account. */
const ANY = 'any';
const kinds: readonly PolicyKind[] = ['allow', 'deny', 'node-role'];

/** The IAM policies that let people in, keep them out, and let nodes take part; filled in, with the reasons. */
export function Policies() {
  const request = useIamRequest((state) => state.request);
  const known = useFleet((state) => state.nodes);
  const all = useFleet((state) => state.sources);
  if (request === null) return null;
  const sources = request.sourceId === null ? all : all.filter(({ id }) => id === request.sourceId);
  const nodes = request.nodeIds.flatMap((id) => known.get(id)?.node ?? []);
  return (
    <PolicySheet
      key={`${request.kind} ${request.nodeIds.join(' ')}`}
      kind={request.kind}
      nodes={nodes}
      sources={sources}
      extra={request.extra}
    />
  );
}

interface PolicySheetProps {
  readonly kind: PolicyKind;
  readonly nodes: readonly ManagedNode[];
  readonly sources: readonly FleetSource[];
  readonly extra: Extra | null;
}

function PolicySheet({ kind: firstKind, nodes, sources, extra }: PolicySheetProps) {
  const { t } = useTranslation();
  const accounts = accountsOf(nodes, sources);
  // Without nodes it can be one policy for all accounts, as it then names none.
  const [accountId, setAccountId] = useState(nodes.length === 0 ? null : (accounts[0]?.id ?? null));
  const part = accounts.find(({ id }) => id === accountId) ?? { nodes, sources };
  const [choices, setChoices] = useState<PolicyChoices>(() =>
    firstChoices(firstKind, part.nodes, part.sources, extra),
  );
  const change = (some: Partial<PolicyChoices>) => setChoices((before) => ({ ...before, ...some }));
  const place = placeOf(part.nodes, part.sources);
  const statements = statementsOf(choices, place);
  const policy = policyOf(statements);
  const text = policyText(policy);
  const size = policySize(policy);
  return (
    <Sheet
      title={t('iam.title')}
      subtitle={t(`iam.about.${choices.kind}`)}
      width={920}
      onClose={closePolicies}
    >
      <ToggleButtonGroup
        className="segments"
        aria-label={t('iam.kind')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[choices.kind]}
        onSelectionChange={(keys) => {
          const kind = kinds.find((each) => keys.has(each));
          if (kind) change({ kind });
        }}
      >
        {kinds.map((kind) => (
          <ToggleButton key={kind} id={kind} className="segment">
            {t(`iam.kinds.${kind}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className="policy">
        <div className="policy-choices">
          {choices.kind !== 'node-role' && accounts.length > 1 && (
            <AccountChoice
              accounts={accounts}
              value={accountId}
              onChange={(account) => {
                setAccountId(account?.id ?? null);
                const now = account ?? { nodes, sources };
                change({ scope: scopeOf(now.nodes, now.sources) });
              }}
            />
          )}
          {choices.kind === 'allow' && (
            <AllowChoices choices={choices} nodes={part.nodes} sources={part.sources} change={change} />
          )}
          {choices.kind === 'node-role' && (
            <Field
              label={t('iam.kmsKey')}
              note={t('iam.kmsKeyRole')}
              value={choices.kmsKeyArn}
              onChange={(kmsKeyArn) => change({ kmsKeyArn })}
            />
          )}
          <StatementReasons statements={statements} />
        </div>
        <div className="policy-text">
          <pre className="mono selectable" tabIndex={0} aria-label={t('iam.text')}>
            {text}
          </pre>
          {size > MANAGED_POLICY_LIMIT && (
            <p className="policy-size" role="status">
              {t('iam.tooLarge', { size, limit: MANAGED_POLICY_LIMIT })}
            </p>
          )}
          <p className="muted policy-note">{t('iam.note')}</p>
        </div>
      </div>
      <div className="sheet-actions">
        <Button onPress={closePolicies}>{t('common.close')}</Button>
        <CopyButton text={`${text}\n`} label={t('iam.copy')} look="words" />
      </div>
    </Sheet>
  );
}

interface AccountChoiceProps {
  readonly accounts: readonly AccountPart[];
  /** Null for all of them at once. */
  readonly value: string | null;
  readonly onChange: (account: AccountPart | null) => void;
}

/** Which account the policy is for, where the nodes are in several: each gets one of its own. */
function AccountChoice({ accounts, value, onChange }: AccountChoiceProps) {
  const { t } = useTranslation();
  const words = ({ id, name, nodes }: AccountPart): string => {
    const number = id === '' ? t('iam.unknownAccount') : id;
    const account = name === null ? number : `${name} (${number})`;
    return nodes.length === 0 ? account : t('iam.accountNodes', { account, count: nodes.length });
  };
  const isForAll = accounts.every(({ nodes }) => nodes.length === 0);
  return (
    <div>
      <Choice
        label={t('iam.account')}
        value={value ?? ANY}
        options={[
          ...(isForAll ? [{ id: ANY, text: t('iam.anyAccount') }] : []),
          ...accounts.map((account) => ({ id: account.id, text: words(account) })),
        ]}
        onChange={(id) => onChange(accounts.find((account) => account.id === id) ?? null)}
      />
      {!isForAll && <p className="muted">{t('iam.severalAccounts', { count: accounts.length })}</p>}
    </div>
  );
}

interface AllowChoicesProps {
  readonly choices: PolicyChoices;
  readonly nodes: readonly ManagedNode[];
  readonly sources: readonly FleetSource[];
  readonly change: (part: Partial<PolicyChoices>) => void;
}

function AllowChoices({ choices, nodes, sources, change }: AllowChoicesProps) {
  const { t } = useTranslation();
  const scopes = scopeChoices(nodes, sources);
  const scopeId = idOf(choices.scope);
  return (
    <>
      <Choice
        label={t('iam.nodes')}
        value={scopeId}
        options={scopes.map((scope) => ({ id: idOf(scope), text: scopeWords(t, scope, nodes) }))}
        onChange={(id) => {
          const scope = scopes.find((each) => idOf(each) === id);
          if (scope) change({ scope });
        }}
      />
      <Choice
        label={t('iam.caller')}
        value={choices.caller}
        options={[
          { id: 'federated', text: t('iam.callers.federated') },
          { id: 'iam-user', text: t('iam.callers.iam-user') },
        ]}
        onChange={(caller) => change({ caller })}
      />
      <ExtraChoices value={choices.extras} onChange={(extras) => change({ extras })} />
      {choices.extras.has('instance-connect') && (
        <Field
          label={t('iam.osUser')}
          note={t('iam.osUserAny')}
          value={choices.osUser}
          onChange={(osUser) => change({ osUser })}
        />
      )}
      {choices.extras.has('kms') && (
        <Field
          label={t('iam.kmsKey')}
          note={t('iam.kmsKeyAny')}
          value={choices.kmsKeyArn}
          onChange={(kmsKeyArn) => change({ kmsKeyArn })}
        />
      )}
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly note: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Field({ label, note, value, onChange }: FieldProps) {
  return (
    <TextField className="field" value={value} onChange={onChange}>
      <Label className="field-label">{label}</Label>
      <Input className="input mono" placeholder={note} spellCheck="false" />
    </TextField>
  );
}

/** What most teams want: status and host keys told, and a role rather than an IAM user. */
function firstChoices(
  kind: PolicyKind,
  nodes: readonly ManagedNode[],
  sources: readonly FleetSource[],
  extra: Extra | null,
): PolicyChoices {
  const extras = new Set<Extra>(['status', 'console-output', 'key-pairs', 'images', 'regions']);
  if (extra !== null) extras.add(extra);
  const [first] = nodes;
  return {
    kind,
    caller: 'federated',
    scope: scopeOf(nodes, sources),
    extras,
    osUser: first === undefined ? '' : (defaultUser(first) ?? ''),
    kmsKeyArn: '',
  };
}

function scopeChoices(nodes: readonly ManagedNode[], sources: readonly FleetSource[]): NodeScope[] {
  const tags = sharedTags(nodes).map((tag): NodeScope => ({ kind: 'tag', ...tag }));
  const chosen = nodes.length === 0 ? [] : [scopeOf(nodes, sources)];
  return [...chosen, ...tags, { kind: 'all' }];
}

const idOf = (scope: NodeScope): string =>
  scope.kind === 'tag' ? `tag ${scope.key}=${scope.value}` : scope.kind;

function scopeWords(t: TFunction, scope: NodeScope, nodes: readonly ManagedNode[]): string {
  if (scope.kind === 'all') return t('iam.scopes.all');
  if (scope.kind === 'tag') return t('iam.scopes.tag', { tag: `${scope.key}=${scope.value}` });
  const [only] = nodes;
  if (nodes.length === 1 && only) return t('iam.scopes.one', { name: nodeName(only) });
  return t('iam.scopes.nodes', { count: nodes.length });
}
