import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MainCalls, Result } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { Choice } from '../ui/Choice.js';
import { Sheet } from '../ui/Sheet.js';
import { Spinner } from '../ui/Spinner.js';
import { TextInput } from '../ui/TextInput.js';
import { closeSheet, useSources } from './sources-store.js';

type Account = Result<MainCalls, 'sso.accounts'>['accounts'][number];
type Preview = Result<MainCalls, 'sso.previewProfile'>;

interface Place {
  readonly startUrl: string;
  readonly region: string;
}

/**
 * Signs in to IAM Identity Center where there is no profile for it yet: start URL and region, the browser, an account
 * and role, and at last the profile, shown before it is written.
 */
export function NewProfileSheet() {
  const { t } = useTranslation();
  const [place, setPlace] = useState<Place>({ startUrl: '', region: '' });
  const [accounts, setAccounts] = useState<readonly Account[] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const session = { name: sessionNameOf(place.startUrl), ...place };
  const during = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const list = () => during(async () => setAccounts((await call('sso.accounts', session)).accounts));
  useSignedIn(() => void list());
  const isComplete = /^https:\/\/[^/]+/.test(place.startUrl) && /^[a-z]{2}[a-z-]*-\d+$/.test(place.region);
  return (
    <Sheet
      title={t('sources.newProfile.title')}
      subtitle={t('sources.newProfile.subtitle')}
      width={600}
      onClose={closeSheet}
    >
      {problem !== null && (
        <ProblemView
          problem={problem}
          look="dialog"
          actions={accounts === null ? {} : { retry: () => void list() }}
        />
      )}
      {accounts === null ? (
        <form
          className="connect-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isComplete && !isBusy) void during(() => call('sso.begin', session));
          }}
        >
          <TextInput
            label={t('sources.newProfile.startUrl')}
            value={place.startUrl}
            onChange={(startUrl) => setPlace((before) => ({ ...before, startUrl: startUrl.trim() }))}
            placeholder="https://example.awsapps.com/start"
            autoFocus
          />
          <TextInput
            label={t('sources.newProfile.ssoRegion')}
            value={place.region}
            onChange={(region) => setPlace((before) => ({ ...before, region: region.trim() }))}
            placeholder="eu-central-1"
          />
          <div className="sheet-actions">
            {isBusy && <Spinner />}
            <Button onPress={closeSheet}>{t('common.cancel')}</Button>
            <Button type="submit" look="primary" isDisabled={!isComplete || isBusy}>
              {t('sources.newProfile.begin')}
            </Button>
          </div>
        </form>
      ) : (
        <RoleForm accounts={accounts} session={session} onProblem={setProblem} />
      )}
    </Sheet>
  );
}

interface RoleFormProps {
  readonly accounts: readonly Account[];
  readonly session: { readonly name: string; readonly startUrl: string; readonly region: string };
  readonly onProblem: (problem: Problem | null) => void;
}

function RoleForm({ accounts, session, onProblem }: RoleFormProps) {
  const { t } = useTranslation();
  const [accountId, setAccountId] = useState(accounts[0]?.accountId ?? '');
  const account = accounts.find((each) => each.accountId === accountId);
  const [chosenRole, setRole] = useState('');
  const role = account?.roles.includes(chosenRole) === true ? chosenRole : (account?.roles[0] ?? '');
  const [typedName, setName] = useState<string | null>(null);
  const name = typedName ?? profileNameOf(account?.name ?? '', role);
  const [region, setRegion] = useState(session.region);
  const [preview, setPreview] = useState<Preview | null>(null);
  if (account === undefined) return <p className="muted">{t('sources.newProfile.noAccounts')}</p>;
  const profile = {
    sessionName: session.name,
    startUrl: session.startUrl,
    ssoRegion: session.region,
    profile: name,
    accountId,
    role,
    region,
  };
  const submit = async () => {
    onProblem(null);
    try {
      if (preview === null) setPreview(await call('sso.previewProfile', profile));
      else {
        await call('sso.writeProfile', profile);
        closeSheet();
      }
    } catch (error) {
      onProblem(toProblem(error));
    }
  };
  const change = (apply: () => void) => {
    apply();
    setPreview(null);
  };
  return (
    <form
      className="connect-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Choice
        label={t('sources.newProfile.account')}
        value={accountId}
        options={accounts.map((each) => ({ id: each.accountId, text: `${each.name} (${each.accountId})` }))}
        onChange={(id) => change(() => setAccountId(id))}
      />
      <Choice
        label={t('sources.newProfile.role')}
        value={role}
        options={account.roles.map((each) => ({ id: each, text: each }))}
        onChange={(id) => change(() => setRole(id))}
      />
      <TextInput
        label={t('sources.newProfile.name')}
        value={name}
        onChange={(text) => change(() => setName(text))}
        problem={name === '' || PROFILE_NAME.test(name) ? null : t('sources.newProfile.badName')}
      />
      <TextInput
        label={t('sources.newProfile.region')}
        value={region}
        onChange={(text) => change(() => setRegion(text.trim()))}
      />
      {preview !== null && (
        <div className="field">
          <span className="field-label">{t('sources.newProfile.preview', { file: preview.file })}</span>
          <pre className="mono selectable source-preview" tabIndex={0}>
            {preview.text}
          </pre>
          <p className="muted source-note">
            {preview.backup === null
              ? t('sources.newProfile.newFile')
              : t('sources.newProfile.backup', { backup: preview.backup })}
          </p>
        </div>
      )}
      <div className="sheet-actions">
        <Button onPress={closeSheet}>{t('common.cancel')}</Button>
        <Button
          type="submit"
          look="primary"
          isDisabled={!PROFILE_NAME.test(name) || region === '' || role === ''}
        >
          {preview === null ? t('sources.newProfile.show') : t('sources.newProfile.write')}
        </Button>
      </div>
    </form>
  );
}

/** Does something each time that a sign-in comes through. */
function useSignedIn(then: () => void): void {
  const signedIn = useSources((state) => state.signedIn);
  const before = useRef(signedIn);
  useEffect(() => {
    if (before.current === signedIn) return;
    before.current = signedIn;
    then();
  });
}

/** A name for a start URL's session: "https://example.awsapps.com/start" → "example". */
const sessionNameOf = (startUrl: string): string =>
  /^https:\/\/([\w-]+)/.exec(startUrl)?.[1]?.toLowerCase() ?? 'sso';

/** The names that need no quotation marks in any AWS tool. */
const PROFILE_NAME = /^[\w.@+-]+$/;

const profileNameOf = (account: string, role: string): string =>
  `${account}-${role}`
    .toLowerCase()
    .replace(/[^\w.+-]+/g, '-')
    .replace(/^-+|-+$/g, '');
