import type { Strings } from '../types.js';

/** How a node is set up for SSH through Session Manager. */
export const nodeHelpWords = {
  nodeHelp: {
    open: '설정 방법…',
    title: '노드의 SSH 설정',
    titleOf: '{{name}}의 SSH 설정',
    topic: '설정할 항목',
    topics: {
      'ssh-server': 'SSH 서버',
      agent: 'SSM Agent',
      role: '역할',
      network: '네트워크',
      hybrid: 'EC2 외부',
    },
    about: {
      'ssh-server':
        'Session Manager는 노드의 SSH 서버까지 연결을 전달합니다. 에이전트가 노드 안에서 연결하므로 네트워크에 포트를 열 필요가 없습니다.',
      agent: '노드의 에이전트가 연결을 전달합니다. SSH에는 버전 2.3.672.0 이상이 필요합니다.',
      role: '에이전트에는 인스턴스의 역할 또는 계정 기본 역할의 권한이 필요합니다.',
      network:
        '에이전트는 443 포트로 Systems Manager에 접속합니다. 프라이빗 VPC에는 엔드포인트가 필요합니다.',
      hybrid: 'EC2 외부의 서버는 활성화로 등록하며, 고급 인스턴스 등급이 필요합니다.',
    },
    platform: '노드의 운영 체제',
    paste: '셸을 열고 붙여넣기',
    noShell: {
      ec2: '지금 이 노드에는 Session Manager 셸이 없습니다. EC2 직렬 콘솔이나 네트워크를 통한 SSH에서 입력하거나, 인스턴스의 사용자 데이터에 넣으세요. 중지된 인스턴스는 사용자 데이터를 바꿀 수 있고, 디스크는 다른 인스턴스에서 살펴볼 수 있습니다.',
      hybrid:
        '지금 이 노드에는 Session Manager 셸이 없습니다. 그 머신의 콘솔이나 같은 네트워크의 SSH에서 입력하세요.',
    },
    pasteWhy: '노드의 Session Manager 셸에 붙여넣습니다. Enter를 누르기 전에는 아무것도 실행되지 않습니다.',
    platforms: {
      'amazon-linux': 'Amazon Linux',
      'red-hat': 'Red Hat, CentOS, Rocky, Alma, Fedora, Oracle',
      ubuntu: 'Ubuntu',
      upstart: 'Amazon Linux 1, Red Hat 6, CentOS 6',
      debian: 'Debian, Raspberry Pi OS',
      suse: 'SUSE',
      alpine: 'Alpine',
      bottlerocket: 'Bottlerocket',
      windows: 'Windows Server 2019 이상',
      'windows-2016': 'Windows Server 2016',
      macos: 'macOS',
    },
    on: {
      shell: '노드의 셸에서',
      powershell: '노드의 PowerShell에서(관리자 권한)',
      aws: 'AWS CLI로, 어디서나',
    },
    steps: {
      'ssh-linux': 'SSH 서버를 설치하고, 지금 그리고 부팅할 때마다 시작하게 합니다.',
      'ssh-macos': '원격 로그인을 켭니다. EC2 Mac 인스턴스는 처음부터 켜져 있습니다.',
      'ssh-windows':
        'OpenSSH 서버를 설치하고, 지금 그리고 부팅할 때마다 시작하게 합니다. Windows Server 2025에는 이미 설치되어 있습니다. 에이전트가 localhost로 연결하므로 방화벽 규칙은 필요 없습니다.',
      'ssh-windows-2016':
        '이 Windows에 들어 있지 않은 OpenSSH 서버를 Microsoft의 GitHub 릴리스에서 설치하고, 지금 그리고 부팅할 때마다 시작하게 합니다. 에이전트가 localhost로 연결하므로 방화벽 규칙은 필요 없습니다.',
      'ssh-bottlerocket':
        'Bottlerocket 자체에는 셸도 SSH 서버도 없습니다. SSH 서버가 들어 있는 admin 컨테이너를 켜고 ec2-user로 로그인하세요. 시스템에는 “sudo sheltie”로 들어갑니다. 이 명령을 입력하는 Session Manager 셸은 control 컨테이너입니다.',
      keys: '공개 키를 등록합니다. EC2 노드에는 키 페어의 공개 키가 이미 있습니다.',
      'keys-windows':
        '공개 키를 등록합니다. 관리자 계정은 이 파일만 쓰이며, 다른 사용자가 쓸 수 없어야 합니다.',
      'keys-bottlerocket':
        '공개 키를 등록합니다. admin 컨테이너에는 EC2 키 페어의 공개 키가 있으며, 사용자 데이터에 키를 지정하면 그 키로 바뀝니다.',
      check: '22번 포트에서 응답하는지 확인합니다.',
      'check-windows': '22번 포트에서 응답하는지 확인합니다.',
      'agent-document': 'Systems Manager가 노드와 연락이 될 때 여기서 업데이트합니다. 1~2분 걸립니다.',
      'agent-install': '노드에서 직접 설치하거나 업데이트합니다.',
      'agent-snap':
        '노드에서 직접 설치하거나 업데이트합니다. Ubuntu에서는 snap이며, .deb 패키지를 함께 설치하지 마세요.',
      'agent-alpine':
        'Alpine의 community 저장소에서 설치합니다. 저장소가 켜져 있어야 합니다. AWS가 아니라 Alpine의 패키지입니다.',
      'agent-bottlerocket':
        '에이전트는 control 컨테이너에 들어 있어 시스템과 함께 업데이트됩니다. 시스템을 업데이트하면 머신이 다시 시작합니다. 에이전트가 응답하지 않으면 인스턴스를 재부팅하세요.',
      'agent-restart': '설치되어 있는데 응답이 없을 때, 그리고 역할이 바뀐 뒤에 다시 시작합니다.',
      'agent-diagnose': '네트워크, 역할, 시계 등 무엇이 문제인지 에이전트에 묻습니다(버전 3.1.501.0 이상).',
      'role-attach': '에이전트에 필요한 권한을 역할에 줍니다. AWS의 정책은 그보다 조금 더 넓습니다.',
      'role-profile':
        '인스턴스에 역할을 연결합니다. 같은 이름의 인스턴스 프로파일에 역할이 들어 있어야 합니다.',
      'role-default':
        '또는 Systems Manager 콘솔이 만드는 역할을, 역할이 없는 모든 인스턴스의 계정 기본값으로 씁니다. 에이전트 3.2.582.0 이상과 IMDSv2가 필요합니다.',
      'network-endpoints':
        '두 서비스의 엔드포인트를 각각 만듭니다. 보안 그룹이 노드에서 오는 443 포트를 허용해야 하고, VPC의 DNS 이름과 DNS 확인이 켜져 있어야 합니다.',
      'network-try': '노드에서 닿는지 확인합니다. 어떤 응답이든 오면 됩니다.',
      'hybrid-activation': '활성화를 만듭니다. 코드와 ID가 나오며, 코드는 한 번만 표시됩니다.',
      'hybrid-register': '서버에 에이전트를 설치하고 그 코드와 ID로 등록합니다.',
      'hybrid-macos': 'EC2 외부의 Mac은 Systems Manager에 등록할 수 없습니다.',
      'hybrid-bottlerocket':
        '머신이 시작할 때 코드와 ID를 알려 줍니다. control 컨테이너의 사용자 데이터(settings.host-containers.control.user-data)는 Base64로 쓴 JSON입니다: {"ssm": {"activation-id": …, "activation-code": …, "region": …}}',
      'hybrid-tier':
        '이 리전에서 고급 인스턴스 등급을 켭니다. 하이브리드 노드의 세션에 필요하며, AWS가 하이브리드 노드마다 시간당 요금을 부과합니다.',
    },
  },
} satisfies Partial<Strings>;
