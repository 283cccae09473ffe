import type { WordsOf } from '../../problem-words.js';

export const powerProblems = {
  'power.hybrid': {
    title: 'A hybrid node cannot be switched from here',
    what: '{{node}} is not an EC2 instance.',
    why: 'AWS starts, stops and reboots only machines of its own.',
    next: 'Start or stop it where it runs.',
  },
  'power.wrong-state': {
    title: 'Not possible in its present state',
    what: 'EC2 refused, as {{node}} is in another state by now than the list showed.',
    why: 'An instance can be started when it is stopped, and stopped or rebooted when it runs.',
    next: 'Refresh the list, wait until the instance has come to rest, and try again.',
  },
  'power.no-capacity': {
    title: 'AWS has no room for it now',
    what: 'The zone of {{node}} has no free machine of its type at the moment.',
    why: 'A stopped instance gives its place away, and starting needs a new one of the same type in the same zone.',
    next: 'Try again in some minutes, or change the instance’s type while it is stopped.',
  },
  'power.limit': {
    title: 'The account’s limit is reached',
    what: 'Starting {{node}} would run more than the account may have at a time in {{region}}.',
    why: 'AWS limits how many virtual processors of each kind an account runs in a region.',
    next: 'Stop another instance, or ask for a higher limit in Service Quotas.',
  },
  'power.protected': {
    title: 'The instance is protected',
    what: '{{node}} has its stop protection on.',
    why: 'Somebody has set it, so that it cannot be stopped by mistake.',
    next: 'If it is to be stopped all the same, switch the protection off in the EC2 console first.',
  },
  'power.unsupported': {
    title: 'This instance cannot do that',
    what: 'EC2 refused it for {{node}}.',
    why: 'An instance whose root volume is an instance store, and most Spot instances, cannot be stopped and started.',
    next: 'The details say what EC2 said. Such an instance can be rebooted, or ended in the EC2 console.',
  },
  'power.stopped-again': {
    title: 'It stopped again at once',
    what: '{{node}} was starting, and is stopped again.',
    why: 'Most often a volume cannot be attached, because the KMS key that encrypts it is switched off or may not be used.',
    next: 'The details say what EC2 said. Mend that, then start it again.',
  },
  'power.slow': {
    title: 'It takes longer than usual',
    what: '{{node}} is not where it was to go after {{minutes}} minutes.',
    why: 'The system may wait for something at its start or end, or its agent does not report.',
    next: 'Look at the instance in the EC2 console. The list goes on showing its state.',
  },
} satisfies WordsOf<'power'>;
