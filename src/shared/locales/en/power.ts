/** Starting, stopping and rebooting instances. */
export const powerWords = {
  power: {
    menu: 'Power',
    actions: { start: 'Start…', stop: 'Stop…', reboot: 'Reboot…' },
    one: {
      titles: { start: 'Start {{name}}?', stop: 'Stop {{name}}?', reboot: 'Reboot {{name}}?' },
      buttons: { start: 'Start', stop: 'Stop', reboot: 'Reboot' },
    },
    several: {
      titles: {
        start: 'Start {{count, number}} instances?',
        stop: 'Stop {{count, number}} instances?',
        reboot: 'Reboot {{count, number}} instances?',
      },
      buttons: {
        start: 'Start {{count, number}} instances',
        stop: 'Stop {{count, number}} instances',
        reboot: 'Reboot {{count, number}} instances',
      },
    },
    what: {
      start: 'AWS charges for an instance while it runs. Sallyport follows it until its agent has reported.',
      stop: 'The system shuts down, and all that runs on it ends. EBS disks stay, and go on costing.',
      reboot: 'The system restarts, and all that runs on it ends. Addresses and disks stay as they are.',
    },
    terminals_one: 'An open terminal on it loses its connection.',
    terminals_other: '{{count, number}} open terminals lose their connection.',
    instanceStore: 'What is on instance store volumes is lost for good.',
    addresses_one:
      'The public address {{address}} goes back to AWS, unless it is an Elastic IP address; the next start brings another.',
    addresses_other:
      '{{count, number}} public addresses go back to AWS, unless they are Elastic IP addresses; the next start brings others.',
    scaling: 'The Auto Scaling group {{group}} may end it, and put a new instance in its place.',
    leftOut_one: '{{count, number}} node is left out, as this cannot be done to it now: {{names}}',
    leftOut_other: '{{count, number}} nodes are left out, as this cannot be done to them now: {{names}}',
    tooMany: 'Choose no more than {{most, number}} instances at a time.',
    more: '{{names}} and {{count, number}} more',
    steps: {
      asked: 'Asking AWS…',
      starting: 'Starting…',
      rebooting: 'Rebooting…',
      stopping: 'Stopping…',
      agent: 'Booting, no word from its agent yet…',
      reachable: 'Reachable: its agent has reported.',
      running: 'It runs. Systems Manager does not know it yet.',
      stopped: 'Stopped.',
    },
    dismiss: 'Close this message',
    status: {
      busy_one: '{{count, number}} instance on its way',
      busy_other: '{{count, number}} instances on their way',
      reachable: '{{name}} is reachable',
      stopped: '{{name}} is stopped',
      running: '{{name}} runs',
      failed: '{{name}}: did not work',
    },
  },
};
