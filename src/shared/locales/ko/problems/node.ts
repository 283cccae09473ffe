import type { WordsOf } from '../../problem-words.js';

export const nodeProblems = {
  'node.stopped': {
    title: '노드가 실행 중이 아닙니다',
    what: '{{node}}의 상태: {{state}}',
    why: 'Session Manager는 노드의 에이전트를 거쳐 연결하는데, 에이전트는 노드가 실행 중일 때만 작동합니다.',
    next: '인스턴스를 시작하고 여기에 “연결 가능”으로 표시되면 연결하세요.',
  },
  'node.starting': {
    title: '노드가 아직 시작하는 중입니다',
    what: '{{node}}이(가) 시작하는 중이며 에이전트가 아직 응답하지 않았습니다.',
    why: '에이전트는 운영 체제가 뜨고 1분쯤 뒤부터 응답합니다.',
    next: '잠시 후 새로 고치세요. 연결할 수 있게 되면 “연결 가능”으로 표시됩니다.',
  },
  'node.not-managed': {
    title: 'Systems Manager에서 관리하지 않는 노드입니다',
    what: '{{node}}은(는) 실행 중이지만, Systems Manager에 에이전트가 보고한 적이 없습니다.',
    why: 'Session Manager로 연결하려면 SSM Agent가 실행 중이고, 역할이 있으며, Systems Manager 엔드포인트에 닿을 수 있어야 합니다.',
    next: 'SSM Agent가 설치되어 실행 중인지, 인스턴스 역할에 AmazonSSMManagedInstanceCore가 있는지, 서브넷에서 ssm 및 ssmmessages 엔드포인트에 닿는지 확인하세요.',
  },
  'node.role-lacks': {
    title: '노드 역할의 권한이 부족합니다',
    what: '{{node}}의 역할({{role}})이 허용하지 않는 동작: {{actions}}',
    why: '에이전트는 이 역할의 권한으로 Systems Manager에 보고하고 세션을 엽니다.',
    next: '역할에 관리형 정책 AmazonSSMManagedInstanceCore 또는 여기 보이는 더 작은 정책을 연결하세요. 에이전트가 스스로 다시 시도하며, 다시 시작하면 더 빠릅니다.',
  },
  'node.offline': {
    title: '노드의 에이전트와 연락이 끊겼습니다',
    what: '{{node}}의 에이전트가 Systems Manager에 마지막으로 응답한 때: {{lastPing}}',
    why: '에이전트가 멈췄거나, 머신의 네트워크가 끊겼거나, Systems Manager 엔드포인트에 닿지 못하고 있습니다.',
    next: '머신이 켜져 있고 SSM Agent가 실행 중인지 확인하고, 실행 중이면 에이전트를 다시 시작한 뒤 새로 고치세요.',
  },
  'node.not-connected': {
    title: '노드의 에이전트가 세션을 받지 못합니다',
    what: '{{node}}의 에이전트가 지금 Session Manager에 연결되어 있지 않습니다.',
    why: '세션은 에이전트가 노드에서 여는 별도의 채널(ssmmessages)로 전달됩니다. 역할이 이를 허용하지 않거나, 서브넷에서 ssmmessages 엔드포인트에 닿지 못하거나, 에이전트가 방금 시작했거나 멈춘 것일 수 있습니다. 다른 리전이나 계정의 노드도 이렇게 보입니다.',
    next: '역할에 AmazonSSMManagedInstanceCore가 있는지, 노드에서 ssmmessages 엔드포인트에 닿는지 확인하고, 에이전트를 다시 시작한 뒤 다시 시도하세요. 방금 시작한 노드라면 1분쯤 기다리세요.',
  },
  'node.agent-too-old': {
    title: '에이전트가 오래되어 SSH를 쓸 수 없습니다',
    what: '{{node}}의 SSM Agent는 {{agentVersion}}인데, SSH에는 {{needs}} 이상이 필요합니다.',
    why: '오래된 에이전트는 Session Manager로 SSH 연결을 전달하지 못합니다.',
    next: 'Systems Manager 문서 AWS-UpdateSSMAgent 등으로 에이전트를 업데이트한 뒤 새로 고치세요.',
  },
  'node.standard-tier': {
    title: '하이브리드 노드는 고급 티어가 필요합니다',
    what: '{{node}}은(는) 표준 인스턴스 티어를 쓰는 계정의 하이브리드 노드입니다.',
    why: 'Session Manager는 고급 인스턴스 티어에서만 하이브리드 노드에 연결하며, 이 티어는 시간당 요금이 부과됩니다.',
    next: 'Fleet Manager의 계정 설정에서 고급 인스턴스 티어를 켜거나 다른 방법으로 연결하세요.',
  },
  'node.gone': {
    title: '노드가 더는 존재하지 않습니다',
    what: 'AWS에 {{node}}이(가) 없습니다.',
    why: '목록을 읽은 뒤에 종료되었거나 등록이 해제되었습니다.',
    next: '노드 목록을 새로 고쳐 현재 상태를 확인하세요.',
  },
  'node.unknown-name': {
    title: '이 이름의 노드가 없습니다',
    what: '프로필 “{{profile}}”로 {{region}} 리전에서 “{{name}}”이라는 인스턴스나 하이브리드 노드를 찾지 못했습니다.',
    why: '이름은 EC2 Name 태그, 하이브리드 노드의 이름, 컴퓨터 이름 또는 프라이빗 주소입니다. 이 프로필과 리전이 지정되어 있어 다른 곳은 찾아보지 않았습니다.',
    next: '“sallyport ls”로 목록을 확인하거나, --profile이나 --region을 바꾸거나, --all-sources로 모두 찾아보거나, 노드의 ID를 사용하세요.',
  },
  'node.unknown-in-sources': {
    title: '이 이름의 노드가 없습니다',
    what: '앱의 소스 {{count}}개 어디에서도 “{{name}}”이라는 인스턴스나 하이브리드 노드를 찾지 못했습니다:',
    why: '이름은 EC2 Name 태그, 하이브리드 노드의 이름, 컴퓨터 이름 또는 프라이빗 주소입니다. 찾아볼 수 없었던 소스는 이유와 함께 표시됩니다.',
    next: '“sallyport ls”로 목록을 확인하거나, 앱에 없는 --profile과 --region을 지정하거나, 노드의 ID를 사용하세요.',
  },
  'node.ambiguous-name': {
    title: '같은 이름의 노드가 여러 개 있습니다',
    what: '“{{name}}”이라는 이름의 노드가 {{count}}개 있습니다:',
    why: '그중 하나를 임의로 고르면 엉뚱한 서버에 연결될 수 있습니다.',
    next: '원하는 노드의 ID를 사용하세요.',
  },
} satisfies WordsOf<'node'>;
