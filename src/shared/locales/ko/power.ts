/** Starting, stopping and rebooting instances. */
export const powerWords = {
  power: {
    menu: '전원',
    actions: { start: '시작…', stop: '중지…', reboot: '재부팅…' },
    one: {
      titles: {
        start: '{{name}}을(를) 시작할까요?',
        stop: '{{name}}을(를) 중지할까요?',
        reboot: '{{name}}을(를) 재부팅할까요?',
      },
      buttons: { start: '시작', stop: '중지', reboot: '재부팅' },
    },
    several: {
      titles: {
        start: '인스턴스 {{count, number}}개를 시작할까요?',
        stop: '인스턴스 {{count, number}}개를 중지할까요?',
        reboot: '인스턴스 {{count, number}}개를 재부팅할까요?',
      },
      buttons: {
        start: '인스턴스 {{count, number}}개 시작',
        stop: '인스턴스 {{count, number}}개 중지',
        reboot: '인스턴스 {{count, number}}개 재부팅',
      },
    },
    what: {
      start:
        '인스턴스가 실행되는 동안 AWS 요금이 부과됩니다. 에이전트가 보고할 때까지 진행 상황을 표시합니다.',
      stop: '시스템이 종료되고 실행 중인 모든 것이 끝납니다. EBS 디스크는 남으며 요금이 계속 부과됩니다.',
      reboot: '시스템이 다시 시작되고 실행 중인 모든 것이 끝납니다. 주소와 디스크는 그대로 유지됩니다.',
    },
    terminals_other: '열려 있는 터미널 {{count, number}}개의 연결이 끊어집니다.',
    instanceStore: '인스턴스 스토어 볼륨의 데이터는 완전히 사라집니다.',
    addresses_other:
      '탄력적 IP가 아닌 퍼블릭 주소 {{count, number}}개가 AWS에 반환되며, 다음에 시작하면 다른 주소를 받습니다.',
    scaling: 'Auto Scaling 그룹 {{group}}이(가) 이 인스턴스를 종료하고 새 인스턴스로 바꿀 수 있습니다.',
    leftOut_other: '지금 할 수 없는 노드 {{count, number}}개는 제외됩니다: {{names}}',
    tooMany: '한 번에 인스턴스를 {{most, number}}개까지만 선택하세요.',
    more: '{{names}} 외 {{count, number}}개',
    steps: {
      asked: 'AWS에 요청하는 중…',
      starting: '시작하는 중…',
      rebooting: '재부팅하는 중…',
      stopping: '중지하는 중…',
      agent: '부팅 중, 아직 에이전트의 보고가 없습니다…',
      reachable: '연결할 수 있습니다. 에이전트가 보고했습니다.',
      running: '실행 중입니다. Systems Manager는 아직 이 인스턴스를 모릅니다.',
      stopped: '중지되었습니다.',
    },
    dismiss: '이 메시지 닫기',
    status: {
      busy_other: '인스턴스 {{count, number}}개 진행 중',
      reachable: '{{name}}에 연결할 수 있습니다',
      stopped: '{{name}} 중지됨',
      running: '{{name}} 실행 중',
      failed: '{{name}}: 실패',
    },
  },
};
