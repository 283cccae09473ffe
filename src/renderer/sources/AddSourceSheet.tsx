import { Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { MainCalls, Result } from '../../shared/contract/index.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { Sheet } from '../ui/Sheet.js';
import { Spinner } from '../ui/Spinner.js';
import { TextInput } from '../ui/TextInput.js';
import { attempt, closeSheet, showNewProfile, useSources } from './sources-store.js';

/** The environment's own credentials in the list of profiles, of which none has an empty name. */
const ENVIRONMENT = '';

type Known = Result<MainCalls, 'sources.profiles'>;

/** Chooses a profile, and regions of its account, to list nodes from. */
export function AddSourceSheet() {
  const { t } = useTranslation();
  const known = useProfiles();
  const [profile, setProfile] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choices = known === null ? [] : profileChoices(known, t('fleet.sources.environment'));
  const first = choices[0]?.id ?? null;
  const current = profile ?? first;
  const own = choices.find(({ id }) => id === current)?.region ?? null;
  const regions = [...chosen, ...typed.split(/[\s,]+/)].filter((region) => region !== '');
  // What stands in the profile is the usual choice.
  const wanted = regions.length > 0 ? regions : own === null ? [] : [own];
  const add = () => {
    closeSheet();
    const name = current === ENVIRONMENT ? null : current;
    void attempt(() =>
      call('sources.add', { sources: [...new Set(wanted)].map((region) => ({ profile: name, region })) }),
    );
  };
  return (
    <Sheet
      title={t('sources.add.title')}
      subtitle={t('sources.add.subtitle')}
      width={680}
      onClose={closeSheet}
    >
      {known?.problem && <ProblemView problem={known.problem} look="dialog" />}
      {known !== null && choices.length === 0 && (
        <p className="muted">{t('sources.add.none', { files: known.files.join(', ') })}</p>
      )}
      {current !== null && (
        <div className="source-choices">
          <div className="field">
            <span className="field-label" id="source-profiles">
              {t('sources.add.profile')}
            </span>
            <ListBox
              aria-labelledby="source-profiles"
              className="source-options"
              selectionMode="single"
              disallowEmptySelection
              autoFocus="first"
              selectedKeys={[current]}
              onSelectionChange={(keys) => {
                const next = choices.find(({ id }) => keys !== 'all' && keys.has(id));
                if (next === undefined || next.id === current) return;
                setProfile(next.id);
                setChosen(new Set());
              }}
            >
              {choices.map(({ id, name, kind, note }) => (
                <ListBoxItem key={id} id={id} textValue={name} className="source-option">
                  <span className="fleet-text">{name}</span>
                  <span className="fleet-count fleet-text">
                    {[t(`sources.kinds.${kind}`), note].filter(Boolean).join(' · ')}
                  </span>
                </ListBoxItem>
              ))}
            </ListBox>
          </div>
          <div className="field">
            <Regions key={current} profile={current} own={own} chosen={chosen} onChange={setChosen} />
            <TextInput
              label={t('sources.add.typed')}
              value={typed}
              onChange={setTyped}
              placeholder={own ?? ''}
              isMono
            />
          </div>
        </div>
      )}
      <div className="sheet-actions">
        <Button look="link" onPress={showNewProfile}>
          {t('sources.add.newProfile')}
        </Button>
        <span className="source-gap" />
        <Button onPress={closeSheet}>{t('common.cancel')}</Button>
        <Button look="primary" isDisabled={current === null || wanted.length === 0} onPress={add}>
          {t('sources.add.submit', { count: Math.max(1, new Set(wanted).size) })}
        </Button>
      </div>
    </Sheet>
  );
}

interface RegionsProps {
  readonly profile: string;
  readonly own: string | null;
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** The regions of a profile's account; while they cannot be had, why, with the field below to type one. */
function Regions({ profile, own, chosen, onChange }: RegionsProps) {
  const { t } = useTranslation();
  const signedIn = useSources((state) => state.signedIn);
  const [tries, setTries] = useState({ count: 0, mayAsk: false });
  const [answer, setAnswer] = useState<Result<MainCalls, 'sources.regions'> | { problem: Problem } | null>(
    null,
  );
  useEffect(() => {
    let isCurrent = true;
    const name = profile === ENVIRONMENT ? null : profile;
    call('sources.regions', { profile: name, mayAsk: tries.mayAsk }).then(
      (regions) => isCurrent && setAnswer(regions),
      (error: unknown) => isCurrent && setAnswer({ problem: toProblem(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [profile, tries, signedIn]);
  const again = (mayAsk: boolean) => {
    setAnswer(null);
    setTries(({ count }) => ({ count: count + 1, mayAsk }));
  };
  const signIn = (problem: Problem) => {
    if (problem.code !== 'aws.sso-signed-out') again(true);
    else void attempt(() => call('sources.signIn', { sourceId: `${profile}@${own ?? ''}` }));
  };
  if (answer === null) {
    return (
      <p className="source-wait muted" role="status">
        <Spinner /> {t('sources.add.loadingRegions')}
      </p>
    );
  }
  if ('problem' in answer) {
    const { problem } = answer;
    return (
      <ProblemView
        problem={problem}
        look="inline"
        actions={{ retry: () => again(false), 'aws-sign-in': () => signIn(problem) }}
      />
    );
  }
  return (
    <>
      <Label className="field-label">{t('sources.add.regions')}</Label>
      <ListBox
        aria-label={t('sources.add.regions')}
        className="source-options"
        selectionMode="multiple"
        selectedKeys={chosen.size === 0 && own !== null ? [own] : chosen}
        disabledKeys={answer.regions.filter(({ isOptedIn }) => !isOptedIn).map(({ name }) => name)}
        onSelectionChange={(keys) =>
          onChange(
            new Set(
              keys === 'all'
                ? answer.regions.filter(({ isOptedIn }) => isOptedIn).map(({ name }) => name)
                : [...keys].map(String),
            ),
          )
        }
      >
        {answer.regions.map(({ name, isOptedIn }) => (
          <ListBoxItem key={name} id={name} textValue={name} className="source-option source-region">
            <Check size={13} className="menu-check" aria-hidden />
            <span className="mono">{name}</span>
            {!isOptedIn && <span className="source-not-opted-in">{t('sources.add.notOptedIn')}</span>}
          </ListBoxItem>
        ))}
      </ListBox>
    </>
  );
}

/** The profiles of the shared files, read again when these change; null until they are there. */
function useProfiles(): Known | null {
  const revision = useSources((state) => state.filesRevision);
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void attempt(async () => {
      const answer = await call('sources.profiles', {});
      if (isCurrent) setKnown(answer);
    });
    return () => {
      isCurrent = false;
    };
  }, [revision]);
  return known;
}

interface ProfileChoice {
  readonly id: string;
  readonly name: string;
  readonly kind: Known['profiles'][number]['kind'] | 'environment';
  readonly note: string | null;
  readonly region: string | null;
}

function profileChoices(
  { profiles, hasEnvironmentCredentials }: Known,
  environment: string,
): ProfileChoice[] {
  const fromFiles = profiles.map(({ name, kind, role, accountId, region }) => ({
    id: name,
    name,
    kind,
    note: role ?? accountId,
    region,
  }));
  const own = { id: ENVIRONMENT, name: environment, kind: 'environment' as const, note: null, region: null };
  return hasEnvironmentCredentials ? [own, ...fromFiles] : fromFiles;
}
