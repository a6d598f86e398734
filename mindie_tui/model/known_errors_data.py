"""The table of known errors, in the order in which they are tried: what was printed, why, what to do.

Collected from the sources of MindIE-LLM, CANN and AISBench, from their documents and from public threads; `source` says
which. every match holds one of `hints`: a line without need not be tried.
"""

ROWS: tuple[dict[str, str | tuple[str, ...]], ...] = (
    dict(
        code='cfg-perm', severity='error', phase='config',
        regex=(
            r"Check path: (?P<file>\S+) failed, by: ?Check (?P<who>Other group|Owner group|Owner) permission faile"
            r"d.*current permission is (?P<cur>\d).*Required permisssion is (?P<req>\d+)"
        ),
        hints=('Required permisssion is ',),
        sample=(
            'Check path: config.json failed, by: Check Other group permission failed: '
            '/usr/local/Ascend/mindie/latest/mindie-service/conf/config.json current permission is 4, but '
            'required no greater than 0. Required permisssion is 640, but got permission is 644'
        ),
        meaning='file mode too open',
        cause='config.json, rank table and certificates must have mode 640 or less',
        remedy=(
            'chmod 640 <file>; owner must be the daemon user; no environment variable lifts this for '
            'config.json, rank table or certificates'
        ),
        title_zh='文件权限过大',
        source='MindIE-LLM@8b4871a src/utils/log/file_utils.cpp:363-385 (sic "permisssion"); gpustack#2552',
    ),
    dict(
        code='cfg-owner-file', severity='error', phase='config',
        regex=r"owner id diff: current process user id is (?P<u>\d+), file owner id is (?P<o>\d+)",
        hints=('owner id diff: current process user id is ',),
        sample='Check path: config.json failed, by:owner id diff: current process user id is 0, file owner id is 1001',
        meaning='the file belongs to another user than the one who starts the daemon',
        cause=(
            'config.json, the rank table or a certificate was copied in with another uid (docker cp, sftp, '
            'shared mount); root is not exempt from this check'
        ),
        remedy=(
            'chown it to the uid of the daemon (id -u inside the container), mode 640; '
            'MINDIE_CHECK_INPUTFILES_PERMISSION=0 does not help for these files'
        ),
        title_zh='文件属主与启动用户不一致',
        source=(
            'MindIE-LLM@8b4871a src/utils/log/file_utils.cpp:320-326,359-363; sample printed by the real config '
            'manager, compiled and run'
        ),
    ),
    dict(
        code='cfg-perm-old', severity='error', phase='config',
        regex=r"[Cc]heck[ _]?path: ?config\.json failed",
        hints=('config.json failed',),
        sample='Check_path: config.json failed',
        meaning='model config.json permission wrong',
        cause='weights dir config.json not 640/750',
        remedy=(
            'chmod 640 {weights}/config.json (or chmod -R 640 then 750 on dirs: a plain -R 640 removes x from '
            'directories)'
        ),
        title_zh='权重 config.json 权限错误',
        source='docs/zh/faq/faq.md',
    ),
    dict(
        code='cfg-perm-weights', severity='error', phase='config',
        regex=r"Path permission exceeds maximum allowed: (?P<path>\S+), actual=0(?P<a>\d+), limit=0(?P<l>\d+)",
        hints=('Path permission exceeds maximum allowed: ',),
        sample='Path permission exceeds maximum allowed: /data/weights, actual=0755, limit=0750',
        meaning='weights directory too open (non-root user)',
        cause='weights dir mode above 750 (checked for non-root only)',
        remedy='chmod 750 <weights>; root (uid 0) skips this check',
        title_zh='权重目录权限超限',
        source='MindIE-LLM@8b4871a src/utils/safe_path.cpp:296',
    ),
    dict(
        code='cfg-owner', severity='error', phase='config',
        regex=r"path owner uid mismatch: path=(?P<path>[^,]+), current_uid=(?P<u>\d+), path_uid=(?P<p>\d+)",
        hints=('path owner uid mismatch: path=',),
        sample='path owner uid mismatch: path=/data/weights, current_uid=1001, path_uid=0',
        meaning='weights owned by another user',
        cause='service user is not owner of weights (checked for non-root only)',
        remedy='chown -R <service uid> <weights>',
        title_zh='权重属主不一致',
        source='MindIE-LLM@8b4871a src/utils/safe_path.cpp:320',
    ),
    dict(
        code='cfg-symlink', severity='error', phase='config',
        regex=r"The file:? ?(?P<f>\S+) is a link\.",
        hints=(' is a link.',),
        sample='The file: config.json is a link.',
        meaning='symlink not accepted',
        cause='config/weights file is a symlink (hub caches)',
        remedy='copy the real file (cp -L); service and rank-table files may not be links',
        title_zh='文件是软链接',
        source='MindIE-LLM@8b4871a src/utils/log/file_utils.cpp',
    ),
    dict(
        code='cfg-tls', severity='error', phase='config',
        regex=(
            r"The (?P<k>serverConfig_\.\w+|backendConfig_\.interNode\w+|ServerConfig\.\w+) path is (?:invalid|not "
            r"a dir) by|Backend inter tls config is invalid|Failed to init tls cfg"
        ),
        hints=(
            'serverConfig_.',
            'backendConfig_.interNode',
            'ServerConfig.',
            'Backend inter tls config is invalid',
            'Failed to init tls cfg',
        ),
        sample=(
            'The serverConfig_.tlsCert path is invalid by: The input file: server.pem is not a regular file or '
            'not exists'
        ),
        meaning='TLS on but certificates missing',
        cause='httpsEnabled / interNodeTLSEnabled left at the default true',
        remedy='set httpsEnabled=false and (multi-node) interNodeTLSEnabled=false, or import certificates',
        title_zh='开启 TLS 但无证书',
        source='MindIE-LLM@8b4871a server_config.cpp, backend_config.cpp; faq "找不到tlsCert"',
    ),
    dict(
        code='cfg-empty', severity='error', phase='config',
        regex=r"The input file(: \S+)? is not a regular file or not exists",
        hints=(' is not a regular file or not exists',),
        sample='The input file: rank_table.json is not a regular file or not exists',
        meaning='file missing',
        cause='path typo, not mounted in the container',
        remedy='check the path INSIDE the container',
        title_zh='文件不存在',
        source='MindIE-LLM@8b4871a src/utils/log/file_utils.cpp',
    ),
    dict(
        code='cfg-json', severity='error', phase='config',
        regex=r"Json file is invalid\. Please check json format!",
        hints=('Json file is invalid. Please check json format!',),
        sample='Json file is invalid. Please check json format! ',
        meaning='config.json is not JSON',
        cause='trailing comma / comment / BOM',
        remedy='validate before write',
        title_zh='config.json 非法 JSON',
        source='MindIE-LLM@8b4871a src/config_manager/param_checker.cpp',
    ),
    dict(
        code='cfg-missing-key', severity='error', phase='config',
        regex=r"\[ParamChecker::CheckJsonParamType\] (?P<key>\w+): missing compulsory field",
        hints=('[ParamChecker::CheckJsonParamType] ',),
        sample='[ParamChecker::CheckJsonParamType] tokenTimeout: missing compulsory field',
        meaning='mandatory key absent',
        cause='key removed or misspelt (unknown keys are IGNORED silently)',
        remedy='restore key from the default template',
        title_zh='缺少必填字段',
        source='MindIE-LLM@8b4871a src/config_manager/param_checker.cpp',
    ),
    dict(
        code='cfg-type', severity='error', phase='config',
        regex=r"The type of param (?P<key>\w+) should be (?P<t>\w+), but got (?P<g>\w+)",
        hints=('The type of param ',),
        sample='The type of param port should be int32_t, but got string',
        meaning='wrong JSON type',
        cause='"1025" instead of 1025, "false" instead of false',
        remedy='fix the type',
        title_zh='参数类型错误',
        source='MindIE-LLM@8b4871a src/config_manager/param_checker.cpp',
    ),
    dict(
        code='cfg-range', severity='error', phase='config',
        regex=r"(?P<key>[\w.]+) \[(?P<v>-?\d+)\] is (?:out of bound|less than) \[(?P<lim>-?\d+)\]",
        hints=('out of bound', 'less than'),
        sample='serverConfig.port [99999] is out of bound [65535]',
        meaning='value out of range',
        cause='edited by hand',
        remedy='the last bracket is the limit; all ranges are in validators.json',
        title_zh='参数越界',
        source='MindIE-LLM@8b4871a src/include/config/param_checker.h:79-90',
    ),
    dict(
        code='cfg-npu-ws', severity='error', phase='config',
        regex=r"The size of npuDeviceIds \(subset\) does not equal to worldSize",
        hints=('The size of npuDeviceIds (subset) does not equal to worldSize',),
        sample='The size of npuDeviceIds (subset) does not equal to worldSize',
        meaning='len(npuDeviceIds[0]) != worldSize',
        cause='edited only one of the two',
        remedy=(
            'make them equal: 8 on A2, 16 on A3; checked even in multi-node mode although both values are then '
            'replaced by the rank table'
        ),
        title_zh='npuDeviceIds 数量与 worldSize 不等',
        source='MindIE-LLM@8b4871a src/config_manager/backend_config.cpp',
    ),
    dict(
        code='cfg-npu-inst', severity='error', phase='config',
        regex=r"The size of npuDeviceIds does not equal to modelInstanceNumber",
        hints=('The size of npuDeviceIds does not equal to modelInstanceNumber',),
        sample='The size of npuDeviceIds does not equal to modelInstanceNumber',
        meaning='outer list length wrong',
        cause='npuDeviceIds must be [[...]] with modelInstanceNumber inner lists',
        remedy='use [[0,1,...]]',
        title_zh='npuDeviceIds 外层数量错误',
        source='MindIE-LLM@8b4871a src/config_manager/backend_config.cpp',
    ),
    dict(
        code='rt-not-local', severity='error', phase='ranktable',
        regex=r"npuDeviceID does not allow repetitive element",
        hints=('npuDeviceID does not allow repetitive element',),
        sample='npuDeviceID does not allow repetitive element',
        meaning=(
            'with several nodes: this node was not found in the rank table (its device list came out empty); '
            'with one node: a device id is listed twice'
        ),
        cause=(
            'MIES_CONTAINER_IP unset or not equal to any container_ip (and HOST_IP equal to no server_id), or '
            'duplicate device_id'
        ),
        remedy='export MIES_CONTAINER_IP exactly as in container_ip of this node',
        title_zh='本机IP不在ranktable中(提示为卡号重复)',
        source=(
            'MindIE-LLM@8b4871a src/config_manager/backend_config.cpp:205-210,234-262 and '
            'ranktable_config.cpp:160-164; sample printed by the real config manager, compiled and run'
        ),
    ),
    dict(
        code='cfg-prefill', severity='error', phase='config',
        regex=r"The value of maxPrefillTokens should not be less than maxInputTokenLen",
        hints=('The value of maxPrefillTokens should not be less than maxInputTokenLen',),
        sample='The value of maxPrefillTokens should not be less than maxInputTokenLen.',
        meaning='maxPrefillTokens < maxInputTokenLen',
        cause='',
        remedy='raise maxPrefillTokens or lower maxInputTokenLen (not needed when templateType=Mix)',
        title_zh='maxPrefillTokens 小于 maxInputTokenLen',
        source='MindIE-LLM@8b4871a src/config_manager/config_manager_impl.cpp',
    ),
    dict(
        code='cfg-preempt', severity='error', phase='config',
        regex=r"cpuMemSize can not be 0 when maxPreemptCount is not 0",
        hints=('cpuMemSize can not be 0 when maxPreemptCount is not 0',),
        sample='The value of modelParam.cpuMemSize can not be 0 when maxPreemptCount is not 0.',
        meaning='preemption needs CPU swap',
        cause='',
        remedy='set cpuMemSize>0 or maxPreemptCount=0',
        title_zh='开启抢占需 cpuMemSize',
        source='MindIE-LLM@8b4871a config_manager_impl.cpp',
    ),
    dict(
        code='cfg-port-eq', severity='error', phase='config',
        regex=r"Endpoint port cannot be equal to multiNodesInferPort",
        hints=('Endpoint port cannot be equal to multiNodesInferPort',),
        sample='Endpoint port cannot be equal to multiNodesInferPort.',
        meaning='port == multiNodesInferPort',
        cause='',
        remedy='use different ports (1025 vs 1120)',
        title_zh='业务端口与多机端口冲突',
        source='MindIE-LLM@8b4871a config_manager_impl.cpp',
    ),
    dict(
        code='cfg-template', severity='error', phase='config',
        regex=r"The template(?:Type|Name) must be .*, but is",
        hints=('The template',),
        sample='The templateName must be Standard_LLM, but is foo',
        meaning='fixed-value key changed',
        cause='',
        remedy='templateType Standard|Mix, templateName Standard_LLM',
        title_zh='templateType/Name 固定值',
        source='MindIE-LLM@8b4871a schedule_config.cpp',
    ),
    dict(
        code='cfg-infermode', severity='error', phase='config',
        regex=r"The inferMode should be standard or dmi",
        hints=('The inferMode should be standard or dmi',),
        sample='The inferMode should be standard or dmi',
        meaning='wrong inferMode',
        cause='',
        remedy='standard for PD-mixed',
        title_zh='inferMode 错误',
        source='MindIE-LLM@8b4871a param_checker.cpp',
    ),
    dict(
        code='cfg-modelname', severity='error', phase='config',
        regex=r"The value of (?:modelName|loraName) must meet the following rules",
        hints=(' must meet the following rules',),
        sample='The value of modelName must meet the following rules: The string length is [1, 256]',
        meaning='modelName has illegal chars',
        cause='only [a-zA-Z0-9_.-], first/last alphanumeric',
        remedy='rename',
        title_zh='modelName 不合法',
        source='MindIE-LLM@8b4871a model_deploy_config.cpp',
    ),
    dict(
        code='cfg-npumem', severity='error', phase='config',
        regex=r"The value of 'npuMemSize' in ModelDeployConfig in config\.json is",
        hints=("The value of 'npuMemSize' in ModelDeployConfig in config.json is",),
        sample=(
            "The value of 'npuMemSize' in ModelDeployConfig in config.json is 0 it should be within (0, "
            '4294967295] or -1'
        ),
        meaning='npuMemSize 0 or < -1',
        cause='',
        remedy='-1 (auto) or > 0',
        title_zh='npuMemSize 非法',
        source='MindIE-LLM@8b4871a model_deploy_config.cpp',
    ),
    dict(
        code='cfg-init-cm', severity='error', phase='config',
        regex=r"Failed to initialize (?P<s>ServerConfig|BackendConfig|ScheduleConfig|ModelDeployConfig) from JSON",
        hints=('Failed to initialize ',),
        sample='ConfigManager init exception: Failed to initialize BackendConfig from JSON.',
        meaning='summary line: the reason is 1-2 lines ABOVE',
        cause='any cfg-* error',
        remedy='show the previous line as the first error',
        title_zh='配置初始化失败（看上一行）',
        source='MindIE-LLM@8b4871a config_manager_impl.cpp',
    ),
    dict(
        code='cfg-dyn', severity='info', phase='config',
        regex=(
            r"key 'EnableDynamicAdjustTimeoutConfig' not found|The configName EnableDynamicAdjustTimeoutConfig is "
            r"not found"
        ),
        hints=(
            "key 'EnableDynamicAdjustTimeoutConfig' not found",
            'The configName EnableDynamicAdjustTimeoutConfig is not found',
        ),
        sample='The configName EnableDynamicAdjustTimeoutConfig is not found, using default value false.',
        meaning='harmless with an old template on >=2.3',
        cause='key absent',
        remedy='add "EnableDynamicAdjustTimeoutConfig": false',
        title_zh='缺少动态超时开关（无害）',
        source='MindIE-LLM@8b4871a config_manager_impl.cpp; gpustack#4834',
    ),
    dict(
        code='cfg-ip', severity='error', phase='config',
        regex=(
            r"Input (?P<k>\w+) (?:is empty|(?:\[(?P<v>[^\]]*)\] )?(?:format is invalid|is invalid))|Management add"
            r"ress is invalid"
        ),
        hints=('is empty', 'format is invalid', 'is invalid', 'Management address is invalid'),
        sample='Input ipAddress [300.1.1.1] format is invalid (neither IPv4 nor IPv6)',
        meaning='bad or 0.0.0.0 address',
        cause=(
            '0.0.0.0 needs allowAllZeroIpListening=true; MIES_CONTAINER_IP overrides ipAddress, '
            'MIES_CONTAINER_MANAGEMENT_IP overrides managementIpAddress'
        ),
        remedy='use the node IP',
        title_zh='IP 非法',
        source='MindIE-LLM@8b4871a src/utils/common_util.cpp:680-706; http_server.cpp:390',
    ),
    dict(
        code='rt-env', severity='error', phase='ranktable',
        regex=r"Ranktable file is not exist",
        hints=('Ranktable file is not exist',),
        sample='Ranktable file is not exist, please set a valid ranktable file path with RANK_TABLE_FILE environment.',
        meaning='RANK_TABLE_FILE unset while multiNodesInferEnabled=true',
        cause='env script not sourced; old name RANKTABLEFILE only',
        remedy='export RANK_TABLE_FILE (and RANKTABLEFILE for <=2.0)',
        title_zh='未设置 RANK_TABLE_FILE',
        source='MindIE-LLM@8b4871a ranktable_config.cpp',
    ),
    dict(
        code='rt-json', severity='error', phase='ranktable',
        regex=r"Ranktable file is invalid\. Please check json format",
        hints=('Ranktable file is invalid. Please check json format',),
        sample='Ranktable file is invalid. Please check json format! ',
        meaning='not JSON, or server_count is a number',
        cause='server_count and all ids must be STRINGS',
        remedy='quote them',
        title_zh='ranktable 非法',
        source='MindIE-LLM@8b4871a ranktable_config.cpp',
    ),
    dict(
        code='rt-count-range', severity='error', phase='ranktable',
        regex=r"Parameter server_count must be in range \[2, 60\]",
        hints=('Parameter server_count must be in range [2, 60]',),
        sample='Parameter server_count must be in range [2, 60], but got 1',
        meaning='1-node table with multiNodesInferEnabled=true',
        cause='',
        remedy='single node: multiNodesInferEnabled=false and unset RANK_TABLE_FILE',
        title_zh='server_count 越界',
        source='MindIE-LLM@8b4871a ranktable_config.cpp',
    ),
    dict(
        code='rt-count-len', severity='error', phase='ranktable',
        regex=r"Parameter server_count is \d+, which is not equal to server_list length",
        hints=(', which is not equal to server_list length',),
        sample='Parameter server_count is 2, which is not equal to server_list length in ranktable file, which is 1',
        meaning='count != list',
        cause='a node dropped out while generating',
        remedy='regenerate',
        title_zh='server_count 与列表不符',
        source='MindIE-LLM@8b4871a ranktable_config.cpp',
    ),
    dict(
        code='rt-uneven', severity='error', phase='ranktable',
        regex=r"The number of devices in every server node is \d+ which not equal",
        hints=('The number of devices in every server node is ',),
        sample='The number of devices in every server node is 16 which not equal in ranktable file, which is 8',
        meaning='nodes with different card counts',
        cause='A2+A3 mixed, dead card',
        remedy='same number of devices on each node',
        title_zh='各节点卡数不同',
        source='MindIE-LLM@8b4871a ranktable_config.cpp',
    ),
    dict(
        code='rt-container-ip', severity='error', phase='ranktable',
        regex=r"The containerIp in the server node is empty",
        hints=('The containerIp in the server node is empty',),
        sample='The containerIp in the server node is empty in ranktable file.',
        meaning='container_ip missing',
        cause='hand-written HCCL table',
        remedy='add container_ip (= server_id with --net=host)',
        title_zh='缺少 container_ip',
        source='MindIE-LLM@8b4871a ranktable_config.cpp',
    ),
    dict(
        code='rt-devip', severity='error', phase='ranktable',
        regex=r"Parameter device_ip is invalid in ranktable file|Invalid device_ip",
        hints=('Parameter device_ip is invalid in ranktable file', 'Invalid device_ip'),
        sample='Parameter device_ip is invalid in ranktable file.',
        meaning='device_ip wrong',
        cause='"Get ipconf failed" text pasted',
        remedy='hccn_tool -i N -ip -g',
        title_zh='device_ip 非法',
        source='MindIE-LLM@8b4871a ranktable_config.cpp; runtime env.py',
    ),
    dict(
        code='rt-rank', severity='error', phase='ranktable',
        regex=r"rank_id \d+ must be less than world_size \d+|rankId in ranktable is \d+, which is out of allow range",
        hints=(' must be less than world_size ', ', which is out of allow range'),
        sample='rank_id 16 must be less than world_size 16',
        meaning='rank ids not 0..N-1',
        cause='',
        remedy='renumber',
        title_zh='rank_id 越界',
        source='MindIE-LLM@8b4871a mindie_llm/runtime/utils/helpers/env.py:121',
    ),
    dict(
        code='rt-local', severity='error', phase='ranktable',
        regex=r"Failed to find local IP (?P<ip>\S+) in slave IPs",
        hints=('Failed to find local IP ',),
        sample='Failed to find local IP 10.0.0.9 in slave IPs.',
        meaning='MIES_CONTAINER_IP not in the table',
        cause='env script copied unchanged between nodes',
        remedy='each node needs its own MIES_CONTAINER_IP',
        title_zh='本机 IP 不在 ranktable',
        source='MindIE-LLM@8b4871a executor.cpp',
    ),
    dict(
        code='rt-mies-env', severity='warn', phase='ranktable',
        regex=r"The env variable MIES_CONTAINER_IP isn't exist",
        hints=("The env variable MIES_CONTAINER_IP isn't exist",),
        sample="The env variable MIES_CONTAINER_IP isn't exist.",
        meaning='falls back to hostname lookup',
        cause='not exported',
        remedy='export MIES_CONTAINER_IP',
        title_zh='未设置 MIES_CONTAINER_IP',
        source='MindIE-LLM@8b4871a ranktable_config.cpp',
    ),
    dict(
        code='rt-hccl-open', severity='error', phase='ranktable',
        regex=r"\[HcomLoadRanktableFile\]get file\[.*\] real path error",
        hints=('[HcomLoadRanktableFile]get file[',),
        sample='[HcomLoadRanktableFile]get file[/x.json] real path error',
        meaning='HCCL cannot open the table',
        cause='',
        remedy='fix path',
        title_zh='HCCL 打不开 ranktable',
        source='mind-cluster kg-config AISW_CANN_HCCL_007',
    ),
    dict(
        code='rt-hccl-json', severity='error', phase='ranktable',
        regex=r"load file\[.*\] to json fail\. please check json file",
        hints=('] to json fail. please check json file',),
        sample='[Read][File]errNo[0x0] load file[/x.json] to json fail. please check json file',
        meaning='HCCL parse error',
        cause='',
        remedy='regenerate',
        title_zh='HCCL 解析 ranktable 失败',
        source='AISW_CANN_HCCL_009',
    ),
    dict(
        code='rt-hccl-content', severity='error', phase='ranktable',
        regex=r"\[Parse\]\[ClusterInfo\]",
        hints=('[Parse][ClusterInfo]',),
        sample='[ERROR] HCCL [Parse][ClusterInfo] rankid is repeated',
        meaning='HCCL rejects the content',
        cause='duplicate rank/server/device ip',
        remedy='regenerate',
        title_zh='ranktable 内容错误',
        source='AISW_CANN_HCCL_010',
    ),
    dict(
        code='par-ws', severity='error', phase='parallel',
        regex=(
            r"World size must equal to attention's dp_size \* attention's cp_size \* attention's tp_size\..*tp_siz"
            r"e is (?P<tp>\d+).*dp_size is (?P<dp>\d+).*cp_size is (?P<cp>\d+).*World size is (?P<ws>\d+)"
        ),
        hints=("World size must equal to attention's dp_size * attention's cp_size * attention's tp_size.",),
        sample=(
            "World size must equal to attention's dp_size * attention's cp_size * attention's tp_size. "
            "Attention's tp_size is 8. Attention's dp_size is 4. Attention's cp_size is 1. World size is 16. "
            'Please check `dp`, `cp`, `tp` and `world_size`.'
        ),
        meaning='dp*cp*tp != world size',
        cause='',
        remedy='fix dp/cp/tp; world size = cards of ALL nodes when multi-node',
        title_zh='dp*cp*tp≠worldSize',
        source='MindIE-LLM@8b4871a examples/atb_models/atb_llm/utils/mapping.py:381',
    ),
    dict(
        code='par-moe', severity='error', phase='parallel',
        regex=r"World size must equal to MoE's (?:ep_size \* MoE's )?tp_size",
        hints=("World size must equal to MoE's ",),
        sample=(
            "World size must equal to MoE's ep_size * MoE's tp_size. MoE's tp_size is 4. MoE's dp_size is 8. "
            'World size is 16. Please check `moe_tp`, `moe_ep` and `world_size`.'
        ),
        meaning='moe_ep*moe_tp != world size',
        cause='',
        remedy='fix moe_ep/moe_tp',
        title_zh='moe_ep*moe_tp≠worldSize',
        source='MindIE-LLM@8b4871a mapping.py:402',
    ),
    dict(
        code='par-tp-local', severity='error', phase='parallel',
        regex=r"(?:Attention's|MoE's|Dense|O_proj's|Lm_head's) tp_size should be no greater than local world size",
        hints=(' tp_size should be no greater than local world size',),
        sample=(
            "Attention's tp_size should be no greater than local world size, or equal to world size. Attention's "
            'tp_size is 16.'
        ),
        meaning='tp spans nodes partially',
        cause='',
        remedy='tp <= cards per node, or == all cards',
        title_zh='tp 超过单机卡数',
        source='MindIE-LLM@8b4871a mapping.py:391',
    ),
    dict(
        code='par-sp', severity='error', phase='parallel',
        regex=r"Attention's sp_size must equal to attention's tp_size",
        hints=("Attention's sp_size must equal to attention's tp_size",),
        sample="Attention's sp_size must equal to attention's tp_size. Attention's sp_size is 4.",
        meaning='sp must be 1 or tp',
        cause='',
        remedy='',
        title_zh='sp≠tp',
        source='MindIE-LLM@8b4871a mapping.py:424',
    ),
    dict(
        code='par-cpdp', severity='error', phase='parallel',
        regex=(
            r"cannot support (?:context parallel and data parallel|data parallel and pipeline parallel) simultaneo"
            r"usly"
        ),
        hints=('context parallel and data parallel', 'data parallel and pipeline parallel'),
        sample=(
            'The attention module cannot support context parallel and data parallel simultaneously. Please check '
            '`cp` and `dp`.'
        ),
        meaning='cp>1 with dp>1',
        cause='',
        remedy='set one to 1',
        title_zh='cp 与 dp 不可同时>1',
        source='MindIE-LLM@8b4871a mapping.py:355',
    ),
    dict(
        code='par-dp-node', severity='error', phase='parallel',
        regex=r"Invalid DP number per node: (?P<n>-?\d+)",
        hints=('Invalid DP number per node: ',),
        sample=(
            '[2025-11-25 17:59:09.908267] [240] [245] [llm] [ERROR] [executor.cpp:646] Invalid DP number per '
            'node: 0'
        ),
        meaning='dp < number of nodes (process then aborts)',
        cause=(
            'P = tp x cp (or the devices of a node if tp is absent) fits one node, and dp is smaller than the '
            'number of nodes'
        ),
        remedy='dp >= node count, or tp == world size',
        title_zh='dp 小于节点数',
        source='MindIE-LLM@8b4871a executor.cpp:984; gpustack#3551',
    ),
    dict(
        code='par-neg', severity='error', phase='parallel',
        regex=r"(?P<k>dp|sp|cp) cannot be smaller than 1",
        hints=(' cannot be smaller than 1',),
        sample='dp cannot be smaller than 1.',
        meaning='dp/sp/cp <= 0',
        cause='',
        remedy='>=1',
        title_zh='并行度<1',
        source='MindIE-LLM@8b4871a model_deploy_config.cpp',
    ),
    dict(
        code='plugin-json', severity='warn', phase='parallel',
        regex=r"^JSON parse error: ",
        hints=('JSON parse error: ',),
        sample='JSON parse error: [json.exception.parse_error.101] parse error at line 1',
        meaning='plugin_params is not JSON: MTP silently OFF',
        cause='quoting lost by sed/jq',
        remedy='keep it a string of JSON, or a real object (both accepted)',
        title_zh='plugin_params 解析失败（MTP 静默失效）',
        source='MindIE-LLM@8b4871a model_deploy_config.cpp GammaUpdate',
    ),
    dict(
        code='mem-warmup-blocks', severity='error', phase='memory',
        regex=r"Warmup failed\..*Required block number: (?P<need>\d+)\. Left block number: (?P<left>\d+)",
        hints=('Required block number: ',),
        sample=(
            'Warmup failed. This could be caused by setting both `max_prefill_tokens` and `max_input_length` to '
            'very large values, or setting insufficient `npu_mem`. Reducing either `max_prefill_tokens` or '
            '`max_input_length` may solve this issue. If `npu_mem` is -1, try to increase the environment value '
            '`NPU_MEMORY_FRACTION`. Required block number: 161. Left block number: 40.'
        ),
        meaning='KV cache too small: prints exact need and have',
        cause='NPU_MEMORY_FRACTION too low',
        remedy='compute the new fraction from need and left of the line instead of guessing',
        title_zh='预热失败：KV block 不足',
        source='MindIE-LLM@8b4871a mindie_llm/text_generator/generator.py:1325-1335',
    ),
    dict(
        code='mem-warmup-oom', severity='error', phase='memory',
        regex=r"Warmup failed due to NPU out of memory when `npuMemSize` set to (?P<v>-?\S+?)[\.\s]",
        hints=('Warmup failed due to NPU out of memory when `npuMemSize` set to ',),
        sample=(
            'Warmup failed due to NPU out of memory when `npuMemSize` set to -1.Try to increase the environment '
            'value `NPU_MEMORY_FRACTION`or decrease `max_prefill_tokens`'
        ),
        meaning='no room for KV cache',
        cause='',
        remedy='raise NPU_MEMORY_FRACTION or lower maxPrefillTokens',
        title_zh='预热显存不足',
        source='MindIE-LLM@8b4871a generator.py:1212, 1306',
    ),
    dict(
        code='mem-oom', severity='error', phase='memory',
        regex=r"NPU out of memory\. Tried to allocate (?P<n>[\d.]+ \w+)",
        hints=('NPU out of memory. Tried to allocate ',),
        sample=(
            'RuntimeError: NPU out of memory. Tried to allocate 226.00 MiB (NPU 2; 60.96 GiB total capacity; '
            '58.13 GiB already allocated)'
        ),
        meaning='torch_npu OOM',
        cause='weights+activation too big, other process on the card, or fraction too HIGH leaving nothing for HCCL',
        remedy=(
            'check npu-smi processes, PYTORCH_NPU_ALLOC_CONF=expandable_segments:True, lower '
            'maxPrefillTokens/maxSeqLen'
        ),
        title_zh='NPU 显存不足',
        source='faq; sglang#15453; vllm-ascend#1127',
    ),
    dict(
        code='mem-hccl-oom', severity='error', phase='memory',
        regex=r"Device out of memory \(OOM\) reported by PyTorch, but it can possibly triggered by HCCL",
        hints=('Device out of memory (OOM) reported by PyTorch, but it can possibly triggered by HCCL',),
        sample='Device out of memory (OOM) reported by PyTorch, but it can possibly triggered by HCCL. Enable logs',
        meaning='HCCL buffers did not fit',
        cause='fraction too high / HCCL_BUFFSIZE too big',
        remedy='lower NPU_MEMORY_FRACTION or HCCL_BUFFSIZE',
        title_zh='疑似 HCCL 显存不足',
        source='MindIE-LLM@8b4871a generator.py:695',
    ),
    dict(
        code='mem-weights-wait', severity='warn', phase='memory',
        regex=(
            r"Remaining memory of rank-(?P<r>\d+) NPU: (?P<free>\d+) Byte is not enough to load weights.*retry tim"
            r"es: (?P<i>\d+) / (?P<n>\d+)"
        ),
        hints=(' Byte is not enough to load weights',),
        sample=(
            'Remaining memory of rank-0 NPU: 1000 Byte is not enough to load weights: 2000 Byte. Now wait 10 '
            'seconds to retry loading, retry times: 1 / 3'
        ),
        meaning='card occupied, waiting',
        cause='zombie mindie_llm_backend from the last run',
        remedy='kill the leftover pids shown by npu-smi info',
        title_zh='显存被占用，等待重试',
        source='MindIE-LLM@8b4871a atb_llm/utils/memory_utils.py',
    ),
    dict(
        code='mem-weights', severity='error', phase='memory',
        regex=r"NPU is not enough to load weights: \d+ Byte\. Please make sure",
        hints=('NPU is not enough to load weights: ',),
        sample=(
            'Remaining memory of rank-0 NPU is not enough to load weights: 2000 Byte. Please make sure that your '
            'NPU has enough memory.'
        ),
        meaning='weights do not fit',
        cause='',
        remedy='clean the cards, more cards, quantised weights',
        title_zh='显存放不下权重',
        source='MindIE-LLM@8b4871a memory_utils.py:35',
    ),
    dict(
        code='mem-frac-range', severity='error', phase='memory',
        regex=r"NPU_MEMORY_FRACTION should be in the range of 0 to 1\.0",
        hints=('NPU_MEMORY_FRACTION should be in the range of 0 to 1.0',),
        sample='NPU_MEMORY_FRACTION should be in the range of 0 to 1.0, 0.0 is not inclusive.',
        meaning='fraction outside (0,1]',
        cause='',
        remedy='0.8-0.96',
        title_zh='显存比例非法',
        source='MindIE-LLM@8b4871a mindie_llm/utils/env.py:138',
    ),
    dict(
        code='mem-block', severity='error', phase='memory',
        regex=r"out of memory, need block",
        hints=('out of memory, need block',),
        sample='out of memory, need block',
        meaning='KV blocks exhausted',
        cause='',
        remedy='raise max_input_length / fraction',
        title_zh='KV block 不足',
        source='faq',
    ),
    dict(
        code='shm-size', severity='error', phase='memory',
        regex=(
            r"Available shared memory size is not enough with name|Shared memory size is not enough for all execut"
            r"ors|MIE04E120208"
        ),
        hints=(
            'Available shared memory size is not enough with name',
            'Shared memory size is not enough for all executors',
            'MIE04E120208',
        ),
        sample='Available shared memory size is not enough with name x, size 41943040',
        meaning='/dev/shm too small or full',
        cause='docker --shm-size default 64m; llm_backend_* leftovers',
        remedy='--shm-size>=1g (500g in field); find /dev/shm -name "*llm_backend_*" -type f -delete',
        title_zh='/dev/shm 不足',
        source='MindIE-LLM@8b4871a src/utils/shared_memory.cpp:117; kg MIE04E120208',
    ),
    dict(
        code='shm-perm', severity='error', phase='memory',
        regex=r"(?:Semaphore|Shared memory) \S+ permission expected 0600",
        hints=(' permission expected 0600',),
        sample='Shared memory /llm_backend_1 permission expected 0600',
        meaning='leftover shm of another user',
        cause='service user changed',
        remedy='rm the /dev/shm leftovers',
        title_zh='共享内存残留',
        source='MindIE-LLM@8b4871a ipc_communicator.cpp:117',
    ),
    dict(
        code='sem-create', severity='error', phase='memory',
        regex=r"semaphore create fail, name:|Failed to create shared memory\.",
        hints=('semaphore create fail, name:', 'Failed to create shared memory.'),
        sample='semaphore create fail, name:llm_backend_0',
        meaning='IPC objects left over',
        cause='crashed previous run',
        remedy='clean /dev/shm, then start',
        title_zh='信号量创建失败',
        source='MindIE-LLM@8b4871a ipc_communicator.cpp',
    ),
    dict(
        code='port-busy', severity='error', phase='network',
        regex=(
            r"Management or Business or Metrics Http server listen port is occupied|Socket bind failed, bind_resul"
            r"t is"
        ),
        hints=(
            'Management or Business or Metrics Http server listen port is occupied',
            'Socket bind failed, bind_result is',
        ),
        sample='Socket bind failed, bind_result is -1. Address already in use',
        meaning='port taken - found only AFTER the model is loaded',
        cause='old daemon, other service',
        remedy='ss -ltnp | grep :1025; preflight it',
        title_zh='端口被占用（加载完才报）',
        source='MindIE-LLM@8b4871a http_server.cpp:237,404; faq "Socket bind failed"',
    ),
    dict(
        code='port-listen', severity='error', phase='network',
        regex=r"Failed to listen (?P<addr>\S+?), please check if (?P<w>\w+) ip and",
        hints=(', please check if ',),
        sample=(
            '[2025-12-15 15:19:22.681+08:00] [38] [452] [server] [ERROR] [http_server.cpp:163] : [MIE04E02041C] '
            '[endpoint] Failed to listen 172.17.0.3:40032, please check if business ip and port are legal.'
        ),
        meaning='IP not on this machine',
        cause='ipAddress/MIES_CONTAINER_IP is another node or the docker bridge',
        remedy='use --net=host and the node IP',
        title_zh='监听地址不属于本机',
        source='gpustack#3894',
    ),
    dict(
        code='http-wrapper', severity='error', phase='network',
        regex=r"Failed to start http wrapper",
        hints=('Failed to start http wrapper',),
        sample=(
            '[2025-12-15 15:19:22.682+08:00] [38] [41] [server] [ERROR] [endpoint.cpp:99] : [MIE04E02011C] '
            '[endpoint] Failed to start http wrapper'
        ),
        meaning='summary of port-busy/port-listen',
        cause='',
        remedy='see the line above',
        title_zh='HTTP 启动失败（看上一行）',
        source='gpustack#3894',
    ),
    dict(
        code='grpc-master', severity='error', phase='network',
        regex=r"Failed to start gRPC server on port (?P<p>\d+)",
        hints=('Failed to start gRPC server on port ',),
        sample='Failed to start gRPC server on port 1120',
        meaning='multiNodesInferPort busy on master',
        cause='',
        remedy='free or change 1120 on ALL nodes',
        title_zh='多机端口被占用',
        source='MindIE-LLM@8b4871a executor/grpc_communicator.cpp:201',
    ),
    dict(
        code='grpc-slave', severity='error', phase='network',
        regex=r"Failed to establish connection to master after maximum retries",
        hints=('Failed to establish connection to master after maximum retries',),
        sample='Failed to establish connection to master after maximum retries',
        meaning='slave gave up after 120 x 1 s',
        cause='master started > 2 min later, firewall, wrong MASTER',
        remedy='start all nodes within 2 minutes; open port 1120',
        title_zh='从节点连接主节点超时（2 分钟）',
        source='MindIE-LLM@8b4871a grpc_communicator.cpp:226-305',
    ),
    dict(
        code='grpc-slave-wait', severity='info', phase='network',
        regex=r"The master may not be ready yet\. Retrying in 1 second",
        hints=('The master may not be ready yet. Retrying in 1 second',),
        sample=(
            'Failed to establish bidirectional stream to master. The master may not be ready yet. Retrying in 1 '
            'second...'
        ),
        meaning='slave waiting (counts to 120)',
        cause='',
        remedy='start master',
        title_zh='等待主节点',
        source='MindIE-LLM@8b4871a grpc_communicator.cpp',
    ),
    dict(
        code='grpc-wait-slaves', severity='info', phase='network',
        regex=r"GRPCCommunicator: wait slave connecting",
        hints=('GRPCCommunicator: wait slave connecting',),
        sample='GRPCCommunicator: wait slave connecting...',
        meaning='master blocks until ALL slaves register (no timeout)',
        cause='a slave died',
        remedy="look at the slaves' first error",
        title_zh='主节点等待从节点',
        source='MindIE-LLM@8b4871a grpc_communicator.cpp',
    ),
    dict(
        code='heartbeat', severity='error', phase='network',
        regex=r"MIE04E120414|no contact node detected",
        hints=('MIE04E120414', 'no contact node detected'),
        sample='[MIE04E120414] master heartbeat',
        meaning='slave lost',
        cause='slave process killed / network',
        remedy='check slave log',
        title_zh='主从心跳丢失',
        source='kg-config; server/README.md',
    ),
    dict(
        code='hccl-ei0006', severity='error', phase='network',
        regex=r"EI0006.{0,80}[Gg]etting socket times out|Communication_Error_Get_Socket\(EI0006\)",
        hints=('etting socket times out', 'Communication_Error_Get_Socket(EI0006)'),
        sample=(
            'EI0006: [PID: 1292363] 2025-04-08-18:07:20.444.436 Getting socket times out. Reason: Remote Rank '
            'did not send the data in time. Please check the reason for the rank being stuck'
        ),
        meaning='HCCL link timeout (120 s default)',
        cause='a rank died earlier; TLS differs; card IPs cannot ping; HCCL_CONNECT_TIMEOUT short',
        remedy='1 find the FIRST error on every node 2 tls all 0 3 card-to-card ping 4 HCCL_CONNECT_TIMEOUT=7200',
        title_zh='HCCL 建链超时',
        source='vllm-ascend#486,#9447; afd-plugin#229',
    ),
    dict(
        code='hccl-link-est', severity='error', phase='network',
        regex=r"wait socket establish timeout, role\[(?P<role>\d)\] rank\[(?P<rank>\d+)\] timeout\[(?P<t>\d+)\]",
        hints=('wait socket establish timeout, role[',),
        sample=(
            '[hccl_socket_manager.cc:778] [2734049][Wait][LinkEstablish]wait socket establish timeout, role[1] '
            'rank[12] timeout[120]'
        ),
        meaning='names the rank that is missing',
        cause='',
        remedy="look at that rank's node",
        title_zh='HCCL 等待建链超时',
        source='vllm-ascend#1955',
    ),
    dict(
        code='hccl-link-table', severity='error', phase='network',
        regex=r"LINK_ERROR_INFO",
        hints=('LINK_ERROR_INFO',),
        sample='_________________________LINK_ERROR_INFO___________________________',
        meaning='table of broken links follows',
        cause='',
        remedy='parse the next ~10 lines: shows src/dst rank',
        title_zh='HCCL 断链表',
        source='vllm-ascend#1955',
    ),
    dict(
        code='hccl-16666', severity='error', phase='network',
        regex=r"listen on ip\[(?P<ip>[\d.]+)\] and specific port\[(?P<p>\d+)\] fail",
        hints=('] and specific port[',),
        sample=(
            'socket type[1], listen on ip[192.168.20.160] and specific port[16666] fail. Please check the port '
            'status and whether the port is been using by other process.'
        ),
        meaning='device port 16666 busy',
        cause='another HCCL job on the same card',
        remedy='stop the other job',
        title_zh='NPU 端口 16666 被占用',
        source='vllm-ascend#1955; AISW_CANN_HCCL_013',
    ),
    dict(
        code='hccl-topo-server', severity='error', phase='network',
        regex=r"topo exchange server get socket timeout",
        hints=('topo exchange server get socket timeout',),
        sample='[Get][Connection]topo exchange server get socket timeout',
        meaning='root did not see all ranks',
        cause='',
        remedy='a rank never started; backlog; ulimit -n',
        title_zh='root 建链超时',
        source='AISW_CANN_HCCL_004',
    ),
    dict(
        code='hccl-topo-agent', severity='error', phase='network',
        regex=r"topo exchange agent get socket timeout",
        hints=('topo exchange agent get socket timeout',),
        sample='[Get][Connection]topo exchange agent get socket timeout',
        meaning='rank cannot reach root',
        cause='',
        remedy='host NIC, firewall, HCCL_SOCKET_IFNAME',
        title_zh='非 root 建链超时',
        source='AISW_CANN_HCCL_005',
    ),
    dict(
        code='hccl-ifname', severity='error', phase='network',
        regex=r"\[Get\]\[LocalServerId\]get host ip fail by socket Ifname",
        hints=('[Get][LocalServerId]get host ip fail by socket Ifname',),
        sample='[Get][LocalServerId]get host ip fail by socket Ifname[eth9]',
        meaning='HCCL_SOCKET_IFNAME wrong',
        cause='',
        remedy='ip -br a',
        title_zh='HCCL 网卡名错误',
        source='AISW_CANN_HCCL_002',
    ),
    dict(
        code='hccl-ifip', severity='error', phase='network',
        regex=r"\[Find\]\[LocalHostIP\]ip \[.*\] is not found in the nic list",
        hints=('] is not found in the nic list',),
        sample='[Find][LocalHostIP]ip [1.1.1.1] of [HCCL_IF_IP] is not found in the nic list',
        meaning='HCCL_IF_IP wrong',
        cause='',
        remedy='',
        title_zh='HCCL_IF_IP 错误',
        source='AISW_CANN_HCCL_001',
    ),
    dict(
        code='hccl-tls', severity='error', phase='network',
        regex=r"tlsStatus are inconsistent|rankList for enabled tls",
        hints=('tlsStatus are inconsistent', 'rankList for enabled tls'),
        sample='Some ranks tlsStatus are inconsistent',
        meaning='TLS switch differs between cards/nodes',
        cause='',
        remedy='for i in ..; do hccn_tool -i $i -tls -s enable 0; done (on every node)',
        title_zh='TLS 开关不一致',
        source='AISW_CANN_HCCL_034; hccl docs',
    ),
    dict(
        code='hccl-rdma', severity='error', phase='network',
        regex=r"rdma init fail",
        hints=('rdma init fail',),
        sample='rdma init fail',
        meaning="NIC down or device_ip in table is not the card's",
        cause='',
        remedy='hccn_tool -link -g; compare -ip -g',
        title_zh='RDMA 初始化失败',
        source='AISW_CANN_HCCL_014',
    ),
    dict(
        code='hccl-tsd', severity='error', phase='network',
        regex=r"\[Open\]\[Tsd\]Open TsdClient failed",
        hints=('[Open][Tsd]Open TsdClient failed',),
        sample='[Open][Tsd]Open TsdClient failed',
        meaning='HCCP process left over, or 2 ranks on one card',
        cause='',
        remedy='wait/kill leftovers',
        title_zh='TSD 打开失败',
        source='AISW_CANN_HCCL_011',
    ),
    dict(
        code='hccl-crc', severity='error', phase='network',
        regex=r"\[RankConsistentImpl\]\[CompareFrame\]",
        hints=('[RankConsistentImpl][CompareFrame]',),
        sample='[RankConsistentImpl][CompareFrame] ranktable crc check fail',
        meaning='rank table or CANN differs between nodes',
        cause='',
        remedy='same table bytes + same image on all nodes (hash them)',
        title_zh='ranktable/版本不一致',
        source='AISW_CANN_HCCL_020',
    ),
    dict(
        code='hccl-cqe', severity='error', phase='network',
        regex=r"cqe err(?:or)? status",
        hints=('cqe err',),
        sample='[Heartbeat]cqe error status[12]',
        meaning='RDMA retransmit exceeded',
        cause='optical module / switch PFC',
        remedy='hccn_tool -stat -g | grep rty',
        title_zh='RDMA 重传超次',
        source='AISW_CANN_HCCL_029',
    ),
    dict(
        code='hccl-hb', severity='error', phase='network',
        regex=r"Heartbeat Lost Occurred|status\[LOST\]",
        hints=('Heartbeat Lost Occurred', 'status[LOST]'),
        sample='rank [127.10.0.1/1]: rank [127.10.0.1/9] status[LOST] by rank [127.10.0.1/1]',
        meaning="a rank's process exited",
        cause='',
        remedy='first error on that rank',
        title_zh='HCCL 心跳丢失',
        source='hcclug_000055',
    ),
    dict(
        code='hccl-notify', severity='error', phase='network',
        regex=r"taskType\[Notify Wait\]",
        hints=('taskType[Notify Wait]',),
        sample='Task run failed, base information is streamID:[1], taskID[2], taskType[Notify Wait]',
        meaning='peer did not arrive',
        cause='',
        remedy='peer first error; HCCL_EXEC_TIMEOUT',
        title_zh='notify 等待超时',
        source='AISW_CANN_HCCL_027',
    ),
    dict(
        code='gloo', severity='error', phase='network',
        regex=r"failed to connect, willRetry=\d.*SO_ERROR: Connection refused",
        hints=('failed to connect, willRetry=',),
        sample=(
            'ERROR failed to connect, willRetry=1, retry=2, retryLimit=3, rank=1, size=2, local=[127.0.0.1]:123, '
            'remote=[127.0.0.1]:345, error=SO_ERROR: Connection refused'
        ),
        meaning='gloo picked the wrong NIC',
        cause='',
        remedy='export GLOO_SOCKET_IFNAME=<nic> per node',
        title_zh='Gloo 网卡错误',
        source='faq',
    ),
    dict(
        code='ais-tiktoken', severity='error', phase='bench',
        regex=r"openaipublic\.blob\.core\.windows\.net.*cl100k_base\.tiktoken",
        hints=('openaipublic.blob.core.windows.net',),
        sample=(
            "requests.exceptions.SSLError: HTTPSConnectionPool(host='openaipublic.blob.core.windows.net', "
            'port=443): Max retries exceeded with url: /encodings/cl100k_base.tiktoken (Caused by '
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
            "self-signed certificate in certificate chain (_ssl.c:1007)')))"
        ),
        meaning='tiktoken wants to download its table on an offline host',
        cause='no internet',
        remedy='put the file 9b5ad71b2ce5302211f9c61530b329a4922fc6a4 in a folder and export TIKTOKEN_CACHE_DIR',
        title_zh='离线环境 tiktoken 下载失败',
        source='AISBench docs/source_zh_cn/faqs/faq.md 1.3; sample quoted from the thread or page',
    ),
    dict(
        code='proxy', severity='error', phase='network',
        regex=r"Max retries exceeded with url",
        hints=('Max retries exceeded with url',),
        sample='Max retries exceeded with url',
        meaning='tokenizer tries the internet / http_proxy set',
        cause='',
        remedy='unset http_proxy https_proxy; local files',
        title_zh='代理/外网访问',
        source='faq; rank_table doc',
    ),
    dict(
        code='master-addr', severity='error', phase='network',
        regex=r"MASTER_(?:ADDR|PORT).{0,60}(?:expected|not set|missing)",
        hints=('MASTER_',),
        sample='environment variable MASTER_ADDR expected, but not set',
        meaning='torch.distributed env absent',
        cause='',
        remedy='export MASTER_ADDR/MASTER_PORT',
        title_zh='缺少 MASTER_ADDR',
        source='faq',
    ),
    dict(
        code='npu-noip', severity='error', phase='npu',
        regex=r"Get ipconf failed, because no ip was preset there!",
        hints=('Get ipconf failed, because no ip was preset there!',),
        sample='Get ipconf failed, because no ip was preset there!',
        meaning='card has no IP',
        cause='never configured / reset',
        remedy='hccn_tool -i N -ip -s address .. netmask ..',
        title_zh='NPU 卡未配置 IP',
        source='hicann/driver cmd.c:674',
    ),
    dict(
        code='npu-nogw', severity='warn', phase='npu',
        regex=r"Get gateway failed, because no gateway was preset there!",
        hints=('Get gateway failed, because no gateway was preset there!',),
        sample='Get gateway failed, because no gateway was preset there!',
        meaning='card has no gateway (ok in one L2 segment)',
        cause='',
        remedy='hccn_tool -i N -gateway -s gateway ..',
        title_zh='NPU 无网关',
        source='hicann/driver cmd.c:671',
    ),
    dict(
        code='npu-linkdown', severity='error', phase='npu',
        regex=r"^(?:vnic )?link status: DOWN",
        hints=('link status: DOWN',),
        sample='link status: DOWN',
        meaning='card link down',
        cause='cable / optical module / switch',
        remedy='hccn_tool -i N -optical -g; -link_stat -g',
        title_zh='NPU 网口 DOWN',
        source='hicann/driver tool_ops.c:1766',
    ),
    dict(
        code='npu-health', severity='error', phase='npu',
        regex=(
            r"net health status: (?P<s>Socket fail|Receive timeout|Unreachable|Time exceeded|Fault|Thread error|Un"
            r"known)"
        ),
        hints=('net health status: ',),
        sample='net health status: Fault',
        meaning='card network unhealthy',
        cause='',
        remedy='check netdetect address and gateway',
        title_zh='NPU 网络不健康',
        source='hicann/driver tool_ops.c:36',
    ),
    dict(
        code='npu-health-init', severity='warn', phase='npu',
        regex=r"net health status: (?P<s>Init|Detect ip set)",
        hints=('net health status: ',),
        sample='net health status: Init',
        meaning='detect address not (yet) set',
        cause='',
        remedy='hccn_tool -netdetect -s address <gw>',
        title_zh='NPU 探测未配置',
        source='hicann/driver tool_ops.c:36',
    ),
    dict(
        code='npu-smi-8005', severity='error', phase='npu',
        regex=r"dcmi module initialize failed\. ret is -8005",
        hints=('dcmi module initialize failed. ret is -8005',),
        sample='DrvMngGetConsoleLogLevel failed. (g_conLogLevel=3)\ndcmi module initialize failed. ret is -8005',
        meaning='driver not visible in the container',
        cause='device occupied by another container, or no --privileged',
        remedy='mount driver + davinci devices, free the card',
        title_zh='npu-smi -8005 设备不可用',
        source='vllm-ascend#2698; ascend-device-plugin#23',
    ),
    dict(
        code='npu-smi-8020', severity='error', phase='npu',
        regex=r"dcmi mod\w+ initialized? failed, because the device is used\. ret is -8020",
        hints=(' failed, because the device is used. ret is -8020',),
        sample='dcmi model initialized failed, because the device is used. ret is -8020',
        meaning='card used by another container',
        cause='',
        remedy='stop it; or run npu-smi on the HOST',
        title_zh='npu-smi -8020 设备被占用',
        source='cann-container-image#46',
    ),
    dict(
        code='npu-smi-partial', severity='warn', phase='npu',
        regex=r"\[WARNING\]The driver package may not be completely installed",
        hints=('[WARNING]The driver package may not be completely installed',),
        sample='[WARNING]The driver package may not be completely installed, ',
        meaning='driver half installed',
        cause='',
        remedy='reinstall driver',
        title_zh='驱动安装不完整',
        source='hicann/driver npu_info_print.c:642',
    ),
    dict(
        code='npu-none', severity='error', phase='npu',
        regex=r"There is no NPU card on this server",
        hints=('There is no NPU card on this server',),
        sample='There is no NPU card on this server.',
        meaning='no card',
        cause='',
        remedy='',
        title_zh='未发现 NPU',
        source='hicann/driver',
    ),
    dict(
        code='acl-device', severity='error', phase='npu',
        regex=r"EE1001.{0,200}invalid device=(?P<d>\d+), input visible devices",
        hints=(', input visible devices',),
        sample=(
            'EE1001: [PID: 42] 2025-11-10-16:26:28.542.748 The argument is invalid.Reason: Set visible device '
            'failed, invalid device=6, input visible devices:6'
        ),
        meaning='ASCEND_RT_VISIBLE_DEVICES renumbers, npuDeviceIds must be logical',
        cause='',
        remedy='unset it or use 0..n-1',
        title_zh='可见设备编号错误',
        source='gpustack#3225',
    ),
    dict(
        code='docker-daemon', severity='error', phase='npu',
        regex=r"Cannot connect to the Docker daemon",
        hints=('Cannot connect to the Docker daemon',),
        sample='Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
        meaning='docker down / no rights',
        cause='',
        remedy='systemctl status docker; add user to group docker',
        title_zh='Docker 未运行',
        source='docker',
    ),
    dict(
        code='docker-noctr', severity='error', phase='npu',
        regex=r"No such container: (?P<c>\S+)",
        hints=('No such container: ',),
        sample='Error response from daemon: No such container: mindie',
        meaning='container name wrong',
        cause='',
        remedy='docker ps -a',
        title_zh='容器不存在',
        source='docker',
    ),
    dict(
        code='docker-notrun', severity='error', phase='npu',
        regex=r"[Cc]ontainer \S+ is not running",
        hints=(' is not running',),
        sample='Error response from daemon: container 1234abcd is not running',
        meaning='container stopped',
        cause='',
        remedy='docker start',
        title_zh='容器未运行',
        source='docker',
    ),
    dict(
        code='tok-vocab', severity='error', phase='model',
        regex=r"Failed to get vocab size from tokenizer wrapper with exception",
        hints=('Failed to get vocab size from tokenizer wrapper with exception',),
        sample=(
            '[2025-04-15 16:40:05.552024] [17310] [281473799454720] [llm] [ERROR] [model_deploy_config.cpp:159] '
            'Failed to get vocab size from tokenizer wrapper with exception: NotImplementedError: unsupported '
            'model type: falcon_mamba'
        ),
        meaning='tokenizer/model cannot be loaded',
        cause='transformers version, trustRemoteCode=false, permission, model_type unsupported',
        remedy='read the exception tail; DeepSeek: model_type deepseekv2 in old releases',
        title_zh='分词器加载失败',
        source='faq; gpustack#1765',
    ),
    dict(
        code='model-type', severity='error', phase='model',
        regex=r"unsupported model type: (?P<t>\w+)",
        hints=('unsupported model type: ',),
        sample='NotImplementedError: unsupported model type: minicpmv',
        meaning='model not supported by this image',
        cause='',
        remedy='check the support list / newer image',
        title_zh='模型不支持',
        source='gpustack#1765,#2016',
    ),
    dict(
        code='quantize', severity='error', phase='model',
        regex=r"linear type not matched,? ?please check .config\.json. .quantize. parameter",
        hints=('linear type not matched',),
        sample="ValueError: linear type not matched,please check 'config.json' 'quantize' parameter",
        meaning='quantised weights without "quantize"',
        cause='',
        remedy='add "quantize":"w8a8" to the weights config.json',
        title_zh='缺少 quantize 字段',
        source='faq',
    ),
    dict(
        code='forkaware', severity='error', phase='model',
        regex=r"'ForkAwareLocal' object has no attribute 'connection'",
        hints=("'ForkAwareLocal' object has no attribute 'connection'",),
        sample="AttributeError: 'ForkAwareLocal' object has no attribute 'connection'",
        meaning='secondary: another worker died first',
        cause='',
        remedy='look above for the real error',
        title_zh='子进程异常（次生）',
        source='faq',
    ),
    dict(
        code='llmpy', severity='error', phase='model',
        regex=r"LLMPythonModel initializes fail|MIE05E03000[01]",
        hints=('LLMPythonModel initializes fail', 'MIE05E03000'),
        sample='LLMPythonModel initializes fail',
        meaning='python side failed',
        cause='missing pip packages',
        remedy='~/mindie/log/debug python log',
        title_zh='LLMPythonModel 初始化失败',
        source='faq',
    ),
    dict(
        code='pybind', severity='error', phase='model',
        regex=r"pybind11::error_already_set",
        hints=('pybind11::error_already_set',),
        sample='terminate called after throwing an instance of pybind11::error_already_set',
        meaning='python exception in C++',
        cause='wrong third-party versions',
        remedy='pip install -r requirements/models/requirements_<model>.txt',
        title_zh='Python 依赖错误',
        source='faq',
    ),
    dict(
        code='undefsym', severity='error', phase='model',
        regex=r"undefined symbol: (?P<s>\S+)",
        hints=('undefined symbol: ',),
        sample='libatb.so: undefined symbol: _ZN3atb9OperationD1Ev',
        meaning='CANN/ATB/torch_npu/MindIE ABI mismatch',
        cause='',
        remedy='use one matching image',
        title_zh='版本不配套',
        source='faq',
    ),
    dict(
        code='statictls', severity='error', phase='model',
        regex=r"cannot allocate memory in static TLS block",
        hints=('cannot allocate memory in static TLS block',),
        sample='libgomp: cannot allocate memory in static TLS block',
        meaning='glibc TLS bug',
        cause='',
        remedy='LD_PRELOAD libgomp',
        title_zh='静态 TLS 内存',
        source='faq',
    ),
    dict(
        code='lib-missing', severity='error', phase='model',
        regex=r"error while loading shared libraries: (?P<l>\S+)",
        hints=('error while loading shared libraries: ',),
        sample='error while loading shared libraries: libboost_thread.so.1.82.0: cannot open shared object file',
        meaning='set_env.sh not sourced',
        cause='',
        remedy='source the four set_env.sh',
        title_zh='缺少动态库',
        source='install faq',
    ),
    dict(
        code='jemalloc', severity='warn', phase='model',
        regex=r"object '(?P<l>\S*jemalloc\S*)' from LD_PRELOAD cannot be preloaded",
        hints=("' from LD_PRELOAD cannot be preloaded",),
        sample="ERROR: ld.so: object 'path_to_file/libjemalloc.so' from LD_PRELOAD cannot be preloaded",
        meaning='A2 script placeholder path_to_file left in',
        cause='',
        remedy='find /usr -name "libjemalloc.so.2"',
        title_zh='jemalloc 路径未替换',
        source='MindIE-LLM@8b4871a src/server/scripts/A2_double_machine.sh',
    ),
    dict(
        code='tbe', severity='info', phase='model',
        regex=r"TBE Subprocess\[task_distribute\] raise error\[\], main process disappeared",
        hints=('TBE Subprocess[task_distribute] raise error[], main process disappeared',),
        sample='[ERROR] TBE Subprocess[task_distribute] raise error[], main process disappeared!',
        meaning='secondary noise after a crash',
        cause='host memory too small (free >= weights/nodes*1.3), driver',
        remedy='look above',
        title_zh='TBE 子进程（次生）',
        source='faq',
    ),
    dict(
        code='oomkill', severity='error', phase='model',
        regex=(
            r"Killed process \d+ \((?:mindie|python)|exit(?:ed)? (?:with )?(?:code|status) 137|terminated by signa"
            r"l 9"
        ),
        hints=('Killed process ', 'exit', 'terminated by signal 9'),
        sample='Process 4711 was terminated by signal 9 (Killed)',
        meaning='process was killed',
        cause=(
            'status 137 is also the normal end of any failed start of the daemon; only dmesg or memory.events of '
            'the cgroup says out of memory'
        ),
        remedy='free -g; dmesg; docker memory limit',
        title_zh='进程被杀（未必是内存不足）',
        source='MindIE-LLM@8b4871a llm_daemon.cpp:248',
    ),
    dict(
        code='init-endpoint', severity='error', phase='model',
        regex=r"Failed to init endpoint! Please check the service log or console output",
        hints=('Failed to init endpoint! Please check the service log or console output',),
        sample='Failed to init endpoint! Please check the service log or console output.',
        meaning='generic end of a failed start',
        cause='',
        remedy='the cause is earlier',
        title_zh='endpoint 初始化失败（通用）',
        source='MindIE-LLM@8b4871a llm_daemon.cpp:318',
    ),
    dict(
        code='init-infer', severity='error', phase='model',
        regex=r"Failed to init infer model instance",
        hints=('Failed to init infer model instance',),
        sample='Failed to init infer model instance',
        meaning='model init failed',
        cause='',
        remedy='earlier lines / python log',
        title_zh='模型实例初始化失败',
        source='MindIE-LLM@8b4871a endpoint.cpp:47',
    ),
    dict(
        code='tokpool', severity='error', phase='model',
        regex=r"Init process tokenizer pool failed",
        hints=('Init process tokenizer pool failed',),
        sample='Init process tokenizer pool failed.',
        meaning='tokenizer processes failed',
        cause='',
        remedy='see tok-vocab',
        title_zh='分词进程池失败',
        source='MindIE-LLM@8b4871a endpoint.cpp',
    ),
    dict(
        code='sig', severity='error', phase='model',
        regex=r"Process (?P<p>\d+) was terminated by signal (?P<s>\d+)",
        hints=(' was terminated by signal ',),
        sample='Process 245 was terminated by signal 11 (Segmentation fault)',
        meaning='a worker crashed',
        cause='',
        remedy='plog/core',
        title_zh='子进程异常退出',
        source='MindIE-LLM@8b4871a llm_daemon.cpp:249',
    ),
    dict(
        code='killing', severity='info', phase='stop',
        regex=r"Daemon is killing, please wait about",
        hints=('Daemon is killing, please wait about',),
        sample='Daemon is killing, please wait about 15 seconds...',
        meaning='shutdown started (15 s grace + 5 s)',
        cause='',
        remedy='wait 20 s before a restart',
        title_zh='正在停止',
        source='MindIE-LLM@8b4871a llm_daemon.cpp',
    ),
    dict(
        code='daemon-init-old', severity='error', phase='model',
        regex=r"Failed to init engine! Please check in the env MINDIE_LOG_PATH",
        hints=('Failed to init engine! Please check in the env MINDIE_LOG_PATH',),
        sample=(
            '[2025-06-12 08:08:24.544+00:00] [12646] [12648] [server] [ERROR] [endpoint.cpp:45] : [MIE04E02011C] '
            '[endpoint] Failed to init engine! Please check in the env MINDIE_LOG_PATH (default ~/mindie/log) or '
            'console output.'
        ),
        meaning='engine did not start (2.0/2.1 wording)',
        cause="the cause stands earlier, in the worker's log",
        remedy='read ~/mindie/log/debug/mindie-llm_*.log of this start for the first ERROR',
        title_zh='引擎初始化失败(旧版提示)',
        source='gpustack/gpustack#2221; sample quoted from the thread or page',
    ),
    dict(
        code='mie-code', severity='info', phase='any',
        regex=r"\b(?P<code>MIE\d\d[EW][0-9A-F]{6})\b",
        hints=('MIE',),
        sample='[MIE04W01011A]',
        meaning='MindIE error code',
        cause='',
        remedy='official code list; kg-config has 112',
        title_zh='MindIE 错误码',
        source='kg-config AISW_MindIE_ERRCODE_Common',
    ),
    dict(
        code='metrics-off', severity='warn', phase='serve',
        regex=r"Environment variable MIES_SERVICE_MONITOR_MODE is not set",
        hints=('Environment variable MIES_SERVICE_MONITOR_MODE is not set',),
        sample='{"error":"Environment variable MIES_SERVICE_MONITOR_MODE is not set."}',
        meaning='/metrics returns 500',
        cause='',
        remedy='export MIES_SERVICE_MONITOR_MODE=1 BEFORE start',
        title_zh='未开启 /metrics',
        source='MindIE-LLM@8b4871a http_handler.cpp:964',
    ),
    dict(
        code='ais-timeout', severity='error', phase='bench',
        regex=r"HTTP status 500\. Server response.*timeout",
        hints=('HTTP status 500. Server response',),
        sample='Request failed: HTTP status 500. Server response: Engine callback timeout.',
        meaning='server side token/e2e timeout',
        cause='tokenTimeout/e2eTimeout 600',
        remedy='raise both (3600)',
        title_zh='服务端超时',
        source='AISBench faq 3.1',
    ),
    dict(
        code='ais-refused', severity='error', phase='bench',
        regex=r"Exceeded maximum retry attempts|Connection refused",
        hints=('Exceeded maximum retry attempts', 'Connection refused'),
        sample='Exceeded maximum retry attempts (2)',
        meaning='server not reachable',
        cause='host_ip/port wrong, proxy set, service dead',
        remedy='/v1/models probe',
        title_zh='连接失败',
        source='AISBench faq 3.2',
    ),
    dict(
        code='ais-ended', severity='error', phase='bench',
        regex=r"Response ended prematurely",
        hints=('Response ended prematurely',),
        sample='HTTP error during stream response processing: Response ended prematurely',
        meaning='server closed the stream',
        cause='service crashed mid-run',
        remedy='service log',
        title_zh='流式响应中断',
        source='AISBench faq 3.3',
    ),
    dict(
        code='ais-ds', severity='error', phase='bench',
        regex=r"Dataset path: \S+ is not exist|FileExistsError: Dataset path",
        hints=('Dataset path: ', 'FileExistsError: Dataset path'),
        sample='FileExistsError: Dataset path: ais_bench/datasets/gsm8k is not exist!',
        meaning='dataset missing / wrong cwd',
        cause='',
        remedy='run in /opt/package/benchmark or absolute path',
        title_zh='数据集不存在',
        source='AISBench faq 2.4',
    ),
    dict(
        code='ais-trust', severity='error', phase='bench',
        regex=r"Please pass the argument .trust_remote_code=True.",
        hints=('Please pass the argument ',),
        sample='Please pass the argument `trust_remote_code=True` to allow custom code to run',
        meaning='tokenizer needs remote code',
        cause='',
        remedy='trust_remote_code=True in the model config',
        title_zh='需 trust_remote_code',
        source='AISBench faq 2.3',
    ),
    dict(
        code='ais-tok', severity='error', phase='bench',
        regex=r"Tokenizer path '(?P<p>[^']*)' does not exist",
        hints=("Tokenizer path '",),
        sample="ValueError: Tokenizer path '' does not exist",
        meaning='path= not set',
        cause='',
        remedy='set path to the weights',
        title_zh='分词器路径不存在',
        source='AISBench faq 5.8',
    ),
    dict(
        code='ais-task', severity='error', phase='bench',
        regex=r"task (?P<t>\S+) .*fail, see|failed with code (?P<c>\d+)",
        hints=('fail, see', 'failed with code '),
        sample='task OpenICLInfer[vllm-api/gsm8k] fail, see outputs/x/logs/infer/x.out',
        meaning='bench task failed',
        cause='',
        remedy='open the .out',
        title_zh='评测任务失败',
        source='AISBench faq 6.2',
    ),
    dict(
        code='cfg-path-chars', severity='error', phase='config',
        regex=r"Path contains special characters: (?P<p>.+)",
        hints=('Path contains special characters: ',),
        sample='[INVALID_ARGUMENT] Path contains special characters: /tmp/audit/cmw/权重/config.json',
        meaning='weight path has a character outside [A-Za-z0-9_./-]',
        cause='blank, Chinese, @, + or a comma in modelWeightPath or a LoRA path',
        remedy='move or bind-mount the weights under a plain ASCII path',
        title_zh='权重路径含特殊字符',
        source=(
            'MindIE-LLM@8b4871a src/utils/safe_path.cpp:331-337; sample printed by the real config manager, '
            'compiled and run'
        ),
    ),
    dict(
        code='cfg-path-missing', severity='error', phase='config',
        regex=r"Path not found: (?P<p>/\S+)",
        hints=('Path not found: ',),
        sample='[NONE_ARGUMENT] Path not found: /path/to/file/config.json',
        meaning='weight folder or its config.json does not exist inside the container',
        cause='template value left in place, weights not mounted, or wrong folder',
        remedy='mount the weights and correct modelWeightPath; the folder must hold config.json',
        title_zh='权重路径不存在',
        source=(
            'MindIE-LLM@8b4871a src/utils/safe_path.cpp:211-216, config_manager/model_deploy_config.cpp:54-60; '
            'sample printed by the real config manager, compiled and run'
        ),
    ),
    dict(
        code='cfg-kvpool', severity='error', phase='config',
        regex=r"Unknow kv pool backend",
        hints=('Unknow kv pool backend',),
        sample='Unknow kv pool backend. And only [`unifiedcache`, `mooncake`, `memcache`, ``] is available!',
        meaning='kvPoolConfig.backend is not a known name',
        cause='typo or a name of a newer release',
        remedy='use unifiedcache, mooncake, memcache or an empty string',
        title_zh='kvPoolConfig.backend 非法',
        source=(
            'MindIE-LLM@8b4871a src/config_manager/param_checker.cpp:394-401; sample printed by the real config '
            'manager, compiled and run'
        ),
    ),
    dict(
        code='cfg-maxn', severity='error', phase='config',
        regex=r"The maxN cannot be set greater than maxBatchSize",
        hints=('The maxN cannot be set greater than maxBatchSize',),
        sample=(
            "The maxN cannot be set greater than maxBatchSize, please set 'maxN' to be not greater than "
            "'maxBatchSize' in config.json."
        ),
        meaning='maxN above maxBatchSize',
        cause='maxBatchSize was lowered and maxN was not',
        remedy='lower maxN or remove it (absent: min(128, maxBatchSize))',
        title_zh='maxN 大于 maxBatchSize',
        source=(
            'MindIE-LLM@8b4871a src/config_manager/schedule_config.cpp:256-261; sample built from the format '
            'string in the source, not seen in a log'
        ),
    ),
    dict(
        code='cfg-json-exc', severity='error', phase='config',
        regex=r"JSON error in ConfigManager: (?P<e>\[json\.exception\.\w+\.\d+\].*)",
        hints=('JSON error in ConfigManager: ',),
        sample='JSON error in ConfigManager: [json.exception.type_error.302] type must be boolean, but is null',
        meaning='a key that is read without a presence or type check is absent or has another type',
        cause=(
            'typical keys: multiNodesInferEnabled, interNodeTLSEnabled, distDPServerEnabled, '
            'kvPoolConfig.backend, values inside ModelConfig'
        ),
        remedy=(
            'put the key back with the right type; the message does not name it, compare with the shipped '
            'config.json'
        ),
        title_zh='配置项缺失或类型错误(未指明字段)',
        source=(
            'MindIE-LLM@8b4871a src/config_manager/config_manager_impl.cpp:67-69; sample printed by the real '
            'config manager, compiled and run'
        ),
    ),
    dict(
        code='rt-ei0014', severity='error', phase='ranktable',
        regex=r"EI0014|Config_Error_Ranktable",
        hints=('EI0014', 'Config_Error_Ranktable'),
        sample='Config_Error_Ranktable(EI0014)',
        meaning="HCCL refuses the rank table's version or content",
        cause=(
            'table of another chip generation, or a stale /etc/hccl_rootinfo.json mounted by the Ascend docker '
            'runtime'
        ),
        remedy='regenerate the table for this generation; do not mount the stale file',
        title_zh='HCCL 拒绝 ranktable(EI0014)',
        source='gpustack/runtime#27; sample quoted from the thread or page',
    ),
    dict(
        code='rt-devip-unset', severity='error', phase='ranktable',
        regex=r"\[RanktablCheck\] ?'?device[ _]ip'? is not set correctly",
        hints=(' is not set correctly',),
        sample=(
            "[RanktablCheck] 'device ip' is not set correctly, must be set when multi Server or HCCL INTRA ROCE "
            'ENABLE enabled'
        ),
        meaning='HCCL has no device IP for several servers',
        cause='/etc/hccn.conf or hccn_tool not in the container, or device_ip missing in the table',
        remedy="mount /etc/hccn.conf and the driver's tools, fill device_ip",
        title_zh='HCCL 未获得 device_ip',
        source='vllm-project/vllm-ascend#7711; sample quoted from the thread or page',
    ),
    dict(
        code='npu-hccnconf', severity='error', phase='npu',
        regex=r"Failed to get device ip from hccn\.conf and hccn_tool",
        hints=('Failed to get device ip from hccn.conf and hccn_tool',),
        sample='Failed to get device ip from hccn.conf and hccn_tool',
        meaning='neither /etc/hccn.conf nor hccn_tool is usable inside the container',
        cause='mounts missing',
        remedy=(
            'add -v /etc/hccn.conf:/etc/hccn.conf:ro and -v /usr/local/Ascend/driver/tools/hccn_tool:/usr/local/A'
            'scend/driver/tools/hccn_tool'
        ),
        title_zh='容器内取不到 NPU 网卡 IP',
        source='gpustack/runtime#28; sample quoted from the thread or page',
    ),
    dict(
        code='rt-devip-dashes', severity='error', phase='ranktable',
        regex=r'\"device_ip\": ?\"-\.-\.-\.-\"',
        hints=('"device_ip":',),
        sample='"device_ip": "-.-.-.-",',
        meaning='device_ip was filled with a placeholder',
        cause='hccn_tool gave no address for that NPU (no IP preset) and the generator wrote dashes',
        remedy='set the NPU addresses (hccn_tool -i N -ip -s address A netmask M) and regenerate',
        title_zh='ranktable 中 device_ip 为占位符',
        source='gpustack/gpustack#2551; sample quoted from the thread or page',
    ),
    dict(
        code='par-torch-moe', severity='error', phase='parallel',
        regex=r"MoE parallel strategy process number mismatch",
        hints=('MoE parallel strategy process number mismatch',),
        sample=(
            'MoE parallel strategy process number mismatch: global world_size(32) != moe_tp.group_size(32) × '
            'moe_ep.group_size(32)'
        ),
        meaning='torch back end: moe_tp x moe_ep is not the world size',
        cause='with backendType torch an absent moe_tp means world size (with atb it means tp)',
        remedy='give moe_tp and moe_ep both, product = world size',
        title_zh='torch 后端 moe_tp×moe_ep 不等于总卡数',
        source=(
            'MindIE-LLM@8b4871a mindie_llm/runtime/utils/distributed/parallel_info_manager.py:197-203; sample '
            'built from the format string in the source, not seen in a log'
        ),
    ),
    dict(
        code='torch-master-port', severity='error', phase='network',
        regex=r"Master (?P<k>port|IP address) is not set, use export MASTER_(?:PORT|IP)=",
        hints=(' is not set, use export MASTER_',),
        sample='ValueError: Master port is not set, use export MASTER_PORT=xxxx to solve',
        meaning='torch back end needs MASTER_PORT (and MASTER_IP)',
        cause='variable not exported, also on a single node',
        remedy=(
            'export MASTER_PORT=<free port>, the same on all nodes; MASTER_IP is taken from '
            'server_list[0].container_ip when RANK_TABLE_FILE is set'
        ),
        title_zh='torch 后端未设置 MASTER_PORT/MASTER_IP',
        source=(
            'MindIE-LLM@8b4871a mindie_llm/runtime/utils/distributed/__init__.py:55-61; sample built from the '
            'format string in the source, not seen in a log'
        ),
    ),
    dict(
        code='daemon-setpgrp', severity='error', phase='config',
        regex=r"Failed to set process group\. errno is (?P<e>\d+)",
        hints=('Failed to set process group. errno is ',),
        sample='Failed to set process group. errno is 1',
        meaning='the daemon could not become leader of its own process group',
        cause=(
            'it was started as a session leader: directly by docker exec, as PID 1, by setsid without a shell in '
            "between, or by 'bash -c' with a single command (which execs)"
        ),
        remedy="start it as a child of a shell: setsid bash -c 'daemon & wait'",
        title_zh='守护进程无法设置进程组(被当作会话首进程启动)',
        source=(
            'MindIE-LLM@8b4871a src/server/daemon/llm_daemon.cpp:390-394; sample built from the format string in '
            'the source, not seen in a log'
        ),
    ),
    dict(
        code='stop-timeout', severity='warn', phase='stop',
        regex=r"Timeout reached, some subprocesses still alive",
        hints=('Timeout reached, some subprocesses still alive',),
        sample='Timeout reached, some subprocesses still alive. Force to kill them.',
        meaning='children did not end within 15 s and are killed',
        cause='worker stuck in a device or HCCL call',
        remedy='check npu-smi for left processes before the next start',
        title_zh='子进程未在15秒内退出, 将强制结束',
        source=(
            'MindIE-LLM@8b4871a src/server/daemon/llm_daemon.cpp:128-132; sample built from the format string in '
            'the source, not seen in a log'
        ),
    ),
    dict(
        code='grpc-reg-retry', severity='info', phase='network',
        regex=r"Send registration message to master failed\. Retrying in 1 second",
        hints=('Send registration message to master failed. Retrying in 1 second',),
        sample='Send registration message to master failed. Retrying in 1 second...',
        meaning="slave cannot reach the master's gRPC port yet",
        cause='the master is not up, port blocked, TLS setting differs, or http_proxy is set',
        remedy=(
            'wait (120 tries); else start the master, unset http_proxy/https_proxy/grpc_proxy, compare '
            'interNodeTLSEnabled'
        ),
        title_zh='从节点注册失败, 正在重试',
        source=(
            'MindIE-LLM@8b4871a src/executor/grpc_communicator.cpp:287-296; sample built from the format string '
            'in the source, not seen in a log'
        ),
    ),
    dict(
        code='grpc-exc', severity='error', phase='network',
        regex=r"gRPC CreateChannel (?:Error: (?P<e>.+)|failed with unknown exception)",
        hints=('gRPC CreateChannel ',),
        sample='gRPC CreateChannel failed with unknown exception',
        meaning='slave could not build the channel',
        cause='certificate content with interNodeTLSEnabled=true',
        remedy='check interNodeTls* or set interNodeTLSEnabled=false on all nodes',
        title_zh='gRPC 通道创建失败',
        source=(
            'MindIE-LLM@8b4871a src/executor/grpc_communicator.cpp:297-301; sample built from the format string '
            'in the source, not seen in a log'
        ),
    ),
    dict(
        code='hccl-ei0002', severity='error', phase='network',
        regex=r"EI0002:.{0,80}(?:wait execution of the Notify register times out)",
        hints=('wait execution of the Notify register times out',),
        sample=(
            'EI0002: [PID: 198748] 2025-03-26-13:49:01.670.614 The wait execution of the Notify register times '
            'out. Reason: The Notify register has not received the Notify record from remote rank: [unknown].'
        ),
        meaning='a collective did not finish in HCCL_EXEC_TIMEOUT',
        cause='one rank died or hangs, or links lose packets',
        remedy='look for the first error on the other ranks; check hccn_tool -stat -g for retransmissions',
        title_zh='HCCL Notify 等待超时(EI0002)',
        source='InternLM/lmdeploy#3354; sample quoted from the thread or page',
    ),
    dict(
        code='hccl-initroot', severity='error', phase='network',
        regex=r"HcclCommInitRootInfo(?:Config)? fail",
        hints=('HcclCommInitRootInfo',),
        sample=(
            '[2025-05-13 02:25:58.64217] [error] [36815] [hccl_runner.cpp:132] AllGatherHcclRunner:0 '
            'HcclCommInitRootInfo fail, error:2, rank:1, rankSize:4'
        ),
        meaning='communicator could not be created',
        cause=(
            'ranks cannot reach each other on the host NIC, ports 60000.. or 16666 taken, different HCCL_* '
            'between ranks'
        ),
        remedy='check HCCL_SOCKET_IFNAME/HCCL_IF_IP, leftover processes, plog of every rank',
        title_zh='HCCL 通信域初始化失败',
        source='gpustack/gpustack#2021; sample quoted from the thread or page',
    ),
    dict(
        code='hccl-transport', severity='error', phase='network',
        regex=(
            r"Transport init error! createLink para:rank\[(?P<a>\d+)\].*remoteRank\[(?P<b>\d+)\].*remoteIpAddr\[(?"
            r"P<ip>[\d.]+)"
        ),
        hints=('Transport init error! createLink para:rank[',),
        sample=(
            '[ERROR] HCCL(80812,):2026-06-17-02:21:43.853.333 [transport_manager.cc:954] '
            '[86231][InitChannelStage][RunFailed]Transport init error! createLink '
            'para:rank[7]-localUserrank[7]-localIpAddr[80.5.5.39/7], remoteRank[15]-remoteUserrank[15]-remoteIpAd'
            'dr[80.5.5.67/7], machineType[0], linkMode[1], isUsedRdma[1], tag[AllGather_group_name_119]'
        ),
        meaning='RDMA link between two named NPUs could not be made',
        cause='link down, wrong VLAN or gateway, TLS switch differs',
        remedy='from the local NPU: hccn_tool -i N -ping -g address <remote>; compare -link, -tls',
        title_zh='两张NPU之间建链失败(含rank与IP)',
        source='vllm-project/vllm-ascend#10591; sample quoted from the thread or page',
    ),
    dict(
        code='hccl-prepare', severity='error', phase='network',
        regex=r"HcclCommPrepare fail, ret: (?P<r>\S+)",
        hints=('HcclCommPrepare fail, ret: ',),
        sample='HcclCommPrepare fail, ret: 0x9',
        meaning='link preparation failed',
        cause='address_N in /etc/hccn.conf differs from the address the NPU has',
        remedy='compare the file with hccn_tool -i N -ip -g for every NPU and align',
        title_zh='hccn.conf 与实际 device IP 不一致',
        source='vllm-project/vllm-ascend#16847; sample quoted from the thread or page',
    ),
    dict(
        code='mem-multimodal', severity='error', phase='memory',
        regex=r"multimodal model inference out of memory when `maxInputTokenLen` set to (?P<n>\d+)",
        hints=('multimodal model inference out of memory when `maxInputTokenLen` set to ',),
        sample=(
            '[2025-11-25 17:23:11,888] [249] [281471718846752] [llm] [ERROR] [logging.py-348] : Warmup failed, '
            'because of multimodal model inference out of memory when `maxInputTokenLen` set to 8192. Please try '
            'to decrease `maxPrefillTokens` in config.json of mindie-service.'
        ),
        meaning='too little memory left after warm-up for a multimodal model',
        cause='maxPrefillTokens too high or npuMemSize too large',
        remedy='lower maxPrefillTokens/maxInputTokenLen, set npuMemSize by hand, or more cards',
        title_zh='多模态预热显存不足',
        source=(
            'gpustack/gpustack#3541; MindIE-LLM@8b4871a mindie_llm/text_generator/utils/npu_mem_tool.py:219-228; '
            'sample quoted from the thread or page'
        ),
    ),
    dict(
        code='env-int', severity='error', phase='model',
        regex=r"RANK should be in the range of 0 to WORLD_SIZE",
        hints=('RANK should be in the range of 0 to WORLD_SIZE',),
        sample='ValueError: RANK should be in the range of 0 to WORLD_SIZE, WORLD_SIZE is not inclusive.',
        meaning='RANK or LOCAL_RANK from the environment does not fit WORLD_SIZE',
        cause='variables left from torchrun or another job in the shell',
        remedy='unset RANK LOCAL_RANK (WORLD_SIZE = devices of the node or unset)',
        title_zh='环境变量 RANK/WORLD_SIZE 不匹配',
        source=(
            'MindIE-LLM@8b4871a mindie_llm/utils/env.py:141-145; sample built from the format string in the '
            'source, not seen in a log'
        ),
    ),
    dict(
        code='serve-timeout', severity='error', phase='serve',
        regex=r"Engine callback timeout: (?P<w>server (?:tokenTimeout|e2eTimeout)|\S.*)",
        hints=('Engine callback timeout: ',),
        sample='Engine callback timeout: server tokenTimeout',
        meaning="a request waited longer than the server's limit",
        cause='tokenTimeout/e2eTimeout too small for the load, or a rank hangs',
        remedy='raise tokenTimeout (max 3600) and e2eTimeout (max 65535) or lower the concurrency',
        title_zh='引擎回调超时(tokenTimeout/e2eTimeout)',
        source=(
            'MindIE-LLM@8b4871a src/server/endpoint/single_llm_req_handler/single_llm_pnd_req_handler.cpp:217,332'
            '; AISBench/benchmark#79; sample quoted from the thread or page'
        ),
    ),
    dict(
        code='serve-stopping', severity='info', phase='stop',
        regex=r"The service has been stopped\.",
        hints=('The service has been stopped.',),
        sample='{"error":"The service has been stopped."}',
        meaning='/health, /info and others answer 503 while a graceful stop waits for requests',
        cause='stopService was called',
        remedy='wait, or stop by signal; /health/timed-N still answers 200 healthy in this state',
        title_zh='服务正在停止',
        source=(
            'MindIE-LLM@8b4871a src/server/endpoint/http_wrapper/http_handler.cpp:428-434,533-540; sample built '
            'from the format string in the source, not seen in a log'
        ),
    ),
    dict(
        code='ais-warmup', severity='error', phase='bench',
        regex=r"\[TINFER-RUNTIME-001\]warmup failed.*failed reasons: (?P<why>\{.*?\})",
        hints=('[TINFER-RUNTIME-001]warmup failed',),
        sample=(
            'ais_bench.benchmark.utils.logging.exceptions.AISBenchRuntimeError: [TINFER-RUNTIME-001]warmup '
            "failed. Exit task because all warmup requests failed, failed reasons: {'': 1} | Visit "
            'https://ais-bench-benchmark-rf.readthedocs.io/zh-cn/latest/faqs/error_codes.html#tinfer-runtime-001 '
            'for further help.'
        ),
        meaning='every warm-up request failed, nothing was measured',
        cause='wrong model name, host or port, a generation_kwargs the server refuses, or an HTTP proxy',
        remedy='read the reason in braces; curl /v1/models; unset proxies',
        title_zh='AISBench 预热请求全部失败',
        source='AISBench/benchmark#217 (the line), #291, #203; sample quoted from the thread or page',
    ),
    dict(
        code='ais-nodetails', severity='error', phase='bench',
        regex=r"Can't find details perf data of \[(?P<t>[^\]]+)\]|SUMM-FILE-001",
        hints=("Can't find details perf data of [", 'SUMM-FILE-001'),
        sample=(
            "[2026-03-29 01:04:34,644] [ais_bench] [WARNING] Can't find details perf data of "
            '[vllm-api-stream-chat/gsm8k]'
        ),
        meaning='no result file for the table',
        cause='the inference stage failed before (warm-up), or --reuse names a run without data',
        remedy='look 100 lines up for the first ERROR of the inference stage',
        title_zh='AISBench 找不到性能明细',
        source='AISBench/benchmark#217; sample quoted from the thread or page',
    ),
    dict(
        code='ais-nopred', severity='error', phase='bench',
        regex=r"Task (?P<t>\S+): No predictions found",
        hints=(': No predictions found',),
        sample=(
            '[2026-07-28 19:08:40,747] [ais_bench] [WARNING] Task vllm-api-stream-chat/math_prm800k_500: No '
            'predictions found.'
        ),
        meaning='nothing to score',
        cause='the inference stage failed or its predictions lie in another time folder',
        remedy='see logs/infer/*.out of this run',
        title_zh='AISBench 无推理结果可评测',
        source='AISBench/benchmark#424; sample quoted from the thread or page',
    ),
    dict(
        code='ais-allfail', severity='error', phase='bench',
        regex=r"All requests failed, cannot calculate performance results",
        hints=('All requests failed, cannot calculate performance results',),
        sample='All requests failed, cannot calculate performance results. Please check the error logs from responses!',
        meaning='no request succeeded',
        cause='server error or time-out for each request',
        remedy='see error_info in <dataset>_details.jsonl or <dataset>_failed.jsonl',
        title_zh='AISBench 所有请求失败',
        source=(
            'ais_bench_benchmark 3.1.20260630 calculators/default_perf_metric_calculator.py:33-38; sample built '
            'from the format string in the source, not seen in a log'
        ),
    ),
    dict(
        code='ais-nostable', severity='error', phase='bench',
        regex=r"Can not find a stable stage from performance results",
        hints=('Can not find a stable stage from performance results',),
        sample='Can not find a stable stage from performance results! Please check the conccurency plot.',
        meaning='the run never held the configured concurrency',
        cause='too few prompts, request_rate too low, or maxBatchSize below batch_size',
        remedy='use at least 4 to 5 times batch_size prompts, raise request_rate, or use default_perf',
        title_zh='AISBench 找不到稳态阶段',
        source=(
            'ais_bench_benchmark 3.1.20260630 calculators/stable_perf_metric_calculator.py:166-172; sample built '
            'from the format string in the source, not seen in a log'
        ),
    ),
    dict(
        code='ais-path', severity='error', phase='bench',
        regex=r"path is not accessible or does not exist: (?P<p>\S+)",
        hints=('path is not accessible or does not exist: ',),
        sample='path is not accessible or does not exist: /path/to/file',
        meaning='tokenizer folder of the model config is not there',
        cause='path= still the template, or the container that runs ais_bench has no weights mounted',
        remedy='set path= to the folder that holds the tokenizer',
        title_zh='AISBench tokenizer 路径不存在',
        source=(
            'ais_bench_benchmark 3.1.20260630 utils/config/build.py:35-38; sample built from the format string '
            'in the source, not seen in a log'
        ),
    ),
    dict(
        code='ais-chunk', severity='error', phase='bench',
        regex=r"\[StreamResponseError\] Expecting value: line 1 column (?P<c>\d+)",
        hints=('[StreamResponseError] Expecting value: line 1 column ',),
        sample=(
            '[AisBenchClientException] Error processing stream response: [StreamResponseError] Expecting value: '
            'line 1 column 65533 (char 65532)!'
        ),
        meaning='one streamed piece is longer than the read buffer',
        cause='the server adds much data to each event',
        remedy='raise MAX_CHUNK_SIZE in global_consts.py',
        title_zh='流式分片超过缓存',
        source='AISBench docs/source_zh_cn/faqs/faq.md 3.4; sample quoted from the thread or page',
    ),
    dict(
        code='ais-debug-limit', severity='warn', phase='bench',
        regex=r"Concurrency exceeds the default per-process limit \((?P<n>\d+)\)",
        hints=('Concurrency exceeds the default per-process limit (',),
        sample=(
            'Concurrency exceeds the default per-process limit (500). This may limit throughput. Recommend '
            'unsetting `--debug` to enable multi-process mode.'
        ),
        meaning='--debug runs one process only: above 500 the client is the bottleneck',
        cause='batch_size > 500 with --debug',
        remedy='run without --debug for such points',
        title_zh='--debug 单进程并发上限',
        source=(
            'ais_bench_benchmark 3.1.20260630 tasks/openicl_api_infer.py:313-318; sample built from the format '
            'string in the source, not seen in a log'
        ),
    ),
    dict(
        code='ok-daemon', severity='ok', phase='ready',
        regex=r"Daemon start success!",
        hints=('Daemon start success!',),
        sample='Daemon start success!',
        meaning='service is up on THIS node',
        cause='',
        remedy='slaves print it too: ready = seen on ALL nodes + /v1/models 200 on master',
        title_zh='启动成功',
        source='MindIE-LLM@8b4871a llm_daemon.cpp:322',
    ),
    dict(
        code='ok-slave', severity='ok', phase='ready',
        regex=r"Multi Nodes infer slave instance need not init TokenizerProcessPool and HttpWrapper",
        hints=('Multi Nodes infer slave instance need not init TokenizerProcessPool and HttpWrapper',),
        sample='Multi Nodes infer slave instance need not init TokenizerProcessPool and HttpWrapper',
        meaning='slave role confirmed (no HTTP port on this node)',
        cause='',
        remedy='',
        title_zh='从节点就绪（无 HTTP）',
        source='MindIE-LLM@8b4871a endpoint.cpp',
    ),
    dict(
        code='ok-config', severity='ok', phase='config',
        regex=r"\[ConfigManager::InitConfigManager\] Successfully init config manager",
        hints=('[ConfigManager::InitConfigManager] Successfully init config manager',),
        sample='[ConfigManager::InitConfigManager] Successfully init config manager',
        meaning='config accepted',
        cause='',
        remedy='printed by several processes; order vs other lines is not stable',
        title_zh='配置校验通过',
        source='MindIE-LLM@8b4871a config_manager_impl.cpp',
    ),
    dict(
        code='ok-rt', severity='ok', phase='ranktable',
        regex=r"Finished parsing ranktable file",
        hints=('Finished parsing ranktable file',),
        sample='Finished parsing ranktable file.',
        meaning='rank table parsed',
        cause='',
        remedy='',
        title_zh='ranktable 解析完成',
        source='MindIE-LLM@8b4871a ranktable_config.cpp',
    ),
    dict(
        code='ok-slaves', severity='ok', phase='network',
        regex=r"GRPCCommunicator: All (?P<n>\d+) slaves connected",
        hints=('GRPCCommunicator: All ',),
        sample='GRPCCommunicator: All 1 slaves connected',
        meaning='all slaves joined',
        cause='',
        remedy='',
        title_zh='从节点全部连接',
        source='MindIE-LLM@8b4871a grpc_communicator.cpp',
    ),
    dict(
        code='ok-load', severity='ok', phase='model',
        regex=r"Loading selected layers: +(?P<pct>\d+)%\|",
        hints=('Loading selected layers:',),
        sample='Loading selected layers: 100%|##########| 36/36 [00:02<00:00, 16.65layer/s]',
        meaning='weight loading progress (tqdm, \\r)',
        cause='',
        remedy='use as progress bar',
        title_zh='加载进度',
        source='atb_llm/models/base/model_utils.py:127',
    ),
    dict(
        code='ok-kv', severity='ok', phase='memory',
        regex=r"Allocated (?P<g>[\d.]+) \(GiB\) NPU memory for KVcache",
        hints=(' (GiB) NPU memory for KVcache',),
        sample='Allocated 12.34 (GiB) NPU memory for KVcache. Model role: Standard.',
        meaning='KV cache size',
        cause='',
        remedy='feed the fraction calculator',
        title_zh='KV Cache 已分配',
        source='MindIE-LLM@8b4871a generator.py:1339',
    ),
    dict(
        code='ok-mem', severity='ok', phase='memory',
        regex=r"Requested memory: (?P<f>[\d.]+) \(util\), (?P<r>[\d.]+) GiBnpu_mem: (?P<n>[\d.]+) GiB",
        hints=('Requested memory: ',),
        sample='Requested memory: 0.92 (util), 56.08 GiBnpu_mem: 11.3 GiB',
        meaning='fraction, total*fraction, KV (sic: no space)',
        cause='',
        remedy='feed the fraction calculator',
        title_zh='显存统计',
        source='MindIE-LLM@8b4871a generator.py:818',
    ),
    dict(
        code='ok-block', severity='ok', phase='memory',
        regex=r"One block during warmup needs npu memory\(GiB\): (?P<g>[\d.eE+-]+)",
        hints=('One block during warmup needs npu memory(GiB): ',),
        sample='One block during warmup needs npu memory(GiB): 0.0085',
        meaning='block size',
        cause='',
        remedy='feed the fraction calculator',
        title_zh='单 block 显存',
        source='MindIE-LLM@8b4871a generator.py:502',
    ),
    dict(
        code='ok-stop', severity='ok', phase='stop',
        regex=r"All subprocesses exited gracefully",
        hints=('All subprocesses exited gracefully',),
        sample='All subprocesses exited gracefully.',
        meaning='clean stop',
        cause='',
        remedy='',
        title_zh='已优雅退出',
        source='MindIE-LLM@8b4871a llm_daemon.cpp',
    ),
    dict(
        code='ok-kv-fixed', severity='warn', phase='memory',
        regex=r"Reserved (?P<g>[\d.]+) GiB NPU memory for KVcache as specified by 'npuMemSize'",
        hints=(" GiB NPU memory for KVcache as specified by 'npuMemSize'",),
        sample=(
            "Reserved 8.00 GiB NPU memory for KVcache as specified by 'npuMemSize' and skipped warmup profiling. "
            "This does not respect the 'NPU_MEMORY_FRACTION' environment variable and may lead to OOM."
        ),
        meaning='KV cache size is fixed by npuMemSize, NPU_MEMORY_FRACTION is not looked at',
        cause='npuMemSize is not -1',
        remedy='set npuMemSize to -1 to let the fraction decide',
        title_zh='npuMemSize 固定KV大小, 显存比例不生效',
        source=(
            'MindIE-LLM@8b4871a mindie_llm/text_generator/generator.py:1138-1143; sample built from the format '
            'string in the source, not seen in a log'
        ),
    ),
)
