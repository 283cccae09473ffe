import { CircleAlert, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { Heading } from 'react-aria-components/Heading';
import type { Problem, Remedy } from '../../shared/problem.js';
import { Button } from '../ui/Button.js';
import { CopyButton } from '../ui/CopyButton.js';
import { problemReport, problemText, type ProblemContext } from './words.js';

/** What the place that shows a Problem can do about it; a remedy that is not here has no button. */
export type RemedyActions = Partial<Record<Remedy, () => void>>;

/** These lower a guard: they are pressed on purpose only, neither proposed before others nor under the Enter key. */
const DELIBERATE: ReadonlySet<Remedy> = new Set(['allow-old-algorithms']);

/** The remedies that a Problem names and that can be done here. */
const possibleRemedies = (problem: Problem, actions: RemedyActions): Remedy[] =>
  problem.remedies.filter((remedy) => actions[remedy] !== undefined);

/** Whether a Problem names something that can be done here and may be proposed. */
export const hasProposal = (problem: Problem, actions: RemedyActions): boolean =>
  possibleRemedies(problem, actions).some((remedy) => !DELIBERATE.has(remedy));

/** The same actions, each of which does something more before it, such as closing the dialog that it stands in. */
export function doingFirst(first: () => void, actions: RemedyActions): RemedyActions {
  const both = Object.entries(actions).map(([name, action]) => [
    name,
    () => {
      first();
      action();
    },
  ]);
  return Object.fromEntries(both) as RemedyActions;
}

interface ProblemViewProps {
  readonly problem: Problem;
  readonly context?: ProblemContext;
  readonly actions?: RemedyActions;
  /** In the middle of an otherwise empty place, across the edge of a full one, among other facts, or in a dialog. */
  readonly look: 'page' | 'banner' | 'inline' | 'dialog';
  /** Whether the first remedy takes the focus: where the Problem is all that there is to see. */
  readonly autoFocus?: boolean;
  /** More to read and to answer, before the buttons. */
  readonly more?: ReactNode;
  /** More buttons, after the remedies. */
  readonly children?: ReactNode;
}

/** A Problem in full: what happened, why, what to do, buttons that do it, and the details to copy. */
export function ProblemView(props: ProblemViewProps) {
  const { problem, context = {}, actions = {}, look, autoFocus = false, more, children } = props;
  const { t } = useTranslation();
  const text = problemText(problem, context);
  const remedies = possibleRemedies(problem, actions);
  // A banner takes as little of the place's height as it can: the reason waits among the details, and what to do as
  // well where buttons say it.
  const isBanner = look === 'banner';
  const isShort = isBanner && remedies.length > 0;
  const next = (
    <p className="problem-next">
      <strong>{t('problem.next')}</strong> {text.next}
    </p>
  );
  const mainLook = look === 'inline' ? 'plain' : 'primary';
  // Among facts it is read with them; anywhere else it is news.
  const role = look === 'inline' ? undefined : 'alert';
  return (
    <section className={`problem problem-${look}`} data-problem={problem.code} role={role}>
      <CircleAlert className="problem-icon" size={look === 'page' ? 22 : 17} aria-hidden />
      <div className="problem-body selectable">
        <h2 className="problem-title">{text.title}</h2>
        {isBanner && more}
        <p>{text.what}</p>
        {!isBanner && <p className="muted">{text.why}</p>}
        {!isShort && next}
        {!isBanner && more}
        {(problem.details !== undefined || isBanner) && (
          <ProblemDetails report={problemReport(problem, context)}>
            {isBanner && <p className="muted">{text.why}</p>}
            {isShort && next}
            <pre className="mono">{[problem.code, problem.details].filter(Boolean).join('\n')}</pre>
          </ProblemDetails>
        )}
      </div>
      {(remedies.length > 0 || children !== undefined) && (
        <div className="problem-actions">
          {remedies.map((remedy, index) => (
            <Button
              key={remedy}
              look={index === 0 && !DELIBERATE.has(remedy) ? mainLook : 'plain'}
              autoFocus={autoFocus && index === 0 && !DELIBERATE.has(remedy)}
              onPress={() => actions[remedy]?.()}
            >
              {t(`problem.remedies.${remedy}`)}
            </Button>
          ))}
          {children}
        </div>
      )}
    </section>
  );
}

interface ProblemDetailsProps {
  readonly report: string;
  readonly children: ReactNode;
}

function ProblemDetails({ report, children }: ProblemDetailsProps) {
  const { t } = useTranslation();
  return (
    <Disclosure className="problem-details">
      <Heading level={3} className="problem-details-heading">
        <AriaButton slot="trigger" className="button button-link problem-details-trigger">
          <ChevronRight size={14} aria-hidden />
          {t('problem.details')}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <div className="problem-details-panel">
          {children}
          <CopyButton text={report} label={t('problem.copyDetails')} look="words" />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
