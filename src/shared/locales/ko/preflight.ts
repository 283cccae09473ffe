import type { Strings } from '../types.js';

/** The checks of a node before a connection, and how far the network let a request come. */
export const preflightWords = {
  preflight: {
    title: '점검',
    again: '다시 점검',
    running: '점검 중…',
    failed: '점검하지 못했습니다',
    passed: '점검 {{count}}개 통과',
    unknown: '알 수 없음',
    why: '이유: {{check}}',
    verdicts: { pass: '통과', warn: '확인 필요', fail: '문제 있음', unknown: '알 수 없음' },
    checks: {
      state: '인스턴스',
      role: '역할',
      managed: 'Systems Manager',
      agent: '에이전트 버전',
      ping: '에이전트의 마지막 응답',
      tier: '하이브리드 등급',
      connection: 'Session Manager',
      permission: '내 권한',
      clock: '이 컴퓨터의 시계',
      'ssm-endpoint': 'Systems Manager 경로',
      'ec2-endpoint': 'EC2 경로',
      gateway: '게이트웨이 경로',
      sshd: 'SSH 서버',
    },
    results: {
      state: { pass: '실행 중', warn: '시작 중', fail: '실행 중 아님' },
      role: { pass: '{{role}}', warn: '없음', fail: '{{role}}의 권한 부족' },
      managed: { pass: '등록됨', fail: '등록되지 않음' },
      agent: {
        pass: '{{version}}',
        warn: '{{version}}, 너무 낮아 안 되는 기능: {{lacks}}',
        fail: '{{version}}, SSH를 쓰기에 너무 낮음',
      },
      ping: { pass: '{{lastPing}}', fail: '{{lastPing}}' },
      tier: { pass: '고급', fail: '{{tier}}' },
      connection: { pass: '연결됨', fail: '연결되지 않음' },
      permission: { pass: 'SSH 세션 허용됨', fail: '{{action}} 거부됨' },
      clock: { pass: '맞음', warn: '{{minutes}}분 차이' },
      'ssm-endpoint': { pass: '{{host}}', fail: '{{host}}: {{stage}}' },
      'ec2-endpoint': { pass: '{{host}}', fail: '{{host}}: {{stage}}' },
      gateway: { pass: '{{host}}', fail: '{{host}}: {{stage}}' },
      sshd: { pass: '응답함({{seen}})', fail: '포트 {{port}}에 없음({{seen}})' },
    },
    agentNotLatest: '{{version}}, 새 버전 있음',
    roleDefault: '없음, 계정 기본값 사용',
    permissionDenied: 'IAM에 물어볼 권한 없음',
    permissionDepends: '{{keys}}에 따라 다름',
    sshdUntried: '연결할 때 확인됨',
    sshdOther: '포트 {{port}}을(를) 다른 프로그램이 사용 중({{seen}})',
    agentFeatures: {
      terminate: '세션 즉시 종료',
      hold: '네트워크가 끊긴 동안 출력 보관',
      'remote-host': '다른 호스트로 포워딩',
    },
  },
  network: {
    stages: {
      name: '이름을 찾을 수 없음',
      refused: '거부됨',
      'no-route': '경로 없음',
      certificate: '신뢰할 수 없는 인증서',
      cut: '연결이 끊김',
      silent: '응답 없음',
      proxy: '프록시가 막음',
      unknown: '닿지 않음',
    },
    why: {
      name: '호스트 이름을 찾지 못했습니다. 네트워크가 없거나, DNS가 응답하지 않거나, 리전 이름이 틀렸을 수 있습니다.',
      refused:
        '그 주소에서 연결을 거부했습니다. 주소가 틀렸거나, 프록시이거나, 엔드포인트가 내려가 있을 수 있습니다.',
      'no-route': '그곳으로 가는 경로가 없습니다. 네트워크가 끊겼거나, VPN이나 방화벽이 막고 있습니다.',
      certificate:
        '받은 인증서를 이 컴퓨터가 신뢰하지 않습니다. TLS를 들여다보는 프록시가 있으면 이렇게 됩니다.',
      cut: '연결은 되었지만 응답 전에 끊겼습니다. 방화벽이나 프록시 때문일 수 있습니다.',
      silent: '아무 응답이 없습니다. 패킷을 버리는 방화벽이 있거나 네트워크가 끊긴 것입니다.',
    },
    next: {
      name: '네트워크, DNS, 리전을 확인한 뒤 다시 시도하세요.',
      refused: '엔드포인트와 프록시 설정을 확인한 뒤 다시 시도하세요.',
      'no-route': '네트워크와 VPN을 확인한 뒤 다시 시도하세요.',
      certificate:
        '조직의 인증서를 settings.json의 network.caBundle 또는 AWS_CA_BUNDLE로 지정한 뒤 다시 시도하세요.',
      cut: '이 호스트의 443 포트를 열어 달라고 하거나 프록시를 설정한 뒤 다시 시도하세요.',
      silent:
        '네트워크를 확인하고, 이 호스트의 443 포트를 열어 달라고 하거나 프록시를 설정한 뒤 다시 시도하세요.',
    },
  },
} satisfies Partial<Strings>;
