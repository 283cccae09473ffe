import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedNode } from '../../shared/node.js';
import { Button } from '../ui/Button.js';
import { identityWords } from './identity-words.js';
import {
  allowOldAlgorithms,
  forgetSignIn,
  resolveSignIn,
  useSignIns,
  type ResolvedSignIn,
} from './sign-in-store.js';

// Long enough that holding an arrow key down in the table asks for nothing on the way.
const ASK_AFTER_MS = 120;

interface SignInFactProps {
  readonly node: ManagedNode;
  readonly onChange: () => void;
}

/** In the details of a node: who signs in, with which key, where that comes from, and how to change it. */
export function SignInFact({ node, onChange }: SignInFactProps) {
  const { t } = useTranslation();
  const resolved = useSignIns((state) => state.known.get(node.id));
  const isStale = useSignIns((state) => state.stale.has(node.id));
  const change = useRef<HTMLButtonElement>(null);
  /** For a button that goes with what it takes back: the keyboard stays here. */
  const takeBack = (work: Promise<unknown>) => {
    change.current?.focus();
    void work;
  };
  useEffect(() => {
    if (resolved !== undefined && !isStale) return;
    // A failure shows when connecting, with its Problem; here it only leaves the line empty.
    const timer = setTimeout(() => void resolveSignIn(node.id).catch(() => undefined), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [node.id, resolved, isStale]);

  return (
    <>
      <dt>{t('details.signIn')}</dt>
      <dd className="sign-in-fact">
        {resolved !== undefined && (
          <>
            <span>
              <SignInWords resolved={resolved} node={node} />
            </span>
            <span className="sign-in-actions">
              <Button look="link" ref={change} onPress={onChange}>
                {resolved.signIn === null ? t('details.choose') : t('details.change')}
              </Button>
              {resolved.from !== null && resolved.from !== 'ssh-config' && (
                <Button look="link" onPress={() => takeBack(forgetSignIn(node.id))}>
                  {t('details.forget')}
                </Button>
              )}
            </span>
            {resolved.oldAlgorithms === true && (
              <>
                <span className="sign-in-from">{t('details.oldAlgorithms')}</span>
                <span className="sign-in-actions">
                  <Button look="link" onPress={() => takeBack(allowOldAlgorithms(node.id, false))}>
                    {t('details.noOldAlgorithms')}
                  </Button>
                </span>
              </>
            )}
          </>
        )}
      </dd>
    </>
  );
}

function SignInWords({ resolved, node }: { readonly resolved: ResolvedSignIn; readonly node: ManagedNode }) {
  const { t } = useTranslation();
  const { signIn, from, fromTag, suggestedUser } = resolved;
  if (signIn === null) {
    return suggestedUser === null
      ? t('details.signInNone')
      : t('details.signInUnknown', { user: suggestedUser });
  }
  return (
    <>
      {t('details.signInValue', { user: signIn.user, key: identityWords(t, signIn.identity) })}
      {from !== null && (
        <span className="sign-in-from">
          {t(`details.signInFrom.${from}`, {
            keyPair: node.keyPair ?? t('common.none'),
            tag: fromTag === undefined ? '' : `${fromTag.key}=${fromTag.value}`,
          })}
        </span>
      )}
    </>
  );
}
