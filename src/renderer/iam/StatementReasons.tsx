import { useTranslation } from 'react-i18next';
import type { AllowSid } from '../../iam/allow.js';
import type { DenySid } from '../../iam/deny.js';
import type { NodeRoleSid } from '../../iam/node-role.js';
import type { Statement } from '../../iam/policy.js';

type Sid = AllowSid | DenySid | NodeRoleSid;

/** Why each statement is there, under its name in the policy. */
export function StatementReasons({ statements }: { readonly statements: readonly Statement[] }) {
  const { t } = useTranslation();
  return (
    <section className="policy-reasons">
      <h3>{t('iam.why')}</h3>
      <dl>
        {statements.map(({ Sid: sid }) => (
          <div key={sid}>
            <dt className="mono">{sid}</dt>
            <dd>{t(`iam.reasons.${sid as Sid}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
