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
import { defaultUser, type ManagedNode } from '../../shared/node.js';
import { useFleet } from '../fleet/store.js';
import { Button } from '../ui/Button.js';
import { Choice } from '../ui/Choice.js';
import { CopyButton } from '../ui/CopyButton.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { ExtraChoices } from './ExtraChoices.js';
import { closePolicies, useIamRequest, type PolicyKind } from './iam-store.js';
import { placeOf, sharedTags, statementsOf, type PolicyChoices } from './policy-input.js';
import { StatementReasons } from './StatementReasons.js';

const kinds: readonly PolicyKind[] = ['allow', 'deny', 'node-role'];

/** The IAM policies that let people in, keep them out, and let nodes take part; filled in, with the reasons. */
export function Policies() {
  const request = useIamRequest((state) => state.request);
  const known = useFleet((state) => state.nodes);
  if (request === null) return null;
  const nodes = request.nodeIds.flatMap((id) => known.get(id)?.node ?? []);
  return (
    <PolicySheet
      key={`${request.kind} ${request.nodeIds.join(' ')}`}
      kind={request.kind}
      nodes={nodes}
      extra={request.extra}
    />
  );
}

interface PolicySheetProps {
  readonly kind: PolicyKind;
  readonly nodes: readonly ManagedNode[];
  readonly extra: Extra | null;
}

function PolicySheet({ kind: firstKind, nodes, extra }: PolicySheetProps) {
  const { t } = useTranslation();
  const sources = useFleet((state) => state.sources);
  const [choices, setChoices] = useState<PolicyChoices>(() => firstChoices(firstKind, nodes, extra));
  const change = (part: Partial<PolicyChoices>) => setChoices((before) => ({ ...before, ...part }));
  const place = placeOf(nodes, sources);
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
          {choices.kind === 'allow' && <AllowChoices choices={choices} nodes={nodes} change={change} />}
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

interface AllowChoicesProps {
  readonly choices: PolicyChoices;
  readonly nodes: readonly ManagedNode[];
  readonly change: (part: Partial<PolicyChoices>) => void;
}

function AllowChoices({ choices, nodes, change }: AllowChoicesProps) {
  const { t } = useTranslation();
  const scopes = scopeChoices(nodes);
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
function firstChoices(kind: PolicyKind, nodes: readonly ManagedNode[], extra: Extra | null): PolicyChoices {
  const extras = new Set<Extra>(['status', 'console-output', 'key-pairs', 'images', 'regions']);
  if (extra !== null) extras.add(extra);
  const [first] = nodes;
  return {
    kind,
    caller: 'federated',
    scope: nodes.length === 0 ? { kind: 'all' } : { kind: 'nodes', ids: nodes.map(({ id }) => id) },
    extras,
    osUser: first === undefined ? '' : (defaultUser(first) ?? ''),
    kmsKeyArn: '',
  };
}

function scopeChoices(nodes: readonly ManagedNode[]): NodeScope[] {
  const tags = sharedTags(nodes).map((tag): NodeScope => ({ kind: 'tag', ...tag }));
  const chosen: NodeScope[] = nodes.length === 0 ? [] : [{ kind: 'nodes', ids: nodes.map(({ id }) => id) }];
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
