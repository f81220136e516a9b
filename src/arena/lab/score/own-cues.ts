/**
 * How people speak of relations beyond the words that the language itself uses (`cue`): the scorer meets anybody's
 * words. Sources of regular expressions by relation; a relation without an entry has its `cue` and `label` only.
 */
export const ownCues: Readonly<Record<string, string>> = {
  birthday: String.raw`\bborn\b|\bbirth|出生|生于|诞生|生日|出世|降生`,
  birthplace: String.raw`\bborn\b|\bhails? from|\bcomes? from|grew up|hometown|生于|出生于|来自|故乡|籍贯|祖籍|人氏|出身|comes? from|native`,
  founded: String.raw`set up|\bcreated\b|dat(?:es|ing) (?:back )?to|dates from|\bbegan\b|建立|始建|设立|创建|起源|始于|origins?|inception|goes back`,
  headquarters: String.raw`\bseat\b|main office|驻地|本部|headquartered|设在`,
  staff: String.raw`workers|people work|jobs|personnel|职工|雇员|人手|聘|人员|head ?count|on its books|(?:larger|largest|bigger|biggest|smaller|smallest|major) employer|人在\u0001+工作`,
  head: String.raw`\brun by|\bruns\b|\bran\b|\bled\b|\bchief|chaired|manag|负责|领导|主持|所长|经理|董事长|院长|掌舵|执掌|掌门|boss|helm|top post`,
  employer: String.raw`work(?:s|ed|ing)? (?:for|at)|employed by|employee of|供职|就职|效力|(?<!主持)工作|受聘|效命|payroll|on the staff|雇员`,
  training: String.raw`graduat|alma mater|educated|就读|学习|培训|受训|深造|出身|schooled|taught at|diploma`,
  length: String.raw`\bshort|跨度|短|长达|end to end|stretch`,
  cost: String.raw`cheap|budget|\bpaid\b|成本|费用|预算|耗费|贵|便宜|斥资|花了|资金|金额|耗|outlay|bill|money|spending`,
  designer: String.raw`attributed to|credited to|\bwork of|conceived|出自|手笔|绘制|drawn by|drawings`,
  builder: String.raw`erected|put up|建造|修建|承包|建成|兴建|承造|施工|contractor|main contractor`,
  traffic: String.raw`\bcars\b|车次|日均|过桥|驶过|daily`,
  director: String.raw`under the direction of|headed by|\bled\b|\brun by|\bruns?\b|\bran\b|\bheads?\b|\bleads?\b|in charge|curator|主管|执掌|领导|掌管|掌舵|执掌|负责|at the helm`,
  visitors: String.raw`\bguests|people came|attract|访客|游客|接待|人次|客流|到访|footfall|admissions`,
  collection: String.raw`exhibits|artefacts|\bitems\b|\bkeeps\b|houses|pieces|展品|收有|文物|藏|artworks|inventory`,
  location: String.raw`\bin the town|\bstands?\b|\blies?\b|\bsits?\b|found in|地处|设在|建在|坐落|建于|就在|site|be found|to be seen`,
  area: String.raw`large|small|\bsize\b|km2|hectare|公顷|占地|幅员|extends over|acreage`,
  depth: String.raw`\bdeep|shallow|浅|深处|底部`,
  shore: String.raw`(?:largest|biggest|main|principal|most important) (?:town|city|settlement|place)|最大的?(?:城镇|镇|城市|市镇|居民点)|lies on|banks? of|on the lake|beside|湖边|湖畔|湖岸|沿湖|滨湖|lakeside|lakefront`,
  mayor: String.raw`governed|\bled by|市长|掌管|主政|执政|town hall|at the helm`,
  'first-held': String.raw`first took place|dates from|\bbegan\b|started|launched|inaugural|founded|\bsince\b|始于|创办|首次|第一届|起始|始办|创始|起源|dates? back|goes back|origins?|inception`,
  attendance: String.raw`visitors|guests|spectators|crowd|\bdrew\b|\bcame\b|观众|参加|参与|游客|人次|\bdraws?\b|crowds?|audiences?|人潮`,
  host: String.raw`\bheld\b|venue|hosted|举办|主办|主场|落户|\bhome (?:of|to|town)|(?:its|at) home`,
  sponsor: String.raw`fund(?:ed|s)|backed|financ|paid for|资助|出资|支持|金主|backer|冠名`,
  population: String.raw`常住|户籍|people|人数|inhabit`,
  opened: String.raw`投入使用|贯通|in use|in service|opening`,
}
