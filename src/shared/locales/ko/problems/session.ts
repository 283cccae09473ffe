import type { WordsOf } from '../../problem-words.js';

export const sessionProblems = {
  'session.refused': {
    title: 'Session Manager가 세션을 거부했습니다',
    what: 'AWS가 {{node}}에 대한 세션을 시작하지 않았습니다.',
    why: '노드가 오프라인이 되었거나, 계정의 Session Manager 설정이 허용하지 않을 수 있습니다.',
    next: '노드 목록을 새로 고쳐 상태를 확인하세요. 자세한 내용에 AWS의 메시지가 있습니다.',
  },
  'session.gateway-unreachable': {
    title: '세션 게이트웨이에 연결할 수 없습니다',
    what: '세션은 시작되었지만 {{host}}에 연결하지 못했습니다.',
    why: '프록시나 방화벽이 ssmmessages 엔드포인트로 가는 WebSocket 연결을 막고 있을 수 있습니다.',
    next: 'ssmmessages 엔드포인트의 443 포트로 나가는 wss 연결을 허용한 뒤 다시 시도하세요.',
  },
  'session.gateway-refused': {
    title: '세션 게이트웨이가 거부했습니다',
    what: 'Session Manager 게이트웨이가 세션 토큰을 받지 않았습니다.',
    why: '토큰은 잠시만 유효하고, 정책이 ssmmessages:OpenDataChannel을 허용해야 합니다. 시계가 틀려도 같은 일이 생깁니다.',
    next: '다시 시도하세요. 계속되면 이 컴퓨터의 시계와 자세한 내용을 확인하세요.',
  },
  'session.agent-silent': {
    title: '노드의 에이전트가 응답하지 않습니다',
    what: '채널은 열렸지만 {{node}}의 에이전트가 {{seconds}}초 동안 응답하지 않았습니다.',
    why: '에이전트가 멈췄거나 과부하 상태이거나, 노드의 네트워크가 방금 끊겼을 수 있습니다.',
    next: '다시 시도하세요. 계속되면 노드에서 SSM Agent를 다시 시작하세요.',
  },
  'session.handshake-failed': {
    title: '에이전트가 알 수 없는 것을 요구합니다',
    what: '{{node}}의 에이전트와 Sallyport가 통신 방식을 맞추지 못했습니다.',
    why: '에이전트가 이 버전에 없는 기능을 요구했거나 잘못된 메시지를 보냈습니다.',
    next: 'Sallyport나 에이전트를 업데이트해 보고, 계속되면 자세한 내용을 복사해 알려 주세요.',
  },
  'session.timed-out': {
    title: '세션 시간이 초과되었습니다',
    what: '{{node}} 세션이 오래 유휴 상태였거나 최대 시간을 넘겨 AWS가 종료했습니다.',
    why: '계정의 Session Manager 설정이 유휴 시간(기본 20분)과 최대 시간을 제한합니다.',
    next: '다시 연결하세요. tmux 같은 도구 안에서 실행한 것이 아니라면 셸에서 실행하던 작업도 끝났습니다.',
  },
  'session.closed': {
    title: '세션이 밖에서 종료되었습니다',
    what: 'Session Manager가 {{node}} 세션을 닫았습니다.',
    why: '누군가 콘솔이나 API로 종료했거나, 노드의 에이전트가 멈췄습니다.',
    next: '이유를 확인한 뒤 다시 연결하세요. 알려진 이유는 자세한 내용에 있습니다.',
  },
  'session.lost': {
    title: '연결이 끊겼습니다',
    what: '{{node}}(으)로 가는 경로가 끊겼고 다시 잇지 못했습니다.',
    why: 'AWS가 이 세션의 재개를 허용하지 않습니다. 본인 세션에 대한 ssm:ResumeSession 권한이 없습니다.',
    next: '다시 연결하세요. 위의 화면 내용은 그대로 남습니다. 네트워크가 끊겨도 이어지게 하려면 ssm:ResumeSession 권한을 요청하세요.',
  },
  'session.no-shell': {
    title: '노드가 셸을 시작하지 못했습니다',
    what: '{{node}} 세션은 시작되었지만 에이전트가 그 안에서 셸을 시작하지 못했습니다.',
    why: '대개 계정의 세션 기본 설정에서 ‘실행 계정(Run As)’으로 지정한 사용자가 이 노드에 없거나, 노드의 역할이 사용할 수 없는 KMS 키나 로그 그룹이 지정되어 있습니다. 자세한 내용에 에이전트의 메시지가 있습니다.',
    next: 'Systems Manager 콘솔의 Session Manager에서 기본 설정을 고치도록 요청하세요. SSH는 이 설정의 영향을 받지 않습니다.',
  },
  'session.key-unusable': {
    title: '세션 암호화 키를 쓸 수 없습니다',
    what: 'KMS가 {{node}} 세션의 데이터 키를 주지 않았습니다.',
    why: '계정의 세션 기본 설정에 세션을 암호화할 KMS 키가 지정되어 있는데, 그 키가 비활성화되었거나, 삭제 예정이거나, 없습니다. 이 키 없이는 세션을 열 수 없습니다.',
    next: '키를 다시 활성화하거나 Session Manager 기본 설정에서 다른 키를 고르도록 요청하세요. 무엇이 문제인지는 자세한 내용에 있습니다.',
  },
} satisfies WordsOf<'session'>;
