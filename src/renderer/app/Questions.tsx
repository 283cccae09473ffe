import { useTranslation } from 'react-i18next';
import { ConnectSheet } from '../connect/ConnectSheet.js';
import { refreshFleet } from '../fleet/store.js';
import { policyRemedies } from '../iam/iam-store.js';
import { askPower } from '../power/power-store.js';
import { nodeHelpRemedies } from '../node-help/node-help-store.js';
import { doingFirst, ProblemView } from '../problems/ProblemView.js';
import { signIn } from '../sources/sources-store.js';
import { Button } from '../ui/Button.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import {
  answerSignIn,
  connectTo,
  dismissQuestion,
  dismissSignIns,
  isToOpen,
  openShell,
  useQuestion,
} from './connect-flow.js';

/** The dialog that a connection in the making needs, if any. */
export function Questions() {
  const { t } = useTranslation();
  const question = useQuestion((state) => state.question);
  const count = useQuestion((state) => state.waiting.filter(isToOpen).length);
  if (question === null) return null;
  if (question.kind === 'missing') return <Missing nodeIds={question.nodeIds} />;
  const { node } = question;
  if (question.kind === 'sign-in') {
    const { purpose, resolved } = question;
    return (
      <ConnectSheet
        key={node.id}
        node={node}
        resolved={resolved}
        purpose={purpose.kind === 'save' ? 'save' : 'connect'}
        onSubmit={(signIn, scope) => answerSignIn(node, purpose, signIn, scope)}
        onOpenShell={() => {
          dismissQuestion();
          if (purpose.kind === 'reconnect') purpose.session.connect(null);
          else openShell(node.id, { tabId: purpose.kind === 'open' ? purpose.tabId : undefined });
        }}
        onClose={dismissQuestion}
        {...(count > 0 && { others: { count, onCancelAll: dismissSignIns } })}
      />
    );
  }
  const { tabId, isShell = false } = question;
  const after = (action: () => unknown) => () => {
    dismissQuestion();
    void action();
  };
  const connect = (how: 'anew' | 'anyway') => () =>
    isShell ? openShell(node.id, { how, tabId }) : connectTo(node.id, { how, tabId });
  return (
    <Sheet title={t('connect.cannot', { name: nodeName(node) })} onClose={dismissQuestion}>
      <ProblemView
        problem={question.problem}
        context={{ node: nodeName(node) }}
        look="dialog"
        actions={{
          ...policyRemedies([node.id]),
          ...doingFirst(dismissQuestion, nodeHelpRemedies(node.id, question.problem.code)),
          'aws-sign-in': after(() => signIn(node.sourceId)),
          retry: after(connect('anew')),
          'open-shell': after(() => openShell(node.id, { tabId })),
          'refresh-fleet': after(refreshFleet),
          'start-node': () => {
            dismissQuestion();
            askPower('start', [node.id]);
          },
        }}
      >
        <Button onPress={after(connect('anyway'))}>{t('connect.anyway')}</Button>
        <Button onPress={dismissQuestion} autoFocus>
          {t('common.close')}
        </Button>
      </ProblemView>
    </Sheet>
  );
}

function Missing({ nodeIds }: { readonly nodeIds: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <Sheet
      title={t(nodeIds.length === 0 ? 'reopen.nothing' : 'reopen.missing', { count: nodeIds.length })}
      onClose={dismissQuestion}
    >
      <p>{t(nodeIds.length === 0 ? 'reopen.nothingWhy' : 'reopen.missingWhy')}</p>
      {nodeIds.length > 0 && <p className="mono selectable">{nodeIds.join(', ')}</p>}
      <div className="sheet-actions">
        <Button onPress={dismissQuestion} autoFocus>
          {t('common.close')}
        </Button>
      </div>
    </Sheet>
  );
}
