import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { reachOf, takesShell } from '../../shared/node.js';
import { useFleet } from '../fleet/store.js';
import { showPolicies } from '../iam/iam-store.js';
import { firstObstacle, usePreflights } from '../preflight/preflight-store.js';
import { Button } from '../ui/Button.js';
import { Choice } from '../ui/Choice.js';
import { CopyButton } from '../ui/CopyButton.js';
import { nodeName } from '../ui/node-name.js';
import { Sheet } from '../ui/Sheet.js';
import { WithTooltip } from '../ui/WithTooltip.js';
import { agentSteps } from './agent.js';
import { hybridSteps, networkSteps, roleSteps } from './account.js';
import { helpPlace } from './help-place.js';
import { closeNodeHelp, helpTopics, useNodeHelp, type HelpTopic } from './node-help-store.js';
import { platformOf, platforms, type Platform } from './platform.js';
import { sshServerSteps } from './ssh-server.js';
import { oneLine, type HelpPlace, type Step } from './step.js';

interface NodeHelpProps {
  /** Puts commands after the prompt of Session Manager's own shell on a node. */
  readonly onPaste: (nodeId: string, commands: string) => void;
}

/** How to set a node up, so that SSH through Session Manager works: the commands, to copy or to run in a shell there. */
export function NodeHelp({ onPaste }: NodeHelpProps) {
  const request = useNodeHelp((state) => state.request);
  if (request === null) return null;
  return <NodeHelpSheet key={`${request.topic} ${request.nodeId ?? ''}`} {...request} onPaste={onPaste} />;
}

interface NodeHelpSheetProps extends NodeHelpProps {
  readonly topic: HelpTopic;
  readonly nodeId: string | null;
}

function NodeHelpSheet({ topic: firstTopic, nodeId, onPaste }: NodeHelpSheetProps) {
  const { t } = useTranslation();
  const node = useFleet((state) => state.nodes.get(nodeId ?? '')?.node ?? null);
  const sources = useFleet((state) => state.sources);
  const [topic, setTopic] = useState(firstTopic);
  const [platform, setPlatform] = useState(() => platformOf(node));
  const place = helpPlace(node, sources, topic);
  const paste = (commands: string, on: Step['on']) => {
    closeNodeHelp();
    if (node !== null) onPaste(node.id, oneLine(commands, on));
  };
  const steps = stepsOf(topic, platform, place);
  const found = usePreflights((state) => firstObstacle(state.known.get(nodeId ?? '')));
  // An agent that Systems Manager hears from may take no sessions all the same.
  const hasShell = node !== null && takesShell(reachOf(node)) && found?.code !== 'node.not-connected';
  const isTyped = steps.some(({ on, commands }) => on !== 'aws' && commands !== null);
  return (
    <Sheet
      title={node === null ? t('nodeHelp.title') : t('nodeHelp.titleOf', { name: nodeName(node) })}
      subtitle={t(`nodeHelp.about.${topic}`)}
      width={760}
      onClose={closeNodeHelp}
    >
      <ToggleButtonGroup
        className="segments"
        aria-label={t('nodeHelp.topic')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[topic]}
        onSelectionChange={(keys) => {
          const chosen = helpTopics.find((each) => keys.has(each));
          if (chosen) setTopic(chosen);
        }}
      >
        {helpTopics.map((each) => (
          <ToggleButton key={each} id={each} className="segment">
            {t(`nodeHelp.topics.${each}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {topic !== 'role' && (
        <Choice
          label={t('nodeHelp.platform')}
          value={platform}
          options={platforms.map((id) => ({ id, text: t(`nodeHelp.platforms.${id}`) }))}
          onChange={setPlatform}
        />
      )}
      {node !== null && !hasShell && isTyped && (
        <p className="muted help-no-shell">{t(`nodeHelp.noShell.${node.kind}`)}</p>
      )}
      <ol className="help-steps">
        {steps.map((step) => (
          <HelpStep key={step.id} step={step} onPaste={hasShell && step.on !== 'aws' ? paste : null} />
        ))}
      </ol>
      <div className="sheet-actions">
        {topic === 'role' && (
          <Button look="link" onPress={() => showPolicies('node-role', nodeId === null ? [] : [nodeId])}>
            {t('problem.remedies.show-node-role')}
          </Button>
        )}
        <Button onPress={closeNodeHelp}>{t('common.close')}</Button>
      </div>
    </Sheet>
  );
}

function stepsOf(topic: HelpTopic, platform: Platform, place: HelpPlace): Step[] {
  switch (topic) {
    case 'ssh-server':
      return sshServerSteps(platform, place.user);
    case 'agent':
      return agentSteps(platform, place);
    case 'role':
      return roleSteps(place);
    case 'network':
      return networkSteps(platform, place);
    case 'hybrid':
      return hybridSteps(platform, place);
  }
}

interface HelpStepProps {
  readonly step: Step;
  /** Null where the node has no shell, or where the commands are not for it. */
  readonly onPaste: ((commands: string, on: Step['on']) => void) | null;
}

function HelpStep({ step: { id, on, commands }, onPaste }: HelpStepProps) {
  const { t } = useTranslation();
  return (
    <li>
      <p>{t(`nodeHelp.steps.${id}`)}</p>
      {commands !== null && (
        <div className="help-commands">
          <span className="muted">{t(`nodeHelp.on.${on}`)}</span>
          <CopyButton text={commands} label={t('common.copy')} />
          <pre className="mono selectable" tabIndex={0} aria-label={t(`nodeHelp.on.${on}`)}>
            {commands}
          </pre>
          {onPaste !== null && (
            <WithTooltip text={t('nodeHelp.pasteWhy')}>
              <Button look="link" onPress={() => onPaste(commands, on)}>
                {t('nodeHelp.paste')}
              </Button>
            </WithTooltip>
          )}
        </div>
      )}
    </li>
  );
}
