import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinnedKey } from '../../shared/contract/index.js';
import type { ManagedNode } from '../../shared/node.js';
import { toProblem, type Problem } from '../../shared/problem.js';
import { call } from '../bridge.js';
import { ProblemView } from '../problems/ProblemView.js';
import { Button } from '../ui/Button.js';
import { formatDateTime } from '../ui/format.js';
import { loadKnownHostKeys, useKnownHostKeys } from './host-key-store.js';
import { keyTypeName } from './key-type.js';

// Long enough that holding an arrow key down in the table asks for nothing on the way.
const ASK_AFTER_MS = 120;
const SSH_PORT = 22;

/** In the details of a node: the host keys that are trusted for it, since when and why, and a way to forget them. */
export function HostKeyFact({ node }: { readonly node: ManagedNode }) {
  const { t } = useTranslation();
  const keys = useKnownHostKeys((state) => state.known.get(node.id));
  const [failure, setFailure] = useState<Problem | null>(null);
  useEffect(() => {
    if (keys !== undefined) return;
    const timer = setTimeout(
      () => void loadKnownHostKeys(node.id).catch((error: unknown) => setFailure(toProblem(error))),
      ASK_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [node.id, keys]);
  const forget = () => {
    call('hostKeys.forget', { nodeId: node.id }).catch((error: unknown) => setFailure(toProblem(error)));
  };
  return (
    <>
      <dt>{t('hostKey.fact')}</dt>
      <dd className="host-key-fact">
        {keys?.length === 0 && t('hostKey.none')}
        {keys?.map((key) => (
          <KnownKey key={`${key.port} ${key.fingerprint}`} known={key} />
        ))}
        {keys !== undefined && keys.length > 0 && (
          <span className="sign-in-actions">
            <Button look="link" onPress={forget}>
              {t('hostKey.forget')}
            </Button>
          </span>
        )}
        {failure !== null && <ProblemView problem={failure} look="inline" />}
      </dd>
    </>
  );
}

function KnownKey({ known }: { readonly known: PinnedKey }) {
  const { t } = useTranslation();
  const { type, fingerprint, since, via, port } = known;
  const notes = [
    t(`hostKey.via.${via}`),
    since === null ? '' : t('hostKey.since', { time: formatDateTime(since) }),
    port === SSH_PORT ? '' : t('hostKey.onPort', { port }),
  ];
  return (
    <span>
      <span>{keyTypeName(type)}</span> <span className="mono selectable host-key-print">{fingerprint}</span>
      <span className="sign-in-from">{notes.filter((note) => note !== '').join(' · ')}</span>
    </span>
  );
}
