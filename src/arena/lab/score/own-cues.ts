/**
 * How people speak of relations beyond the words that the language itself uses (`cue`): the scorer meets anybody's
 * words. Sources of regular expressions by relation; a relation without an entry has its `cue` and `label` only.
 */
export const ownCues: Readonly<Record<string, string>> = {
  birthday: String.raw`\bborn\b|\bbirth|出生|生于|诞生|生日`,
  birthplace: String.raw`\bborn\b|\bhails? from|\bcomes? from|grew up|hometown|生于|出生于|来自|故乡|籍贯`,
  founded: String.raw`set up|\bcreated\b|dat(?:es|ing) (?:back )?to|\bbegan\b|建立|始建|设立|创建`,
  headquarters: String.raw`\bseat\b|main office|驻地`,
  staff: String.raw`workers|people work|jobs|personnel|职工|雇员|人手`,
  head: String.raw`\brun by|\bruns\b|\bled\b|\bchief|chaired|manag|负责|领导|主持|所长|经理|董事长|院长`,
  employer: String.raw`work(?:s|ed|ing)? (?:for|at)|employed by|employee of|供职|就职|效力|(?<!主持)工作`,
  training: String.raw`graduat|alma mater|educated|就读|学习|培训|受训`,
  length: String.raw`\bshort|跨度|短`,
  cost: String.raw`cheap|budget|\bpaid\b|成本|费用|预算|耗费|贵|便宜|斥资|花了`,
  designer: String.raw`\bwork of|conceived|出自`,
  builder: String.raw`erected|put up|建造|修建|承包|建成|兴建`,
  traffic: String.raw`\bcars\b|车次|日均`,
  director: String.raw`headed by|\bled\b|\brun by|\bheads?\b|\bleads?\b|in charge|curator|主管|执掌|领导|掌管`,
  visitors: String.raw`\bguests|people came|attract|访客|游客|接待|人次`,
  collection: String.raw`exhibits|artefacts|\bitems\b|\bkeeps\b|houses|pieces|展品|收有`,
  location: String.raw`\bin the town|\bstands\b|\blies\b|\bsits\b|found in|地处|设在|建在`,
  area: String.raw`large|small|\bsize\b|km2|hectare|公顷`,
  depth: String.raw`\bdeep|shallow|浅`,
  shore: String.raw`lies on|banks? of|on the lake|beside|湖边|湖畔|湖岸`,
  mayor: String.raw`governed|\bled by|市长`,
  'first-held': String.raw`first took place|\bbegan\b|started|launched|inaugural|founded|\bsince\b|始于|创办|首次|第一届`,
  attendance: String.raw`visitors|guests|spectators|crowd|\bdrew\b|\bcame\b|观众|参加|参与|游客|人次`,
  host: String.raw`\bheld\b|venue|hosted|举办|主办`,
  sponsor: String.raw`fund(?:ed|s)|backed|financ|paid for|资助|出资|支持`,
}
